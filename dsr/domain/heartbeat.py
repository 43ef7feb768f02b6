"""When a channel is tried, and when its silence is an alarm.

Invariant: a channel that is silent is told once for each try, and goes on being tried.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

EVERY = timedelta(hours=24)
LATE = timedelta(hours=24)
FORM = "form"
_MAIL = "mail:"


@dataclass(frozen=True, slots=True)
class Beat:
    """A try: begun, sent as soon as its way let it go, seen when it arrived."""

    begun_at: datetime
    sent_at: datetime | None = None
    seen_at: datetime | None = None


def mail(mailbox: str) -> str:
    """The channel of a mailbox."""
    return f"{_MAIL}{mailbox}"


def channels(mailboxes: Iterable[str]) -> tuple[str, ...]:
    """All that are tried."""
    return (FORM, *map(mail, mailboxes))


def is_due(last: Beat | None, now: datetime) -> bool:
    """Whether the channel is tried now: each day anew, and again at once while the last try could not be sent."""
    return last is None or last.sent_at is None or now >= last.begun_at + EVERY


def is_late(beat: Beat, now: datetime) -> bool:
    """Whether a try should have arrived by now."""
    return beat.seen_at is None and now >= beat.begun_at + LATE
