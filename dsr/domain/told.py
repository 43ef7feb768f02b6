"""Cells that are written for machines, told as what they stand for: times as numbers, addresses as numbers.

Invariant: a cell that cannot be read as the mapping says is left as it is. What systems write where there is no time (0, the years 1 and 9999,
the end of their count) becomes nothing, because it would be read as a day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from typing import Literal
from zoneinfo import ZoneInfo

from dsr.domain.compare import as_text
from dsr.domain.dataset import Collection
from dsr.domain.window import limit
from dsr.domain.wire import instant

Way = Literal["auto", "local", "utc", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "filetime", "ipv4_le"]
Row = tuple[object, ...]
_NEVER = 0x7FFFFFFFFFFFFFFF              # the last count of Windows: an account that never ends
_WINDOWS = datetime(1601, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Told:
    """Rewrites the cells of one collection that need it; `columns` are the names of the cells in a row."""

    def __init__(self, collection: Collection, columns: tuple[str, ...], zone: ZoneInfo) -> None:
        self._places = [(columns.index(field.name), _reader(field.told, zone)) for field in collection.fields if field.told and field.name in columns]

    def __call__(self, rows: list[Row]) -> list[Row]:
        for place, read in self._places:
            rows = [(*row[:place], read(row[place]), *row[place + 1:]) for row in rows]
        return rows


def _reader(way: str, zone: ZoneInfo) -> Callable[[object], object]:
    match way:
        case "ipv4_le":
            return _address
        case "filetime":
            return lambda cell: _filetime(cell, zone)
        case _:
            return lambda cell: _time(cell, zone, way)


def _time(cell: object, zone: ZoneInfo, way: str) -> object:
    moment = instant(cell, zone, way)
    if moment is None:
        return cell
    if limit(moment) is None or (way.startswith("epoch") and moment == _EPOCH):
        return None
    return moment.astimezone(zone) if way.startswith("epoch") else moment


def _filetime(cell: object, zone: ZoneInfo) -> object:
    """Steps of 100 nanoseconds since 1601, as Active Directory counts."""
    count = _whole(cell)
    if count is None:
        return cell
    if count in (0, _NEVER):
        return None
    try:
        return (_WINDOWS + timedelta(microseconds=count // 10)).astimezone(zone)
    except OverflowError:
        return cell


def _address(cell: object) -> object:
    """An IPv4 address whose bytes are written as one number with a sign, the first of them counting least."""
    number = _whole(cell)
    if number is None or not -(1 << 31) <= number < 1 << 32:
        return cell
    return None if number == 0 else str(IPv4Address((number & 0xFFFFFFFF).to_bytes(4, "little")))


def _whole(cell: object) -> int | None:
    try:
        return None if cell is None or isinstance(cell, bool) else int(as_text(cell))
    except ValueError:
        return None
