"""The time that a report is about: a month, a quarter, a year, or from one day to another.

Invariant: a period has a name that leads back to it, so that a page, a file and a link are about the same days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_NAME = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?\Z", re.ASCII)
_ENDS = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)\Z", re.ASCII)
EARLIEST, LATEST = 2018, 2199  # the GDPR applies since 2018; a year far away is a slip of the hand
LONGEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not self.first <= self.last:
            raise ValueError("a period ends on or after the day it starts")

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    @property
    def name(self) -> str:
        """2026, 2026-Q3, 2026-11, or 2026-01-05..2026-02-01."""
        year, month = self.first.year, self.first.month
        short = (f"{year}", f"{year}-Q{(month + 2) // 3}", f"{year}-{month:02d}")
        return next((one for one in short if named(one) == self), f"{self.first.isoformat()}..{self.last.isoformat()}")


def named(name: str) -> Period:
    """The period of a name. Raises ValueError for what is none, and for days too far away."""
    if (ends := _ENDS.match(name)) is not None:
        found = Period(date.fromisoformat(ends[1]), date.fromisoformat(ends[2]))
    elif (parts := _NAME.match(name)) is not None:
        year, quarter, month = int(parts[1]), int(parts[2] or 0), int(parts[3] or 0)
        _check(year, year)
        start, months = (3 * quarter - 2, 3) if quarter else (month, 1) if month else (1, 12)
        found = Period(date(year, start, 1), _month_after(year, start + months - 1) - _DAY)
    else:
        raise ValueError("no name of a period")
    _check(found.first.year, found.last.year)
    return found


def months(period: Period) -> tuple[Period, ...]:
    """Its months from the first to the last, each whole."""
    result, day = [], period.first.replace(day=1)
    while day <= period.last:
        after = _month_after(day.year, day.month)
        result.append(Period(day, after - _DAY))
        day = after
    return tuple(result)


def weeks(period: Period) -> tuple[Period, ...]:
    """Its weeks from Monday to Sunday, the first and the last whole."""
    monday = period.first - timedelta(days=period.first.weekday())
    return tuple(Period(day, day + 6 * _DAY) for day in _every(monday, period.last))


def offered(today: date) -> tuple[Period, ...]:
    """What may be chosen from a list: this year and two before, the last four quarters, thirteen months, each with the newest first."""
    years = [named(f"{year}") for year in range(today.year, today.year - 3, -1)]
    back = [divmod(today.year * 12 + today.month - 1 - count, 12) for count in range(13)]
    quarters = dict.fromkeys(f"{year}-Q{month // 3 + 1}" for year, month in back[:10])
    return (*years, *(named(one) for one in [*quarters][:4]), *(named(f"{year}-{month + 1:02d}") for year, month in back))


def _every(monday: date, last: date) -> Iterator[date]:
    while monday <= last:
        yield monday
        monday += 7 * _DAY


def _check(first: int, last: int) -> None:
    if not EARLIEST <= first <= last <= LATEST or last - first > LONGEST_YEARS:
        raise ValueError("too far away, or too long")


def _month_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)
