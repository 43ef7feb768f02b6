"""How many letters that anybody can have sent one mailbox gets within an hour, and how long a letter is tried.

Invariant: a letter waits; it is never dropped for others that were sent before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
_LEAST_TRIES = 20  # some hours of trying, also for a letter that was old when it was tried first


def free_at(sent: Iterable[datetime], now: datetime, most: int) -> datetime | None:
    """When the next letter may leave, after those that were sent at these moments; None for now."""
    recent = sorted((one for one in sent if one > now - HOUR), reverse=True)
    return recent[most - 1] + HOUR if len(recent) >= most else None


def mailbox_of(address: str) -> str:
    """What is counted as one mailbox: capitals and what stands behind a plus lead to the same. `address` is spelt as identities are."""
    local, at, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def is_given_up(attempts: int, written_at: datetime, now: datetime, days: int) -> bool:
    """Whether a letter that the mail server did not take so often, since then, is handed to staff."""
    return attempts >= _LEAST_TRIES and now >= written_at + timedelta(days=days)
