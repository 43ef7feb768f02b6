"""Who works here, and who is signed in; also the sessions in which a person has opened an answer or a status page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.capability import StaffRole
from dsr.models.types import Instant, Pk, to, word, words


class Staff(Base):
    __tablename__ = "staff"
    __table_args__ = (words("role", StaffRole),)

    id: Mapped[Pk]
    email: Mapped[str] = mapped_column(String(254), unique=True)   # work address, lower case
    role: Mapped[StaffRole] = word(StaffRole)
    password: Mapped[str] = mapped_column(String(200))             # argon2
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[Instant]


class StaffSession(Base):
    __tablename__ = "staff_session"

    id: Mapped[Pk]
    staff_id: Mapped[int] = to("staff.id", on_delete="CASCADE")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]


class SignInAttempt(Base):
    """Every attempt, right or wrong; the address typed only as a keyed hash."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[Pk]
    token: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[Instant]
    is_right: Mapped[bool] = mapped_column(Boolean)


class SubjectSession(Base):
    """A page that a person opened with the pick-up code."""

    __tablename__ = "subject_session"

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id", on_delete="CASCADE")
    delivery_id: Mapped[int | None] = to("delivery.id", on_delete="CASCADE")   # None: the status page
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
