"""Loading rows for a verb, in the order of locks: request, parts, tasks. Missing rows are NotFound, never None."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.errors import NotFound
from dsr.models import Part, Request


def request(session: Session, reference: str) -> Request:
    """The request with this public reference, locked where the database can."""
    row = session.execute(select(Request).where(Request.reference == reference).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def part(session: Session, part_id: int) -> Part:
    """The part, its request locked first."""
    row = session.get(Part, part_id)
    if row is None:
        raise NotFound()
    session.execute(select(Request.id).where(Request.id == row.request_id).with_for_update())
    session.refresh(row, with_for_update=True)
    return row


def part_of(session: Session, reference: str, number: int) -> Part:
    """The part of a request by its number."""
    row = session.execute(select(Part).join(Request).where(Request.reference == reference, Part.number == number)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return part(session, row.id)


def request_id(session: Session, reference: str) -> int:
    """The id of a request, for what only looks."""
    found = session.execute(select(Request.id).where(Request.reference == reference)).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found
