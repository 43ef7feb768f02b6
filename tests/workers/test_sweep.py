"""What the queue lost and killed processes left: found again, and never before its time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from dsr.db import Database
from dsr.domain.words import State
from dsr.domain.work import MOST_ATTEMPTS, TaskState
from dsr.jobs import Queue
from dsr.models import Message, MessageState, Request, Task
from dsr.services import enclosures, outbox, sweep, tasks
from dsr.store import Store
from dsr.vault import ephemeral_key
from tests.workers import rows
from tests.workers.rows import LEASE, NOW, VAULT

LATER = NOW + LEASE + timedelta(seconds=1)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Database]:
    made = rows.database(tmp_path)
    yield made
    made.engine.dispose()


def test_a_live_lease_is_not_touched_and_an_ended_one_heals(base: Database) -> None:
    with base.transaction() as session:
        task = rows.a_task(session, rows.a_part(session))
        tasks.claim_next(session, now=NOW, lease=LEASE, parallel=1)
    with base.transaction() as session:
        assert sweep.free(session, now=NOW + LEASE) == 0
        assert sweep.free(session, now=LATER) == 1
    with base.transaction() as session:
        order = tasks.claim_next(session, now=LATER, lease=LEASE, parallel=1)
    assert order is not None
    assert (order.task_id, order.attempt) == (task.id, 2)


def test_a_task_that_kills_its_worker_each_time_goes_to_staff(base: Database) -> None:
    with base.transaction() as session:
        task = rows.a_task(session, rows.a_part(session))
    at = NOW
    for _ in range(MOST_ATTEMPTS):
        with base.transaction() as session:
            assert tasks.claim_next(session, now=at, lease=LEASE, parallel=1) is not None
        at += LEASE + timedelta(seconds=1)
        with base.transaction() as session:
            sweep.free(session, now=at)
        at += timedelta(seconds=900)
    with base.reading() as session:
        row = session.execute(select(Task).where(Task.id == task.id)).scalar_one()
        session.expunge(row)
    assert row.state is TaskState.FAILED
    assert row.result_code == sweep.DIED


def test_due_rows_name_their_queues(base: Database) -> None:
    with base.reading() as session:
        assert sweep.due(session, now=NOW) == frozenset()
    with base.transaction() as session:
        part = rows.a_part(session)
        rows.a_task(session, part, due_at=NOW + timedelta(seconds=1))
        rows.a_letter(session, part.request_id)
    with base.reading() as session:
        assert sweep.due(session, now=NOW) == {Queue.MAIL}
        assert sweep.due(session, now=LATER) == {Queue.MAIL, Queue.WORK}


def test_a_letter_whose_sender_died_is_sent_again_under_its_own_id(base: Database) -> None:
    with base.transaction() as session:
        letter = rows.a_letter(session, rows.a_part(session).request_id)
        first = outbox.claim_next(session, now=NOW, lease=LEASE, vault=VAULT)
    assert first is not None
    with base.transaction() as session:
        assert outbox.claim_next(session, now=NOW, lease=LEASE, vault=VAULT) is None
        assert sweep.free(session, now=LATER) == 1
        second = outbox.claim_next(session, now=LATER, lease=LEASE, vault=VAULT)
    assert second is not None
    assert second.message_id == first.message_id == letter.message_id
    assert second.recipient == "carol@nordlys.example"
    with base.transaction() as session:  # the first was only slow: its server had said 250
        assert outbox.settle(session, first, outbox.Sent(), now=LATER)
        assert not outbox.settle(session, second, outbox.Later("mail_unavailable"), now=LATER)
    with base.reading() as session:
        assert session.execute(select(Message.state)).scalar_one() is MessageState.SENT


def test_a_letter_that_is_refused_is_kept_for_staff_and_one_for_later_comes_back(base: Database) -> None:
    with base.transaction() as session:
        part = rows.a_part(session)
        rows.a_letter(session, part.request_id, occasion="one")
        rows.a_letter(session, part.request_id, occasion="two")
        first = outbox.claim_next(session, now=NOW, lease=LEASE, vault=VAULT)
        second = outbox.claim_next(session, now=NOW, lease=LEASE, vault=VAULT)
        assert first is not None
        assert second is not None
        outbox.settle(session, first, outbox.Refused("mail_refused"), now=NOW)
        outbox.settle(session, second, outbox.Later("mail_unavailable"), now=NOW)
    with base.reading() as session:
        states = {row.id: (row.state, row.due_at - NOW) for row in session.execute(select(Message)).scalars()}
    assert states[first.id][0] is MessageState.FAILED
    assert states[second.id] == (MessageState.QUEUED, timedelta(seconds=5))


def test_a_letter_whose_key_was_shredded_does_not_stop_those_behind_it(base: Database) -> None:
    with base.transaction() as session:
        first = rows.a_letter(session, rows.a_part(session).request_id)
        rows.a_letter(session, rows.a_part(session, reference="DSR-AAAA-BBBB-D").request_id)
        session.execute(update(Message).where(Message.id == first.id).values(context=b"no longer ours" * 3))
        parcel = outbox.claim_next(session, now=NOW, lease=LEASE, vault=VAULT)
    assert parcel is not None
    assert parcel.id != first.id
    with base.reading() as session:
        assert session.execute(select(Message.result_code).where(Message.id == first.id)).scalar_one() == "vault"


def test_who_did_not_confirm_is_reminded_once_with_the_same_link(base: Database) -> None:
    with base.transaction() as session:
        request_id = rows.a_part(session, state=State.VERIFYING).request_id
        rows.a_letter(session, request_id)
    with base.reading() as session:
        assert sweep.forgotten(session, now=NOW, after=timedelta(days=6)) == []
        assert sweep.forgotten(session, now=NOW, after=timedelta(days=3)) == [request_id]
    for _ in range(2):
        with base.transaction() as session:
            sweep.remind(session, request_id, now=NOW, vault=VAULT, domain="fjordtel.example")
    with base.reading() as session:
        kinds = [row.kind for row in session.execute(select(Message).order_by(Message.id)).scalars()]
        assert kinds == ["confirm", "reminder_confirm"]
        assert sweep.forgotten(session, now=NOW, after=timedelta(days=3)) == []
    with base.transaction() as session:
        outbox.claim_next(session, now=NOW, lease=LEASE, vault=VAULT)
        reminder = outbox.claim_next(session, now=NOW, lease=LEASE, vault=VAULT)
        assert session.execute(select(Request.reminded_at)).scalar_one() == NOW
    assert reminder is not None
    assert reminder.facts["token"] == "tok"


def test_parts_whose_tasks_are_all_settled_are_found(base: Database) -> None:
    with base.transaction() as session:
        done = rows.a_part(session)
        rows.a_task(session, done, state=TaskState.DONE, attempts=1)
        is_open = rows.a_part(session, reference="DSR-AAAA-BBBB-D")
        rows.a_task(session, is_open, state=TaskState.FAILED, attempts=1)
    with base.reading() as session:
        assert sweep.collected(session) == [done.id]


def test_only_what_no_row_refers_to_is_an_orphan(base: Database, tmp_path: Path) -> None:
    store, key = Store(tmp_path / "store"), ephemeral_key()
    with base.transaction() as session:
        part = rows.a_part(session)
        done = rows.a_task(session, part, attempts=1)
        running = rows.a_task(session, part, stage=1, source="pbx", attempts=2)
        order = tasks.claim_next(session, now=NOW, lease=LEASE, parallel=1)
        other = tasks.claim_next(session, now=NOW, lease=LEASE, parallel=1)
        assert order is not None
        assert other is not None
        kept = f"{order.place}/rows-0"
        tasks.settle(session, order, tasks.Done(chunks=(tasks.Found("crm.contacts", 0, 0, 1, "d", kept),)), now=NOW)
    left = f"part-{part.id}/task-{done.id}/a1"
    outrun, coming = f"part-{part.id}/task-{running.id}/a2", f"part-{part.id}/task-{running.id}/a4"
    for path in (kept, f"{left}/rows-0", f"{other.place}/rows-0", f"{outrun}/rows-0", f"{coming}/rows-0"):
        store.put(path, b"x", key, path)
    with base.reading() as session:
        found = sorted(sweep.orphans(session, store, since=NOW - timedelta(days=2)))
    assert found == [left, outrun]


def test_an_upload_that_broke_off_is_an_orphan_once_nobody_is_asked_any_more(base: Database, tmp_path: Path) -> None:
    store, key = Store(tmp_path / "store"), ephemeral_key()
    with base.transaction() as session:
        task = rows.a_task(session, rows.a_part(session), state=TaskState.ASKED, attempts=1)
        place = f"part-{task.part_id}/task-{task.id}/a1"
        for path in (f"{place}/kept", f"{place}/broken-off", f"{place}/kept-1a2b3c4d.draft"):
            store.put(path, b"x", key, path)
        enclosures.add(session, task_id=task.id, attempt=1, source_key="pbx", address="", name="fax.pdf", media_type="application/pdf", size=1,
                       digest="d", path=f"{place}/kept", needs_review=True, now=NOW, vault=VAULT)
        assert list(sweep.orphans(session, store, since=NOW - timedelta(days=2))) == []
        session.execute(update(Task).values(state=TaskState.DONE, finished_at=NOW))
        assert sorted(sweep.orphans(session, store, since=NOW - timedelta(days=2))) == [f"{place}/broken-off", f"{place}/kept-1a2b3c4d.draft"]
