"""How fast letters leave that anybody can have sent: who types a stranger's address a thousand times sends them a few letters an hour.

Invariants: of such letters one at a time is on its way to a mailbox, so that counting holds with any number of workers; those that wait keep their
order, and none is dropped. Of the address only a keyed hash is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from dsr.domain.identity import normalise
from dsr.domain.pacing import HOUR, free_at, mailbox_of
from dsr.mail.letters import PACED
from dsr.models import Message, MessageState
from dsr.vault import Vault

_NEXT = timedelta(seconds=5)


def token_of(address: str, vault: Vault) -> str:
    """What letters to one mailbox are counted by."""
    return vault.token("recipient", mailbox_of(normalise("email", address, None)))


def must_wait(session: Session, row: Message, *, now: datetime, most: int) -> bool:
    """Whether a letter that is due has to wait; then all of its kind to that mailbox do."""
    if row.kind not in PACED or row.recipient_token is None:
        return False
    other = aliased(Message)
    alike = other.recipient_token == row.recipient_token, other.kind.in_(PACED), other.id != row.id
    sent = select(other.sent_at).where(*alike, other.sent_at > now - HOUR)
    until = free_at((at for at in session.execute(sent).scalars() if at is not None), now, most)
    before = or_(other.state == MessageState.SENDING, (other.state == MessageState.QUEUED) & (other.due_at <= now) & (other.id < row.id))
    if until is None and session.execute(select(exists().where(*alike, before))).scalar():
        until = now + _NEXT
    if until is None:
        return False
    session.execute(update(Message).where(
        Message.recipient_token == row.recipient_token, Message.kind.in_(PACED), Message.state == MessageState.QUEUED, Message.due_at <= now,
        Message.id >= row.id).values(due_at=until).execution_options(synchronize_session=False))
    return True
