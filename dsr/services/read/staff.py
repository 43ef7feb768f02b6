"""Members of staff as the page of administration shows them, and what was tried at the door. A look changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.domain.capability import StaffRole
from dsr.domain.errors import NotFound
from dsr.domain.staffing import Stage, Step
from dsr.models import SecondFactorRow, SignInAttempt, Staff, StaffSession
from dsr.services import staff
from dsr.vault import Vault

MOST_ATTEMPTS = 100


@dataclass(frozen=True, slots=True)
class Member:
    """`sessions` are those that hold; `seen_at` is the last look in one of them. `by_sso`: came in by single sign-on before."""

    id: int
    email: str
    role: StaffRole
    is_active: bool
    has_password: bool
    by_sso: bool
    has_second: bool
    sessions: int
    seen_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at the door. `who` is None for an address that nobody here has; what was typed is not kept."""

    at: datetime
    who: str | None
    step: Step
    is_right: bool


def members(session: Session, *, now: datetime) -> tuple[Member, ...]:
    """All, those who may come in first."""
    return _members(session, now=now)


def member(session: Session, staff_id: int, *, now: datetime) -> Member:
    """Raises NotFound."""
    found = _members(session, now=now, only=staff_id)
    if not found:
        raise NotFound()
    return found[0]


def attempts(session: Session, *, vault: Vault, only: str | None = None) -> tuple[Attempt, ...]:
    """The newest first, of all or of one address."""
    known = {staff.door_token(vault, email): email for email in session.execute(select(Staff.email)).scalars()}
    wanted = select(SignInAttempt).order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc()).limit(MOST_ATTEMPTS)
    if only is not None:
        wanted = wanted.where(SignInAttempt.token == staff.door_token(vault, only))
    return tuple(Attempt(row.at, known.get(row.token), row.step, row.is_right) for row in session.execute(wanted).scalars())


def _members(session: Session, *, now: datetime, only: int | None = None) -> tuple[Member, ...]:
    holds = StaffSession.expires_at > now, StaffSession.seen_at > now - staff.IDLE, StaffSession.stage == Stage.WHOLE
    sessions = select(StaffSession.staff_id, func.count().label("number")).where(*holds).group_by(StaffSession.staff_id).subquery()
    looks = select(StaffSession.staff_id, func.max(StaffSession.seen_at).label("seen_at")).group_by(StaffSession.staff_id).subquery()
    second = select(SecondFactorRow.staff_id).where(SecondFactorRow.confirmed_at.is_not(None))
    wanted = select(Staff, Staff.id.in_(second).label("has_second"), func.coalesce(sessions.c.number, 0).label("number"), looks.c.seen_at).outerjoin(
        sessions, sessions.c.staff_id == Staff.id).outerjoin(looks, looks.c.staff_id == Staff.id)
    if only is not None:
        wanted = wanted.where(Staff.id == only)
    return tuple(Member(row.id, row.email, row.role, row.is_active, bool(row.password), row.subject is not None, bool(has_second), number, seen_at,
                        row.created_at)
                 for row, has_second, number, seen_at in session.execute(wanted.order_by(Staff.is_active.desc(), Staff.email)).all())
