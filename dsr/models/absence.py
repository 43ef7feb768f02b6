"""When staff are away."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from dsr.db import Base
from dsr.models.types import Instant, Pk, to


class AbsenceRow(Base):
    """Both days are included; why somebody is away is nobody's business. No stand-in: the team sees to their work."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("starts_on <= ends_on AND (stand_in_id IS NULL OR stand_in_id <> staff_id)", name="is_a_time"),)

    id: Mapped[Pk]
    staff_id: Mapped[int] = to("staff.id")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    stand_in_id: Mapped[int | None] = to("staff.id")
    created_at: Mapped[Instant]
