"""What a reader sees for the wire values of a column: local time, words for codes, units; made once for a column, used for many.

Invariant: never raises, never hides: a value without a better form is shown as its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from dsr.domain.answer import Answer, Column
from dsr.domain.measures import ORDINARY, can_be_right
from dsr.domain.values import Kind, Wire
from dsr.text import Translator, translator
from dsr.text.dates import LocalTimes, duration, numeric_date
from dsr.text.numbers import is_number, number, volume, volumes

Shown = Callable[[Sequence[Wire]], list[str]]
_One = Callable[[Wire], str]
ODD = "(?)"  # behind a value that cannot be right
RIGHT = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL})


def shown(column: Column, kind: Kind, answer: Answer) -> Shown:
    """How cells of this column are shown; None is a dash."""
    say, locale = translator(answer.locale, answer.variant), answer.locale
    dash, zone = say("letter.none"), ZoneInfo(answer.entity.timezone)
    if column.legend:
        one = _with_words(column, _plain(kind, column, say, zone))
    elif kind is Kind.TEXT and not column.unit:
        return lambda values: [dash if value is None else value for value in values]  # type: ignore[misc]  # text is text
    elif kind is Kind.INTEGER and column.unit in (None, "", *_MEASURES):
        if column.unit:
            written, ordinary, doubtful = _MEASURES[column.unit](locale), ORDINARY[column.unit], _measure(column.unit, locale)
            return lambda values: [dash if value is None else written(value) if 0 <= value <= ordinary else doubtful(value)  # type: ignore[operator]
                                   for value in values]
        one = str
    elif kind is Kind.TIME:
        times = LocalTimes(zone, locale)
        return lambda values: times.many(values, dash)  # type: ignore[arg-type]  # times are text or None
    else:
        one = _plain(kind, column, say, zone)
    return lambda values: [dash if value is None else one(value) for value in values]


def _with_words(column: Column, plain: _One) -> _One:
    """Words for codes; the code too where two codes have the same words."""
    legend = column.legend
    twice = {words for words, times in Counter(legend.values()).items() if times > 1}

    def words_for(value: Wire) -> str:
        code = str(value)
        words = legend.get(code)
        if words is None and isinstance(value, bool):
            code = next((one for one in (code.lower(), str(int(value))) if one in legend), code)
            words = legend.get(code)
        if words is None:
            return plain(value)
        return f"{words} ({code})" if words in twice and words != code else words

    return words_for


def _plain(kind: Kind, column: Column, say: Translator, zone: ZoneInfo) -> _One:
    locale, yes, no = say.locale, say("letter.yes_word"), say("letter.no_word")

    def plain(value: Wire) -> str:
        if isinstance(value, bool):
            return yes if value else no
        return orjson.dumps(value).decode() if isinstance(value, (dict, list)) else str(value)

    if column.unit in _MEASURES:
        measure = _measure(column.unit or "", locale)
        return lambda value: measure(_quantity(value)) if _is_quantity(value) else plain(value)
    unit = f" {column.unit}" if column.unit else ""
    match kind:
        case Kind.TIME:
            times = LocalTimes(zone, locale)
            return lambda value: times(str(value))
        case Kind.DATE:
            return lambda value: _date(str(value), locale)
        case Kind.BYTES:
            return lambda value: say("letter.bytes_cell", size=volume(len(str(value)) * 3 // 4 - str(value)[-2:].count("="), locale))
        case Kind.NUMBER | Kind.DECIMAL:
            return lambda value: number(value, locale) + unit if isinstance(value, (int, float, str)) else plain(value)
        case _:
            return lambda value: plain(value) + unit if unit and _is_quantity(value) else plain(value)


# unit -> locale -> how much of it is written; units without an entry just stand behind the number
_MEASURES: dict[str | None, Callable[[str], Callable[[Any], str]]] = {
    "seconds": lambda _locale: duration, "bytes": volumes}


def _measure(unit: str, locale: str) -> _One:
    """A value with its unit; one that cannot be right as it is stored, with a mark."""
    written, ordinary = _MEASURES[unit](locale), ORDINARY[unit]

    def one(value: Any) -> str:
        if 0 <= value <= ordinary or can_be_right(value, unit):
            return written(value)
        return f"{value} {ODD}"

    return one


def amount(total: Decimal, unit: str | None, locale: str) -> str:
    """A sum as people write it."""
    if unit in _MEASURES:
        return _MEASURES[unit](locale)(int(total) if total == total.to_integral_value() else float(total))
    return f"{number(format(total, 'f'), locale)}{' ' if unit else ''}{unit or ''}"


def _is_quantity(value: Wire) -> bool:
    """Whether a unit may stand beside it: a number, also one written as text (a decimal, or a column of a CSV file)."""
    if value.__class__ is int or value.__class__ is float:
        return True
    return isinstance(value, str) and len(value) < 40 and is_number(value)


def _quantity(value: Wire) -> int | float:
    return value if isinstance(value, (int, float)) else float(str(value))


def _date(text: str, locale: str) -> str:
    try:
        return numeric_date(date.fromisoformat(text), locale)
    except ValueError:
        return text
