"""What a source would purge while a company decides is under seal before; only what it then lets leave joins its part, and else it goes."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from sqlalchemy import select

from dsr.domain.instruction import Decision
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.models import Chunk, Part, Request, Task
from dsr.services import referrals
from tests.services.archive import work
from tests.services.two_companies import BOOK, BOXES, HAV, NORD, Scene, asked
from workers import upkeep


@pytest.fixture
def scene(kit: Kit) -> Scene:
    """A telephone system whose voicemail goes after a month; Carol is asked about at Nordlys and has proven enough."""
    sources = tuple(replace(source, config=deepcopy(source.config), datasets=tuple(replace(dataset, collections=tuple(
        replace(one, forgets="P30D" if one.address == BOXES else None) for one in dataset.collections)) for dataset in source.datasets))
        for source in BOOK.sources)
    made = asked(kit)
    own = replace(made, kit=replace(made.kit, sources=replace(BOOK, sources=sources)))
    own.prove()
    return own


def test_what_was_purged_while_the_company_decided_is_in_its_part_once(scene: Scene) -> None:
    _kept(scene)
    assert _state(scene) is State.REFERRED
    _purge(scene, {"box": "1", "firm": NORD, "said": "of today"})
    scene.decide(scene.nord, Decision.ANSWER)
    rows = scene.rows(scene.collected(scene.nord))
    assert sorted(str(row[1]) for row in rows["pbx.boxes"]) == ["from the north", "of today"]  # and nothing of the other company


def test_before_the_company_has_decided_nobody_sees_it(scene: Scene) -> None:
    _kept(scene)
    with scene.kit.database.reading() as session:
        part = session.get_one(Part, scene.part(scene.nord).id)
        assert (part.search_plan, part.freeze_plan is not None) == (None, True)
        rounds = session.execute(select(Task.round).join(Chunk).where(Task.part_id == part.id, Chunk.address == str(BOXES))).scalars().all()
    assert rounds == [0]


def test_what_the_company_does_not_let_leave_goes(scene: Scene) -> None:
    part_id = _kept(scene)
    with scene.kit.database.transaction() as session:
        part = session.get_one(Part, part_id)
        part.state, part.outcome, part.closed_at = State.CLOSED, Outcome.REFUSED, scene.kit.now()
    upkeep.withdrawn_rows(scene.kit)
    with scene.kit.database.reading() as session:
        assert session.execute(select(Chunk.id).join(Task).where(Task.part_id == part_id)).all() == []
    assert scene.kit.store.folders(f"part-{part_id}") == []


def test_nothing_is_kept_for_a_company_that_may_not_be_asked(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        session.get_one(Request, scene.request_id).pass_on = False
    upkeep.hold(scene.kit)
    assert scene.part(scene.nord).freeze_plan is None


def _kept(scene: Scene) -> int:
    """The company is asked, and what it would lose meanwhile is collected."""
    part_id = scene.part(scene.nord).id
    with scene.kit.database.transaction() as session:
        referrals.begin(session, part_id, now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings)
    for _ in range(2):
        upkeep.hold(scene.kit)
    work(scene.kit)
    return part_id


def _purge(scene: Scene, row: dict[str, object]) -> None:
    """The system has nothing any more but this."""
    pbx = next(source for source in scene.kit.sources.sources if source.key == "pbx")
    pbx.config["tables"]["boxes"][:] = [row, {"box": "1", "firm": HAV, "said": "of the sea, today"}]


def _state(scene: Scene) -> State:
    return scene.part(scene.nord).state
