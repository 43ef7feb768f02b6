"""A member of staff has a request open. Invariant: kept for minutes only, and no part of the evidence: it says who looks now, not who looked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dsr.models import Presence, Request
from dsr.services.tasks import hits

LASTS = timedelta(minutes=5)
_EVERY = timedelta(minutes=1)  # a look at a page is no reason to write more often


def is_due(session: Session, reference: str, *, staff_id: int, now: datetime) -> bool:
    """Whether it is time to say so."""
    known = exists().where(Presence.request_id == Request.id, Presence.staff_id == staff_id, Presence.seen_at > now - _EVERY)
    return bool(session.execute(select(~known).where(Request.reference == reference)).scalar())


def note(session: Session, reference: str, *, staff_id: int, now: datetime) -> None:
    """They have it open now; what they left long ago is forgotten. Nothing for a request that is none."""
    request_id = session.execute(select(Request.id).where(Request.reference == reference)).scalar_one_or_none()
    session.execute(delete(Presence).where(Presence.staff_id == staff_id, Presence.seen_at <= now - LASTS))
    if request_id is None:
        return
    mine = update(Presence).where(Presence.request_id == request_id, Presence.staff_id == staff_id)
    if hits(session, mine.values(seen_at=now)):
        return
    try:
        with session.begin_nested():
            session.add(Presence(request_id=request_id, staff_id=staff_id, seen_at=now))
    except IntegrityError:  # opened twice in the same moment
        return
