"""N16: never answer for a customer without an instruction when we are its processor. Trustpilot DK 2020-7320-1827; BE 63/2024: what a company
decides about leaves us on its word only."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from dsr.domain.errors import InvalidMove, NotAllowed
from dsr.domain.instruction import Decision
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Delivery, Instruction, Part
from dsr.services import collect, scope, sign_off
from tests.services.drafted import approve, seen
from tests.services.two_companies import NORD, Scene, asked


@pytest.fixture
def scene(kit: Kit) -> Scene:
    """Nordlys has a part of the request, and has said nothing yet."""
    made = asked(kit)
    made.works_at(NORD, made.nord)
    made.prove()
    return made


def drafted(scene: Scene) -> int:
    """Nordlys lets us answer, and the draft of its part is ready."""
    scene.decide(scene.nord, Decision.ANSWER)
    with scene.kit.database.transaction() as session:
        seen_so = scope.sources_of(session, session.get_one(Part, scene.part(scene.nord).id), scene.kit.sources.sources)
        sign_off.sign(session, [one for source in seen_so for one in source.collections()], by=scene.by, now=scene.kit.now())
    scene.collected(scene.nord)
    return scene.part(scene.nord).id


def delivered(scene: Scene) -> int:
    with scene.kit.database.reading() as session:
        return len(session.execute(select(Delivery)).scalars().all())


def test_nothing_of_a_company_is_even_searched_without_its_word(scene: Scene) -> None:
    with scene.kit.database.transaction() as session, pytest.raises(NotAllowed) as refused:
        collect.start(session, scene.part(scene.nord).id, by=scene.by, now=scene.kit.now(), book=scene.kit.sources)
    assert refused.value.facts == {"reason": "no_instruction"}


def test_no_answer_is_approved_that_its_company_has_not_allowed(scene: Scene) -> None:
    part_id = drafted(scene)
    with scene.kit.database.transaction() as session:
        session.execute(update(Instruction).values(revoked_at=scene.kit.now()))
    with pytest.raises(NotAllowed) as refused:
        approve(scene.kit, part_id, seen(scene.kit, part_id), scene.by)
    assert refused.value.facts == {"reason": "no_instruction"}
    assert delivered(scene) == 0


@pytest.mark.parametrize("decision", [Decision.REFUSE, Decision.NOTHING_HELD])
def test_a_word_that_gives_nothing_releases_nothing(scene: Scene, decision: Decision) -> None:
    part_id = drafted(scene)
    looked = seen(scene.kit, part_id)
    scene.decide(scene.nord, decision)
    assert scene.part(scene.nord).state is State.TRIAGE
    with pytest.raises((NotAllowed, InvalidMove)):
        approve(scene.kit, part_id, looked, scene.by)
    with scene.kit.database.transaction() as session, pytest.raises(NotAllowed):
        collect.start(session, part_id, by=scene.by, now=scene.kit.now(), book=scene.kit.sources)
    assert delivered(scene) == 0


def test_with_its_word_the_answer_leaves(scene: Scene) -> None:
    part_id = drafted(scene)
    assert approve(scene.kit, part_id, seen(scene.kit, part_id), scene.by).approved_at is not None
    assert delivered(scene) == 1
