"""Columns as a driver gives them, in wire form: what all cells of a column have in common is found out once, not for each of them.

Invariant: a column becomes what its cells would become one by one (`domain.wire`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from dsr.domain.keys import Batch
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.domain.wire import SAFE_INTEGER, day_offset, stamp, told, wired
from dsr.services.blocks import Column, by_column

Cells = tuple[Any, ...]
Made = tuple[Kind, tuple[Wire, ...]]
_OF_STAMPS = ("auto", "local", "utc")
_UTC = ZoneInfo("UTC")
_UNIVERSAL = frozenset({UTC, _UTC})


def to_wire(batch: Batch, *, timezone: ZoneInfo, times: Mapping[str, str] = MappingProxyType({})) -> WireBatch:
    """The batch in wire form; cells of its rows beyond its columns are left. Stamps without a zone get `timezone`. `times` are columns known to
    hold instants, and how they are written."""
    if not batch.rows:
        return WireBatch.of_rows(batch.columns, (Kind.TEXT,) * len(batch.columns), [])
    made = [_instants(column, timezone, times[name]) if name in times else _column(column, timezone)
            for name, column in zip(batch.columns, by_column(batch.rows), strict=False)]
    return WireBatch(batch.columns, tuple(kind for kind, _ in made), tuple(cells for _, cells in made))


def _column(column: Column, zone: ZoneInfo) -> Made:
    cells, types = column.cells, column.types - {type(None)}
    has_no_null = types == column.types
    if len(types) == 1:
        together = _TOGETHER.get(next(iter(types)))
        held = cells if has_no_null else tuple(cell for cell in cells if cell is not None)
        if together is not None and (found := together(held, zone)) is not None:
            kind, made = found
            return kind, made if has_no_null else _with_nulls(made, cells)
    elif types == {float, int} and _are_safe([cell for cell in cells if cell is not None]):
        return Kind.NUMBER, cells  # SQLite keeps 7.0 of a decimal column as 7; larger ones are looked at singly
    return _one_by_one(None if cell is None else wired(cell, zone) for cell in cells)


def _instants(column: Column, zone: ZoneInfo, written: str) -> Made:
    """Whatever names an instant as a time; all else as in any column."""
    if written in _OF_STAMPS and column.types == {datetime} and (found := _stamps(column.cells, _UTC if written == "utc" else zone)):
        return found
    return _one_by_one(None if cell is None else (Kind.TIME, text) if (text := told(cell, zone, written)) else wired(cell, zone)
                       for cell in column.cells)


def _one_by_one(pairs: Iterable[tuple[Kind, Wire] | None]) -> Made:
    """Cells that each have a kind of their own (NULL has none), and what that makes of the column."""
    known = list(pairs)
    kinds = {pair[0] for pair in known if pair is not None}
    if kinds == {Kind.INTEGER, Kind.NUMBER}:
        kinds = {Kind.NUMBER}
    kind = kinds.pop() if len(kinds) == 1 else Kind.MIXED if kinds else Kind.TEXT
    return kind, tuple(None if pair is None else pair[1] for pair in known)


def _with_nulls(made: tuple[Wire, ...], cells: Cells) -> tuple[Wire, ...]:
    """What was made of the cells that are not NULL, each in its place."""
    rest = iter(made)
    return tuple(None if cell is None else next(rest) for cell in cells)


def _texts(cells: Cells, _zone: ZoneInfo) -> Made | None:
    try:
        "".join(cells).encode()  # only a lone surrogate fails
    except UnicodeEncodeError:
        return None
    return Kind.TEXT, cells


def _integers(cells: Cells, _zone: ZoneInfo) -> Made | None:
    return (Kind.INTEGER, cells) if min(cells) >= -SAFE_INTEGER and max(cells) <= SAFE_INTEGER else None


def _numbers(cells: Cells, _zone: ZoneInfo) -> Made | None:
    return (Kind.NUMBER, cells) if _are_safe(cells) else None


def _are_safe(cells: Iterable[float]) -> bool:
    """Whether all are numbers that readers of JSON keep whole. What is none makes the sum none too, and so what is too large."""
    return sum(map(abs, cells)) <= SAFE_INTEGER


def _decimals(cells: Cells, _zone: ZoneInfo) -> Made | None:
    """Where none has an exponent, or is no number, a decimal's own text is what it is written as."""
    texts = tuple(map(str, cells))
    joined = "".join(texts)
    return None if "E" in joined or "N" in joined or "I" in joined else (Kind.DECIMAL, texts)


def _stamps(cells: Cells, zone: ZoneInfo) -> Made | None:
    """Instants of UTC, or all without a zone: orjson writes a list of these in a fifth of the time of `isoformat`, and alike."""
    zones = {cell.tzinfo for cell in cells}
    if zones <= _UNIVERSAL:
        return Kind.TIME, tuple(orjson.loads(orjson.dumps(cells)))
    if zones != {None}:
        return None
    texts = orjson.loads(orjson.dumps(cells))
    offsets = {day: day_offset(day, zone) for day in {text[:10] for text in texts}}
    return Kind.TIME, tuple(text + offset if (offset := offsets[text[:10]]) else stamp(cell, zone)
                            for text, cell in zip(texts, cells, strict=True))


_TOGETHER: Mapping[type, Callable[[Cells, ZoneInfo], Made | None]] = {
    str: _texts, int: _integers, float: _numbers, Decimal: _decimals, datetime: _stamps}
