"""Claim, renew and settle rows of work; hand a failed one to staff and take it back.

Invariants: of any number of claims one wins; only the attempt that holds the lease settles; a row that nobody settles becomes
claimable again when its lease ends (see `sweep`). Nothing in here is slow: the act lies between claim and settle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import CursorResult, Update, delete, func, select, update
from sqlalchemy.orm import Session

from dsr.db import hold
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.dataset import Address
from dsr.domain.enclosed import NotThere
from dsr.domain.errors import Conflict, NotFound
from dsr.domain.keys import Lookup
from dsr.domain.masked import Masked
from dsr.domain.words import NotReached
from dsr.domain.work import SETTLED, TaskKind, TaskState, backoff, is_spent
from dsr.models import Chunk, Part, Task
from dsr.services import audit, enclosures, load
from dsr.services.ledger_import import Learned

_FRESH = {"populate_existing": True}  # rows are changed by statements here; what a session remembers of them is old
_LOOK = 20           # due rows looked at for one claim


@dataclass(frozen=True, slots=True)
class Order:
    """A claimed row. `attempt` is its fence: whoever holds an older one has lost."""

    task_id: int
    part_id: int
    kind: TaskKind
    round: int
    stage: int
    source_key: str
    response_id: int | None
    attempt: int

    @property
    def place(self) -> str:
        """Where this attempt writes; another attempt writes elsewhere."""
        return f"part-{self.part_id}/task-{self.task_id}/a{self.attempt}"


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk that an attempt wrote. `address` is empty for the keys that lead on."""

    address: str
    seq: int
    first_row: int
    rows: int
    digest: str
    path: str


@dataclass(frozen=True, slots=True)
class Done:
    """The act gave what it could. With `missed` collections the task waits for staff; what was found is kept."""

    found: Mapping[Address, int] = field(default_factory=dict)
    missed: Mapping[Address, NotReached] = field(default_factory=dict)
    chunks: tuple[Found, ...] = ()
    detail: str = ""
    masked: Mapping[Address, Masked] = field(default_factory=dict)
    files: tuple[enclosures.Filed, ...] = ()
    not_there: Mapping[Address, NotThere] = field(default_factory=dict)
    learned: Learned | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """It did not work now. `detail` names classes and columns, never values; `missed` is what stays unsearched if it never works."""

    code: str
    detail: str = ""
    after: timedelta = timedelta(0)
    missed: Mapping[Address, NotReached] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """It will not work by itself."""

    code: str
    detail: str = ""
    missed: Mapping[Address, NotReached] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Only a person can search what is in `missed` as not answered: there it stays if nobody ever does."""

    wanted: Mapping[Address, tuple[Lookup, ...]]
    found: Mapping[Address, int] = field(default_factory=dict)
    missed: Mapping[Address, NotReached] = field(default_factory=dict)


Result = Done | Again | Broken | Asked


def claim_next(session: Session, *, now: datetime, lease: timedelta, parallel: int) -> Order | None:
    """Take the next due row, or None. Raises its attempts; at most `parallel` rows of one source run at a time,
    but for those that are then taken along with one of them (see `gathering`)."""
    hold(session, "claims of tasks")  # they go one after the other, so that the limit per source is exact
    due = select(Task).where(Task.state == TaskState.READY, Task.due_at <= now, Task.source_key.not_in(_busy(session, parallel)))
    for task in session.execute(due.order_by(Task.due_at, Task.id).limit(_LOOK), execution_options=_FRESH).scalars():
        order = take(session, task, now=now, lease=lease)
        if order is not None:
            return order
    return None


def take(session: Session, task: Task, *, now: datetime, lease: timedelta) -> Order | None:
    """Claim this row, as it was read; None if somebody was first."""
    taken = update(Task).where(Task.id == task.id, Task.state == TaskState.READY, Task.attempts == task.attempts).values(
        state=TaskState.RUNNING, attempts=Task.attempts + 1, lease_until=now + lease, rows_seen=0, result_code=None, result_detail=None)
    attempt = task.attempts + 1
    if not hits(session, taken):
        return None
    return Order(task.id, task.part_id, task.kind, task.round, task.stage, task.source_key, task.response_id, attempt)


def renew(session: Session, order: Order, *, now: datetime, lease: timedelta, rows_seen: int | None = None) -> bool:
    """Hold the lease on; False if it was lost: then the act must stop, its result will not count."""
    values: dict[str, Any] = {"lease_until": now + lease}
    if rows_seen is not None:
        values["rows_seen"] = rows_seen
    return hits(session, _own(order).values(**values))


def settle(session: Session, order: Order, result: Result, *, now: datetime) -> bool:
    """Write down what an attempt gave; False, and nothing is written, if the attempt has lost its lease to another."""
    match result:
        case Done():
            return _finish(session, order, result, now)
        case Again():
            if is_spent(order.attempt):
                return _fail(session, order, result, now)
            due = now + max(backoff(order.attempt), result.after)
            return hits(session, _own(order).values(
                state=TaskState.READY, lease_until=None, due_at=due, result_code=result.code, result_detail=result.detail[:300]))
        case Asked():
            outcome = _outcome(result.found, {**result.missed, **dict.fromkeys(result.wanted, NotReached.NOT_ANSWERED)}, {})
            return hits(session, _own(order).values(state=TaskState.ASKED, lease_until=None, outcome=outcome))
        case Broken():
            return _fail(session, order, result, now)


def wake(session: Session, part_id: int, round_: int, *, now: datetime) -> int:
    """Make ready what waited for stages that are settled now; returns how many."""
    of_round = select(Task).where(Task.part_id == part_id, Task.kind == TaskKind.COLLECT, Task.round == round_)
    rows = session.execute(of_round, execution_options=_FRESH).scalars().all()
    settled = {task.stage for task in rows if task.state in SETTLED}
    ready = [task.id for task in rows if task.state is TaskState.WAITING and set(json.loads(task.needs)) <= settled]
    for task_id in ready:
        session.execute(update(Task).where(Task.id == task_id, Task.state == TaskState.WAITING).values(state=TaskState.READY, due_at=now))
    return len(ready)


def retry(session: Session, task_id: int, *, by: Actor, now: datetime) -> None:
    """Staff try a failed task once more, at once. Raises NotAllowed, NotFound, Conflict."""
    task = _waiting(session, task_id, by, TaskState.FAILED)
    changed = update(Task).where(Task.id == task_id, Task.state == TaskState.FAILED).values(
        state=TaskState.READY, due_at=now, finished_at=None, acknowledged_by=None)
    if not hits(session, changed):
        raise Conflict()
    audit.record(session, _request_id(session, task), "task_retried", {"task": task_id, "source": task.source_key}, by=by, now=now)


def acknowledge(session: Session, task_id: int, *, by: Actor, now: datetime) -> int:
    """Staff go on without what a failed task did not give, or before a person has answered; the answer says so.

    Returns its part. Raises NotAllowed, NotFound, Conflict.
    """
    task = _waiting(session, task_id, by, TaskState.FAILED, TaskState.ASKED)
    if task.kind is not TaskKind.COLLECT:
        raise Conflict()  # an answer that could not be written is never left out
    changed = update(Task).where(Task.id == task_id, Task.state == task.state).values(
        state=TaskState.SKIPPED, acknowledged_by=by.id, finished_at=now)
    if not hits(session, changed):
        raise Conflict()
    audit.record(session, _request_id(session, task), "task_acknowledged",
                 {"task": task_id, "source": task.source_key, "code": task.result_code or ""}, by=by, now=now)
    wake(session, task.part_id, task.round, now=now)
    return task.part_id


def end_question(session: Session, task: Task, gap: NotReached | None, *, now: datetime) -> None:
    """The question of a task ended: answered, or with a `gap` that the answer names. One whose time was over may still be answered.

    The caller holds the lock of the part. Raises Conflict.
    """
    told = json.loads(task.outcome or "{}")
    asked = [name for name, why in told["missed"].items() if why == NotReached.NOT_ANSWERED]
    missed = {name: why for name, why in told["missed"].items() if name not in asked} | ({} if gap is None else dict.fromkeys(asked, gap.value))
    found = told["found"] | (dict.fromkeys(asked, 0) if gap is None else {})
    changed = update(Task).where(Task.id == task.id, Task.state.in_((TaskState.ASKED, TaskState.SKIPPED)), Task.state == task.state).values(
        state=TaskState.SKIPPED if missed else TaskState.DONE, finished_at=now, outcome=json.dumps({"found": found, "missed": missed}))
    if not hits(session, changed):
        raise Conflict()
    wake(session, task.part_id, task.round, now=now)


def drop(session: Session, part_id: int, *, now: datetime, kind: TaskKind = TaskKind.COLLECT) -> None:
    """Nothing more is searched for a part that ended, or written for it; an attempt that is running has lost its lease."""
    open_rows = update(Task).where(Task.part_id == part_id, Task.kind == kind, Task.state.not_in(SETTLED))
    session.execute(open_rows.values(state=TaskState.SKIPPED, lease_until=None, finished_at=now), execution_options={"synchronize_session": False})


def hits(session: Session, change: Update) -> bool:
    """Carry out a compare-and-swap; whether exactly one row took it."""
    changed = cast("CursorResult[Any]", session.execute(change, execution_options={"synchronize_session": False}))
    return changed.rowcount == 1


def _busy(session: Session, parallel: int) -> list[str]:
    """Sources that are at their limit. Rows without a source (answers) have none."""
    counts = select(Task.source_key).where(Task.state == TaskState.RUNNING, Task.source_key != "").group_by(Task.source_key)
    return list(session.execute(counts.having(func.count() >= parallel)).scalars())


def _own(order: Order) -> Update:
    return update(Task).where(Task.id == order.task_id, Task.state == TaskState.RUNNING, Task.attempts == order.attempt)


def _finish(session: Session, order: Order, result: Done, now: datetime) -> bool:
    outcome = _outcome(result.found, result.missed, result.masked, result.not_there)
    state = TaskState.FAILED if result.missed else TaskState.DONE
    code = next(iter(sorted(why.value for why in result.missed.values())), None)
    if not hits(session, _own(order).values(state=state, lease_until=None, finished_at=now, outcome=outcome, result_code=code,
                                            result_detail=result.detail[:300] or None, rows_seen=sum(result.found.values()))):
        return False
    session.execute(delete(Chunk).where(Chunk.task_id == order.task_id))  # of an earlier try that staff had repeated
    enclosures.settle(session, result.files, part_id=order.part_id, task_id=order.task_id, attempt=order.attempt, source_key=order.source_key)
    session.add_all(Chunk(task_id=order.task_id, attempt=order.attempt, address=one.address, seq=one.seq, first_row=one.first_row, rows=one.rows,
                          digest=one.digest, path=one.path) for one in result.chunks)
    session.flush()
    if order.kind is TaskKind.COLLECT:
        wake(session, order.part_id, order.round, now=now)
    return True


def _fail(session: Session, order: Order, result: Again | Broken, now: datetime) -> bool:
    """To staff. What an earlier attempt found stays as it was."""
    missed = _outcome({}, result.missed) if order.kind is TaskKind.COLLECT else None
    return hits(session, _own(order).values(state=TaskState.FAILED, lease_until=None, finished_at=now, result_code=result.code,
                                            result_detail=result.detail[:300], outcome=func.coalesce(Task.outcome, missed)))


def _outcome(found: Mapping[Address, int], missed: Mapping[Address, NotReached], masked: Mapping[Address, Masked] = MappingProxyType({}),
             not_there: Mapping[Address, NotThere] = MappingProxyType({})) -> str:
    told: dict[str, object] = {"found": {str(a): n for a, n in found.items()}, "missed": {str(a): why.value for a, why in missed.items()}}
    counts = {str(a): own.dump() for a, own in masked.items() if own.rows or own.not_kept}
    files = {str(a): own.dump() for a, own in not_there.items() if own.counts}
    return json.dumps({**told, **({"masked": counts} if counts else {}), **({"files": files} if files else {})})


def _waiting(session: Session, task_id: int, by: Actor, *states: TaskState) -> Task:
    """A task that waits for staff in one of these states."""
    by.must(Capability.TRIAGE)
    part_id = session.execute(select(Task.part_id).where(Task.id == task_id)).scalar_one_or_none()
    if part_id is None:
        raise NotFound()
    load.part(session, part_id)  # locks are taken in one order everywhere: request, part, task
    task = session.get_one(Task, task_id, populate_existing=True)
    if task.state not in states:
        raise Conflict()
    return task


def _request_id(session: Session, task: Task) -> int:
    return session.execute(select(Part.request_id).where(Part.id == task.part_id)).scalar_one()
