"""Rows of work, what they collected, and the leases of periodic jobs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.work import TaskKind, TaskState
from dsr.models.types import Instant, Pk, to, word, words


class Task(Base):
    """One stage of a search plan, or the writing of one response. `due_at` is the only gate: start, backoff and crash lease."""

    __tablename__ = "task"
    __table_args__ = (
        words("kind", TaskKind), words("state", TaskState),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="running_has_lease"),
        UniqueConstraint("part_id", "kind", "round", "stage"), Index("ix_task_state_due_at", "state", "due_at"),
    )

    id: Mapped[Pk]
    part_id: Mapped[int] = to("part.id")
    kind: Mapped[TaskKind] = word(TaskKind)
    round: Mapped[int] = mapped_column(default=1)          # a recollection is a new round
    stage: Mapped[int] = mapped_column(default=0)
    needs: Mapped[str] = mapped_column(default="[]")       # JSON: stages of this round that come before
    source_key: Mapped[str] = mapped_column(String(60), default="")
    response_id: Mapped[int | None] = to("response.id")
    state: Mapped[TaskState] = word(TaskState)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[Instant]
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    result_code: Mapped[str | None] = mapped_column(String(40))
    result_detail: Mapped[str | None] = mapped_column(String(300))   # names of columns and classes, never values
    rows_seen: Mapped[int] = mapped_column(default=0)      # progress of the running attempt
    outcome: Mapped[str | None]                            # JSON: {found: {address: n}, missed: {address: why}}
    acknowledged_by: Mapped[int | None] = to("staff.id")
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Chunk(Base):
    """One sealed chunk in the store: rows of a collection, or the keys that lead on."""

    __tablename__ = "chunk"
    __table_args__ = (UniqueConstraint("task_id", "attempt", "address", "seq"),)

    id: Mapped[Pk]
    task_id: Mapped[int] = to("task.id")
    attempt: Mapped[int]
    address: Mapped[str] = mapped_column(String(300))      # empty for keys
    seq: Mapped[int]
    first_row: Mapped[int]
    rows: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(200))


class Ticker(Base):
    """A periodic job's lease, so that of several workers one ticks."""

    __tablename__ = "ticker"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    next_at: Mapped[Instant]
    ran_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
