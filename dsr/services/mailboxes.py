"""How far each mailbox is read: who reads it now, when it is read next, and since when it cannot be.

Invariant: a mailbox that cannot be read is tried again by itself, and the desk sees since when.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from dsr.models import MailboxRow
from dsr.services.tasks import hits

LEASE = timedelta(minutes=5)      # a turn is far shorter; of two at once neither loses or doubles anything
_SLOWEST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Turn:
    """A look into one mailbox that somebody has begun."""

    name: str
    attempt: int


def align(session: Session, names: Collection[str], *, now: datetime) -> None:
    """A row for each mailbox of the settings, and for no other. Mails that were kept stay."""
    rows = {row.name: row for row in session.execute(select(MailboxRow)).scalars()}
    for name in rows.keys() - set(names):
        session.delete(rows[name])
    session.add_all(MailboxRow(name=name, due_at=now) for name in names if name not in rows)


def is_due(session: Session, *, now: datetime) -> bool:
    return bool(session.execute(select(exists().where(MailboxRow.due_at <= now))).scalar())


def claim_next(session: Session, *, now: datetime) -> Turn | None:
    """Begin with the next mailbox that is due, or None."""
    for row in session.execute(select(MailboxRow).where(MailboxRow.due_at <= now).order_by(MailboxRow.due_at)).scalars():
        mine = update(MailboxRow).where(MailboxRow.id == row.id, MailboxRow.attempts == row.attempts)
        if hits(session, mine.values(attempts=row.attempts + 1, due_at=now + LEASE)):
            return Turn(row.name, row.attempts + 1)
    return None


def settle(session: Session, turn: Turn, *, is_done: bool, fault: str | None, now: datetime, every: timedelta) -> None:
    """Write down how it went. What is not done goes on at once; a mailbox that cannot be read is asked more seldom the longer that lasts."""
    mine = select(MailboxRow).where(MailboxRow.name == turn.name, MailboxRow.attempts == turn.attempt).with_for_update()
    row = session.execute(mine).scalar_one_or_none()
    if row is None:
        return
    row.faulty_since = (row.faulty_since or now) if fault else None
    row.fault = fault
    if is_done:
        row.seen_at = now
    lasted = now - row.faulty_since if row.faulty_since else timedelta()
    row.due_at = now if not (is_done or fault) else now + max(every, min(lasted / 4, _SLOWEST))
