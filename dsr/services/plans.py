"""The day that each part is planned for, and who sees to it. Invariant: whoever changes a day, a keeper or an absence plans anew, in the same
transaction; a job finds what was missed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.absence import Absence, planned
from dsr.domain.term import planned_on
from dsr.domain.words import State
from dsr.models import AbsenceRow, LegalEntity, Part, Request


def absences(session: Session, *, who: int | None = None) -> tuple[Absence, ...]:
    """Of everybody, or of one."""
    wanted = select(AbsenceRow).order_by(AbsenceRow.starts_on, AbsenceRow.id)
    rows = session.execute(wanted if who is None else wanted.where(AbsenceRow.staff_id == who)).scalars()
    return tuple(Absence(row.staff_id, row.starts_on, row.ends_on, row.stand_in_id) for row in rows)


def renew(session: Session, part: Part) -> None:
    """The day to plan with, after the day that the answer is due, or who looks after it, has changed. The request is locked."""
    part.plan_on = _day(session, part, absences(session, who=part.keeper_id) if part.keeper_id is not None else ())


def renew_of(session: Session, staff_id: int) -> None:
    """The same for all that somebody looks after; their absences have changed."""
    known = absences(session, who=staff_id)
    for part in session.execute(select(Part).where(Part.keeper_id == staff_id, Part.state != State.CLOSED).order_by(Part.id)).scalars():
        part.plan_on = _day(session, part, known)
    session.flush()


def stale(session: Session) -> list[int]:
    """Open parts that are not planned as they would be now: another list of holidays, other tables."""
    known = absences(session)
    open_ones = session.execute(select(Part).where(Part.state != State.CLOSED).order_by(Part.id)).scalars()
    return [part.id for part in open_ones if part.plan_on != _day(session, part, known)]


def _day(session: Session, part: Part, known: Collection[Absence]) -> date:
    request = session.get_one(Request, part.request_id)
    country = session.get_one(LegalEntity, request.entity_id).country
    return planned(planned_on(part.due_on, country), part.keeper_id, known, country, not_before=request.received_on)
