"""SQLite has no times and no booleans: a cell is text or a number, and what its column was declared as says what it means.

Invariant: a cell that is not what its column says stays as it is; nothing is lost and nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column
from sqlalchemy import types as sql

Row = tuple[object, ...]
Cells = tuple[object, ...]
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?\Z")
_USUAL = b"0000-00-00 00:00:00"
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def reader(columns: list[Column[Any]]) -> Callable[[list[Row]], list[Row]]:
    """What makes of rows as SQLite gives them rows of what their columns were declared as."""
    forms = [(place, form) for place, column in enumerate(columns) if (form := _form(column)) is not None]  # of a whole column
    if not forms:
        return lambda rows: rows

    def read(rows: list[Row]) -> list[Row]:
        cells = list(zip(*rows, strict=True))
        for place, form in forms:
            cells[place] = form(cells[place])
        return list(zip(*cells, strict=True))

    return read


def _form(column: Column[Any]) -> Callable[[Cells], Cells] | None:
    if isinstance(column.type, sql.DateTime):
        return _stamps
    if isinstance(column.type, sql.Date):
        return lambda cells: tuple(map(_day, cells))
    return (lambda cells: tuple(map(_flag, cells))) if isinstance(column.type, sql.Boolean) else None


def _stamps(cells: Cells) -> Cells:
    """One look at all of a column tells whether its cells are written in the usual way; to match each costs four times as much."""
    try:
        joined = "".join(cells).encode("ascii")  # type: ignore[arg-type]  # what is no text raises
        if joined.translate(_DIGITS) == _USUAL * len(cells):
            return tuple(map(datetime.fromisoformat, cells))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        pass
    return tuple(map(_stamp, cells))


def _stamp(cell: object) -> object:
    try:
        return datetime.fromisoformat(cell) if isinstance(cell, str) and _STAMP.match(cell) else cell
    except ValueError:
        return cell


def _day(cell: object) -> object:
    try:
        return date.fromisoformat(cell) if isinstance(cell, str) and _DAY.match(cell) else cell
    except ValueError:
        return cell


def _flag(cell: object) -> object:
    return bool(cell) if type(cell) is int and cell in (0, 1) else cell
