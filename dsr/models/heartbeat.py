"""Tries of the channels by which requests come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.models.types import Instant, Pk


class Heartbeat(Base):
    """One try of a channel: what was sent is known when it arrives by a keyed hash, and is never a request."""

    __tablename__ = "heartbeat"
    __table_args__ = (Index("ix_heartbeat_channel_begun_at", "channel", "begun_at"),)

    id: Mapped[Pk]
    channel: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    begun_at: Mapped[Instant]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    alarmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # the data protection contact was written to
