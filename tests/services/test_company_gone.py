"""A company that left, and for which nothing is held any more: the person hears that, and who can say more (GDPR Art. 28(3)(g))."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.domain.customer import CompanyState
from dsr.domain.instruction import Decision, Given
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.models import Message, MessageState
from dsr.services import endings, instructions, review
from dsr.services.instructions import Signed
from tests.services.asked_company import Scene, companys
from tests.services.carol import alice


def nothing_held(scene: Scene, ground: str = endings.NOTHING) -> None:
    """Staff decide where nobody is left there, and send it."""
    kit, by = scene.kit, alice(scene.kit, StaffRole.MANAGER)
    with kit.database.transaction() as session:
        instructions.give(session, scene.part_id, {None: Given(Decision.NOTHING_HELD, "Given back in May.")}, Signed(), by=by, now=kit.now(),
                          vault=kit.vault, settings=kit.settings)
        review.refuse(session, scene.part_id, ground=ground, reason="Given back in May, protocol 7.", by=by, now=kit.now(), vault=kit.vault,
                      settings=kit.settings)


@pytest.mark.parametrize(("conceals", "name"), [(False, "Nordlys A/S"), (True, "den virksomhed, hvis telefonsystem det er")])
def test_the_person_hears_that_nothing_is_held_any_more_and_who_can_say_more(kit: Kit, conceals: bool, name: str) -> None:
    scene = companys(kit, has_contact=False, state=CompanyState.LEFT, conceals=conceals)
    scene.begin()
    nothing_held(scene)
    (told,) = scene.letters("company_gone", "refused")
    assert (told["kind"], told["company"]) == ("company_gone", name)
    with kit.database.transaction() as session:
        letter = session.execute(select(Message).where(Message.kind == "company_gone")).scalar_one()
        letter.state = MessageState.SENT
        endings.letter_left(session, letter.id, now=kit.now())
        part = scene.part(session)
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.NOTHING_HELD)


@pytest.mark.parametrize(("state", "ground"), [
    (CompanyState.ACTIVE, endings.NOTHING), (CompanyState.DISSOLVED, endings.NOTHING), (CompanyState.LEFT, "company_refused")])
def test_of_any_other_no_it_says_nothing(kit: Kit, state: CompanyState, ground: str) -> None:
    scene = companys(kit, has_contact=False, state=state)
    scene.begin()
    nothing_held(scene, ground)
    assert [one["kind"] for one in scene.letters("company_gone", "refused")] == ["refused"]
