"""Dates, times and spans as people of a locale write them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dsr.text import translator


def long_date(day: date, locale: str) -> str:
    """Thursday 3 December 2026; torsdag den 3. december 2026."""
    say = translator(locale)
    return say("dates.long", weekday=say("dates.weekdays").split()[day.weekday()], day=day.day, month=_month(day, locale), year=day.year)


def short_date(day: date, locale: str) -> str:
    """3 Dec 2026; 3. dec. 2026."""
    return translator(locale)("dates.short", day=day.day, month=translator(locale)("dates.short_months").split()[day.month - 1], year=day.year)


def month_and_year(day: date, locale: str) -> str:
    """December 2026; december 2026."""
    return f"{_month(day, locale)} {day.year}"


def instant(moment: datetime, zone: ZoneInfo, locale: str) -> str:
    """Day and 24-hour time in the zone: 03 Dec 2026 08:12:05; 03.12.2026 08.12.05."""
    local = moment.astimezone(zone)
    if locale == "da":
        return f"{local.day:02d}.{local.month:02d}.{local.year:04d} {local.hour:02d}.{local.minute:02d}.{local.second:02d}"
    return (f"{local.day:02d} {translator(locale)('dates.short_months').split()[local.month - 1]} {local.year:04d}"
            f" {local.hour:02d}:{local.minute:02d}:{local.second:02d}")


def duration(seconds: int | float) -> str:
    """h:mm:ss; a negative span keeps its sign."""
    whole = abs(int(seconds))
    return f"{'-' if seconds < 0 else ''}{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _month(day: date, locale: str) -> str:
    return translator(locale)("dates.months").split()[day.month - 1]
