"""What a reader sees for a wire value: local time, words for codes, units; one function per column, made once.

Invariant: never raises, never hides: a value without a better form is shown as its text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import orjson

from dsr.domain.answer import Answer, Column
from dsr.domain.values import Kind, Wire
from dsr.text import translator
from dsr.text.dates import duration, instant
from dsr.text.numbers import number, volume

Shown = Callable[[Wire], str]
RIGHT = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL})


def shown(column: Column, kind: Kind, answer: Answer) -> Shown:
    """How cells of this column are shown; None is a dash."""
    say, locale = translator(answer.locale), answer.locale
    zone = ZoneInfo(answer.entity.timezone)
    plain = _plain(kind, column, locale, zone, say("letter.yes_word"), say("letter.no_word"))
    dash = say("letter.none")
    legend = column.legend
    if not legend:
        return lambda value: dash if value is None else plain(value)

    def with_words(value: Wire) -> str:
        if value is None:
            return dash
        code = str(int(value)) if isinstance(value, bool) else str(value)
        words = legend.get(code)
        return f"{words} ({code})" if words and words != code else plain(value)

    return with_words


def _plain(kind: Kind, column: Column, locale: str, zone: ZoneInfo, yes: str, no: str) -> Shown:
    if column.unit == "seconds":
        return lambda value: duration(value) if isinstance(value, (int, float)) else str(value)
    if column.unit == "bytes":
        return lambda value: volume(value, locale) if isinstance(value, (int, float)) else str(value)
    match kind:
        case Kind.TIME:
            return _times(zone, locale)
        case Kind.BOOLEAN:
            return lambda value: yes if value else no
        case Kind.BYTES:
            say = translator(locale)
            return lambda value: say("letter.bytes_cell", size=volume(len(str(value)) * 3 // 4, locale))
        case Kind.NUMBER | Kind.DECIMAL:
            unit = f" {column.unit}" if column.unit else ""
            return lambda value: number(value, locale) + unit if isinstance(value, (int, float, str)) else str(value)
        case Kind.NESTED:
            return lambda value: orjson.dumps(value).decode()
        case _:
            unit = f" {column.unit}" if column.unit else ""
            return lambda value: _any(value) + unit


def _any(value: Wire) -> str:
    return orjson.dumps(value).decode() if isinstance(value, (dict, list)) else str(value)


def _times(zone: ZoneInfo, locale: str) -> Shown:
    """Local times. An hour is converted once: its minutes and seconds are the same here and there, with whole-hour offsets."""
    hours: dict[str, str | None] = {}
    sign = "." if locale == "da" else ":"

    def show(value: Wire) -> str:
        text = str(value)
        hour = text[:13] + text[19:]
        if hour not in hours:
            if len(hours) > 50_000:
                hours.clear()
            is_whole = len(text) == 25 and text.endswith(":00") and zone.utcoffset(datetime.fromisoformat(text).replace(tzinfo=None)) in _WHOLE
            hours[hour] = _time(text[:13] + ":00:00" + text[19:], zone, locale)[:-5] if is_whole else None
        start = hours[hour]
        return _time(value, zone, locale) if start is None else f"{start}{text[14:16]}{sign}{text[17:19]}"

    return show


_WHOLE = frozenset(timedelta(hours=hours) for hours in range(-14, 15))


def _time(value: Wire, zone: ZoneInfo, locale: str) -> str:
    try:
        return instant(datetime.fromisoformat(str(value)), zone, locale)
    except (ValueError, OverflowError):  # the ends of the calendar have no local time
        return str(value)
