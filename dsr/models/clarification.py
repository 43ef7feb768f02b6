"""What we asked the person about their own request, and what they answered. Invariant: both lie sealed with the case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.models.types import Instant, Pk, Sealed, to


class Clarification(Base):
    """One question of staff to the person. Whether it stopped the clock, the pause says."""

    __tablename__ = "clarification"
    __table_args__ = (CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_has_answer"),)

    id: Mapped[Pk]
    part_id: Mapped[int] = to("part.id")
    staff_id: Mapped[int] = to("staff.id")
    question: Mapped[Sealed]
    asked_at: Mapped[Instant]
    answer: Mapped[bytes | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # no answer is needed on the page any more
