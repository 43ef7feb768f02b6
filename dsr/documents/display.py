"""What a reader sees for a wire value: local time, words for codes, units; one function per column, made once.

Invariant: never raises, never hides: a value without a better form is shown as its text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import orjson

from dsr.domain.answer import Answer, Column
from dsr.domain.values import Kind, Wire
from dsr.text import translator
from dsr.text.dates import LocalTimes, duration, numeric_date
from dsr.text.numbers import is_number, number, volume

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
        code = str(value)
        words = legend.get(code)
        if words is None and isinstance(value, bool):
            code = next((one for one in (code.lower(), str(int(value))) if one in legend), code)
            words = legend.get(code)
        return f"{words} ({code})" if words and words != code else plain(value)

    return with_words


def _plain(kind: Kind, column: Column, locale: str, zone: ZoneInfo, yes: str, no: str) -> Shown:
    def plain(value: Wire) -> str:
        if isinstance(value, bool):
            return yes if value else no
        return orjson.dumps(value).decode() if isinstance(value, (dict, list)) else str(value)

    if column.unit in _MEASURES:
        measure = _MEASURES[column.unit]

        def measured(value: Wire) -> str:
            if value.__class__ is int:
                return measure(value, locale)
            return measure(float(str(value)), locale) if _is_quantity(value) else plain(value)

        return measured
    unit = f" {column.unit}" if column.unit else ""
    match kind:
        case Kind.TIME:
            times = LocalTimes(zone, locale)
            return lambda value: times(str(value))
        case Kind.DATE:
            return lambda value: _date(str(value), locale)
        case Kind.BYTES:
            say = translator(locale)
            return lambda value: say("letter.bytes_cell", size=volume(len(str(value)) * 3 // 4 - str(value).count("="), locale))
        case Kind.NUMBER | Kind.DECIMAL:
            return lambda value: number(value, locale) + unit if isinstance(value, (int, float, str)) else plain(value)
        case Kind.TEXT if not unit:
            return str
        case _:
            return lambda value: plain(value) + unit if unit and _is_quantity(value) else plain(value)


_MEASURES: dict[str | None, Callable[[float, str], str]] = {"seconds": lambda value, _locale: duration(value), "bytes": volume}


def _is_quantity(value: Wire) -> bool:
    """Whether a unit may stand beside it: a number, also one written as text (a decimal, or a column of a CSV file)."""
    if isinstance(value, str):
        return len(value) < 40 and is_number(value)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _date(text: str, locale: str) -> str:
    try:
        return numeric_date(date.fromisoformat(text), locale)
    except ValueError:
        return text
