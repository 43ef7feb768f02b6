"""Asking the owner of a source: the letter, the reminder, and what happens if nobody answers.

Invariants: a question and its letter are written in the transaction that puts its task to rest; the letter holds nothing of the person; no
question outlives its last day.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

import orjson
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.asking import Ending, Owner, Standing, gap_of, last_day, remind_on, standing
from dsr.domain.capability import Capability
from dsr.domain.compare import as_text
from dsr.domain.dataset import Address
from dsr.domain.errors import Conflict, NotFound
from dsr.domain.keys import Lookup
from dsr.domain.words import NotReached
from dsr.domain.work import TaskKind, TaskState
from dsr.models import Message, Part, Question, Task
from dsr.services import audit, cases, door, entities, load, notify, tasks
from dsr.services.keys import key_for, key_of
from dsr.vault import KeyClass, Vault

_MORNING = time(8)  # a reminder is read when it comes, not under the post of a night
TOKEN = "question"  # noqa: S105  # the purpose of its keyed hash


def ask(session: Session, task_id: int, owner: Owner, wanted: Mapping[Address, tuple[Lookup, ...]], *, now: datetime, vault: Vault,
        settings: Settings) -> Question:
    """Write to the owner of the task's source. `wanted` is what they need to know, and no more is kept."""
    task = session.get_one(Task, task_id, populate_existing=True)
    part = load.part(session, task.part_id)
    zone, token = entities.zone(settings), secrets.token_urlsafe(32)
    token_hash, today = vault.token(TOKEN, token), now.astimezone(zone).date()
    last = last_day(today, owner.days, part.due_on)
    reminder = remind_on(today, owner.remind_after_days, last)
    told = {"question": dict(owner.question), "identities": list(_identifiers(wanted))}
    if owner.shows_name:
        told["name"] = cases.read(part.request, "name", key_of(session, part.request_id, KeyClass.CASE, vault=vault))
    evidence = key_for(session, part.request_id, KeyClass.EVIDENCE, vault=vault, now=now)
    mail = key_for(session, part.request_id, KeyClass.CORRESPONDENCE, vault=vault, now=now)
    question = Question(
        task_id=task_id, token_hash=token_hash, locale=owner.language, asked_at=now, last_day=last,
        owner=mail.seal(orjson.dumps({"email": owner.email, "name": owner.name}), place(token_hash, "owner")),
        wanted=evidence.seal(orjson.dumps(told), place(token_hash, "wanted")), due_at=datetime.combine(last + timedelta(days=1), time(), zone),
        remind_at=datetime.combine(reminder, _MORNING, zone) if reminder else None)
    session.add(question)
    session.flush()
    facts = {"part": part.number, "task": task_id, "source": task.source_key, "until": last.isoformat()}
    audit.record(session, part.request_id, "question_asked", facts, by=SYSTEM, now=now)
    write(session, question, part, "question", f"question:{question.id}", {"token": token}, now=now, vault=vault, settings=settings)
    return question


def to_remind(session: Session, *, now: datetime) -> list[int]:
    """Open questions whose owners are to be reminded now."""
    wanted = _open().where(Question.remind_at <= now, Question.reminded_at.is_(None), Question.due_at > now)
    return list(session.execute(wanted.order_by(Question.id)).scalars())


def over(session: Session, *, now: datetime) -> list[int]:
    """Open questions whose last day has passed."""
    return list(session.execute(_open().where(Question.due_at <= now).order_by(Question.id)).scalars())


def remind(session: Session, question_id: int, *, now: datetime, vault: Vault, settings: Settings, by: Actor = SYSTEM) -> None:
    """Write to the owner once more, with the link of the first letter: the token itself stands nowhere else.

    By itself that happens once; staff may do it again, once a day. Raises NotFound, Conflict (nothing is waited for), NotAllowed.
    """
    if by is not SYSTEM:
        by.must(Capability.TRIAGE)
    question, task, part = loaded(session, question_id)
    if _standing(session, question, task, part) is not Standing.OPEN:
        raise Conflict()
    first = session.execute(select(Message).where(
        Message.request_id == part.request_id, Message.occasion == f"question:{question.id}")).scalar_one()
    _, token = door.mailed(session, first, vault=vault)
    question.reminded_at = now
    audit.record(session, part.request_id, "question_reminded", {"part": part.number, "task": task.id, "source": task.source_key}, by=by, now=now)
    occasion = f"question_reminder:{question.id}:{now.date().isoformat()}"
    write(session, question, part, "question_reminder", occasion, {"token": token}, now=now, vault=vault, settings=settings)


def expire(session: Session, question_id: int, *, now: datetime) -> int | None:
    """Nobody has answered: the task is settled with the gap. Returns its part; None if there was nothing to do any more."""
    question, task, part = loaded(session, question_id)
    if _standing(session, question, task, part) is not Standing.OPEN or question.due_at > now:
        return None
    end(session, question, task, part, Ending.EXPIRED, by=SYSTEM, now=now)
    return part.id


def waive(session: Session, task_id: int, *, now: datetime) -> None:
    """Staff went on without the answer (`tasks.acknowledge`); the link says that nothing is needed any more."""
    question = session.execute(select(Question).where(Question.task_id == task_id, Question.ending.is_(None))).scalar_one_or_none()
    if question is not None:
        question.ending, question.ended_at = Ending.WAIVED, now
        _forget_session(question)
        session.flush()


def end(session: Session, question: Question, task: Task, part: Part, ending: Ending, *, by: Actor, now: datetime, **facts: object) -> None:
    """The question ended, and its task with it. The caller holds the locks."""
    question.ending, question.ended_at = ending, now
    if ending is Ending.EXPIRED:
        _forget_session(question)
    session.flush()
    tasks.end_question(session, task, gap_of(ending), now=now)
    told = {"part": part.number, "task": task.id, "source": task.source_key, "ending": ending.value, **facts}
    audit.record(session, part.request_id, "question_ended", told, by=by, now=now)


def of_task(session: Session, task_id: int) -> Question:
    """The question of a task. Raises NotFound."""
    row = session.execute(select(Question).where(Question.task_id == task_id)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def loaded(session: Session, question_id: int) -> tuple[Question, Task, Part]:
    """The question with its task and part; locked in the order of the house. Raises NotFound."""
    part_id = session.execute(select(Task.part_id).join(Question, Question.task_id == Task.id).where(Question.id == question_id)).scalar_one_or_none()
    if part_id is None:
        raise NotFound()
    part = load.part(session, part_id)
    question = session.execute(select(Question).where(Question.id == question_id).with_for_update(), execution_options={"populate_existing": True})
    row = question.scalar_one()
    return row, session.get_one(Task, row.task_id, populate_existing=True), part


def addresses(task: Task) -> list[str]:
    """The collections that the owner was asked for; told while no answer has come."""
    missed: dict[str, str] = orjson.loads(task.outcome or "{}").get("missed", {})
    return [name for name, why in missed.items() if why == NotReached.NOT_ANSWERED]


def standing_of(session: Session, question: Question) -> Standing:
    """What its link opens now. Changes nothing."""
    task = session.get_one(Task, question.task_id)
    return _standing(session, question, task, session.get_one(Part, task.part_id))


def write(session: Session, question: Question, part: Part, kind: str, occasion: str, facts: Mapping[str, object], *, now: datetime, vault: Vault,
          settings: Settings) -> None:
    """Queue a letter to the owner, in their language."""
    handle = key_of(session, part.request_id, KeyClass.CORRESPONDENCE, vault=vault)
    owner = orjson.loads(handle.open(question.owner, place(question.token_hash, "owner")))
    notify.write(session, part.request, kind, occasion=occasion, now=now, vault=vault, domain=entities.mail_domain(settings), part_id=part.id,
                 to=owner["email"], locale=question.locale, context={"owner_name": owner["name"], "last_day": question.last_day.isoformat(), **facts})


def place(token_hash: str, field: str) -> str:
    """What a sealed field of a question is bound to."""
    return f"question:{token_hash}:{field}"


def _open() -> Select[int]:
    return select(Question.id).join(Task, Task.id == Question.task_id).where(Question.ending.is_(None), Task.state == TaskState.ASKED)


def _standing(session: Session, question: Question, task: Task, part: Part) -> Standing:
    is_outrun = select(Task.id).where(Task.part_id == part.id, Task.kind == TaskKind.COLLECT, Task.round > task.round).limit(1)
    return standing(question.ending, task.state, part.state, is_last_round=session.execute(is_outrun).first() is None)


def _forget_session(question: Question) -> None:
    question.code_hash = question.session_hash = None


def _identifiers(wanted: Mapping[Address, tuple[Lookup, ...]]) -> Iterator[dict[str, object]]:
    """Each identifier by the collection and the field it is for, with what it holds for."""
    for address, lookups in wanted.items():
        for lookup in lookups:
            for key in sorted(lookup.keys, key=lambda key: (as_text(key.value), str(key.tenant), str(key.window))):
                parts = key.value if isinstance(key.value, tuple) else (key.value,)
                ends = [end.isoformat() if end else None for end in (key.window.start, key.window.end)]
                yield {"address": str(address), "fields": list(lookup.fields), "kind": lookup.kind, "value": ", ".join(as_text(one) for one in parts),
                       "tenant": key.tenant, "from": ends[0], "to": ends[1]}
