"""What happens to members of staff, in the chain of what belongs to no request. Invariant: facts are ids and words, never an address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.models import LegalEntity
from dsr.services import audit


def record(session: Session, name: str, staff_id: int, *, by: Actor, now: datetime, **facts: object) -> None:
    """Add a link about a member of staff."""
    session.flush()
    session.execute(select(LegalEntity.id).with_for_update())  # two who change at once would take the same place in the chain of events
    audit.record(session, None, name, {"staff": staff_id, **facts}, by=by, now=now)
