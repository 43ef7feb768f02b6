"""When asking the person stops the clock, and for how long (GDPR Art. 12(6), recital 63).

Invariants: what is asked late stops nothing (N28); a clock that stands starts again by itself, however long nobody answers.
"""

from __future__ import annotations

from datetime import date, timedelta

from dsr.domain.words import Right

SILENCE_DAYS = 30  # after which what was asked for is not waited for any longer


def is_in_time(received_on: date, today: date, limit_days: int) -> bool:
    """Whether asking today is still without undue delay."""
    return today <= received_on + timedelta(days=limit_days)


def may_clarify(right: Right, *, is_large: bool) -> bool:
    """Whether the right is one for which asking what is meant may stop the clock: access, where a large quantity of data is processed."""
    return right is Right.ACCESS and is_large


def last_day(started_on: date) -> date:
    """The last day on which the clock stands, if nobody answers."""
    return started_on + timedelta(days=SILENCE_DAYS)


def counted_until(started_on: date, today: date) -> date:
    """Until when a pause that began then counts today. A clock that was set back makes none negative."""
    return min(max(today, started_on), last_day(started_on))
