"""Those who ask for somebody else, requests that are of one person, and what came on paper."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.models.types import Instant, Pk, Sealed, to


class Representative(Base):
    """Somebody with a mandate for one request. The person is proven all the same; content goes to the representative only where the mandate says
    so and the person has confirmed it."""

    __tablename__ = "representative"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="in_order"),)

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    name: Mapped[Sealed]
    email: Mapped[Sealed]
    organisation: Mapped[Sealed]
    scope: Mapped[str] = mapped_column(String(200))                      # rights, separated by blanks
    may_receive: Mapped[bool] = mapped_column(Boolean)                   # the mandate says that the answer may go to them
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    confirm_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    confirm_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # by the person
    code_hash: Mapped[str | None] = mapped_column(String(64))            # keyed; the code the person was shown for them, which opens their link
    checked_by: Mapped[int | None] = to("staff.id")                      # who read the mandate
    made_at: Mapped[Instant]
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())     # for the mandate
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())    # before it was read, the person said that they act for them
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Paper(Base):
    """A sealed scan: of a letter, or of a mandate."""

    __tablename__ = "paper"

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    representative_id: Mapped[int | None] = to("representative.id")      # of whose mandate; None: the request itself
    title: Mapped[Sealed]
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(200))
    staff_id: Mapped[int] = to("staff.id")
    made_at: Mapped[Instant]


class Same(Base):
    """Two requests that staff or the program take to be of one person, by an identity that was proven in both. It blocks and replaces nothing."""

    __tablename__ = "same_person"
    __table_args__ = (CheckConstraint("first_id < second_id", name="in_order"),)

    id: Mapped[Pk]
    first_id: Mapped[int] = to("request.id")
    second_id: Mapped[int] = to("request.id")
    staff_id: Mapped[int | None] = to("staff.id")                        # None: the program
    made_at: Mapped[Instant]
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    undone_by: Mapped[int | None] = to("staff.id")
