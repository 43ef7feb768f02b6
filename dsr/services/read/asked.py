"""What people were asked for a request, as staff see it: who, until when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.domain.asking import Cannot, Ending
from dsr.domain.errors import VaultError
from dsr.domain.work import TaskState
from dsr.models import Enclosure, Question, Task
from dsr.services import questions
from dsr.services.keys import key_of
from dsr.services.read.collection import Atlas
from dsr.vault import Handle, KeyClass, Vault


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question; `is_open` while it is waited for. `files` counts what has been uploaded; `note` is what they wrote to staff."""

    task_id: int
    source_label: str
    owner: str
    last_day: date
    asked_at: datetime
    reminded_at: datetime | None
    ending: Ending | None
    ended_at: datetime | None
    reason: Cannot | None
    files: int
    note: str
    is_open: bool


def lines(session: Session, request_id: int, tasks: Iterable[Task], atlas: Atlas, *, vault: Vault) -> dict[int, QuestionLine]:
    """The questions of these tasks of one request, by task."""
    by_id = {task.id: task for task in tasks if task.source_key}
    count = select(func.count()).where(Enclosure.task_id == Question.task_id).scalar_subquery()
    rows = session.execute(select(Question, count).where(Question.task_id.in_(by_id)).order_by(Question.id)).all()
    if not rows:
        return {}
    mail, case = (_key(session, request_id, key_class, vault) for key_class in (KeyClass.CORRESPONDENCE, KeyClass.CASE))
    return {row.task_id: _line(row, files, by_id[row.task_id], atlas, mail, case) for row, files in rows}


def _line(row: Question, files: int, task: Task, atlas: Atlas, mail: Handle | None, case: Handle | None) -> QuestionLine:
    owner = str(orjson.loads(mail.open(row.owner, questions.place(row.token_hash, "owner")))["name"]) if mail else ""
    note = case.open(row.note, questions.place(row.token_hash, "note")).decode() if case and row.note else ""
    return QuestionLine(
        task.id, atlas.source(task.source_key), owner, row.last_day, row.asked_at, row.reminded_at, row.ending, row.ended_at, row.reason, files, note,
        is_open=task.state is TaskState.ASKED)


def _key(session: Session, request_id: int, key_class: KeyClass, vault: Vault) -> Handle | None:
    """None once it is shredded: the page says the rest."""
    try:
        return key_of(session, request_id, key_class, vault=vault)
    except VaultError as error:
        if error.facts.get("reason") != "shredded":
            raise
        return None
