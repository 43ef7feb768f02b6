"""What a search began with, as the answer tells it: each identifier once, a line with the days for which it was searched.

Invariant: nothing is told as searched that was not: no day outside the proven windows, none before the person had the line, none after the search.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from dsr.domain.keys import Identity
from dsr.domain.tenancy import LINE_KINDS, until
from dsr.domain.window import Window, united

_AN_INSTANT = timedelta(microseconds=1)
Days = tuple[date | None, date | None]  # the first and the last, both included; None: from the beginning, until the day of the answer


@dataclass(frozen=True, slots=True)
class Searched:
    """An identifier that was searched; `value` is for display. `days` only of what is somebody's for a time."""

    kind: str
    value: str
    days: tuple[Days, ...] = ()
    is_cut: bool = False             # whether days before the search lie outside


def searched(identities: Iterable[Identity], *, at: datetime, answered_on: date, zone: tzinfo) -> tuple[Searched, ...]:
    """In the order given. The search was at `at`: what is a window's later end was not looked at."""
    spans: dict[tuple[str, str], list[Window]] = {}
    for one in identities:
        spans.setdefault((one.kind, one.value), []).append(one.window)
    found = []
    for (kind, value), windows in spans.items():
        known = [span for window in united(windows) if (span := window.intersect(until(at))) is not None]
        is_dated = kind in LINE_KINDS or not all(window.is_always for window in windows)
        if known:
            days = tuple(_days(span, answered_on, zone) for span in known) if is_dated else ()
            found.append(Searched(kind, value, days, is_cut=known != [until(at)]))
    return tuple(found)


def _days(span: Window, answered_on: date, zone: tzinfo) -> Days:
    first = span.start.astimezone(zone).date() if span.start is not None else None
    last = (span.end - _AN_INSTANT).astimezone(zone).date() if span.end is not None else None
    return first, None if last is not None and last >= answered_on and first != last else last
