"""What somebody was asked who keeps a source that no program can search.

Invariant: of link, code and session only keyed hashes are here, and what they were told and what they wrote lies sealed.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.asking import Cannot, Ending
from dsr.models.types import ByCode, Instant, Pk, Sealed, to, word, words


class Question(ByCode, Base):
    """One stage of a search, asked of its owner. The task waits in `asked` until the question ends."""

    __tablename__ = "question"
    __table_args__ = (
        words("ending", Ending), words("reason", Cannot), UniqueConstraint("task_id"), UniqueConstraint("token_hash"),
        CheckConstraint("(ending IS NULL) = (ended_at IS NULL)", name="ended_has_ending"),
        CheckConstraint("(ending IS NOT NULL AND ending = 'cannot') = (reason IS NOT NULL)", name="cannot_has_reason"),
        Index("ix_question_ending_due_at", "ending", "due_at"),
    )

    id: Mapped[Pk]
    task_id: Mapped[int] = to("task.id")
    token_hash: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(10))
    owner: Mapped[Sealed]                                  # JSON: address and name, under the key of the correspondence
    wanted: Mapped[Sealed]                                 # JSON: the identifiers they need, under the key of the evidence
    asked_at: Mapped[Instant]
    last_day: Mapped[date]                                 # in the entity's zone; over at `due_at`
    due_at: Mapped[Instant]
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ending: Mapped[Ending | None] = word(Ending)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reason: Mapped[Cannot | None] = word(Cannot)
    note: Mapped[bytes | None]                             # their words to staff, sealed with the case
