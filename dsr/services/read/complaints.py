"""Complaints to an authority as the desk shows them: on the request, in the list, and above the queue. A look changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.models import CaseFile, Complaint, Request, Staff


@dataclass(frozen=True, slots=True)
class FileLine:
    """The authority's file as it was made at that time."""

    id: int
    size: int
    digest: str
    by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """`days_left` None: the authority named no day, or it was answered."""

    id: int
    reference: str
    authority: str
    number: str
    received_on: date
    answer_by: date | None
    days_left: int | None
    by: str
    answered_on: date | None
    ended_at: datetime | None
    files: tuple[FileLine, ...]


def lines(session: Session, *, today: date, reference: str | None = None, is_open: bool = False) -> tuple[Line, ...]:
    """Those of a request, or all; open ones first, and of these the one whose day comes first."""
    wanted = select(Complaint, Request.reference, Staff.email).join(Request, Request.id == Complaint.request_id).join(
        Staff, Staff.id == Complaint.staff_id)
    if reference is not None:
        wanted = wanted.where(Request.reference == reference)
    if is_open:
        wanted = wanted.where(Complaint.ended_at.is_(None))
    rows = session.execute(wanted.order_by(Complaint.ended_at.is_not(None), Complaint.answered_on.is_not(None), Complaint.answer_by.is_(None),
                                           Complaint.answer_by, Complaint.id)).all()
    made = session.execute(select(CaseFile, Staff.email).join(Staff, Staff.id == CaseFile.staff_id).where(
        CaseFile.complaint_id.in_([row.id for row, _, _ in rows])).order_by(CaseFile.id)).all() if rows and not is_open else []
    return tuple(_line(row, reference_, by, today, tuple(FileLine(one.id, one.size, one.digest, who, one.made_at)
                                                         for one, who in made if one.complaint_id == row.id)) for row, reference_, by in rows)


def _line(row: Complaint, reference: str, by: str, today: date, files: tuple[FileLine, ...]) -> Line:
    is_waited_for = row.answered_on is None and row.ended_at is None and row.answer_by is not None
    return Line(row.id, reference, row.authority, row.number, row.received_on, row.answer_by,
                (row.answer_by - today).days if is_waited_for and row.answer_by is not None else None, by, row.answered_on, row.ended_at, files)
