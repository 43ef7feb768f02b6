"""What is open of complaints and incidents, for the head of the queue and of a request: whoever looks at either must see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.models import Incident, Request
from dsr.services import holds
from dsr.services.read import complaints


@dataclass(frozen=True, slots=True)
class Troubles:
    """Complaints that are not over, the one whose day comes first first, and open incidents by their numbers."""

    complaints: tuple[complaints.Line, ...]
    incidents: tuple[int, ...]


def of_all(session: Session, *, today: date) -> Troubles:
    """Of all requests."""
    rows = session.execute(select(Incident.id).where(Incident.closed_at.is_(None)).order_by(Incident.id)).scalars()
    return Troubles(complaints.lines(session, today=today, is_open=True), tuple(rows))


def of_request(session: Session, reference: str, *, today: date) -> Troubles:
    """Of one; incidents also after they are closed."""
    request_id = session.execute(select(Request.id).where(Request.reference == reference)).scalar_one()
    rows = session.execute(select(Incident.id).where(holds.concerns(request_id)).order_by(Incident.id)).scalars()
    return Troubles(complaints.lines(session, today=today, reference=reference, is_open=True), tuple(rows))
