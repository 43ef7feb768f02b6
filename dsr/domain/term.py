"""The legal dates of a request: Art. 12(3) GDPR, counted by Regulation (EEC, Euratom) 1182/71 and, in the United Kingdom, by Art. 12A UK GDPR.

Invariant: where rules or lists of holidays differ, the earlier date is taken, for an answer that is early harms nobody.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from dsr.domain.errors import Misconfigured

PAUSE_LIMIT_DAYS = 7  # asked later than this is not "without undue delay", and the clock runs on
_PLANNED_BEFORE = 5  # working days
_DAY = timedelta(days=1)
_ISO = {"UK": "GB", "EL": "GR"}  # what the European Union writes, and what ISO 3166 does

# The countries whose law this is. Where a country has several zones, the one of its capital.
_ZONES = {
    "AT": "Europe/Vienna", "BE": "Europe/Brussels", "BG": "Europe/Sofia", "CY": "Asia/Nicosia", "CZ": "Europe/Prague", "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen", "EE": "Europe/Tallinn", "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London",
    "GR": "Europe/Athens", "HR": "Europe/Zagreb", "HU": "Europe/Budapest", "IE": "Europe/Dublin", "IS": "Atlantic/Reykjavik", "IT": "Europe/Rome",
    "LI": "Europe/Vaduz", "LT": "Europe/Vilnius", "LU": "Europe/Luxembourg", "LV": "Europe/Riga", "MT": "Europe/Malta", "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo", "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "RO": "Europe/Bucharest", "SE": "Europe/Stockholm", "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
}
JURISDICTIONS = tuple(sorted("UK" if country == "GB" else country for country in _ZONES))
# Days that the list of holidays holds and that we do not wait for: half holidays, and days on which offices are open.
_WORKED = {"NL": {"Good Friday"}, "FI": {"Midsummer Eve", "Christmas Eve"}}


@dataclass(frozen=True, slots=True)
class Term:
    """The days of an answer, each the last one on which it is in time.

    `nominal` is the day by its number alone, without pauses and holidays; `due` the legal day, `extended` the one after an extension. `reasons` say
    why `due` is not simply the same day of the next month: month_end, pause, weekend, holiday; `reasons_extended` the same of `extended`.
    """

    received_on: date
    nominal: date
    due: date
    extended: date
    reasons: tuple[str, ...]
    reasons_extended: tuple[str, ...]

    def why(self, *, is_extended: bool) -> tuple[str, ...]:
        """Words for the whole of a day: what it counts from, and each thing that moved it."""
        return ("extended", *self.reasons_extended) if is_extended else ("month", *self.reasons)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which we waited for the person: asked on `start`, answered on `end`."""

    kind: Literal["identity", "clarification"]
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a pause ends on or after the day it starts")


def local_day(moment: datetime, country: str) -> date:
    """The day of receipt where the answering entity is: the evening of one day in UTC is the morning of the next in Copenhagen."""
    return moment.astimezone(zone(country)).date()


def zone(country: str) -> ZoneInfo:
    """Where the clock of that country runs."""
    return ZoneInfo(_ZONES[_iso(country)])


def due_dates(received_on: date, country: str, *, paused_days: int = 0) -> Term:
    """The dates for a request of that local day, answered by our entity in `country`. Raises Misconfigured for a country of other law."""
    return _term(received_on, received_on, _iso(country), paused_days)


def due_dates_after(received_on: date, country: str, pauses: Iterable[Pause], *, limit_days: int = PAUSE_LIMIT_DAYS) -> Term:
    """The dates with those pauses that count."""
    country, counted = _iso(country), counting(received_on, pauses, limit_days=limit_days)
    starts_on = _relevant_day(received_on, counted) if country == "GB" else received_on
    return _term(received_on, starts_on, country, len(_days(received_on, counted, country)))


def counting(received_on: date, pauses: Iterable[Pause], *, limit_days: int = PAUSE_LIMIT_DAYS) -> tuple[Pause, ...]:
    """The pauses that stop the clock: asked within `limit_days` of receipt, and the first of each kind only."""
    first: dict[str, Pause] = {}
    for pause in sorted(pauses, key=lambda one: (one.start, one.end)):
        if pause.start <= received_on + timedelta(days=limit_days):
            first.setdefault(pause.kind, pause)
    return tuple(first.values())


def paused_days(received_on: date, pauses: Iterable[Pause], country: str, limit_days: int = PAUSE_LIMIT_DAYS) -> int:
    """How many days the clock of the period stood. In the United Kingdom waiting for the identity is none: the period begins later instead."""
    return len(_days(received_on, counting(received_on, pauses, limit_days=limit_days), _iso(country)))


def _days(received_on: date, counted: Collection[Pause], country: str) -> set[date]:
    """A day on which two pauses ran is one day. The answer's own day counts again, but for clarification under Art. 12A UK GDPR."""
    is_uk = country == "GB"
    starts_on = _relevant_day(received_on, counted) if is_uk else received_on
    return {day for pause in counted if not (is_uk and pause.kind == "identity")
            for day in _from_to(max(pause.start, starts_on), pause.end + _DAY if is_uk else pause.end)}


def _relevant_day(received_on: date, counted: Iterable[Pause]) -> date:
    """Art. 12A(3) UK GDPR: the latest of receipt and of the information that tells who it is."""
    return max([received_on, *(pause.end for pause in counted if pause.kind == "identity")])


def planned_on(due_on: date, country: str) -> date:
    """The day to plan with: five working days before the answer is due. The days to which that day rolled over are none, so they are not used."""
    country, day = _iso(country), due_on
    for _ in range(_PLANNED_BEFORE):
        day = working_day_before(day, country)
    return day


def working_day_before(day: date, country: str) -> date:
    """The last one before."""
    country, day = _iso(country), day - _DAY
    while _rest(day, country):
        day -= _DAY
    return day


def _term(received_on: date, starts_on: date, country: str, days: int) -> Term:
    pause, moved = timedelta(days=days), ("pause",) if days or starts_on != received_on else ()

    def end(nominal: date) -> tuple[date, tuple[str, ...]]:
        skipped = tuple(takewhile(lambda day: _rest(day, country), _onward(nominal + pause)))
        short = ("month_end",) if nominal.day != starts_on.day else ()
        return nominal + pause + len(skipped) * _DAY, tuple(dict.fromkeys((*short, *moved, *(_rest(day, country) for day in skipped))))

    nominal = _plus_months(starts_on, 1)
    (due, reasons), (extended, reasons_extended) = end(nominal), end(_plus_months(starts_on, 3))
    return Term(received_on, nominal, due, extended, reasons, reasons_extended)


def _plus_months(day: date, months: int) -> date:
    """The day of the same number, or the last of a month that has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _rest(day: date, country: str) -> str:
    """Why nobody works on that day, empty if they do."""
    if day in _holidays(country, day.year):
        return "holiday"
    return "weekend" if day.weekday() >= 5 else ""


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    """Holidays of the whole country: a day that only a region has off moves nothing."""
    listed = holidays.country_holidays(country, years=year, language="en_US")  # the names that _WORKED knows
    worked = _WORKED.get(country, set())
    return frozenset(day for day in listed if not worked.intersection(listed.get_list(day)))


def _from_to(start: date, end: date) -> Iterator[date]:
    return takewhile(lambda day: day < end, _onward(start))


def _onward(day: date) -> Iterator[date]:
    while True:
        yield day
        day += _DAY


def _iso(country: str) -> str:
    iso = _ISO.get(country, country)
    if iso not in _ZONES:
        raise Misconfigured(f"No rule is known for answers from '{country}'. Known are: {', '.join(JURISDICTIONS)}.")
    return iso
