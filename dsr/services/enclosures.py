"""Files that belong to an answer: kept beside the rows, looked at and decided by staff.

Invariants: only files of the last round count, and of a task what its last settled attempt gave; a name is sealed with the request's
evidence key and bound to its file; no event names one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.enclosed import Kept
from dsr.domain.errors import Conflict, InvalidInput, NotFound
from dsr.domain.words import Decision, LeftOut, State
from dsr.domain.work import TaskKind, TaskState
from dsr.models import Enclosure, Part, Task
from dsr.services import audit, load
from dsr.services.keys import key_for
from dsr.services.sealing import file_context
from dsr.vault import Handle, KeyClass, Vault

__all__ = [
    "Filed", "add", "decide", "decide_many", "file_context", "filed", "kept", "look", "name_of", "numbered", "of_part", "of_tasks", "seal_name",
    "settle", "tally", "undecided"]


def add(session: Session, *, task_id: int, attempt: int, source_key: str, address: str, name: str, media_type: str, size: int, digest: str,
        path: str, needs_review: bool, now: datetime, vault: Vault, row: int | None = None, may_hold_national: bool = False) -> Enclosure:
    """Keep a file that lies sealed in the store at `path`, below the place of the task's attempt (`tasks.Order.place`), under the evidence
    key and `file_context(path)`. With `needs_review` staff must decide it before the answer can leave. Raises NotFound."""
    part_id = session.execute(select(Task.part_id).where(Task.id == task_id)).scalar_one_or_none()
    if part_id is None:
        raise NotFound()
    part = load.part(session, part_id)  # locked: two files at once would take the same number
    evidence = key_for(session, part.request_id, KeyClass.EVIDENCE, vault=vault, now=now)
    made = Enclosure(
        part_id=part.id, task_id=task_id, attempt=attempt, number=last_number(session, part.id) + 1, source_key=source_key, address=address, row=row,
        name=seal_name(name, path, evidence), media_type=media_type, size=size, digest=digest, path=path,
        may_hold_national=may_hold_national, decision=Decision.PENDING if needs_review else Decision.INCLUDED)
    session.add(made)
    session.flush()
    return made


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that a search found, its name sealed."""

    address: str
    row: int | None
    name: bytes
    media_type: str
    size: int
    digest: str
    path: str
    may_hold_national: bool = False


def filed(kept: Iterable[Kept], evidence: Handle) -> tuple[Filed, ...]:
    """What a search kept, as it may be written down."""
    return tuple(Filed(one.address, one.row, seal_name(one.name, one.path, evidence), one.media_type, one.size, one.digest, one.path,
                       one.may_hold_national) for one in kept)


def settle(session: Session, files: Iterable[Filed], *, part_id: int, task_id: int, attempt: int, source_key: str) -> None:
    """The files of an attempt that settled take the place of those of an earlier one. They go along unless staff leave them out; what they had
    left out of the earlier ones stays left out, as often as it was there. One that may hold a national number waits for them to decide."""
    decided = _decided_before(session, part_id, task_id, attempt)
    last, made = last_number(session, part_id), []
    for number, one in enumerate(files, last + 1):
        same = decided[one.address, one.digest]
        old_one = same.pop(0) if same else None
        made.append(Enclosure(
            part_id=part_id, task_id=task_id, attempt=attempt, number=number, source_key=source_key, address=one.address, row=one.row, name=one.name,
            media_type=one.media_type, size=one.size, digest=one.digest, path=one.path,
            may_hold_national=one.may_hold_national,
            decision=old_one.decision if old_one else Decision.PENDING if one.may_hold_national else Decision.INCLUDED,
            reason=old_one.reason if old_one else None,
            decided_by=old_one.decided_by if old_one else None, decided_at=old_one.decided_at if old_one else None))
    session.execute(delete(Enclosure).where(Enclosure.task_id == task_id, Enclosure.attempt != attempt))
    session.add_all(made)
    session.flush()


def _decided_before(session: Session, part_id: int, task_id: int, attempt: int) -> defaultdict[tuple[str, str], list[Enclosure]]:
    """Files of an earlier attempt, or else of the collection before, that do not simply go along; by collection and bytes."""
    own = session.execute(select(Task.round).where(Task.id == task_id)).scalar_one()
    rows = session.execute(select(Enclosure).join(Task, Task.id == Enclosure.task_id).where(
        Enclosure.part_id == part_id, Enclosure.decision != Decision.INCLUDED,
        or_(and_(Task.id == task_id, Enclosure.attempt != attempt), and_(Task.round == own - 1, Task.round > 0))).order_by(
        Task.round.desc(), Enclosure.number)).scalars()
    decided: defaultdict[tuple[str, str], list[Enclosure]] = defaultdict(list)
    for old in rows:
        decided[old.address, old.digest].append(old)
    return decided


def kept(session: Session, part_id: int, evidence: Handle) -> tuple[Kept, ...]:
    """All files that count, with their names, and why staff left any out. Raises VaultError."""
    return tuple(_kept(row, evidence) for row in of_part(session, part_id))


def of_tasks(session: Session, task_ids: Collection[int], evidence: Handle) -> tuple[Kept, ...]:
    """The files of these tasks, whatever round they are of. Raises VaultError."""
    rows = session.execute(select(Enclosure).where(Enclosure.task_id.in_(task_ids)).order_by(Enclosure.number)).scalars()
    return tuple(_kept(row, evidence) for row in rows)


def of_part(session: Session, part_id: int) -> list[Enclosure]:
    """All files that count, by number, whatever was decided."""
    return list(session.execute(_counting(part_id).order_by(Enclosure.number)).scalars())


def tally(session: Session, part_ids: Collection[int]) -> dict[int, Counter[Decision]]:
    """How many files of each part count, by what was decided; with one query, for a page."""
    counted: defaultdict[int, Counter[Decision]] = defaultdict(Counter)
    own = _counting(*part_ids).with_only_columns(Enclosure.part_id, Enclosure.decision, func.count()).group_by(Enclosure.part_id, Enclosure.decision)
    for part_id, decision, count in session.execute(own):
        counted[part_id][decision] += count
    return counted


def undecided(session: Session, part_id: int) -> int:
    """How many files somebody must still look at."""
    return tally(session, [part_id])[part_id][Decision.PENDING]


def decide(session: Session, enclosure_id: int, *, include: bool, reason: LeftOut | None, by: Actor, now: datetime) -> Enclosure:
    """Send a file along, or leave it out for a reason. Raises NotAllowed, NotFound (also for a file that a newer search has
    replaced), Conflict (the answer is not in review), InvalidInput (no reason)."""
    by.must(Capability.REVIEW)
    part, row = _loaded(session, enclosure_id)
    if part.state is not State.REVIEWING:
        raise Conflict()
    if not include and reason is None:
        raise InvalidInput(field="reason", problem="required")
    row.decision, row.reason = (Decision.INCLUDED, None) if include else (Decision.LEFT_OUT, reason)
    row.decided_by, row.decided_at = by.id, now
    session.flush()
    told: dict[str, object] = {"part": part.number, "file": row.number, "decision": row.decision.value}
    audit.record(session, part.request_id, "file_decided", {**told, "reason": row.reason.value} if row.reason else told, by=by, now=now)
    return row


def decide_many(session: Session, part_id: int, decisions: Mapping[int, LeftOut | None], *, by: Actor, now: datetime) -> int:
    """Several files of a part at once, by number, each with the reason why it is left out, or None; what stays as it was is no decision. Returns
    how many were taken. Raises as `decide`."""
    taken = 0
    for row in of_part(session, part_id):
        wanted = (Decision.LEFT_OUT if decisions[row.number] else Decision.INCLUDED, decisions[row.number]) if row.number in decisions else None
        if wanted is not None and wanted != (row.decision, row.reason):
            decide(session, row.id, include=wanted[1] is None, reason=wanted[1], by=by, now=now)
            taken += 1
    return taken


def numbered(session: Session, part_id: int, number: int) -> Enclosure:
    """Raises NotFound."""
    row = session.execute(_counting(part_id).where(Enclosure.number == number)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def look(session: Session, enclosure_id: int, *, by: Actor, now: datetime) -> Enclosure:
    """Staff open a file; the look is on record. Raises NotAllowed, NotFound."""
    by.must(Capability.RECORDS)
    part, row = _loaded(session, enclosure_id)
    audit.record(session, part.request_id, "file_viewed", {"part": part.number, "file": row.number}, by=by, now=now)
    return row


def last_number(session: Session, part_id: int) -> int:
    """The highest entry of a part, of any round; 0 if it has none."""
    return session.execute(select(func.max(Enclosure.number)).where(Enclosure.part_id == part_id)).scalar() or 0


def seal_name(name: str, path: str, evidence: Handle) -> bytes:
    return evidence.seal(name.encode("utf-8", "surrogateescape"), _name_context(path))


def name_of(row: Enclosure, evidence: Handle) -> str:
    """Raises VaultError."""
    return evidence.open(row.name, _name_context(row.path)).decode("utf-8", "replace")


def _kept(row: Enclosure, evidence: Handle) -> Kept:
    return Kept(row.source_key, row.address, row.row, name_of(row, evidence), row.media_type, row.size, row.digest, row.path, row.number, row.reason,
                row.may_hold_national)


def _name_context(path: str) -> str:
    return f"{file_context(path)}:name"


def _counting(*part_ids: int) -> Select[Enclosure]:
    """A file of a question that is still open does not count yet: its owner may not be through."""
    of_part = aliased(Task)
    last = select(func.max(of_part.round)).where(of_part.part_id == Enclosure.part_id, of_part.kind == TaskKind.COLLECT).scalar_subquery()
    return select(Enclosure).join(Task, Task.id == Enclosure.task_id).where(
        Enclosure.part_id.in_(part_ids), Task.round == last, Task.state != TaskState.ASKED)


def _loaded(session: Session, enclosure_id: int) -> tuple[Part, Enclosure]:
    """The file and its part, which is locked. A file that a newer search has replaced is none."""
    part_id = session.execute(select(Enclosure.part_id).where(Enclosure.id == enclosure_id)).scalar_one_or_none()
    if part_id is None:
        raise NotFound()
    part = load.part(session, part_id)
    row = session.execute(_counting(part_id).where(Enclosure.id == enclosure_id), execution_options={"populate_existing": True}).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return part, row
