"""Tries of the channels by which requests come: begun, sent, seen, or told as missing (N02).

Invariant: what a try sent is no request, whatever else it says; nobody can make another mail or form pass for one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dsr.domain.heartbeat import LATE, Beat, is_due, is_late
from dsr.models import Heartbeat
from dsr.services.tasks import hits
from dsr.vault import Vault


@dataclass(frozen=True, slots=True)
class Try:
    """What is to be sent. The token stands in it, and here as its hash only."""

    id: int
    channel: str
    token: str


@dataclass(frozen=True, slots=True)
class Silence:
    """A channel whose last try did not arrive."""

    id: int
    channel: str
    since: datetime
    is_told: bool


def begin(session: Session, channels: Iterable[str], *, now: datetime, vault: Vault) -> list[Try]:
    """Tries that are due. One that could not be sent is tried again as itself, under another token."""
    found = []
    for channel in channels:
        row, token = _last(session, channel), secrets.token_hex(16)
        if not is_due(_beat(row), now):
            continue
        if row is None or row.sent_at is not None:
            row = Heartbeat(channel=channel, token_hash="", begun_at=now)
            session.add(row)
        row.token_hash = _hash(token, vault)
        session.flush()
        found.append(Try(row.id, channel, token))
    return found


def sent(session: Session, number: int, *, now: datetime) -> None:
    """Its way let it go."""
    session.execute(update(Heartbeat).where(Heartbeat.id == number).values(sent_at=now))


def seen(session: Session, token: str, *, now: datetime, vault: Vault) -> bool:
    """Whether something that came in is a try of ours; it has arrived then."""
    row = session.execute(select(Heartbeat).where(Heartbeat.token_hash == _hash(token, vault))).scalar_one_or_none() if token else None
    if row is None:
        return False
    row.sent_at, row.seen_at = row.sent_at or now, row.seen_at or now
    session.flush()
    return True


def silent(session: Session, channels: Iterable[str], *, now: datetime) -> tuple[Silence, ...]:
    """Channels whose last try that should have arrived did not."""
    found = []
    for channel in channels:
        row = session.execute(select(Heartbeat).where(Heartbeat.channel == channel, Heartbeat.begun_at <= now - LATE).order_by(
            Heartbeat.begun_at.desc(), Heartbeat.id.desc()).limit(1)).scalar_one_or_none()
        newest = _last(session, channel)
        if row is not None and is_late(Beat(row.begun_at, row.sent_at, row.seen_at), now) and (newest is None or newest.seen_at is None):
            found.append(Silence(row.id, channel, row.begun_at, row.alarmed_at is not None))
    return tuple(found)


def told(session: Session, number: int, *, now: datetime) -> bool:
    """The data protection contact was written to; False if somebody did before."""
    return hits(session, update(Heartbeat).where(Heartbeat.id == number, Heartbeat.alarmed_at.is_(None)).values(alarmed_at=now))


def _last(session: Session, channel: str) -> Heartbeat | None:
    newest = select(Heartbeat).where(Heartbeat.channel == channel).order_by(Heartbeat.begun_at.desc(), Heartbeat.id.desc()).limit(1)
    return session.execute(newest).scalar_one_or_none()


def _beat(row: Heartbeat | None) -> Beat | None:
    return Beat(row.begun_at, row.sent_at, row.seen_at) if row is not None else None


def _hash(token: str, vault: Vault) -> str:
    return vault.token("heartbeat", token)
