"""What was found for a part that the person withdrew goes: rows, files and what led to them. So does what was kept in time for a company that let
nothing leave.

Invariant: the folder goes first and the rows that name it last, so that what a crash leaves is found again.
"""

from __future__ import annotations

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from dsr.domain.words import Outcome, Role, State
from dsr.domain.work import TaskKind
from dsr.models import Chunk, Enclosure, Part, Task
from dsr.services import holds, load

_LEFT = (Outcome.FULFILLED, Outcome.PARTLY_FULFILLED)


def left(session: Session) -> list[tuple[int, str]]:
    """Searches of such parts that still hold something, but for those of a case that is held: (id, folder in the store)."""
    has_any = or_(exists().where(Chunk.task_id == Task.id), exists().where(Enclosure.task_id == Task.id))
    is_kept_back = and_(Part.role == Role.PROCESSOR, Part.state == State.CLOSED, Part.outcome.not_in(_LEFT))
    wanted = select(Task.id, Task.part_id, Part.request_id).join(Part).where(
        or_(Part.outcome == Outcome.WITHDRAWN, is_kept_back), Task.kind == TaskKind.COLLECT, has_any)
    return [(task_id, f"part-{part_id}/task-{task_id}") for task_id, part_id, request_id in session.execute(wanted.order_by(Task.id))
            if not holds.is_held(session, request_id)]


def forget(session: Session, task_id: int) -> None:
    """Its files are gone from the store. A part that was reopened meanwhile is looked at again by a new search."""
    load.part(session, session.get_one(Task, task_id).part_id)
    for table in (Chunk, Enclosure):
        session.execute(delete(table).where(table.task_id == task_id), execution_options={"synchronize_session": False})
