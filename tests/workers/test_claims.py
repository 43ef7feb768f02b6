"""Rows of work: one claim wins, an old attempt has lost, what fails waits for staff."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dsr.db import Database
from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.dataset import Address
from dsr.domain.errors import Conflict, NotAllowed, NotFound
from dsr.domain.words import NotReached
from dsr.domain.work import MOST_ATTEMPTS, TaskState
from dsr.models import Chunk, Event, Staff, Task
from dsr.services import tasks
from tests.workers import rows
from tests.workers.rows import LEASE, NOW

A, B = Address("crm", "contacts"), Address("crm", "tickets")
FOUND = tasks.Found("crm.contacts", 0, 0, 3, "d" * 64, "part-1/task-1/a1/x-0")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Database]:
    made = rows.database(tmp_path)
    yield made
    made.engine.dispose()


def claim(session: Session, *, at: timedelta = timedelta(0), parallel: int = 9) -> tasks.Order | None:
    return tasks.claim_next(session, now=NOW + at, lease=LEASE, parallel=parallel)


def one(base: Database, task_id: int) -> Task:
    with base.reading() as session:
        row = session.execute(select(Task).where(Task.id == task_id)).scalar_one()
        session.expunge(row)
    return row


def test_of_sixteen_claims_at_once_one_wins(base: Database) -> None:
    with base.transaction() as session:
        rows.a_task(session, rows.a_part(session))
    won: list[tasks.Order] = []
    gate = threading.Barrier(16)

    def try_it() -> None:
        gate.wait()
        with base.transaction() as session:
            order = claim(session)
        if order is not None:
            won.append(order)

    threads = [threading.Thread(target=try_it) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert won[0].attempt == 1


def test_what_is_not_due_waits_and_the_oldest_goes_first(base: Database) -> None:
    with base.transaction() as session:
        part = rows.a_part(session)
        later = rows.a_task(session, part, stage=0, due_at=NOW + timedelta(seconds=5))
        second = rows.a_task(session, part, stage=1, source="pbx", due_at=NOW - timedelta(seconds=1))
        first = rows.a_task(session, part, stage=2, source="cdr", due_at=NOW - timedelta(seconds=2))
    with base.transaction() as session:
        taken = [claim(session), claim(session), claim(session)]
    assert [order.task_id if order else None for order in taken] == [first.id, second.id, None]
    with base.transaction() as session:
        order = claim(session, at=timedelta(seconds=5))
    assert order is not None
    assert order.task_id == later.id


def test_a_source_runs_no_more_than_its_limit(base: Database) -> None:
    with base.transaction() as session:
        part = rows.a_part(session)
        for stage in range(4):
            rows.a_task(session, part, stage=stage, source="crm")
        rows.a_task(session, part, stage=9, source="pbx")
        rows.an_answer_task(session, part)
    with base.transaction() as session:
        orders = [claim(session, parallel=2) for _ in range(6)]
    assert sorted(order.source_key for order in orders if order) == ["", "crm", "crm", "pbx"]


def test_only_the_attempt_that_holds_the_lease_settles(base: Database) -> None:
    with base.transaction() as session:
        task = rows.a_task(session, rows.a_part(session))
    with base.transaction() as session:
        old = claim(session)
    assert old is not None
    with base.transaction() as session:  # its lease ended, the row was freed and taken by another
        session.execute(update(Task).values(state=TaskState.READY, lease_until=None))
    with base.transaction() as session:
        new = claim(session)
    assert new is not None
    assert new.attempt == 2
    with base.transaction() as session:
        assert not tasks.renew(session, old, now=NOW, lease=LEASE)
        assert not tasks.settle(session, old, tasks.Done({A: 99}, chunks=(FOUND,)), now=NOW)
        assert tasks.settle(session, new, tasks.Done({A: 3}, chunks=(FOUND,)), now=NOW)
        assert not tasks.settle(session, new, tasks.Done({A: 3}, chunks=(FOUND,)), now=NOW)
    assert one(base, task.id).rows_seen == 3
    with base.reading() as session:
        assert [(chunk.attempt, chunk.rows) for chunk in session.execute(select(Chunk)).scalars()] == [(2, 3)]


def test_renewing_moves_the_lease_and_shows_progress(base: Database) -> None:
    with base.transaction() as session:
        task = rows.a_task(session, rows.a_part(session))
    with base.transaction() as session:
        order = claim(session)
        assert order is not None
        assert tasks.renew(session, order, now=NOW + timedelta(seconds=50), lease=LEASE, rows_seen=4000)
    row = one(base, task.id)
    assert row.lease_until == NOW + timedelta(seconds=110)
    assert row.rows_seen == 4000


def test_a_source_that_is_away_is_tried_again_later_and_later_and_then_given_to_staff(base: Database) -> None:
    with base.transaction() as session:
        task = rows.a_task(session, rows.a_part(session))
    waits, at = [], NOW
    for _ in range(MOST_ATTEMPTS):
        with base.transaction() as session:
            order = tasks.claim_next(session, now=at, lease=LEASE, parallel=1)
            assert order is not None
            tasks.settle(session, order, tasks.Again("source_unavailable", "timeout", missed={A: NotReached.UNAVAILABLE}), now=at)
        row = one(base, task.id)
        waits.append((row.due_at - at).total_seconds())
        at = row.due_at
    assert waits[:-1] == [5, 10, 20, 40, 80]
    assert row.state is TaskState.FAILED
    assert row.result_code == "source_unavailable"
    assert row.outcome == '{"found": {}, "missed": {"crm.contacts": "unavailable"}}'


def test_what_the_source_asks_for_is_waited(base: Database) -> None:
    with base.transaction() as session:
        task = rows.a_task(session, rows.a_part(session))
        order = claim(session)
        assert order is not None
        tasks.settle(session, order, tasks.Again("source_unavailable", after=timedelta(minutes=7)), now=NOW)
    assert one(base, task.id).due_at == NOW + timedelta(minutes=7)


def test_a_stage_wakes_what_waited_for_it_and_nothing_else(base: Database) -> None:
    with base.transaction() as session:
        part = rows.a_part(session)
        rows.a_task(session, part, stage=0)
        second = rows.a_task(session, part, stage=1, needs=(0,), state=TaskState.WAITING)
        third = rows.a_task(session, part, stage=2, needs=(0, 1), state=TaskState.WAITING)
    with base.transaction() as session:
        order = claim(session)
        assert order is not None
        tasks.settle(session, order, tasks.Done({A: 0}), now=NOW)
    assert one(base, second.id).state is TaskState.READY
    assert one(base, third.id).state is TaskState.WAITING


CLERK = ROLES[StaffRole.CLERK]


def _failed(base: Database, missed: dict[Address, NotReached]) -> tuple[int, int, Actor]:
    """A task whose collection was refused, one that waits for it, and a clerk."""
    with base.transaction() as session:
        staff = Staff(email="bo@fjordtel.example", role=StaffRole.CLERK, password="x", created_at=NOW)
        session.add(staff)
        session.flush()
        part = rows.a_part(session)
        task = rows.a_task(session, part)
        waiting = rows.a_task(session, part, stage=1, needs=(0,), state=TaskState.WAITING)
        order = claim(session)
        assert order is not None
        tasks.settle(session, order, tasks.Done({A: 3}, missed, (FOUND,), "crm.tickets: no such table"), now=NOW)
        return task.id, waiting.id, Actor(ActorKind.STAFF, staff.id, CLERK)


def test_a_refused_collection_waits_for_staff_who_may_go_on_without_it(base: Database) -> None:
    task_id, waiting_id, clerk = _failed(base, {B: NotReached.MISCONFIGURED})
    assert one(base, task_id).state is TaskState.FAILED
    assert one(base, task_id).result_code == "misconfigured"
    assert one(base, waiting_id).state is TaskState.WAITING
    with base.transaction() as session:
        tasks.acknowledge(session, task_id, by=clerk, now=NOW)
    assert one(base, task_id).state is TaskState.SKIPPED
    assert one(base, task_id).acknowledged_by == clerk.id
    assert one(base, waiting_id).state is TaskState.READY
    with base.reading() as session:
        assert [event.name for event in session.execute(select(Event)).scalars()] == ["task_acknowledged"]
        assert len(session.execute(select(Chunk)).scalars().all()) == 1  # what was found is kept
    with pytest.raises(Conflict), base.transaction() as session:
        tasks.acknowledge(session, task_id, by=clerk, now=NOW)


def test_a_repeated_task_replaces_what_it_found_before(base: Database) -> None:
    task_id, _, clerk = _failed(base, {B: NotReached.MISCONFIGURED})
    with base.transaction() as session:
        tasks.retry(session, task_id, by=clerk, now=NOW)
        order = claim(session)
        assert order is not None
        assert order.attempt == 2
        tasks.settle(session, order, tasks.Done({A: 3, B: 1}, chunks=(FOUND,)), now=NOW)
    assert one(base, task_id).state is TaskState.DONE
    with base.reading() as session:
        assert [chunk.attempt for chunk in session.execute(select(Chunk)).scalars()] == [2]


def test_who_may_not_is_refused(base: Database) -> None:
    task_id, _, clerk = _failed(base, {B: NotReached.REFUSED})
    reader = Actor(ActorKind.STAFF, clerk.id, ROLES[StaffRole.READER])
    for verb in (tasks.retry, tasks.acknowledge):
        with pytest.raises(NotAllowed), base.transaction() as session:
            verb(session, task_id, by=reader, now=NOW)
    with pytest.raises(NotFound), base.transaction() as session:
        tasks.retry(session, 999, by=clerk, now=NOW)
    assert one(base, task_id).state is TaskState.FAILED


def test_an_answer_that_could_not_be_written_is_never_left_out(base: Database) -> None:
    with base.transaction() as session:
        staff = Staff(email="bo@fjordtel.example", role=StaffRole.CLERK, password="x", created_at=NOW)
        session.add(staff)
        task = rows.an_answer_task(session, rows.a_part(session))
        order = claim(session)
        assert order is not None
        tasks.settle(session, order, tasks.Broken("result_failed_check"), now=NOW)
    with pytest.raises(Conflict), base.transaction() as session:
        tasks.acknowledge(session, task.id, by=Actor(ActorKind.STAFF, staff.id, CLERK), now=NOW)
