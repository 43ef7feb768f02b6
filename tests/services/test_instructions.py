"""What a company tells us to do: whose word counts, what is in force, what follows from it, and that without it nothing leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from dsr.domain.actor import COMPANY, SUBJECT, SYSTEM, Actor
from dsr.domain.capability import StaffRole
from dsr.domain.errors import InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.instruction import Decision, Given, ReferralEnd
from dsr.domain.routing import DataKind
from dsr.domain.words import Right, Role, State
from dsr.kit import Kit
from dsr.models import Company, CompanyContact, Event, Instruction, Part
from dsr.services import instructed, instructions, lifecycle
from dsr.services.instructions import Signed
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.asked_company import Scene, companys
from tests.services.carol import alice
from tests.services.customers import a_company, a_contact

ANSWER, HAND_OVER, REFUSE, NOTHING = Decision
WHY = "Section 22(1) of the Danish act: it is under investigation."


def asked(kit: Kit, **changed: object) -> Scene:
    scene = companys(kit, **changed)  # type: ignore[arg-type]
    scene.begin()
    return scene


def give(scene: Scene, given: dict[DataKind | None, Given] | Decision, *, by: Actor = COMPANY, contact_id: int | None = None) -> None:
    """As the page does it."""
    told: dict[DataKind | None, Given] = {None: Given(given)} if isinstance(given, Decision) else given
    signed = Signed(contact_id=contact_id or scene.contact_id) if by is COMPANY else Signed()
    with scene.kit.database.transaction() as session:
        instructions.give(session, scene.part_id, told, signed, by=by, now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings)


def in_force(scene: Scene) -> dict[DataKind | None, Decision]:
    with scene.kit.database.reading() as session:
        return dict(instructed.of(session, scene.part_id).by_kind)


def move(scene: Scene, name: str, by: Actor = SYSTEM) -> None:
    with scene.kit.database.transaction() as session:
        lifecycle.move(session, scene.part(session), name, by=by, now=scene.kit.now())


def test_an_instruction_ends_the_waiting_and_both_sides_hear_of_it(kit: Kit) -> None:
    scene = asked(kit)
    give(scene, ANSWER)
    assert scene.state() is State.TRIAGE
    assert in_force(scene) == {None: ANSWER}
    (person,) = scene.letters("company_decided")
    assert (person["company"], person["decided_on"], person["decision"]) == ("Nordlys A/S", "2026-11-24", "Vi svarer dig på deres vegne.")
    (company,) = scene.letters("company_instructed")
    assert (company["to"], company["decision"]) == ("privacy@nordlys.example", "Vi svarer personen for jer.")
    with kit.database.reading() as session:
        row = scene.referral(session)
        assert (row.ending, row.remind_at) == (ReferralEnd.INSTRUCTED, None)
        (said,) = instructed.in_force(session, scene.part_id)
        assert (said.contact_id, said.staff_id, said.referral_id, said.company_id) == (scene.contact_id, None, row.id, scene.company_id)
        event = session.execute(select(Event).where(Event.name == "instruction_given")).scalar_one()
        assert event.actor_kind == "company"


def test_the_same_once_more_changes_nothing(kit: Kit) -> None:
    scene = asked(kit)
    for _ in range(2):
        give(scene, {None: Given(ANSWER), DataKind.CONTENT: Given(REFUSE, WHY)})
    assert len(scene.letters("company_decided")) == 1
    assert scene.events("instruction_given") == ["instruction_given"] * 2
    with kit.database.reading() as session:
        assert len(session.execute(select(Instruction)).scalars().all()) == 2


def test_the_reason_of_a_refusal_is_sealed_with_the_case(kit: Kit) -> None:
    scene = asked(kit)
    give(scene, {None: Given(REFUSE, WHY)})
    with kit.database.reading() as session:
        (row,) = instructed.in_force(session, scene.part_id)
        assert row.reason is not None
        assert WHY.encode() not in row.reason
        case = key_of(session, scene.request_id, KeyClass.CASE, vault=kit.vault)
        assert case.open(row.reason, instructed.place(scene.part_id)).decode() == WHY
        assert not any("22" in facts for facts in session.execute(select(Event.facts)).scalars())
    assert WHY not in str(scene.letters("company_decided", "company_instructed"))


def test_the_newest_word_counts_and_what_was_said_before_is_kept(kit: Kit) -> None:
    scene = asked(kit)
    give(scene, {None: Given(ANSWER), DataKind.CONTENT: Given(REFUSE, WHY)})
    give(scene, HAND_OVER)
    assert in_force(scene) == {None: HAND_OVER}
    give(scene, ANSWER)
    assert in_force(scene) == {None: ANSWER}
    with kit.database.reading() as session:
        said = session.execute(select(Instruction.decision).order_by(Instruction.id)).scalars()
        assert list(said) == [ANSWER, REFUSE, HAND_OVER, ANSWER]
    assert len(scene.letters("company_decided")) == 1  # in one second one letter; the last word is on the page


def test_one_more_word_stands_beside_the_others(kit: Kit) -> None:
    scene = asked(kit)
    give(scene, ANSWER)
    with kit.database.transaction() as session:
        instructions.instruct(session, scene.part_id, REFUSE, data_kind=DataKind.CONTENT, reason=WHY, contact_id=scene.contact_id, by=COMPANY,
                              now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert in_force(scene) == {None: ANSWER, DataKind.CONTENT: REFUSE}


@pytest.mark.parametrize("state", [State.COLLECTING, State.REVIEWING])
def test_what_was_collected_by_another_decision_goes_nowhere(kit: Kit, state: State) -> None:
    scene = asked(kit)
    give(scene, ANSWER)
    move(scene, "collect", alice(kit))
    if state is State.REVIEWING:
        move(scene, "settle")
    give(scene, {None: Given(REFUSE, WHY)})
    assert scene.state() is State.TRIAGE
    assert scene.events("reconsider") == ["reconsider"]


@pytest.mark.parametrize("state", [State.DELIVERING, State.CLOSED, State.EXECUTING])
def test_once_the_answer_is_approved_nothing_is_decided_any_more(kit: Kit, state: State) -> None:
    scene = asked(kit)
    with kit.database.transaction() as session:
        session.execute(update(Part).where(Part.id == scene.part_id).values(
            state=state, **({"outcome": "refused", "closed_at": kit.now()} if state is State.CLOSED else {})))
    with pytest.raises(InvalidMove):
        give(scene, ANSWER)


def test_nobody_decides_about_a_part_of_ours(kit: Kit) -> None:
    scene = asked(kit)
    with kit.database.transaction() as session:
        own = session.execute(select(Part).where(Part.request_id == scene.request_id, Part.number == 1)).scalar_one()
        with pytest.raises(NotAllowed) as refused:
            instructions.give(session, own.id, {None: Given(ANSWER)}, Signed(contact_id=scene.contact_id), by=COMPANY, now=kit.now(), vault=kit.vault,
                              settings=kit.settings)
    assert refused.value.facts == {"reason": "not_of_company"}


def test_who_speaks_for_another_company_or_for_nobody_decides_nothing(kit: Kit) -> None:
    scene = asked(kit)
    with kit.database.transaction() as session:
        other = a_contact(session, a_company(session, "Havblik ApS", domain="havblik.example"), "gdpr@havblik.example").id
    for contact_id in (other, 999):
        with pytest.raises(NotFound):
            give(scene, ANSWER, contact_id=contact_id)
    with kit.database.transaction() as session:
        session.get_one(CompanyContact, scene.contact_id).ended_at = kit.now()
    with pytest.raises(NotFound):
        give(scene, ANSWER)
    assert in_force(scene) == {}


def test_between_us_and_the_company_the_reseller_speaks(kit: Kit) -> None:
    scene = companys(kit)
    with kit.database.transaction() as session:
        reseller = a_company(session, "Mellemled ApS", domain="mellemled.example")
        theirs = a_contact(session, reseller, "gdpr@mellemled.example").id
        session.get_one(Company, scene.company_id).reseller_id = reseller.id
    scene.begin()
    with pytest.raises(NotFound):
        give(scene, ANSWER)
    give(scene, ANSWER, contact_id=theirs)
    assert in_force(scene) == {None: ANSWER}
    assert [letter["company"] for letter in scene.letters("company_decided")] == ["din arbejdsgivers telefonleverandør"]


def test_staff_enter_what_the_company_said_with_how_it_reached_us(kit: Kit) -> None:
    scene, clerk = asked(kit), alice(kit, StaffRole.CLERK)
    with pytest.raises(InvalidInput) as refused:
        give(scene, ANSWER, by=clerk)
    assert refused.value.facts == {"field": "reason", "problem": "required"}
    give(scene, {None: Given(ANSWER, "Kirsten Dahl called on Tuesday.")}, by=clerk)
    with kit.database.reading() as session:
        (row,) = instructed.in_force(session, scene.part_id)
        assert (row.staff_id, row.contact_id) == (clerk.id, None)
    assert len(scene.letters("company_decided", "company_instructed")) == 2
    with pytest.raises(NotAllowed):
        give(scene, {None: Given(REFUSE, "x")}, by=replace(clerk, capabilities=frozenset()))


def test_where_nobody_is_left_only_who_may_approve_decides_and_the_person_is_not_told_that_a_company_did(kit: Kit) -> None:
    scene = asked(kit, has_contact=False)
    with pytest.raises(NotAllowed) as refused:
        give(scene, {None: Given(ANSWER, "It was dissolved.")}, by=alice(kit, StaffRole.CLERK))
    assert refused.value.facts == {"reason": "nobody_left"}
    give(scene, {None: Given(ANSWER, "It was dissolved in May; its data are the person's alone.")}, by=alice(kit))
    assert in_force(scene) == {None: ANSWER}
    assert scene.letters("company_decided", "company_instructed") == []
    assert len(scene.letters("company_missing")) == 1


def test_neither_the_person_nor_the_program_decides_for_a_company(kit: Kit) -> None:
    scene = asked(kit)
    for by in (SUBJECT, SYSTEM):
        with pytest.raises(NotAllowed):
            give(scene, ANSWER, by=by)
    assert in_force(scene) == {}


def test_data_are_not_handed_over_for_a_deletion(kit: Kit) -> None:
    scene = asked(kit, right=Right.ERASURE)
    with pytest.raises(InvalidInput) as refused:
        give(scene, HAND_OVER)
    assert refused.value.facts == {"field": "decision", "problem": "not_for_right"}
    give(scene, ANSWER)


def test_a_word_that_would_give_the_data_to_both_is_refused(kit: Kit) -> None:
    scene = asked(kit)
    give(scene, HAND_OVER)
    with kit.database.transaction() as session, pytest.raises(InvalidInput) as refused:
        instructions.instruct(session, scene.part_id, ANSWER, data_kind=DataKind.CONTENT, contact_id=scene.contact_id, by=COMPANY, now=kit.now(),
                              vault=kit.vault, settings=kit.settings)
    assert refused.value.facts == {"field": "decision", "problem": "mixed"}


def test_without_an_instruction_nothing_of_a_companys_may_leave_and_what_is_ours_may(kit: Kit) -> None:
    scene = asked(kit)
    with kit.database.transaction() as session:
        part = scene.part(session)
        with pytest.raises(NotAllowed) as refused:
            instructed.must(session, part)
        assert refused.value.facts == {"reason": "no_instruction"}
        own = session.execute(select(Part).where(Part.request_id == scene.request_id, Part.role == Role.CONTROLLER)).scalar_one()
        instructed.must(session, own)
    for decision, may in ((REFUSE, False), (NOTHING, False), (ANSWER, True), (HAND_OVER, True)):
        kit.now.at += timedelta(minutes=1)  # type: ignore[attr-defined]
        give(scene, {None: Given(decision, WHY)})
        assert scene.leaves() is may
