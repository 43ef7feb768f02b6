"""Where a person can be reached, as they confirmed it. Invariant: the newest that was confirmed and not ended is where letters go."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.models.types import Instant, Pk, Sealed, to, word, words


class Reach(StrEnum):
    EMAIL = "email"
    POST = "post"


class ContactPoint(Base):
    """An address. An email is confirmed by the button behind a link; of a postal address staff say that it is on file, or a posted code came back."""

    __tablename__ = "contact_point"
    __table_args__ = (words("reach", Reach),)

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    reach: Mapped[Reach] = word(Reach)
    value: Mapped[Sealed]                                                # sealed with the case, bound to `contact_point:{token}`
    token: Mapped[str] = mapped_column(String(64), index=True)
    confirm_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    agree_hash: Mapped[str | None] = mapped_column(String(64), unique=True)      # of the link to the mailbox that is to be left
    confirm_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    made_at: Mapped[Instant]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
