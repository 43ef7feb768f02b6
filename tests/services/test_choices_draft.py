"""What staff decide is part of what a draft is made of: a draft from before does not leave, and the next one says what was left out."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from dsr.domain.choices import Act, ChoiceReason, Target
from dsr.domain.draft import Ingredient
from dsr.domain.errors import Outdated, Stale, Undecided
from dsr.domain.parties import Party
from dsr.domain.policy import Treatment
from dsr.domain.words import Outcome, Role
from dsr.kit import Kit
from dsr.models import Document
from dsr.services import briefing, choices, collect, drafts, policies
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.archive import work
from tests.services.draft_scene import Scene, drafted
from tests.services.drafted import approve, seen


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return drafted(kit)


def decide(scene: Scene, act: Act = Act.LEAVE_OUT, reason: ChoiceReason | None = ChoiceReason.OTHERS_RIGHTS) -> Target:
    """Something about the first row of the first collection."""
    with scene.kit.database.transaction() as session:
        target = Target(sorted(choices.seen_now(session, scene.part_id))[0], "", 0)
        choices.choose(session, scene.part_id, target, act, reason, "", by=scene.by, now=scene.kit.now(), vault=scene.kit.vault,
                       sources=scene.kit.sources.sources)
    return target


def standing(scene: Scene) -> drafts.Standing:
    with scene.kit.database.transaction() as session:
        draft = drafts.newest(session, scene.part_id)
        assert draft is not None
        return drafts.standing(session, draft, settings=scene.kit.settings, sources=scene.kit.sources.sources, now=scene.kit.now(),
                               vault=scene.kit.vault)


def told(scene: Scene) -> dict[str, dict[str, object]]:
    """The collections of the newest draft, as response.json has them."""
    with scene.kit.database.transaction() as session:
        draft = drafts.newest(session, scene.part_id)
        assert draft is not None
        document = session.execute(select(Document).where(Document.response_id == draft.id, Document.name == "response.json")).scalar_one()
        handle = key_of(session, scene.request_id, KeyClass.PACKAGE, vault=scene.kit.vault)
        data = b"".join(scene.kit.store.read(document.path, handle, briefing.document_context(document.path)))
    return {one["address"]: one for one in json.loads(data)["collections"]}


def test_a_draft_from_before_a_choice_does_not_leave_and_the_next_says_what_is_left_out(scene: Scene) -> None:
    looked, before = seen(scene.kit, scene.part_id), told(scene)
    target = decide(scene)
    assert standing(scene).changed == (Ingredient.SEARCH,)
    with pytest.raises(Stale):
        approve(scene.kit, scene.part_id, looked, scene.by)
    scene.order()
    work(scene.kit)
    after, was = told(scene)[target.address], before[target.address]
    assert (after["found"], after["shown"], after["reasons"]) == (was["found"], was["shown"] - 1, ["others_rights"])  # type: ignore[operator]
    assert approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by).outcome == Outcome.PARTLY_FULFILLED.value


def test_what_is_decided_and_taken_back_is_as_before(scene: Scene) -> None:
    decide(scene)
    decide(scene, Act.TAKE_BACK, None)
    assert standing(scene).is_ready


def test_a_draft_by_an_older_policy_says_so_and_does_not_leave(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        policies.change(session, "DK", Role.CONTROLLER, {Party.CALLER: Treatment.CUT}, digits=3, since=0, reason="x", by=scene.by,
                        now=scene.kit.now())
    assert isinstance(standing(scene).owed, Outdated)
    with pytest.raises(Outdated):
        approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by)


def test_after_another_look_at_a_source_there_is_another_draft_and_rows_are_decided_anew(scene: Scene) -> None:
    target = decide(scene)
    with scene.kit.database.transaction() as session:
        collect.look_again(session, scene.part_id, target.address, by=scene.by, now=scene.kit.now(), sources=scene.kit.sources.sources)
        assert drafts.newest(session, scene.part_id) is None
    work(scene.kit)
    owed = standing(scene).owed
    assert isinstance(owed, Undecided)
    assert owed.facts["reason"] == "rows"
