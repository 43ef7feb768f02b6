"""Which colleagues have which request open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.models import Presence, Request, Staff
from dsr.services.presence import LASTS


def others(session: Session, *, but: int | None, now: datetime | None) -> Mapping[int, tuple[str, ...]]:
    """By the number of the request; nobody where no time is given."""
    if now is None:
        return {}
    rows = session.execute(select(Presence.request_id, Staff.email).join(Staff, Staff.id == Presence.staff_id).where(
        Presence.seen_at > now - LASTS, Presence.staff_id != (but or 0)).order_by(Staff.email))
    found: dict[int, tuple[str, ...]] = {}
    for request_id, name in rows:
        found[request_id] = (*found.get(request_id, ()), name)
    return found


def beside(session: Session, reference: str, *, but: int | None, now: datetime) -> tuple[str, ...]:
    """The colleagues who have this request open."""
    rows = select(Staff.email).join(Presence, Presence.staff_id == Staff.id).join(Request, Request.id == Presence.request_id).where(
        Request.reference == reference, Presence.seen_at > now - LASTS, Presence.staff_id != (but or 0))
    return tuple(session.execute(rows.order_by(Staff.email)).scalars())
