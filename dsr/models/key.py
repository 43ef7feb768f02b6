"""Data keys: one per request and class, wrapped by a master key. Destroying the wrapped key shreds what it sealed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.models.types import Instant, Pk, to, word, words
from dsr.vault import KeyClass


class DataKey(Base):
    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("request_id", "key_class"), words("key_class", KeyClass))

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    key_class: Mapped[KeyClass] = word(KeyClass)
    master_id: Mapped[str] = mapped_column(String(40))
    wrapped: Mapped[bytes | None]                          # None once shredded
    created_at: Mapped[Instant]
    shred_on: Mapped[date | None]
    shredded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
