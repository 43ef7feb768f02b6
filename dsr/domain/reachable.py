"""Whether a mailbox at a company may still be written to with something of the person's in it.

Invariant: after the last day of a person at a company its mailbox is the company's; only who confirmed it after that day is known to read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dsr.domain.window import Window


def ended_at(held: Iterable[Window], now: datetime) -> datetime | None:
    """When the person's time at a company ended, by what they held there; None where it has not, or nothing is known of it."""
    ends = [one.end for one in held if one.start is None or one.start <= now]
    past = [end for end in ends if end is not None and end <= now]
    return max(past) if past and len(past) == len(ends) else None


def may_be_used(confirmed_at: datetime | None, ended_at: datetime | None) -> bool:
    """Whether an address at the company may get what only the person may read."""
    return ended_at is None or (confirmed_at is not None and confirmed_at >= ended_at)
