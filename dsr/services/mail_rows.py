"""Rows of mails that came in: who reads one now, and how its state changes.

Invariant: a mail that waits to be read is read by one at a time, and what was read without success often enough goes to staff.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from dsr.domain.errors import Conflict, NotFound, VaultError
from dsr.domain.mail_in import Became, MailState, Unsure, Verdict
from dsr.models import IncomingMail
from dsr.services.mail_store import context
from dsr.services.tasks import hits
from dsr.vault import Handle, Vault

LEASE = timedelta(minutes=5)
MAY_BE_TAKEN_BACK = frozenset({Became.REPLY, Became.AUTOMATIC, Became.NO_REQUEST})
MOST_ATTEMPTS = 5
_LOOK = 20


@dataclass(frozen=True, slots=True)
class Order:
    """A mail that somebody reads now."""

    id: int
    attempt: int
    path: str
    handle: Handle


def is_due(session: Session, *, now: datetime) -> bool:
    return bool(session.execute(select(exists().where(IncomingMail.state == MailState.NEW, IncomingMail.due_at <= now))).scalar())


def claim_next(session: Session, *, now: datetime, vault: Vault) -> Order | None:
    """Take the next mail that nobody has read; None if there is none. One that cannot be opened, or stops who reads it, goes to staff."""
    due = select(IncomingMail).where(IncomingMail.state == MailState.NEW, IncomingMail.due_at <= now).order_by(IncomingMail.due_at, IncomingMail.id)
    for row in session.execute(due.limit(_LOOK)).scalars():
        mine = update(IncomingMail).where(IncomingMail.id == row.id, IncomingMail.state == MailState.NEW, IncomingMail.attempts == row.attempts)
        attempt = row.attempts + 1
        try:
            handle = key_of(row, vault)
        except VaultError:
            handle = None
        if handle is None or attempt > MOST_ATTEMPTS:
            hits(session, mine.values(state=MailState.SORT, unsure=Unsure.UNREADABLE))
        elif hits(session, mine.values(attempts=attempt, due_at=now + LEASE)):
            return Order(row.id, attempt, row.path, handle)
    return None


def own(session: Session, order: Order) -> IncomingMail | None:
    """The row, locked, if it is still ours."""
    mine = select(IncomingMail).where(IncomingMail.id == order.id, IncomingMail.state == MailState.NEW, IncomingMail.attempts == order.attempt)
    return session.execute(mine.with_for_update(), execution_options={"populate_existing": True}).scalar_one_or_none()


def place(session: Session, row: IncomingMail, verdict: Verdict) -> None:
    """Give a mail that was read its place. The row is locked."""
    session.flush()
    state = MailState.DONE if verdict.became else MailState.SORT
    session.execute(update(IncomingMail).where(IncomingMail.id == row.id).values(
        state=state, became=verdict.became, unsure=verdict.unsure, request_id=verdict.request_id))
    session.refresh(row)


def known(session: Session, reference: str) -> IncomingMail:
    """A mail that was read, locked. Raises NotFound."""
    row = session.execute(select(IncomingMail).where(IncomingMail.reference == reference).with_for_update()).scalar_one_or_none()
    if row is None or row.state is MailState.NEW:
        raise NotFound()
    return row


def to_sort(session: Session, reference: str) -> IncomingMail:
    """A mail that waits for staff, locked. Raises NotFound; Conflict if somebody has seen to it."""
    row = known(session, reference)
    if row.state is not MailState.SORT:
        raise Conflict()
    return row


def sort_again(session: Session, reference: str) -> tuple[IncomingMail, int | None]:
    """It waits for staff once more; also the request that it belonged to. Raises NotFound; Conflict for what cannot be taken back."""
    row = known(session, reference)
    before = row.request_id
    if row.became not in MAY_BE_TAKEN_BACK:
        raise Conflict()
    session.execute(update(IncomingMail).where(IncomingMail.id == row.id).values(
        state=MailState.SORT, became=None, unsure=row.unsure or Unsure.UNCLEAR, request_id=None, seen_by=None, seen_at=None, reason=None))
    session.refresh(row)
    return row, before


def sorted_as(session: Session, row: IncomingMail, became: Became, *, request_id: int | None, by: int, now: datetime) -> None:
    """Staff have given it its place. The row is locked."""
    session.flush()
    session.execute(update(IncomingMail).where(IncomingMail.id == row.id).values(
        state=MailState.DONE, became=became, request_id=request_id, seen_by=by, seen_at=now))
    session.refresh(row)


def key_of(row: IncomingMail, vault: Vault) -> Handle:
    """Raises VaultError."""
    if row.wrapped is None:
        raise VaultError(reason="shredded")
    return vault.unwrap(row.master_id, row.wrapped, context(row.path))
