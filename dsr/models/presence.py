"""Who of us has a request open: for a few minutes, so that two do not answer one person."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from dsr.db import Base
from dsr.models.types import Instant, Pk, to


class Presence(Base):
    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("request_id", "staff_id"),)

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id", on_delete="CASCADE")
    staff_id: Mapped[int] = to("staff.id", on_delete="CASCADE")
    seen_at: Mapped[Instant]
