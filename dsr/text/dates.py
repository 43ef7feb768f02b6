"""Dates, times and spans as people of a locale write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dsr.domain.values import Kind
from dsr.domain.wire import day_offset
from dsr.text import translator
from dsr.text.forms import form


def long_date(day: date, locale: str) -> str:
    """Thursday 3 December 2026; torsdag den 3. december 2026. Beside a day, a month is inflected in some languages: 3 grudnia, 3. joulukuuta."""
    say = translator(locale)
    return say("dates.long", weekday=say("dates.weekdays").split()[day.weekday()], day=form(locale).day(day.day),
               month=say("dates.months_after_day").split()[day.month - 1], year=day.year)


def short_date(day: date, locale: str) -> str:
    """3 Dec 2026; 3. dec. 2026."""
    say = translator(locale)
    return say("dates.short", day=form(locale).day(day.day), month=say("dates.short_months").split()[day.month - 1], year=day.year)


def month_and_year(day: date, locale: str) -> str:
    """December 2026; december 2026."""
    return f"{translator(locale)('dates.months').split()[day.month - 1]} {day.year}"


def month_name(month: str, locale: str) -> str:
    """December 2026 for 2026-12; what is no month as it is."""
    try:
        return month_and_year(date(int(month[:4]), int(month[5:7]), 1), locale)
    except ValueError:
        return month


def instant(moment: datetime, zone: ZoneInfo, locale: str) -> str:
    """Day and 24-hour time in the zone: 03 Dec 2026 08:12:05; 03.12.2026 08.12.05.

    In the hour that comes twice when clocks are set back the zone's short name stands behind it: CEST is the first, CET the second.
    """
    local, clock = moment.astimezone(zone), form(locale).clock
    which = f" {local.tzname()}" if _comes_twice(local) else ""
    return f"{numeric_date(local, locale)} {local.hour:02d}{clock}{local.minute:02d}{clock}{local.second:02d}{which}"


def _comes_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def numeric_date(day: date, locale: str) -> str:
    """As short as a column wants it: 03 Dec 2026; 03.12.2026."""
    name = translator(locale)("dates.short_months").split()[day.month - 1]
    return form(locale).date.format(day=day.day, month=day.month, year=day.year, name=name)


class LocalTimes:
    """Wire times (ISO 8601 with offset) as local times, written as `instant` does.

    A day is converted once; a million rows share a few thousand days.
    """

    _KEPT = 10_000

    def __init__(self, zone: ZoneInfo, locale: str) -> None:
        self._zone, self._locale = zone, locale
        self._sign = form(locale).clock
        self._days: dict[str, dict[str, tuple[str, str]]] = {}

    def __call__(self, text: str) -> str:
        """The local time; text that is no time, or has none in this zone, as it is."""
        hour = self._hour(text)
        if hour is not None:
            return f"{hour[0]}{text[14:16]}{self._sign}{text[17:19]}"
        try:
            moment = datetime.fromisoformat(text)
            return instant(moment, self._zone, self._locale) if moment.tzinfo else text
        except (ValueError, OverflowError):  # the ends of the calendar have no local time
            return text

    def many(self, texts: Sequence[str | None], nothing: str) -> list[str]:
        """A column of times; `nothing` stands for None."""
        sign, shown = self._sign, list[str]()
        is_usual = sign == ":"
        begun: dict[str, str] = {}  # rows lie close together: of most, the hour has been seen
        for text in texts:
            if text is None:
                shown.append(nothing)
                continue
            start = begun.get(key := text[:13] + text[19:])
            if start is None:
                hour = self._hour(text)
                if hour is None:
                    shown.append(self(text))
                    continue
                start = begun[key] = hour[0][:-1]
            shown.append(start + text[13:19] if is_usual else f"{start}{sign}{text[14:16]}{sign}{text[17:19]}")
        return shown

    def month(self, text: str) -> str:
        """YYYY-MM of the local time; of the text itself where there is none."""
        return self.day(text)[:7]

    def day(self, text: str) -> str:
        """YYYY-MM-DD of the local time; of the text itself where there is none."""
        hour = self._hour(text)
        if hour is not None:
            return hour[1]
        try:
            moment = datetime.fromisoformat(text)
            local = moment.astimezone(self._zone) if moment.tzinfo else moment
        except (ValueError, OverflowError):
            return text[:10]
        return local.date().isoformat()

    def days(self, texts: Sequence[object], nothing: str) -> list[str]:
        """The local days of a column of times; `nothing` stands for whatever is no text. A day is converted once, or each hour of it."""
        keys = [text[:10] + text[-6:] if isinstance(text, str) else "" for text in texts]
        whole = {key: key[:10] if day_offset(key[:10], self._zone) == key[10:] else None for key in set(keys)}
        whole[""] = nothing
        days = [whole[key] for key in keys]
        if None not in days:
            return days  # type: ignore[return-value]  # the usual case: times of here
        return [self.day(str(text)) if day is None else day for day, text in zip(days, texts, strict=True)]

    def days_of(self, cells: Sequence[object], kind: Kind) -> list[str]:
        """The local day of each cell of a column of wire values, "" for one that holds no day of the calendar."""
        days = self.days(cells, "") if kind is Kind.TIME else [str(cell) if kind is Kind.DATE and cell else "" for cell in cells]
        none = {day for day in set(days) if not _is_day(day)}
        return ["" if day in none else day for day in days] if none else days

    def _hour(self, text: str) -> tuple[str, str] | None:
        """Beginning of the local time up to the hour, and its day; None where minutes there are not minutes here."""
        offset = text[19:] if text[19:20] != "." else text[19:].lstrip(".0123456789")
        key = text[:10] + offset
        if key not in self._days:
            if len(self._days) >= self._KEPT:
                self._days.clear()
            self._days[key] = self._day(text[:10], offset)
        return self._days[key].get(text[11:13])

    def _day(self, day: str, offset: str) -> dict[str, tuple[str, str]]:
        """The hours of a day as they are here; none where the clock here is changed within, or differs by less than an hour."""
        try:
            start, whole = datetime.fromisoformat(f"{day}T00:00:00{offset}"), timedelta(seconds=86_399)
            first, last = start.astimezone(self._zone), (start + whole).astimezone(self._zone)
        except (ValueError, OverflowError):
            return {}
        if start.tzinfo is None or first.minute or first.second or last.replace(tzinfo=None) - first.replace(tzinfo=None) != whole:
            return {}
        if _comes_twice(first) or _comes_twice(last):
            return {}
        shown = {one: (numeric_date(one, self._locale), one.isoformat()) for one in (first.date(), last.date())}
        result = {}
        for hour in range(24):
            here = (first.hour + hour) % 24
            words, local = shown[first.date() if first.hour + hour < 24 else last.date()]
            result[f"{hour:02d}"] = f"{words} {here:02d}{self._sign}", local
        return result


def _is_day(text: str) -> bool:
    """Also for none: nothing is to be done about it."""
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def duration(seconds: int | float) -> str:
    """h:mm:ss; a negative span keeps its sign."""
    if seconds.__class__ is int and seconds >= 0:  # nearly all of them
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    whole = abs(int(seconds))
    rest = f"{abs(seconds) - whole:.3f}".rstrip("0")[1:] if seconds != int(seconds) and abs(seconds) - whole < 0.9995 else ""
    return f"{'-' if seconds < 0 else ''}{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}{rest.rstrip('.')}"
