"""Administration of staff: who may come in, as what. Invariants: each change is an event; the last administrator stays one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.capability import Capability, StaffRole
from dsr.domain.errors import InvalidInput, NotAllowed, NotFound
from dsr.domain.staffing import Post, locks_the_door
from dsr.models import Staff, StaffSession
from dsr.services import second_factor, staff, staff_events


def hire(session: Session, email: str, role: StaffRole, password: str, *, by: Actor, now: datetime) -> Staff:
    """A new member. By whoever administers, or by a command on the server. Raises NotAllowed, InvalidInput (email, password), Conflict."""
    _must(by)
    row = staff.add(session, email, role, password, now=now)
    staff_events.record(session, "staff_added", row.id, by=by, now=now, role=role.value)
    return row


def change_role(session: Session, staff_id: int, role: StaffRole, *, by: Actor, now: datetime) -> None:
    """Another role; it holds from the next page that they open. Raises NotAllowed(reason=last_admin), NotFound."""
    _must(by)
    row = member(session, staff_id)
    if row.role is role:
        return
    check_door(session, row, Post(role, row.is_active))
    before, row.role = row.role, role
    staff_events.record(session, "staff_role_changed", row.id, by=by, now=now, before=before.value, role=role.value)


def disable(session: Session, staff_id: int, *, by: Actor, now: datetime) -> None:
    """They do not come in any more, and are out at once. Raises NotAllowed(reason=last_admin), NotFound."""
    _must(by)
    row = member(session, staff_id)
    if not row.is_active:
        return
    check_door(session, row, Post(row.role, is_active=False))
    row.is_active = False
    _put_out(session, row.id)
    staff_events.record(session, "staff_disabled", row.id, by=by, now=now)


def enable(session: Session, staff_id: int, *, by: Actor, now: datetime) -> None:
    """They may come in again, with the role that they had. Raises NotAllowed, NotFound."""
    _must(by)
    row = member(session, staff_id)
    if row.is_active:
        return
    row.is_active = True
    staff_events.record(session, "staff_enabled", row.id, by=by, now=now)


def end_sessions(session: Session, staff_id: int, *, by: Actor, now: datetime) -> None:
    """They sign in again wherever they are. Everybody may do so for themselves. Raises NotAllowed, NotFound."""
    if by.id != staff_id:
        _must(by)
    row = member(session, staff_id)
    ended = _put_out(session, row.id)
    staff_events.record(session, "staff_sessions_ended", row.id, by=by, now=now, count=ended)


def reset_second(session: Session, staff_id: int, *, by: Actor, now: datetime) -> None:
    """For who lost the device and the codes: without a second factor, and signed out. Raises NotAllowed, NotFound."""
    _must(by)
    row = member(session, staff_id)
    second_factor.forget(session, row.id)
    _put_out(session, row.id)
    staff_events.record(session, "second_factor_reset", row.id, by=by, now=now)


def set_password(session: Session, staff_id: int, hashed: str, *, by: Actor, now: datetime, keep: str = "") -> None:
    """A new password, hashed outside of the transaction. Who changes their own stays in (`keep`, the hash of that session's token); all others
    are put out. Raises NotAllowed, NotFound."""
    if by.id != staff_id:
        _must(by)
    row = member(session, staff_id)
    row.password = hashed
    session.execute(delete(StaffSession).where(StaffSession.staff_id == row.id, StaffSession.token_hash != keep))
    staff_events.record(session, "staff_password_changed", row.id, by=by, now=now)


def hashed(password: str) -> str:
    """What is kept of a password; slow on purpose. Raises InvalidInput(password)."""
    staff.check_length(password)
    return staff.HASHER.hash(password)


def member(session: Session, staff_id: int) -> Staff:
    """One of staff, locked. Raises NotFound."""
    row = session.execute(select(Staff).where(Staff.id == staff_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def check_door(session: Session, row: Staff, after: Post) -> None:
    """Raises NotAllowed(reason=last_admin). All administrators are locked, so that two of them do not take each other's place at once."""
    administer = select(Staff.id).where(Staff.role == StaffRole.ADMIN, Staff.is_active).order_by(Staff.id).with_for_update()
    others = session.execute(administer).scalars().all()
    if locks_the_door(Post(row.role, row.is_active), after, others=len([one for one in others if one != row.id])):
        raise NotAllowed(reason="last_admin")


def role_named(text: str) -> StaffRole:
    """Raises InvalidInput(role)."""
    try:
        return StaffRole(text)
    except ValueError:
        raise InvalidInput(field="role", problem="required") from None


def _must(by: Actor) -> None:
    if by != SYSTEM:
        by.must(Capability.ADMIN)


def _put_out(session: Session, staff_id: int) -> int:
    count = session.execute(select(func.count()).select_from(StaffSession).where(StaffSession.staff_id == staff_id)).scalar_one()
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))
    return count
