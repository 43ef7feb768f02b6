"""Due searches of a source that reads everything whoever is looked for are claimed together, so that one scan serves them all.

Invariant: each row taken is claimed like any other, with a lease, an attempt and a fence of its own; what has failed before goes alone, so that
whatever is wrong with one search keeps no others from theirs for long.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.connectors.registry import keys_a_scan
from dsr.domain.dataset import Source
from dsr.domain.work import TaskKind, TaskState
from dsr.models import Part, Task
from dsr.services import tasks
from dsr.services.tasks import Order

MOST = 200             # rows of one claim
TRIES_TOGETHER = 2     # attempts in company; after these a row goes alone


def claim_with(session: Session, order: Order, source: Source, *, now: datetime, lease: timedelta) -> list[Order]:
    """Take the other due rows that a scan for `order` serves as well: of the same source, revision and search plan."""
    if order.kind is not TaskKind.COLLECT or order.attempt > TRIES_TOGETHER or not keys_a_scan(source):
        return []
    own = session.execute(select(Part).where(Part.id == order.part_id)).scalar_one()
    due = select(Task, Part).join(Part, Task.part_id == Part.id).where(
        Task.state == TaskState.READY, Task.due_at <= now, Task.kind == TaskKind.COLLECT, Task.source_key == order.source_key,
        Task.stage == order.stage, Task.attempts < TRIES_TOGETHER, Part.mapping_revision_id.is_not_distinct_from(own.mapping_revision_id))
    stages, taken = _stages(own), list[Order]()
    rows = session.execute(due.order_by(Task.due_at, Task.id).limit(MOST - 1), execution_options={"populate_existing": True})
    for task, part in rows.all():
        if _stages(part) == stages and (one := tasks.take(session, task, now=now, lease=lease)) is not None:
            taken.append(one)
    return taken


def _stages(part: Part) -> object:
    """What a part's plan searches, and in which order; the rest of it is when it was made, and what it does not reach."""
    return orjson.loads(part.search_plan)["stages"] if part.search_plan else None
