"""Who works here, and who is signed in; also the sessions in which a person has opened an answer or a status page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.capability import StaffRole
from dsr.domain.staffing import Stage, Step
from dsr.models.types import Instant, Pk, to, word, words


class Staff(Base):
    __tablename__ = "staff"
    __table_args__ = (words("role", StaffRole),)

    id: Mapped[Pk]
    email: Mapped[str] = mapped_column(String(254), unique=True)   # work address, lower case
    role: Mapped[StaffRole] = word(StaffRole)
    password: Mapped[str] = mapped_column(String(200))             # argon2; empty: comes in by single sign-on only
    subject: Mapped[str | None] = mapped_column(String(64), unique=True)  # keyed hash of who single sign-on says they are
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[Instant]


class StaffSession(Base):
    __tablename__ = "staff_session"
    __table_args__ = (words("stage", Stage),)

    id: Mapped[Pk]
    staff_id: Mapped[int] = to("staff.id", on_delete="CASCADE")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    stage: Mapped[Stage] = word(Stage, default=Stage.WHOLE)
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]


class SignInAttempt(Base):
    """Every attempt, right or wrong; the address typed only as a keyed hash."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (words("step", Step),)

    id: Mapped[Pk]
    token: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[Instant]
    step: Mapped[Step] = word(Step, default=Step.PASSWORD)
    is_right: Mapped[bool] = mapped_column(Boolean)


class SecondFactorRow(Base):
    """What makes the codes of a member's device, sealed; without `confirmed_at` it was only offered."""

    __tablename__ = "second_factor"

    id: Mapped[Pk]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), unique=True)
    master_id: Mapped[str] = mapped_column(String(40))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary())
    made_at: Mapped[Instant]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_step: Mapped[int | None]                                  # of the code used last; none that is older is good again


class RecoveryCode(Base):
    """A code for the day when the device is lost; it is good once, and only its keyed hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[Pk]
    staff_id: Mapped[int] = to("staff.id", on_delete="CASCADE")
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class SingleSignOn(Base):
    """A try that is on its way to the provider and back; taken once, and only by the browser that began it."""

    __tablename__ = "single_sign_on"

    id: Mapped[Pk]
    state_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[Instant]


class RequestReader(Base):
    """A member of staff who may open a request that is restricted. A request without any is open to all who may read."""

    __tablename__ = "request_reader"
    __table_args__ = (UniqueConstraint("request_id", "staff_id"),)

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id", on_delete="CASCADE")
    staff_id: Mapped[int] = to("staff.id")
    added_at: Mapped[Instant]


class SubjectSession(Base):
    """A page that a person opened with the pick-up code."""

    __tablename__ = "subject_session"

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id", on_delete="CASCADE")
    delivery_id: Mapped[int | None] = to("delivery.id", on_delete="CASCADE")   # None: the status page
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
