"""The owner of a source behind their link: a code to their mailbox, a session, files, and one answer.

Invariants: a link alone opens nothing; what they give is sealed before it is kept, counts when the question ends, and is looked at by staff
before it leaves.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import OWNER
from dsr.domain.asking import Cannot, Ending, Reply, Standing
from dsr.domain.errors import Conflict, InvalidInput, NotFound
from dsr.domain.uploads import Upload
from dsr.domain.words import Decision
from dsr.models import Enclosure, Part, Question, Task
from dsr.services import audit, cases, collect, door, enclosures, questions
from dsr.services.door import Door
from dsr.services.keys import key_for
from dsr.vault import Handle, KeyClass, Vault

DOOR = Door(questions.TOKEN, "question_code", "question_session", OWNER)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a file of a question goes, and what seals it there. `taken` files are there already."""

    path: str
    handle: Handle
    context: str
    taken: int


def by_token(session: Session, token: str, *, vault: Vault) -> Question:
    """The question of a link, whatever became of it. Raises NotFound."""
    return door.by_token(session, Question, DOOR, token, vault=vault)


def send_code(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """A code to the mailbox that was asked. Raises NotFound where nothing is waited for."""
    question, task, part = _waits(session, by_token(session, token, vault=vault))
    facts = door.coded(session, DOOR, question, part, question.id, now=now, vault=vault)
    if facts is not None:
        questions.write(session, question, part, DOOR.code, door.occasion(DOOR.code, question.id), facts, now=now, vault=vault, settings=settings)
        audit.record(session, part.request_id, "question_code_sent", {"part": part.number, "task": task.id}, by=OWNER, now=now)


def open_with_code(session: Session, token: str, code: str, *, now: datetime, vault: Vault, settings: Settings) -> str:
    """The token of a session; see `door.opened`. Raises NotFound where nothing is waited for, NotAllowed."""
    question, task, part = _waits(session, by_token(session, token, vault=vault))
    told: dict[str, object] = {"part": part.number, "task": task.id}
    given = door.opened(session, DOOR, question, code, part, told, now=now, vault=vault, settings=settings)
    audit.record(session, part.request_id, "question_opened", told, by=OWNER, now=now)
    return given


def current(session: Session, token: str, *, now: datetime, vault: Vault) -> Question:
    """The question that this session opened. Raises NotFound for a session that never was or that ended."""
    return door.current(session, Question, DOOR, token, now=now, vault=vault)


def shelf(session: Session, token: str, *, now: datetime, vault: Vault) -> Shelf:
    """Room for one more file, below the attempt that asked. Raises NotFound, Conflict (nothing is waited for any more)."""
    question, task, part = _waiting(session, token, now, vault)
    path = f"part-{part.id}/task-{task.id}/a{task.attempts}/{secrets.token_hex(16)}"
    handle = key_for(session, part.request_id, KeyClass.EVIDENCE, vault=vault, now=now)
    return Shelf(path, handle, enclosures.file_context(path), _count(session, question))


def keep(session: Session, token: str, upload: Upload, *, address: str, path: str, size: int, digest: str, now: datetime, vault: Vault,
         may_hold_national: bool = False) -> None:
    """A file that lies sealed on its shelf. Raises NotFound, Conflict, InvalidInput (no such collection was asked for)."""
    _question, task, part = _waiting(session, token, now, vault)
    if address not in questions.addresses(task):
        raise InvalidInput(field="files", problem="required")
    made = enclosures.add(
        session, task_id=task.id, attempt=task.attempts, source_key=task.source_key, address=address, name=upload.name, media_type=upload.media_type,
        size=size, digest=digest, path=path, needs_review=True, now=now, vault=vault, may_hold_national=may_hold_national)
    audit.record(session, part.request_id, "file_uploaded", {"part": part.number, "file": made.number}, by=OWNER, now=now)


def remove(session: Session, token: str, number: int, *, now: datetime, vault: Vault) -> str:
    """Take a file back that was sent by mistake; returns where it lies, to be deleted once this is durable.

    Raises NotFound (also for a file that staff have looked at and decided), Conflict.
    """
    question, _task, part = _waiting(session, token, now, vault)
    row = session.execute(_of(question).where(Enclosure.number == number, Enclosure.decision == Decision.PENDING)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    path = row.path
    session.delete(row)
    audit.record(session, part.request_id, "file_taken_back", {"part": part.number, "file": number}, by=OWNER, now=now)
    return path


def answer(session: Session, token: str, reply: Reply, *, reason: Cannot | None, note: str, now: datetime, vault: Vault) -> None:
    """The answer, once. Raises NotFound, Conflict (nothing is waited for any more), InvalidInput with the field that is wrong."""
    question, task, part = _waiting(session, token, now, vault)
    count = _count(session, question)
    if reply is Reply.FILES and not count:
        raise InvalidInput(field="reply", problem="no_files")
    if reply is Reply.NOTHING and count:
        raise InvalidInput(field="reply", problem="files_and_nothing")
    if reply is Reply.CANNOT and reason is None:
        raise InvalidInput(field="reason", problem="required")
    if plain := cases.clean("note", note):
        case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
        question.note = case.seal(plain.encode(), questions.place(question.token_hash, "note"))
    question.reason = reason if reply is Reply.CANNOT else None  # with the ending, and no question to the database in between
    facts: dict[str, object] = {"files": count, "note": question.note is not None, **({"reason": question.reason.value} if question.reason else {})}
    questions.end(session, question, task, part, Ending(reply.value), by=OWNER, now=now, **facts)
    collect.settle_if_done(session, part.id, now=now)


def of_question(session: Session, question: Question) -> list[Enclosure]:
    """Its files, by number."""
    return list(session.execute(_of(question).order_by(Enclosure.number)).scalars())


def _waiting(session: Session, token: str, now: datetime, vault: Vault) -> tuple[Question, Task, Part]:
    """The question of this session, locked, while somebody still waits for its answer."""
    found = questions.loaded(session, current(session, token, now=now, vault=vault).id)
    if questions.standing_of(session, found[0]) not in (Standing.OPEN, Standing.LATE):
        raise Conflict()
    return found


def _waits(session: Session, question: Question) -> tuple[Question, Task, Part]:
    """The question of a link, locked. Raises NotFound where nobody waits for its answer."""
    found = questions.loaded(session, question.id)
    if questions.standing_of(session, found[0]) not in (Standing.OPEN, Standing.LATE):
        raise NotFound()
    return found


def _of(question: Question) -> Select[Enclosure]:
    return select(Enclosure).where(Enclosure.task_id == question.task_id)


def _count(session: Session, question: Question) -> int:
    return session.execute(select(func.count()).select_from(_of(question).subquery())).scalar_one()
