"""What keeps a case from being deleted: a complaint that is open at an authority, an incident that is not closed.

Invariant: whatever deletes something that belongs to a request asks here first; a hold is a row with who made it and when, and ends with it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from dsr.models import Complaint, Incident, Part, Response


def is_held(session: Session, request_id: int) -> bool:
    """Whether nothing of this request may be deleted now."""
    complaint = exists().where(Complaint.request_id == request_id, Complaint.ended_at.is_(None))
    return bool(session.execute(select(or_(complaint, exists().where(concerns(request_id), Incident.closed_at.is_(None))))).scalar())


def concerns(request_id: int) -> ColumnElement[bool]:
    """Incidents that were seen at this request, or with which an answer of it was called back."""
    with_answers = select(Response.incident_id).join(Part, Part.id == Response.part_id).where(Part.request_id == request_id)
    return or_(Incident.request_id == request_id, Incident.id.in_(with_answers))
