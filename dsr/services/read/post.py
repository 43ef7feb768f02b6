"""Letters that wait to be printed and posted, the oldest first. Invariant: the list names requests and letters, and no address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dsr.models import ContactPoint, Message, MessageState, Reach, Request, Transport
from dsr.services.on_paper import PRINTED

MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """`has_answer`: the printed answer belongs into the envelope. Without an address nothing can be posted: it is told by telephone."""

    id: int
    reference: str
    letter: str
    written_at: datetime
    has_address: bool
    has_answer: bool


def waiting(session: Session) -> tuple[Line, ...]:
    """What is to be posted."""
    has_address = exists().where(ContactPoint.request_id == Message.request_id, ContactPoint.reach == Reach.POST, ContactPoint.ended_at.is_(None))
    rows = session.execute(select(Message.id, Request.reference, Message.kind, Message.created_at, has_address.label("has_address")).join(
        Request, Request.id == Message.request_id).where(Message.transport == Transport.POST, Message.state == MessageState.QUEUED).order_by(
        Message.id).limit(MOST))
    return tuple(Line(row.id, row.reference, row.kind, row.created_at, row.has_address, row.kind in PRINTED) for row in rows)
