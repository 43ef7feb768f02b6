"""The letters of a request and what became of each. Invariant: of a letter that arrived it names no address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.fate import Fate
from dsr.models import Delivery, Message, Request
from dsr.services import outbox, unreached
from dsr.services.unreached import Ways
from dsr.vault import Vault


@dataclass(frozen=True, slots=True)
class LetterLine:
    """`at` is when it came to what it is now; `status` what a mail server said of it, as 5.1.1. `to_do`: the ways to see to it, where it did not
    arrive and nobody has yet."""

    id: int
    kind: str
    fate: Fate
    at: datetime
    status: str
    to_do: Ways


def lines(session: Session, request: Request, *, vault: Vault) -> tuple[LetterLine, ...]:
    """The letters of a request, the oldest first."""
    rows = session.execute(select(Message, Delivery.first_opened_at, Delivery.fetched_at).outerjoin(
        Delivery, Delivery.message_id == Message.id).where(Message.request_id == request.id).order_by(Message.id)).all()
    return tuple(_line(row, opened_at, fetched_at, unreached.of(session, row, request, vault=vault)) for row, opened_at, fetched_at in rows)


def _line(row: Message, opened_at: datetime | None, fetched_at: datetime | None, to_do: Ways) -> LetterLine:
    fate = outbox.told_of(row, opened_at, fetched_at)
    at = fetched_at or opened_at or row.reported_at or row.sent_at or row.created_at
    return LetterLine(row.id, row.kind, fate, at, (row.result_code or "") if fate in (Fate.BOUNCED, Fate.DELAYED) else "", to_do)
