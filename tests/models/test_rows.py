"""What the databases refuse and what they give back, the same on both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from dsr.db import Database
from dsr.domain.actor import SYSTEM
from dsr.domain.asking import Cannot, Ending
from dsr.domain.identity import BORROWED
from dsr.domain.words import Outcome, Right, Role, State
from dsr.domain.work import TaskKind, TaskState
from dsr.models import (
    Anchor,
    Chunk,
    Company,
    Delivery,
    Document,
    Event,
    IdentityRow,
    LegalEntity,
    MappingRevision,
    Message,
    MessageState,
    Note,
    Part,
    Question,
    Request,
    SearchToken,
    Staff,
    StaffSession,
    Task,
    Ticker,
)
from dsr.services import audit
from tests.factories import NOW, a_delivery, a_message, a_part, a_request, a_staff, a_task, an_entity

SOON = NOW + timedelta(minutes=1)


def refused(database: Database, write: Callable[[Session], object]) -> None:
    def attempt() -> None:
        with database.transaction() as session:
            write(session)

    with pytest.raises(IntegrityError):
        attempt()


@pytest.mark.parametrize(("state", "outcome", "closed_at", "is_right"), [
    (State.TRIAGE, None, None, True), (State.CLOSED, Outcome.FULFILLED, NOW, True), (State.CLOSED, None, None, False),
    (State.CLOSED, Outcome.FULFILLED, None, False), (State.CLOSED, None, NOW, False), (State.TRIAGE, Outcome.FULFILLED, NOW, False),
    (State.TRIAGE, Outcome.REFUSED, None, False), (State.TRIAGE, None, NOW, False)])
def test_closed_holds_exactly_with_an_outcome_and_a_time(each_database: Database, state: State, outcome: Outcome | None, closed_at: datetime | None,
                                                         is_right: bool) -> None:
    if not is_right:
        refused(each_database, lambda session: a_part(session, state=state, outcome=outcome, closed_at=closed_at))
        return
    with each_database.transaction() as session:
        a_part(session, state=state, outcome=outcome, closed_at=closed_at)
    with each_database.reading() as session:
        part = session.execute(select(Part)).scalar_one()
        assert (part.state, part.outcome, part.closed_at) == (state, outcome, closed_at)


@pytest.mark.parametrize("state", TaskState)
def test_a_task_runs_exactly_with_a_lease(each_database: Database, state: TaskState) -> None:
    right, wrong = (SOON, None) if state is TaskState.RUNNING else (None, SOON)
    refused(each_database, lambda session: a_task(session, state=state, lease_until=wrong))
    with each_database.transaction() as session:
        a_task(session, state=state, lease_until=right)
    with each_database.reading() as session:
        assert session.execute(select(Task.state, Task.lease_until)).all() == [(state, right)]


@pytest.mark.parametrize("state", MessageState)
def test_a_letter_is_being_sent_exactly_with_a_lease(each_database: Database, state: MessageState) -> None:
    right, wrong = (SOON, None) if state is MessageState.SENDING else (None, SOON)
    refused(each_database, lambda session: a_message(session, state=state, lease_until=wrong))
    with each_database.transaction() as session:
        a_message(session, state=state, lease_until=right)
    with each_database.reading() as session:
        assert session.execute(select(Message.state, Message.lease_until)).all() == [(state, right)]


@pytest.mark.parametrize("kind", ["ip", "mac", "imsi", "phone_number"])
def test_nobody_proves_to_be_who_they_are_by_what_is_the_next_ones_tomorrow(each_database: Database, kind: str) -> None:
    def identity(session: Session, proven_how: str | None) -> None:
        session.add(IdentityRow(request_id=a_request(session).id, kind=kind, value=b"", token="t", claimed_how="form", proven_how=proven_how))
        session.flush()

    with each_database.transaction() as session:
        identity(session, None)
    if kind in BORROWED:
        refused(each_database, lambda session: identity(session, "any way at all"))
    else:
        with each_database.transaction() as session:
            identity(session, "statement")
    with each_database.reading() as session:
        kept = session.execute(select(IdentityRow.proven_how).order_by(IdentityRow.id)).scalars().all()
    assert kept == ([None] if kind in BORROWED else [None, "statement"])


def test_a_word_nobody_knows_is_refused(each_database: Database) -> None:
    with each_database.transaction() as session:
        a_task(session)
        a_message(session)
        a_staff(session)
    columns = ['part SET "right"', "part SET role", "part SET outcome", "request SET channel", "task SET kind", "staff SET role"]
    for column in columns:
        refused(each_database, partial(Session.execute, statement=text(f"UPDATE {column} = 'whatever'")))
    with each_database.reading() as session:
        assert session.execute(select(Part.right, Part.role, Part.outcome)).all() == [(Right.ACCESS, Role.CONTROLLER, None)]


def test_a_word_is_an_enum_member_on_the_way_in_and_out(each_database: Database) -> None:
    with pytest.raises(StatementError), each_database.transaction() as session:
        a_part(session, right="whatever")  # type: ignore[arg-type]
    with each_database.transaction() as session:
        a_part(session, right=Right.ERASURE)
    with each_database.reading() as session:
        assert session.execute(select(Part.right)).scalar_one() is Right.ERASURE
        assert session.execute(select(Part.id).where(Part.right == Right.ERASURE)).scalar_one()


TWICE: dict[str, Callable[[Session], tuple[object, object]]] = {
    "reference": lambda s: (a_request(s, reference="DSR-1", intake_key="a"), a_request(s, reference="DSR-1", intake_key="b")),
    "intake key": lambda s: (a_request(s, reference="DSR-1", intake_key="a"), a_request(s, reference="DSR-2", intake_key="a")),
    "part number": lambda s: (a_part(s, request := a_request(s)), a_part(s, request)),
    "task of a stage": lambda s: (a_task(s, part := a_part(s)), a_task(s, part)),
    "letter of an occasion": lambda s: (a_message(s, request := a_request(s)), a_message(s, request)),
    "delivery token": lambda s: (a_delivery(s, token_hash="t"), a_delivery(s, token_hash="t")),
    "email of staff": lambda s: (a_staff(s, email="ida@fjordtel.example"), a_staff(s, email="ida@fjordtel.example")),
}


@pytest.mark.parametrize("what", TWICE)
def test_what_is_there_once_is_refused_twice(each_database: Database, what: str) -> None:
    refused(each_database, TWICE[what])
    with each_database.reading() as session:  # nothing of either is left
        assert [session.execute(select(func.count()).select_from(one)).scalar_one() for one in (Request, Part, Task, Message, Staff)] == [0] * 5


def test_chunks_documents_and_search_tokens_are_there_once(each_database: Database) -> None:
    with each_database.transaction() as session:
        task, delivery, request = a_task(session), a_delivery(session), a_request(session)
    makers: list[Callable[[], object]] = [
        partial(Chunk, task_id=task.id, attempt=1, address="crm.contacts", seq=0, first_row=0, rows=1, digest="d", path="p"),
        partial(Document, response_id=delivery.response_id, name="response.pdf", media_type="application/pdf", size=2**40, digest="d", path="p"),
        partial(SearchToken, request_id=request.id, token="t")]
    for make in makers:
        refused(each_database, partial(Session.add_all, instances=[make(), make()]))
        with each_database.transaction() as session:
            session.add(make())
    with each_database.reading() as session:
        assert [session.execute(select(func.count()).select_from(one)).scalar_one() for one in (Chunk, Document, SearchToken)] == [1, 1, 1]


@pytest.mark.parametrize("at", [
    datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Copenhagen")), datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Copenhagen")),
    datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=timezone(timedelta(hours=-11))), datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)])
def test_an_instant_comes_back_in_utc(each_database: Database, at: datetime) -> None:
    with each_database.transaction() as session:
        session.add(Ticker(name="sweep", next_at=at))
    with each_database.reading() as session:
        found = session.execute(select(Ticker)).scalar_one()
        assert found.next_at == at.astimezone(UTC)
        assert found.next_at.utcoffset() == timedelta(0)
        assert found.ran_at is None
        assert session.execute(select(Ticker.name).where(Ticker.next_at <= at)).scalar_one() == "sweep"
        assert session.execute(select(Ticker.name).where(Ticker.next_at < at)).scalar_one_or_none() is None


def test_an_instant_without_a_zone_is_refused(each_database: Database) -> None:
    with pytest.raises(StatementError, match="zone"), each_database.transaction() as session:
        session.add(Ticker(name="sweep", next_at=datetime(2026, 1, 1)))


def test_sealed_bytes_and_dates_come_back_as_they_were(each_database: Database) -> None:
    sealed = bytes(range(256)) * 3
    with each_database.transaction() as session:
        a_part(session, a_request(session, sealed=sealed))
    with each_database.reading() as session:
        part = session.execute(select(Part)).scalar_one()
        assert part.request.email == sealed
        assert part.due_on == date(2026, 12, 24)
        assert part.request.parts == [part]


def test_a_row_that_others_refer_to_cannot_go(each_database: Database) -> None:
    with each_database.transaction() as session:
        a_task(session)
    for row in (Part, Request, LegalEntity):
        refused(each_database, partial(Session.execute, statement=delete(row)))
    with each_database.reading() as session:
        assert [session.execute(select(func.count()).select_from(row)).scalar_one() for row in (Task, Part, Request)] == [1, 1, 1]


def test_a_reference_to_nothing_is_refused(each_database: Database) -> None:
    refused(each_database, lambda session: session.add(Company(entity_id=99, key="k", name="n", country="DK", created_at=NOW)))
    refused(each_database, lambda session: session.add(Note(request_id=99, staff_id=99, text=b"", created_at=NOW)))
    with each_database.reading() as session:
        assert session.execute(select(Company.id).union(select(Note.id))).all() == []


def test_sessions_and_search_tokens_go_with_their_parent(each_database: Database) -> None:
    with each_database.transaction() as session:
        staff, request = a_staff(session), a_request(session)
        session.add(StaffSession(staff_id=staff.id, token_hash="t", created_at=NOW, seen_at=NOW, expires_at=SOON))
        session.add(SearchToken(request_id=request.id, token="t"))
    with each_database.transaction() as session:
        session.execute(delete(Staff))
        session.execute(delete(Request))
    with each_database.reading() as session:
        assert session.execute(select(StaffSession)).first() is None
        assert session.execute(select(SearchToken)).first() is None


def test_evidence_is_neither_changed_nor_removed(each_database: Database) -> None:
    with each_database.transaction() as session:
        audit.record(session, a_request(session).id, "received", {"parts": 1}, by=SYSTEM, now=NOW)
        audit.anchor(session, day=NOW.date(), now=NOW)
        session.add(MappingRevision(digest="d", sources="{}", published_at=NOW))
    ways = [update(Event).values(name="other"), delete(Event), update(Anchor).values(heads=9), delete(Anchor),
            update(MappingRevision).values(sources="[]"), delete(MappingRevision)]
    if each_database.engine.dialect.name == "postgresql":
        ways += [text(f"TRUNCATE {table} CASCADE") for table in ("event", "anchor", "mapping_revision")]  # type: ignore[misc]
    for way in ways:
        with pytest.raises(DBAPIError, match="append-only"), each_database.transaction() as session:
            session.execute(way)
    with each_database.reading() as session:
        assert session.execute(select(Event.name)).scalar_one() == "received"
        assert audit.verify(session) == []


def test_defaults_of_a_new_task(each_database: Database) -> None:
    with each_database.transaction() as session:
        session.add(Task(part_id=a_part(session).id, kind=TaskKind.WRITE_ANSWER, state=TaskState.WAITING, due_at=NOW))
    with each_database.reading() as session:
        task = session.execute(select(Task)).scalar_one()
        assert (task.round, task.stage, task.needs, task.source_key, task.attempts, task.rows_seen) == (1, 0, "[]", "", 0, 0)


def test_an_error_of_the_database_names_no_value(each_database: Database) -> None:
    with each_database.transaction() as session:
        a_request(session, reference="DSR-1", intake_key="form-1")
    with pytest.raises(IntegrityError) as caught, each_database.transaction() as session:
        a_request(session, reference="DSR-2", intake_key="form-1", sealed=b"Carol")
    said = str(caught.value)
    assert "Carol" not in said
    assert "[SQL parameters hidden" in said


def test_a_letter_and_a_delivery_come_with_their_parents(each_database: Database) -> None:
    with each_database.transaction() as session:
        an_entity(session)
        a_message(session)
        a_delivery(session)
    with each_database.reading() as session:
        assert session.execute(select(Message.state)).scalar_one() is MessageState.QUEUED
        assert session.execute(select(Delivery.wrong_codes)).scalar_one() == 0


@pytest.mark.parametrize(("ending", "ended_at", "reason", "is_right"), [
    (None, None, None, True), (Ending.NOTHING, NOW, None, True), (Ending.CANNOT, NOW, Cannot.OTHER, True), (Ending.EXPIRED, None, None, False),
    (None, NOW, None, False), (Ending.CANNOT, NOW, None, False), (Ending.FILES, NOW, Cannot.OTHER, False), (None, None, Cannot.OTHER, False)])
def test_a_question_ends_with_a_time_and_only_who_cannot_answer_says_why(
        each_database: Database, ending: Ending | None, ended_at: datetime | None, reason: Cannot | None, is_right: bool) -> None:
    def write(session: Session) -> None:
        session.add(Question(
            task_id=a_task(session).id, token_hash="t" * 64, locale="da", owner=b"x", wanted=b"x", asked_at=NOW, last_day=NOW.date(), due_at=NOW,
            ending=ending, ended_at=ended_at, reason=reason))
        session.flush()

    if not is_right:
        refused(each_database, write)
        return
    with each_database.transaction() as session:
        write(session)
    with each_database.reading() as session:
        assert session.execute(select(Question.ending, Question.ended_at, Question.reason)).all() == [(ending, ended_at, reason)]
