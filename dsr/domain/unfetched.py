"""What to do about an answer that nobody fetches.

Invariants: nothing ends before the person was reminded; what never arrived, is in doubt, or is promised more of, is for staff and not for a clock;
days count from the last link that the person or staff asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Step(StrEnum):
    WAIT = "wait"
    REMIND = "remind"      # with a new link
    POST = "post"          # printed, to an address that is proven to be theirs
    END = "end"            # a letter says how to get it still, and the part closes with it


@dataclass(frozen=True, slots=True)
class Link:
    """How an answer was handed over so far. `begun_on`: the link that was asked for; `last_on`: the last one, with its reminder."""

    begun_on: date
    last_on: date
    reminded: int
    is_fetched: bool = False
    is_back: bool = False        # its letter has not left, or did not arrive
    is_doubted: bool = False     # who asks
    is_ended: bool = False       # a letter of the end was written since
    is_more_owed: bool = False
    has_address: bool = False    # on paper, and proven


def next_step(link: Link, today: date, *, remind_days: int, close_days: int) -> Step:
    """What is due on this day."""
    if link.is_fetched or link.is_back or link.is_doubted or link.is_ended or (today - link.last_on).days < remind_days:
        return Step.WAIT
    if not link.reminded or (today - link.begun_on).days < close_days:
        return Step.REMIND
    if link.is_more_owed:
        return Step.WAIT
    return Step.POST if link.has_address else Step.END


def ends_on(link: Link, today: date, *, remind_days: int, close_days: int) -> date:
    """The day that a reminder of today names."""
    return max(link.begun_on + timedelta(days=close_days), today + timedelta(days=remind_days))
