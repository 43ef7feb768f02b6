"""Finds what is due or stranded and says which queues to ring. What the queue lost, what a killed process left: all is here again.

Invariant: a live lease is never touched; every finding is a row that any worker could have found by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

import orjson
from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from dsr.domain.words import State
from dsr.domain.work import SETTLED, TaskKind, TaskState, backoff, is_spent
from dsr.jobs import Queue
from dsr.models import Chunk, Document, Enclosure, Message, MessageState, Part, Request, Task, Transport
from dsr.services import mail_rows, mailboxes, notify, recognition, tasks
from dsr.services.keys import key_of
from dsr.store import Store
from dsr.vault import KeyClass, Vault

DIED = "worker_died"
_CONFIRM = ("confirm", "confirm_acted", "confirm_mailed")
_ATTEMPT = re.compile(r"a(\d+)\Z")


def free(session: Session, *, now: datetime) -> int:
    """Rows whose lease has ended are ready again; a task that has been tried too often goes to staff. Returns how many rows."""
    freed = 0
    ended = select(Task).where(Task.state == TaskState.RUNNING, Task.lease_until < now).order_by(Task.id)  # as renewals lock them
    for task in session.execute(ended, execution_options={"populate_existing": True}).scalars().all():
        own = update(Task).where(Task.id == task.id, Task.state == TaskState.RUNNING, Task.attempts == task.attempts, Task.lease_until < now)
        if is_spent(task.attempts):
            values = {"state": TaskState.FAILED, "finished_at": now}
        else:
            values = {"state": TaskState.READY, "due_at": now if task.attempts == 1 else now + backoff(task.attempts - 1)}
        freed += tasks.hits(session, own.values(lease_until=None, result_code=DIED, **values))
    letters = update(Message).where(Message.state == MessageState.SENDING, Message.lease_until < now).values(
        state=MessageState.QUEUED, due_at=now, lease_until=None)
    freed += int(session.execute(letters, execution_options={"synchronize_session": False}).rowcount)  # type: ignore[attr-defined]
    return freed


def due(session: Session, *, now: datetime) -> frozenset[Queue]:
    """The queues that have something due."""
    found = set()
    if session.execute(select(exists().where(Task.state == TaskState.READY, Task.due_at <= now))).scalar():
        found.add(Queue.WORK)
    if recognition.waiting(session, now=now):
        found.add(Queue.WORK)
    is_letter_due = exists().where(Message.state == MessageState.QUEUED, Message.transport != Transport.POST, Message.due_at <= now)
    if session.execute(select(is_letter_due)).scalar():
        found.add(Queue.MAIL)
    if mailboxes.is_due(session, now=now) or mail_rows.is_due(session, now=now):
        found.add(Queue.INBOX)
    return frozenset(found)


def asleep(session: Session) -> list[tuple[int, int]]:
    """(part, round) that have tasks waiting; `tasks.wake` sees whether for something that is settled already."""
    rows = session.execute(select(Task.part_id, Task.round).where(Task.state == TaskState.WAITING).distinct())
    return [(part_id, round_) for part_id, round_ in rows]


def collected(session: Session) -> list[int]:
    """Parts that are still collecting although no task of theirs is open."""
    is_open = exists().where(Task.part_id == Part.id, Task.kind == TaskKind.COLLECT, Task.state.not_in(SETTLED))
    return list(session.execute(select(Part.id).where(Part.state == State.COLLECTING, ~is_open).order_by(Part.id)).scalars())


def forgotten(session: Session, *, now: datetime, after: timedelta) -> list[int]:
    """Requests that nobody has confirmed and that were not reminded yet."""
    waiting = exists().where(Part.request_id == Request.id, Part.state == State.VERIFYING)
    was_asked = exists().where(Message.request_id == Request.id, Message.kind.in_(_CONFIRM))  # who gave no email confirms none
    return list(session.execute(select(Request.id).where(
        Request.confirmed_at.is_(None), Request.reminded_at.is_(None), Request.received_at <= now - after, Request.confirm_expires_at > now,
        waiting, was_asked).order_by(Request.id)).scalars())


def remind(session: Session, request_id: int, *, now: datetime, vault: Vault, domain: str) -> None:
    """Write the reminder, with the link of the first letter: the token itself stands nowhere else."""
    request = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one()
    asked = select(Message).where(Message.request_id == request_id, Message.kind.in_(_CONFIRM)).order_by(Message.id)
    first = session.execute(asked).scalars().first()
    if first is None or request.reminded_at is not None or request.confirmed_at is not None:
        return
    handle = key_of(session, request_id, KeyClass.CORRESPONDENCE, vault=vault)
    context = orjson.loads(handle.open(first.context, f"message:{first.message_id}:context"))
    request.reminded_at = now
    notify.write(session, request, "reminder_confirm", occasion="reminder_confirm", context=context, now=now, vault=vault, domain=domain)


def orphans(session: Session, store: Store, *, since: datetime) -> Iterator[str]:
    """Folders of attempts that no row refers to, and single files in the others: what a killed or outrun attempt, or an upload that broke off,
    has left. Live attempts are spared."""
    recent = select(Task).where(Task.attempts > 0, func.coalesce(Task.finished_at, Task.due_at) >= since)
    rows = session.execute(recent, execution_options={"populate_existing": True}).scalars().all()
    kept: defaultdict[int, set[str]] = defaultdict(set)
    for table in (Chunk, Enclosure):
        for task_id, path in session.execute(select(table.task_id, table.path).where(table.task_id.in_([task.id for task in rows]))):
            kept[task_id].add(path)
    written = select(Task.id, Document.path).join(Document, Document.response_id == Task.response_id).where(Task.id.in_([task.id for task in rows]))
    for task_id, path in session.execute(written):
        kept[task_id].add(path)
    for task in rows:
        folder = f"part-{task.part_id}/task-{task.id}"
        for name in store.folders(folder):
            number = _ATTEMPT.match(name)
            if number is None or _is_live(task, int(number.group(1))):
                continue
            if not any(path.startswith(f"{folder}/{name}/") for path in kept[task.id]):
                yield f"{folder}/{name}"
                continue
            yield from (path for file in store.folders(f"{folder}/{name}") if (path := f"{folder}/{name}/{file}") not in kept[task.id])


def _is_live(task: Task, attempt: int) -> bool:
    """Whether somebody may be writing there: the running attempt, a person who was asked, or one claimed since we looked."""
    return attempt > task.attempts or (attempt == task.attempts and task.state in (TaskState.RUNNING, TaskState.ASKED))
