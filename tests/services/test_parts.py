"""One request becomes parts: who answers what, and who learns of whom."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.domain.customer import CompanyState
from dsr.domain.data_kind import DataKind
from dsr.domain.errors import Conflict, InvalidInput, InvalidMove, NotAllowed
from dsr.domain.instruction import Decision
from dsr.domain.proof import Method, ProofState
from dsr.domain.tenancy import Holder, HowKnown, Line
from dsr.domain.window import ALWAYS
from dsr.domain.words import Outcome, Right, Role, State
from dsr.kit import Kit
from dsr.models import Company, Event, Message, Proof, Referral, Request
from dsr.services import called, ledger, parts, referrals, review
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.carol import alice, ask
from tests.services.customers import a_company, a_contact
from tests.services.two_companies import BOOK, BOXES, CARDS, HAV, MAIL, NORD, Scene, asked, company


def told(scene: Scene) -> list[tuple[Role, int | None, State, bool]]:
    return [(one.role, one.company_id, one.state, one.conceals) for one in scene.parts()]


def test_whose_mailbox_is_confirmed_has_a_part_at_that_company(kit: Kit) -> None:
    """A contact person who is a user as well."""
    scene = asked(kit)
    assert told(scene) == [(Role.CONTROLLER, None, State.TRIAGE, False), (Role.PROCESSOR, scene.nord, State.TRIAGE, False)]
    ours, theirs = scene.parts()
    assert (theirs.due_on, theirs.nominal_on, theirs.right, theirs.number) == (ours.due_on, ours.nominal_on, Right.ACCESS, 2)


def test_nothing_is_opened_before_the_address_is_confirmed(kit: Kit) -> None:
    with kit.database.transaction() as session:
        a_company(session, key=NORD)
    made = ask(replace(kit, sources=BOOK), is_confirmed=False, email=MAIL, employer="Nordlys A/S")
    with kit.database.reading() as session:
        assert len(session.get_one(Request, made.request_id).parts) == 1


def test_a_company_that_only_was_typed_has_no_part(kit: Kit) -> None:
    """Somebody who only was called, or who says where they work: nothing is told to that company, and nothing searched there."""
    scene = asked(kit, email="carol@freemail.example")
    assert told(scene) == [(Role.CONTROLLER, None, State.TRIAGE, False)]


def test_a_company_that_the_ledger_learns_has_a_part_by_the_next_sweep_and_one_only(kit: Kit) -> None:
    scene = asked(kit)
    scene.prove()
    scene.works_at(HAV, scene.hav)
    scene.works_at(HAV, scene.hav)
    assert [one.company_id for one in scene.parts()] == [None, scene.nord, scene.hav]
    with kit.database.reading() as session:
        assert parts.undivided(session) == []


@pytest.mark.parametrize("is_told_later", [False, True])
def test_a_company_that_only_a_source_knew_of_is_found_once(kit: Kit, is_told_later: bool) -> None:
    """Nobody had entered it when the source told of the line, so the line is of no company that we know, then and later."""
    scene = asked(kit)
    scene.prove()
    with kit.database.transaction() as session:
        ledger.keep(session, scene.request_id, Line("extension", "733", "tredje"), Holder.SUBJECT, ALWAYS, HowKnown.SOURCE, now=kit.now(),
                    vault=kit.vault, source_key="pbx")
        assert parts.undivided(session) == [scene.request_id]
    if is_told_later:
        scene.works_at("tredje", scene.hav)
    scene.divide()
    with kit.database.reading() as session:
        assert parts.undivided(session) == []
        assert len(session.get_one(Request, scene.request_id).parts) == 3


def test_a_company_that_the_person_did_not_name_is_concealed(kit: Kit) -> None:
    scene = asked(kit, employer="Nordlys A/S")
    scene.prove()
    scene.works_at(HAV, scene.hav)
    assert [one.conceals for one in scene.parts()] == [False, False, True]


@pytest.mark.parametrize(("typed", "conceals"), [("Nordlys", False), ("nordlys a/s; Havblik", False), ("A/S", True), ("", True), ("Nord", True)])
def test_a_name_counts_only_where_it_is_most_of_the_companys(kit: Kit, typed: str, conceals: bool) -> None:
    scene = asked(kit, employer=typed)
    assert scene.part(scene.nord).conceals is conceals


def test_who_does_not_want_it_passed_on_has_our_part_only(kit: Kit) -> None:
    scene = asked(kit)
    with kit.database.transaction() as session:
        session.get_one(Request, scene.request_id).pass_on = False
    scene.works_at(HAV, scene.hav)
    assert [one.company_id for one in scene.parts()] == [None, scene.nord]


def test_who_asks_about_our_own_data_only_asks_no_company(kit: Kit) -> None:
    """Works for a customer, and asks about our newsletters."""
    scene = asked(kit, email="carol@freemail.example")
    with kit.database.transaction() as session:
        session.get_one(Request, scene.request_id).narrowed_kinds = f"{DataKind.CONTACT_PERSON} {DataKind.WEBSITE}"
    scene.works_at(NORD, scene.nord)
    assert [one.company_id for one in scene.parts()] == [None]


def test_a_reseller_in_between_is_asked_and_nobody_behind_it(kit: Kit) -> None:
    scene = asked(kit)
    company(scene, scene.nord, reseller_id=scene.hav)
    with kit.database.transaction() as session:
        referrals.begin(session, scene.part(scene.nord).id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.reading() as session:
        rows = session.execute(select(Referral)).scalars().all()
        assert [(row.company_id, row.hop, row.sent_at) for row in rows] == [(scene.hav, 1, kit.now())]
        letters = letters_to_carol(scene, "referred")
    assert letters
    assert all("supplier" in one or "leverandør" in one for one in letters)
    assert not any("Nordlys" in one or "Havblik" in one for one in letters)


def letters_to_carol(scene: Scene, kind: str) -> list[str]:
    with scene.kit.database.reading() as session:
        handle = key_of(session, scene.request_id, KeyClass.CORRESPONDENCE, vault=scene.kit.vault)
        rows = session.execute(select(Message).where(Message.request_id == scene.request_id, Message.kind == kind)).scalars()
        return [json.dumps(json.loads(handle.open(row.context, f"message:{row.message_id}:context")), ensure_ascii=False) for row in rows]


def test_a_sole_trader_is_their_own_company_and_has_decided_by_asking(kit: Kit) -> None:
    scene = asked(kit)
    company(scene, scene.hav, is_sole_trader=True)
    with kit.database.transaction() as session:
        a_contact(session, session.get_one(Company, scene.hav), MAIL)  # the mailbox that she wrote from is the one at which it is asked
    scene.prove()
    scene.works_at(HAV, scene.hav)
    assert scene.collected(scene.hav).found
    assert scene.part(scene.nord).state is State.TRIAGE  # of which somebody else is to be asked


def test_of_a_company_that_was_dissolved_somebody_of_ours_decides(kit: Kit) -> None:
    scene = asked(kit)
    company(scene, scene.nord, state=CompanyState.DISSOLVED)
    with kit.database.transaction() as session:
        referrals.begin(session, scene.part(scene.nord).id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert letters_to_carol(scene, "company_missing")
    assert scene.part(scene.nord).due_on == scene.part(None).due_on


def test_without_an_instruction_nothing_of_a_company_is_collected(kit: Kit) -> None:
    scene = asked(kit)
    scene.prove()
    with pytest.raises(NotAllowed) as caught:
        scene.collected(scene.nord)
    assert caught.value.facts["reason"] == "no_instruction"


def test_a_part_that_another_decides_about_goes_there_with_a_reason(kit: Kit) -> None:
    scene = asked(kit)
    part = scene.part(scene.nord)
    with kit.database.transaction() as session:
        parts.reroute(session, part.id, Role.PROCESSOR, scene.hav, reason="She left Nordlys in May.", by=scene.by, now=kit.now(), vault=kit.vault)
    moved = next(one for one in scene.parts() if one.id == part.id)
    assert (moved.company_id, moved.conceals, moved.routed_by, moved.due_on) == (scene.hav, True, scene.by.id, part.due_on)
    assert moved.route_reason is not None
    assert b"Nordlys" not in moved.route_reason
    with kit.database.reading() as session:
        facts = [json.loads(one.facts) for one in session.execute(select(Event).where(Event.name == "rerouted")).scalars()]
    assert facts == [{"part": part.number, "role": "processor", "company": scene.hav}]


@pytest.mark.parametrize(("role", "to", "reason", "error"), [
    (Role.PROCESSOR, "hav", " ", InvalidInput), (Role.PROCESSOR, None, "x", InvalidInput), (Role.CONTROLLER, "hav", "x", InvalidInput),
    (Role.PROCESSOR, "nord", "x", Conflict), (Role.CONTROLLER, None, "x", Conflict)])
def test_a_route_is_not_changed_without_sense(kit: Kit, role: Role, to: str | None, reason: str, error: type[Exception]) -> None:
    scene = asked(kit)
    company_id = {"hav": scene.hav, "nord": scene.nord, None: None}[to]
    with pytest.raises(error), kit.database.transaction() as session:
        parts.reroute(session, scene.part(scene.nord).id, role, company_id, reason=reason, by=scene.by, now=kit.now(), vault=kit.vault)
    assert scene.part(scene.nord).routed_by is None


def test_who_may_not_triage_changes_no_route_and_nobody_while_a_company_is_asked(kit: Kit) -> None:
    scene = asked(kit)
    reader = alice(kit, StaffRole.READER)
    part = scene.part(scene.nord)
    with pytest.raises(NotAllowed), kit.database.transaction() as session:
        parts.reroute(session, part.id, Role.PROCESSOR, scene.hav, reason="x", by=reader, now=kit.now(), vault=kit.vault)
    with kit.database.transaction() as session:
        referrals.begin(session, part.id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with pytest.raises(InvalidMove), kit.database.transaction() as session:
        parts.reroute(session, part.id, Role.PROCESSOR, scene.hav, reason="x", by=scene.by, now=kit.now(), vault=kit.vault)


def test_the_receipt_says_who_answers_what_by_what_was_typed_and_by_nothing_that_we_know(kit: Kit) -> None:
    scene = asked(kit)
    unknown = ask(kit, key="form:two", email="carol@freemail.example", employer="Nordlys A/S")
    (known,) = letters_to_carol(scene, "received")
    with kit.database.reading() as session:
        handle = key_of(session, unknown.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        row = session.execute(select(Message).where(Message.request_id == unknown.request_id, Message.kind == "received")).scalar_one()
        other = json.loads(handle.open(row.context, f"message:{row.message_id}:context"))
    assert json.loads(known)["who"] == other["who"]
    assert "Nordlys A/S" in other["who"]


@pytest.mark.parametrize("typed", ["", "www.evil.example", "call +45 31 00 04 17"])
def test_the_receipt_repeats_no_link_and_no_number(kit: Kit, typed: str) -> None:
    (letter,) = letters_to_carol(asked(kit, employer=typed), "received")
    assert "evil" not in letter
    assert "31 00" not in letter


def test_what_a_company_refuses_of_one_kind_is_given_of_another(kit: Kit) -> None:
    scene = asked(kit)
    scene.prove()
    scene.decide(scene.nord, Decision.ANSWER, DataKind.DIRECTORY_ENTRY)
    haul = scene.collected(scene.nord)
    assert [str(one) for one in haul.found] == ["pbx.users"]
    assert BOXES not in haul.found
    assert CARDS not in haul.found


def test_who_asks_about_somebody_else_is_told_so_and_nothing_is_searched(kit: Kit) -> None:
    scene = asked(kit)
    with kit.database.transaction() as session:
        review.turn_away(session, scene.part(None).id, reason="She asks for her sister.", by=scene.by, now=kit.now(), vault=kit.vault,
                         settings=kit.settings)
    assert [(one.state, one.outcome) for one in scene.parts()] == [(State.CLOSED, Outcome.NOT_THEIRS)] * 2
    (letter,) = letters_to_carol(scene, "not_theirs")
    assert "sister" not in letter
    with pytest.raises(InvalidMove):
        scene.collected(None)


def test_turning_away_has_a_reason_and_is_for_who_may_triage(kit: Kit) -> None:
    scene = asked(kit)
    for by, reason, error in [(scene.by, " ", InvalidInput), (alice(kit, StaffRole.READER), "x", NotAllowed)]:
        with pytest.raises(error), kit.database.transaction() as session:
            review.turn_away(session, scene.part(None).id, reason=reason, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert {one.state for one in scene.parts()} == {State.TRIAGE}


def test_an_employer_who_poses_finds_no_other_employer(kit: Kit) -> None:
    """What it has, the mailbox, opens no part at a company that nobody named, though the ledger knows of it; one that was named, it does."""
    scene = asked(kit)
    scene.works_at(HAV, scene.hav)
    assert [one.company_id for one in scene.parts()] == [None, scene.nord]
    other = asked_again(kit, scene, employer="Nordlys A/S, Havblik ApS")
    assert [one.company_id for one in other.parts()] == [None, scene.nord, scene.hav]


def asked_again(kit: Kit, scene: Scene, employer: str) -> Scene:
    made = ask(scene.kit, key="form:again", is_proven=False, email=MAIL, employer=employer)
    again = replace(scene, request_id=made.request_id)
    again.works_at(HAV, scene.hav)
    return again


def test_a_part_at_a_company_that_nobody_named_is_hidden_again_when_the_proof_is_taken_back(kit: Kit) -> None:
    scene = asked(kit)
    scene.prove()
    scene.works_at(HAV, scene.hav)
    with kit.database.transaction() as session:
        assert [called.is_shown(session, part) for part in session.get_one(Request, scene.request_id).parts] == [True, True, True]
        for proof in session.execute(select(Proof).where(Proof.method == Method.OVERRIDE)).scalars():
            proof.state = ProofState.REVOKED
        session.flush()
        assert [called.is_shown(session, part) for part in session.get_one(Request, scene.request_id).parts] == [True, True, False]
