"""Who looks after a part, and when staff are away.

Invariants: nobody looks after a part who may not work on it; what nobody looks after is the team's, which its reminders reach.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import ROLES, Capability
from dsr.domain.errors import InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.words import State
from dsr.models import AbsenceRow, Staff
from dsr.services import audit, load, plans

_LONGEST = 366  # days; more is a slip of the pen, or somebody who has left


def able(session: Session) -> list[Staff]:
    """Staff who may look after a part, in the order of their addresses."""
    rows = session.execute(select(Staff).where(Staff.is_active).order_by(Staff.email)).scalars()
    return [row for row in rows if Capability.TRIAGE in ROLES[row.role]]


def look_after(session: Session, reference: str, number: int, staff_id: int | None, *, by: Actor, now: datetime) -> None:
    """From now on this member of staff looks after the part; None: the team. Raises NotFound, NotAllowed, InvalidMove, InvalidInput (keeper)."""
    by.must(Capability.TRIAGE)
    part = load.part_of(session, reference, number)
    if part.state is State.CLOSED:
        raise InvalidMove(move="keep", state=part.state.value)
    _must_be_able(session, staff_id, "keeper")
    if part.keeper_id == staff_id:
        return
    part.keeper_id = staff_id
    plans.renew(session, part)
    session.flush()
    audit.record(session, part.request_id, "looked_after", {"part": part.number, "staff": staff_id}, by=by, now=now)


def go_away(session: Session, staff_id: int, starts_on: date, ends_on: date, stand_in_id: int | None, *, by: Actor, today: date,
            now: datetime) -> AbsenceRow:
    """Somebody is away on these days. Raises NotAllowed, InvalidInput (who, starts_on, ends_on, stand_in)."""
    _must_be_theirs(staff_id, by)
    _must_be_able(session, staff_id, "who")
    if ends_on < max(starts_on, today):
        raise InvalidInput(field="ends_on", problem="order" if ends_on < starts_on else "bad_day")
    if (ends_on - starts_on).days > _LONGEST:
        raise InvalidInput(field="ends_on", problem="bad_day")
    if any(one.starts_on <= ends_on and starts_on <= one.ends_on for one in plans.absences(session, who=staff_id)):
        raise InvalidInput(field="starts_on", problem="there_already")
    if stand_in_id == staff_id:
        raise InvalidInput(field="stand_in", problem="themselves")
    _must_be_able(session, stand_in_id, "stand_in")
    row = AbsenceRow(staff_id=staff_id, starts_on=starts_on, ends_on=ends_on, stand_in_id=stand_in_id, created_at=now)
    session.add(row)
    session.flush()
    plans.renew_of(session, staff_id)
    return row


def come_back(session: Session, absence_id: int, *, by: Actor) -> None:
    """They are not away then after all. Raises NotFound, NotAllowed."""
    row = session.get(AbsenceRow, absence_id)
    if row is None:
        raise NotFound()
    _must_be_theirs(row.staff_id, by)
    session.delete(row)
    session.flush()
    plans.renew_of(session, row.staff_id)


def _must_be_theirs(staff_id: int, by: Actor) -> None:
    """Everybody enters when they are away themselves, the privacy manager for anybody."""
    by.must(Capability.TRIAGE)
    if by.id != staff_id and Capability.APPROVE not in by.capabilities:
        raise NotAllowed(needs=Capability.APPROVE.value)


def _must_be_able(session: Session, staff_id: int | None, field: str) -> None:
    if staff_id is not None and staff_id not in {row.id for row in able(session)}:
        raise InvalidInput(field=field, problem="required")
