"""The evidence chain: one per request, append-only by triggers, free of personal data."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base
from dsr.models.types import Instant, Pk, to


class Event(Base):
    """hash = SHA-256(previous hash, canonical JSON of what happened). What belongs to no request has a chain of its own: `request_id` is None."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("request_id", "seq"),
        Index("ix_event_house_seq", "seq", unique=True, sqlite_where=text("request_id IS NULL"), postgresql_where=text("request_id IS NULL")))

    id: Mapped[Pk]
    request_id: Mapped[int | None] = to("request.id")
    seq: Mapped[int]
    at: Mapped[Instant]
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(60))
    facts: Mapped[str]                                     # canonical JSON: ids, counts, enum words
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class Anchor(Base):
    """The heads of all chains on a day, under one hash that goes on from the anchor before: a link cut off the end of a chain is missed here."""

    __tablename__ = "anchor"

    id: Mapped[Pk]
    day: Mapped[date] = mapped_column(unique=True)
    heads: Mapped[int]
    moved: Mapped[str]                                     # JSON: {request_id: [seq, digest]} of chains that grew since the last anchor
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]
