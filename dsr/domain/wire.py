"""From a cell as a driver gives it to its wire value, and to the instant it names.

Invariant: nothing a source can hold makes this raise; what has no better form becomes text.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from dsr.domain.values import Kind, Wire

SAFE_INTEGER = 1 << 53  # beyond it, readers of JSON lose digits
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:([T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?)?\Z")
_PLAIN_STAMP = re.compile(r"\d{4}-\d\d-\d\d[ T](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?\Z", re.ASCII)
_COMPACT = re.compile(r"(?:19|20)\d{12}\Z")
_UNITS = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000, "epoch_ns": 1_000_000_000}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LIKELY = range(631_152_000, 4_102_444_800)  # seconds of 1990 to 2099: what a number must name to be taken for a time unasked
_DEEPEST = 100  # beyond it, writers of JSON give up


def told(cell: object, zone: ZoneInfo, written: str) -> str | None:
    """The instant in ISO 8601: with its own offset where it has one, else with the zone's; a day without a time is no instant."""
    if isinstance(cell, str) and written in ("auto", "local") and _PLAIN_STAMP.match(cell):
        offset = day_offset(cell[:10], zone) or _hour(cell[:13], zone)
        if offset is not None:
            return f"{cell[:10]}T{cell[11:]}{offset}"
    if isinstance(cell, datetime) and cell.tzinfo is None and written in ("auto", "local"):
        return stamp(cell, zone)
    found = None if isinstance(cell, date) and not isinstance(cell, datetime) else instant(cell, zone, written)
    if found is None or (isinstance(cell, str) and len(cell.strip()) == 10):
        return None
    is_number = written in _UNITS or not isinstance(cell, (str, datetime))
    try:
        return (found.astimezone(zone) if is_number else found).isoformat()
    except OverflowError:  # the last hours of the calendar
        return found.isoformat()


@lru_cache(maxsize=4096)
def day_offset(text: str, zone: ZoneInfo) -> str | None:
    """The offset of a day written `2026-01-31`, where it has only one."""
    try:
        return _day_offset(date.fromisoformat(text), zone)
    except (OverflowError, ValueError):
        return None


@lru_cache(maxsize=256)
def _hour(text: str, zone: ZoneInfo) -> str | None:
    """The offset of an hour written `2026-01-31 12`, where it has only one."""
    try:
        day = datetime.fromisoformat(text)
        return _offset(day.date(), day.hour, zone)
    except (OverflowError, ValueError):
        return None


def wired(cell: object, zone: ZoneInfo) -> tuple[Kind, Wire]:
    return _converter(type(cell))(cell, zone)  # type: ignore[arg-type]  # a type can be hashed, whatever mypy thinks of type[object]


@lru_cache(maxsize=256)
def _converter(of: type) -> _Converter:
    """What makes wire values of cells of this type; it does not depend on the cell."""
    return next((convert for known, convert in _CONVERT if issubclass(of, known)), lambda cell, _zone: (Kind.TEXT, _text(str(cell))))


def _text(text: str) -> str:
    """Text that can be encoded: lone surrogates (bytes that were no UTF-8) are replaced."""
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= c <= "\udfff" for c in text) else text


def _integer(cell: Any, _zone: ZoneInfo) -> tuple[Kind, Wire]:
    return (Kind.INTEGER, int(cell)) if -SAFE_INTEGER <= cell <= SAFE_INTEGER else (Kind.DECIMAL, format(Decimal(int(cell)), "f"))


def _number(cell: Any, _zone: ZoneInfo) -> tuple[Kind, Wire]:
    return (Kind.NUMBER, float(cell)) if math.isfinite(cell) else (Kind.TEXT, str(cell))


def _datetime(cell: Any, zone: ZoneInfo) -> tuple[Kind, Wire]:
    return Kind.TIME, stamp(cell, zone) if cell.tzinfo is None else cell.isoformat()


@lru_cache(maxsize=4096)
def _day_offset(day: date, zone: ZoneInfo) -> str | None:
    """The offset of a day that has only one. A person has a few calls an hour, and a clock that changes twice a year."""
    return _between(datetime(day.year, day.month, day.day, tzinfo=zone), datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone))


def _offset(day: date, hour: int, zone: ZoneInfo) -> str | None:
    """The offset of an hour that has only one."""
    known = _day_offset(day, zone)
    if known is not None:
        return known
    start = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
    return _between(start, start.replace(minute=59, second=59))


def _between(first: datetime, last: datetime) -> str | None:
    """The offset of both; None where they differ, or where it is no whole number of minutes."""
    shown = first.isoformat()[19:]
    return shown if len(shown) == 6 and last.isoformat()[19:] == shown else None


def stamp(cell: datetime, zone: ZoneInfo) -> str:
    try:
        offset = _offset(cell.date(), cell.hour, zone)
    except (OverflowError, ValueError):  # the first and last days of the calendar, where a zone cannot reckon
        return cell.isoformat() + "+00:00"
    return cell.isoformat() + offset if offset else cell.replace(tzinfo=zone).isoformat()


def _span(cell: timedelta) -> str:
    """Hours, minutes and seconds, with the sign in front: Python's own form of minus one second is `-1 day, 23:59:59`."""
    size = abs(cell)
    minutes, seconds = divmod(size.days * 86_400 + size.seconds, 60)
    fraction = f".{size.microseconds:06}" if size.microseconds else ""
    return f"{'-' if cell < timedelta() else ''}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{fraction}"


def _is_too_deep(cell: Any) -> bool:
    level = [cell]
    for _ in range(_DEEPEST):
        level = [below for one in level for below in (one.values() if isinstance(one, dict) else one)
                 if isinstance(below, (dict, list, tuple, set, frozenset))]
        if not level:
            return False
    return True


def _nested(cell: Any, zone: ZoneInfo) -> tuple[Kind, Wire]:
    return (Kind.TEXT, _deep_text(cell)) if _is_too_deep(cell) else (Kind.NESTED, _tree(cell, zone))


def _deep_text(cell: Any) -> str:
    try:
        return _text(str(cell))
    except RecursionError:
        return "(nested too deeply)"


def _tree(cell: Any, zone: ZoneInfo) -> Wire:
    if isinstance(cell, dict):
        return {_text(str(name)): None if value is None else wired(value, zone)[1] for name, value in cell.items()}
    items = sorted(cell, key=str) if isinstance(cell, (set, frozenset)) else cell
    return [None if value is None else wired(value, zone)[1] for value in items]


_Converter = Callable[[Any, ZoneInfo], tuple[Kind, Wire]]
_CONVERT: tuple[tuple[Any, _Converter], ...] = (
    (bool, lambda cell, _zone: (Kind.BOOLEAN, bool(cell))),
    (str, lambda cell, _zone: (Kind.TEXT, _text(str(cell)))),
    (int, _integer),
    (float, _number),
    (Decimal, lambda cell, _zone: (Kind.DECIMAL, format(cell, "f")) if cell.is_finite() else (Kind.TEXT, str(cell))),
    (datetime, _datetime),
    (date, lambda cell, _zone: (Kind.DATE, cell.isoformat())),
    (time, lambda cell, _zone: (Kind.CLOCK, cell.isoformat())),
    (timedelta, lambda cell, _zone: (Kind.TEXT, _span(cell))),
    ((bytes, bytearray, memoryview), lambda cell, _zone: (Kind.BYTES, base64.b64encode(bytes(cell)).decode())),
    ((dict, list, tuple, set, frozenset), _nested),
)


def instant(cell: object, zone: ZoneInfo, written: str = "auto") -> datetime | None:
    """The aware instant that a cell names, or None if it names none.

    `written`: auto, local, utc, epoch_s, epoch_ms, epoch_us, epoch_ns. Stamps without a zone are in `zone` unless written is utc.
    An hour that occurs twice is taken as its first occurrence. Unasked, a number is taken for a time only where it can hardly be
    anything else: read wrongly, a row of the time before would be the next holder's.
    """
    if cell is None or isinstance(cell, bool):
        return None
    try:
        unit = _UNITS.get(written)
        if unit is not None:
            return _after_epoch(Decimal(str(cell).strip()), unit)
        moment = _moment(cell)
        return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC if written == "utc" else zone)
    except (ValueError, ArithmeticError):
        return None


def _moment(cell: object) -> datetime | None:
    """A stamp, with its offset or without."""
    match cell:
        case datetime():
            return cell
        case date():
            return datetime(cell.year, cell.month, cell.day)
    text = str(cell).strip()
    if found := _ISO.match(text):
        return datetime.fromisoformat("".join(part for part in found.groups() if part).replace(",", "."))
    if _COMPACT.match(text):
        return datetime.strptime(text, "%Y%m%d%H%M%S")
    number = Decimal(text)
    return next((_after_epoch(number, unit) for unit in _UNITS.values() if int(number / unit) in _LIKELY), None)


def _after_epoch(number: Decimal, unit: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(number * 1_000_000 / unit))
