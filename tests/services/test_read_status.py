"""What the person sees: their own request, in words made for them, and nothing from inside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from dsr.domain.actor import SUBJECT, SYSTEM
from dsr.domain.errors import NotFound
from dsr.domain.lifecycle import PublicState
from dsr.domain.words import Outcome, Right, State
from dsr.kit import Kit
from dsr.models import Delivery, Part, Request
from dsr.services import audit, cases, notes, sessions
from dsr.services.keys import key_of
from dsr.services.read import status as read
from dsr.vault import KeyClass
from tests.factories import NOW
from tests.fakes import FrozenNow
from tests.services.read_rows import a_case, a_part_of, a_response, staff

HALF_AN_HOUR = timedelta(minutes=30)


def _open(session: Session, kit: Kit, request: Request, delivery: Delivery | None = None) -> str:
    return sessions.begin(session, request.id, delivery_id=delivery.id if delivery else None, now=kit.now(), vault=kit.vault, lasting=HALF_AN_HOUR)


def _link(session: Session, part: Part, number: int = 1) -> Delivery:
    response = a_response(session, part, number=number)
    delivery = Delivery(response_id=response.id, token_hash=f"{part.id:032d}{number:032d}", created_at=NOW, expires_at=NOW + timedelta(days=14))
    session.add(delivery)
    session.flush()
    return delivery


def _page(kit: Kit, token: str) -> read.Page:
    with kit.database.reading() as session:
        return read.page(session, token, now=kit.now(), vault=kit.vault, locale="en")


def _told(session: Session, request: Request, *events: tuple[str, dict[str, object]]) -> None:
    for minute, (name, facts) in enumerate(events):
        audit.record(session, request.id, name, facts, by=SYSTEM, now=NOW + timedelta(minutes=minute))


def _refused(session: Session, kit: Kit, request: Request, part: Part) -> None:
    case = key_of(session, request.id, KeyClass.CASE, vault=kit.vault)
    part.refusal_ground = "excessive"
    part.reason = case.seal(b"Answered a week ago.", cases.reason_place(request.reference, part.number))
    session.flush()


@pytest.mark.parametrize(("states", "is_answer_open", "expected"), [
    ([State.RECEIVED], False, PublicState.RECEIVED), ([State.VERIFYING], False, PublicState.PLEASE_CONFIRM),
    ([State.TRIAGE], False, PublicState.IN_PROGRESS), ([State.REFERRED], False, PublicState.IN_PROGRESS),
    ([State.COLLECTING, State.CLOSED], False, PublicState.IN_PROGRESS), ([State.DELIVERING], False, PublicState.IN_PROGRESS),
    ([State.DELIVERING], True, PublicState.READY), ([State.CLOSED], True, PublicState.READY), ([State.CLOSED], False, PublicState.CLOSED),
    ([State.DELIVERING, State.TRIAGE], True, PublicState.READY), ([State.TRIAGE], True, PublicState.IN_PROGRESS)])
def test_the_request_is_where_its_parts_are(kit: Kit, states: list[State], is_answer_open: bool, expected: PublicState) -> None:
    """A link of the first part is open. One that was reopened is being worked on again, whatever link is about."""
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault)
        parts = [a_part_of(session, request, state, number=number) for number, state in enumerate(states, start=1)]
        if is_answer_open:
            _link(session, parts[0])
        token = _open(session, kit, request)
    assert _page(kit, token).public_state is expected


@pytest.mark.parametrize(("values", "is_ready"), [
    ({}, True), ({"superseded_at": NOW}, False), ({"locked_at": NOW}, False), ({"expires_at": NOW}, False),
    ({"expires_at": NOW + timedelta(seconds=1)}, True)], ids=str)
def test_ready_is_what_can_be_opened_now(kit: Kit, values: dict[str, object], is_ready: bool) -> None:
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault)
        _link(session, a_part_of(session, request, State.DELIVERING))
        a_part_of(session, request, State.COLLECTING, number=2)
        if values:
            session.execute(update(Delivery).values(**values))
        token = _open(session, kit, request)
    page = _page(kit, token)
    assert page.public_state is (PublicState.READY if is_ready else PublicState.IN_PROGRESS)
    assert [part.public_state for part in page.parts] == [page.public_state, PublicState.IN_PROGRESS]


def test_each_part_has_its_right_its_date_and_its_end(kit: Kit) -> None:
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault, reference="R")
        a_part_of(session, request, State.TRIAGE, due_on=date(2026, 12, 24))
        a_part_of(session, request, State.CLOSED, number=2, right=Right.ERASURE, outcome=Outcome.WITHDRAWN, due_on=date(2027, 1, 4))
        token = _open(session, kit, request)
    page = _page(kit, token)
    assert page.reference == "R"
    assert [(part.right, part.public_state, part.outcome, part.due_on) for part in page.parts] == [
        (Right.ACCESS, PublicState.IN_PROGRESS, None, date(2026, 12, 24)), (Right.ERASURE, PublicState.CLOSED, Outcome.WITHDRAWN, date(2027, 1, 4))]


@pytest.mark.parametrize(("decisions", "state", "is_told"), [
    ([("refuse", 1)], State.DELIVERING, True), ([("refuse", 1), ("close", 1)], State.CLOSED, True),
    ([("refuse", 1), ("reopen", 1)], State.TRIAGE, False),
    ([("refuse", 1), ("reopen", 1), ("respond", 1)], State.DELIVERING, False), ([("refuse", 1), ("reopen", 1), ("withdraw", 1)], State.CLOSED, False),
    ([("refuse", 1), ("reopen", 1), ("refuse", 1)], State.DELIVERING, True), ([("refuse", 2)], State.TRIAGE, False), ([], State.TRIAGE, False),
    ([("refuse", 1), ("withdraw", 2)], State.DELIVERING, True)], ids=str)
def test_ground_and_reason_are_told_while_the_refusal_stands(kit: Kit, decisions: list[tuple[str, int]], state: State, is_told: bool) -> None:
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault)
        part = a_part_of(session, request, state)
        _refused(session, kit, request, part)
        _told(session, request, *((name, {"part": number}) for name, number in decisions))
        token = _open(session, kit, request)
    (shown,) = _page(kit, token).parts
    assert (shown.refusal_ground, shown.reason) == (("excessive", "Answered a week ago.") if is_told else (None, None))


def test_why_staff_closed_a_part_that_was_withdrawn_is_not_told(kit: Kit) -> None:
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault)
        part = a_part_of(session, request, State.CLOSED, outcome=Outcome.WITHDRAWN)
        _refused(session, kit, request, part)
        part.refusal_ground = None
        _told(session, request, ("withdraw", {"part": 1}))
        token = _open(session, kit, request)
    assert "week ago" not in str(_page(kit, token))


def test_the_timeline_holds_only_what_concerns_the_person(kit: Kit) -> None:
    happened = ["received", "challenge", "letter_written", "letter_sent", "confirmed", "identify", "status_opened", "collect", "task_retried",
                "task_acknowledged", "records_viewed", "settle", "recollect", "settle", "note_added", "respond", "answer_written", "released",
                "letter_failed", "resent", "wrong_code", "locked", "code_renewed", "answer_opened", "downloaded", "downloaded", "close"]
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault)
        a_part_of(session, request, State.CLOSED)
        _told(session, request, *((name, {"part": 1}) for name in happened))
        token = _open(session, kit, request)
    timeline = _page(kit, token).timeline
    assert [step.name for step in timeline] == ["received", "confirmed", "collect", "approved", "released", "downloaded", "close"]
    assert [step.at for step in timeline] == [NOW + timedelta(minutes=minute) for minute in (0, 4, 7, 15, 17, 24, 26)]


def test_a_step_is_told_again_where_something_lay_between(kit: Kit) -> None:
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault)
        a_part_of(session, request, State.CLOSED)
        _told(session, request, *((name, {"part": 1}) for name in ("received", "withdraw", "reopen", "collect", "refuse", "close", "reopen")))
        token = _open(session, kit, request)
    assert [step.name for step in _page(kit, token).timeline] == ["received", "withdraw", "reopen", "collect", "refuse", "close", "reopen"]


def test_nothing_from_inside_and_nothing_of_anybody_else_is_on_it(kit: Kit) -> None:
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault, reference="R")
        a_part_of(session, request)
        alice = staff(session, email="alice@fjordtel.example")
        notes.add(session, "R", "She sounds angry.", by=alice, now=NOW, vault=kit.vault)
        audit.record(session, request.id, "collect", {"part": 1, "source": "secret_system", "stages": 77}, by=alice, now=NOW)
        other = a_case(session, kit.vault, reference="OTHER", name="Mette Kjær")
        a_part_of(session, other, State.CLOSED)
        audit.record(session, other.id, "close", {"part": 1}, by=SUBJECT, now=NOW)
        token = _open(session, kit, request)
    page = str(_page(kit, token))
    assert [word for word in ("alice", "angry", "secret_system", "77", "OTHER", "Mette", "close") if word in page] == []


def test_only_a_session_of_the_status_page_opens_it_and_only_in_its_time(kit: Kit, now: FrozenNow) -> None:
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault)
        part = a_part_of(session, request, State.DELIVERING)
        token, answers = _open(session, kit, request), _open(session, kit, request, _link(session, part))
    for wrong in (answers, "unknown", ""):
        with pytest.raises(NotFound):
            _page(kit, wrong)
    now.forward(minutes=29)
    assert _page(kit, token).reference == request.reference
    now.forward(minutes=1)
    with pytest.raises(NotFound):
        _page(kit, token)
