"""One request on one page: what is shown, what is offered, and what the answer will say is missing."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from dsr.db import Database
from dsr.domain.actor import SUBJECT, SYSTEM, Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import NotFound, VaultError
from dsr.domain.fate import Fate
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import ALWAYS
from dsr.domain.words import Outcome, Right, State
from dsr.domain.work import TaskState
from dsr.models import DataKey, Document, Event, MessageState, Note, Request, Task
from dsr.services import audit, ledger, notes
from dsr.services.keys import key_for
from dsr.services.read import request as read
from dsr.vault import KeyClass, Vault
from tests.factories import NOW, an_entity
from tests.services.read_rows import (
    CONTACTS,
    LINKS,
    PLAN,
    USERS,
    VOICEMAIL,
    a_case,
    a_letter,
    a_lone_part,
    a_part_of,
    a_response,
    a_stage,
    request_page,
    staff,
    statements,
)

FAILED = TaskState.FAILED


def test_what_the_person_told_us_is_opened(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        a_part_of(session, a_case(session, vault, reference="R", name="Søren Ærø O'Brien"))
        a_part_of(session, a_case(session, vault, reference="other", name="Mette Kjær"))
    page = request_page(database, vault)
    assert (page.reference, page.name, page.email, page.employer, page.numbers_typed, page.message) == (
        "R", "Søren Ærø O'Brien", "carol@nordlys.example", "Nordlys A/S", "+45 31 00 04 17", "Everything, please.")
    assert (page.received_at, page.channel, page.locale) == (NOW, "portal", "da")
    assert "Mette" not in str(page)


@pytest.mark.parametrize(("is_confirmed", "proven"), [(True, "email_link"), (False, None)])
def test_an_identity_says_how_it_was_proven_or_that_it_is_only_typed(database: Database, vault: Vault, is_confirmed: bool,
                                                                     proven: str | None) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault, State.TRIAGE, is_confirmed=is_confirmed)
    (identity,) = request_page(database, vault).identities
    assert identity == read.IdentityLine("email", "carol@nordlys.example", proven)


def test_a_number_that_is_proven_is_not_listed_among_those_that_are_not_searched(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        request = a_lone_part(session, vault, State.TRIAGE).request
        case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=NOW)
        request.numbers = case.seal(b"31 00 04 17 og 614, 70 00 00 01", f"request:{request.reference}:numbers")
        request_id = request.id
    assert request_page(database, vault).numbers_typed == "31 00 04 17 og 614, 70 00 00 01"
    with database.transaction() as session:
        ledger.state(session, request_id, "phone_number", "+4531000417", tenant=None, company_id=None, holder=Holder.SUBJECT, window=ALWAYS,
                     how=HowKnown.STAFF, by=staff(session), now=NOW, vault=vault, reason="As the contract says.")
        ledger.claim(session, request_id, "phone_number", "70 00 00 01", by=SUBJECT, now=NOW, vault=vault)
    assert request_page(database, vault).numbers_typed == "614\n70 00 00 01"


OFFERED = [
    (State.RECEIVED, Right.ACCESS, ["withdraw"]), (State.VERIFYING, Right.ACCESS, ["withdraw"]),
    (State.TRIAGE, Right.ACCESS, ["collect", "refuse", "turn_away", "withdraw"]),
    (State.TRIAGE, Right.ERASURE, ["collect", "refuse", "turn_away", "withdraw"]),
    (State.REFERRED, Right.ACCESS, ["instruct", "withdraw"]), (State.COLLECTING, Right.ACCESS, ["withdraw"]),
    (State.REVIEWING, Right.ACCESS, ["respond", "recollect", "refuse", "turn_away", "withdraw"]),
    (State.REVIEWING, Right.ERASURE, ["recollect", "refuse", "turn_away", "withdraw"]),
    (State.REVIEWING, Right.RECTIFICATION, ["recollect", "refuse", "turn_away", "withdraw"]),
    (State.EXECUTING, Right.ERASURE, []), (State.EXECUTING, Right.ACCESS, ["respond"]), (State.DELIVERING, Right.ACCESS, []),
    (State.CLOSED, Right.ACCESS, ["reopen"]),
]


@pytest.mark.parametrize(("state", "right", "names"), OFFERED)
def test_what_is_built_and_makes_sense_is_offered_the_step_forward_first(database: Database, vault: Vault, state: State, right: Right,
                                                                         names: list[str]) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault, state, right=right)
    (part,) = request_page(database, vault).parts
    assert [move.name for move in part.moves] == names
    assert {move.name for move in part.moves if move.needs_reason} == {"refuse", "turn_away", "withdraw", "reopen", "instruct"} & set(names)
    assert part.can_execute is (right is Right.ACCESS)


@pytest.mark.parametrize(("state", "writing", "names"), [
    (State.DELIVERING, TaskState.DONE, ["supplement"]), (State.DELIVERING, TaskState.RUNNING, []),
    (State.CLOSED, TaskState.DONE, ["supplement", "reopen"])])
def test_a_supplement_is_offered_once_there_is_something_to_supplement(database: Database, vault: Vault, state: State, writing: TaskState,
                                                                       names: list[str]) -> None:
    with database.transaction() as session:
        a_response(session, a_lone_part(session, vault, state), state=writing)
    (part,) = request_page(database, vault).parts
    assert [(move.name, move.needs_reason) for move in part.moves] == [(name, True) for name in names]


@pytest.mark.parametrize(("role", "names"), [
    (StaffRole.READER, []), (StaffRole.DPO, []), (StaffRole.ADMIN, []), (StaffRole.CLERK, ["recollect", "turn_away", "withdraw"]),
    (StaffRole.MANAGER, ["respond", "recollect", "refuse", "turn_away", "withdraw"])])
def test_nobody_is_offered_what_they_may_not_do(database: Database, vault: Vault, role: StaffRole, names: list[str]) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault, State.REVIEWING)
    (part,) = request_page(database, vault, actor=Actor(ActorKind.STAFF, 1, ROLES[role])).parts
    assert [move.name for move in part.moves] == names


@pytest.mark.parametrize("state", [State.TRIAGE, State.REVIEWING])
def test_nothing_is_searched_for_somebody_who_is_not_proven(database: Database, vault: Vault, state: State) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault, state, is_confirmed=False)
    (part,) = request_page(database, vault).parts
    assert {"collect", "recollect"} & {move.name for move in part.moves} == set()


def test_an_answer_is_not_offered_while_a_source_waits_for_staff(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault, State.REVIEWING)
        a_stage(session, part, 0, FAILED, missed={CONTACTS: "refused", LINKS: "refused"})
    assert "respond" not in [move.name for move in request_page(database, vault).parts[0].moves]


def test_letters_say_when_they_left_or_were_written(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        request = a_lone_part(session, vault).request
        a_letter(session, request, "confirm", MessageState.SENT, sent_at=NOW + timedelta(minutes=2))
        a_letter(session, request, "received", MessageState.FAILED)
    assert [(one.kind, one.fate, one.at, bool(one.to_do.ways)) for one in request_page(database, vault).messages] == [
        ("confirm", Fate.SENT, NOW + timedelta(minutes=2), False), ("received", Fate.FAILED, NOW, True)]


def test_notes_have_their_author(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault)
        for email, text in (("alice@fjordtel.example", "Called her."), ("dora@fjordtel.example", "She means 2025.")):
            notes.add(session, "R", text, by=staff(session, email=email), now=NOW, vault=vault)
    assert [(note.author, note.text) for note in request_page(database, vault).notes] == [
        ("alice@fjordtel.example", "Called her."), ("dora@fjordtel.example", "She means 2025.")]


def test_a_note_under_another_name_does_not_open(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault)
        note = notes.add(session, "R", "Called her.", by=staff(session), now=NOW, vault=vault)
        session.execute(update(Note).where(Note.id == note.id).values(staff_id=staff(session).id))
    with pytest.raises(VaultError):
        request_page(database, vault)


def test_the_newest_event_comes_first_with_who_and_what(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault)
        response = a_response(session, part)
        document = Document(response_id=response.id, name="data/crm.contacts.csv", media_type="text/csv", size=1, digest="", path="x")
        session.add(document)
        session.flush()
        alice = staff(session, email="alice@fjordtel.example")
        told: list[tuple[str, dict[str, object], Actor]] = [
            ("received", {"channel": "portal"}, SUBJECT), ("letter_written", {"letter": "confirm", "message": 1}, SYSTEM),
            ("collect", {"part": 1, "to": "collecting"}, alice), ("task_retried", {"task": 1, "source": "pbx"}, alice),
            ("records_viewed", {"part": 1, "address": VOICEMAIL, "page": 2}, alice), ("downloaded", {"part": 1, "document": document.id}, SUBJECT)]
        for minute, (name, facts, by) in enumerate(told):
            audit.record(session, part.request_id, name, facts, by=by, now=NOW + timedelta(minutes=minute))
    events = request_page(database, vault).events
    assert [(one.name, one.actor, one.part, one.letter, one.details) for one in reversed(events)] == [
        ("received", ActorKind.SUBJECT, None, None, ""), ("letter_written", ActorKind.SYSTEM, None, "confirm", ""),
        ("collect", "alice@fjordtel.example", 1, None, ""), ("task_retried", "alice@fjordtel.example", None, None, "Telephone system"),
        ("records_viewed", "alice@fjordtel.example", 1, None, "Telephone system: Voicemail"),
        ("downloaded", ActorKind.SUBJECT, 1, None, "data/crm.contacts.csv")]
    assert [one.at for one in events] == sorted((one.at for one in events), reverse=True)


@pytest.mark.parametrize(("at", "days"), [("2026-11-24T22:59:59+00:00", 30), ("2026-11-24T23:00:00+00:00", 29)])
def test_the_day_changes_at_midnight_of_the_entity(database: Database, vault: Vault, at: str, days: int) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault)
    assert request_page(database, vault, now=datetime.fromisoformat(at)).parts[0].days_left == days


@pytest.mark.parametrize(("country", "reasons"), [("DK", ("month", "holiday", "weekend")), ("UK", ("month",))])
def test_the_reasons_of_the_date_are_those_of_the_entitys_country(database: Database, vault: Vault, country: str, reasons: tuple[str, ...]) -> None:
    """Maundy Thursday is a holiday in Denmark only."""
    with database.transaction() as session:
        an_entity(session).country = country
        a_part_of(session, a_case(session, vault, reference="R", at=datetime(2027, 2, 25, 9, tzinfo=UTC)))
    assert request_page(database, vault).parts[0].term_reasons == reasons


def test_an_unknown_reference_is_not_found(database: Database, vault: Vault) -> None:
    with pytest.raises(NotFound):
        request_page(database, vault, "DSR-0000-0000-0")


def test_a_value_that_was_changed_is_an_error_and_never_a_blank(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault)
        session.execute(update(Request).values(message=b"changed on the way, long enough to be sealed"))
    with pytest.raises(VaultError):
        request_page(database, vault)


def test_after_shredding_the_rest_of_the_page_still_stands(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        a_lone_part(session, vault, State.CLOSED)
        notes.add(session, "R", "Called her.", by=staff(session), now=NOW, vault=vault)
        session.execute(update(DataKey).values(wrapped=None))
    page = request_page(database, vault)
    assert (page.name, page.email, page.message, page.identities[0].value, page.notes[0].text) == ("R", "", "", "", "")
    assert page.parts[0].outcome is Outcome.FULFILLED


def test_a_request_with_much_on_it_costs_no_more_statements(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        part = a_lone_part(session, vault)
    with statements(database) as few:
        request_page(database, vault)
    with database.transaction() as session:
        request = session.get_one(Request, part.request_id)
        for number in range(2, 6):
            other = a_part_of(session, request, State.DELIVERING, number=number, plan=PLAN)
            a_stage(session, other, 0, found={CONTACTS: 2, LINKS: 0})
            a_stage(session, other, 1, found={USERS: 2, VOICEMAIL: 0})
            a_response(session, other)
            a_letter(session, request, "received", MessageState.SENT)
            audit.record(session, request.id, "note_added", {}, by=staff(session), now=NOW)
            notes.add(session, "R", "Called her.", by=staff(session), now=NOW, vault=vault)
    with statements(database) as many:
        page = request_page(database, vault)
    assert len(page.parts) == 5
    assert len(many) == len(few) <= 26  # also what else the person asked, whom a company has asked, its mails, an incident, and who looks after it


def test_a_look_changes_nothing(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        a_stage(session, a_lone_part(session, vault), 0)
    with statements(database) as sent:
        page = request_page(database, vault)
    assert [statement for statement in sent if not statement.startswith("SELECT")] == []
    with pytest.raises(dataclasses.FrozenInstanceError):
        page.name = "somebody"  # type: ignore[misc]
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(Event)).scalar() == 0
        assert session.execute(select(func.count()).select_from(Task)).scalar() == 1
