"""Searches that are settled are carried out once more.

Invariants: what staff want looked at again stays until it was found again; what may be somebody else's by now goes at once, and a stage that follows
another waits for it again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, case, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from dsr.domain.errors import Conflict
from dsr.domain.words import State
from dsr.domain.work import SETTLED, TaskKind, TaskState
from dsr.models import Chunk, Enclosure, Part, Task
from dsr.services import freeze


def repeat(session: Session, part_id: int, round_: int, stages: Collection[int], *, now: datetime) -> None:
    """Carry out settled stages once more; what they found stays until they have. Raises Conflict."""
    changed = update(Task).where(Task.part_id == part_id, Task.kind == TaskKind.COLLECT, Task.round == round_, Task.stage.in_(stages),
                                 Task.state.in_(SETTLED))
    taken = session.execute(changed.values(state=TaskState.READY, due_at=now, finished_at=None, acknowledged_by=None),
                            execution_options={"synchronize_session": False})
    if cast("CursorResult[Any]", taken).rowcount != len(stages):
        raise Conflict()


def once_more(session: Session, request_id: int, *, now: datetime) -> None:
    """Search again what is being collected of a request, and what of it could not wait: a line turned out not to be theirs, or not for so long, so
    that what was found before is perhaps somebody else's. It counts no more, even if the source does not answer again. What runs now sees to it when
    it ends. The request is locked."""
    any_ = aliased(Task)
    last = select(func.max(any_.round)).where(any_.part_id == Part.id, any_.kind == TaskKind.COLLECT).correlate(Part).scalar_subquery()
    is_ahead = Part.state.in_(freeze.WAITING) & (Task.round == freeze.ROUND)
    of_request = select(Task.id).join(Part, Part.id == Task.part_id).where(
        Part.request_id == request_id, Task.kind == TaskKind.COLLECT, Task.round == last, is_ahead | (Part.state == State.COLLECTING),
        Task.state.in_((*SETTLED, TaskState.FAILED, TaskState.READY)))
    ids = list(session.execute(of_request).scalars())
    for found in (Chunk, Enclosure):  # of their files those that no row names any more are swept
        session.execute(delete(found).where(found.task_id.in_(ids)), execution_options={"synchronize_session": False})
    session.execute(update(Task).where(Task.id.in_(ids)).values(
        state=case((Task.needs == "[]", TaskState.READY), else_=TaskState.WAITING), due_at=now, finished_at=None, acknowledged_by=None,
        outcome=None), execution_options={"synchronize_session": False})
    session.expire_all()
