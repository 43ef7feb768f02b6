"""The letters of a request and what became of each. Invariant: it names kinds, words and moments, and no address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.fate import Fate
from dsr.models import UNREACHED, Delivery, Message
from dsr.services import outbox


@dataclass(frozen=True, slots=True)
class LetterLine:
    """`at` is when it came to what it is now; `status` what a mail server said of it, as 5.1.1. `needs_us`: it did not arrive, and nobody has seen
    to it yet."""

    id: int
    kind: str
    fate: Fate
    at: datetime
    status: str = ""
    needs_us: bool = False


def lines(session: Session, request_id: int) -> tuple[LetterLine, ...]:
    """The letters of a request, the oldest first."""
    rows = session.execute(select(Message, Delivery.first_opened_at, Delivery.fetched_at).outerjoin(
        Delivery, Delivery.message_id == Message.id).where(Message.request_id == request_id).order_by(Message.id))
    return tuple(_line(row, opened_at, fetched_at) for row, opened_at, fetched_at in rows)


def _line(row: Message, opened_at: datetime | None, fetched_at: datetime | None) -> LetterLine:
    fate = outbox.told_of(row, opened_at, fetched_at)
    at = fetched_at or opened_at or row.reported_at or row.sent_at or row.created_at
    status = (row.result_code or "") if fate in (Fate.BOUNCED, Fate.DELAYED) else ""
    return LetterLine(row.id, row.kind, fate, at, status, row.state in UNREACHED and row.attended_at is None)
