"""SQLite has no times and no booleans: a cell is text or a number, and what its column was declared as says what it means.

Invariant: a cell that is not what its column says stays as it is; nothing is lost and nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Column
from sqlalchemy import types as sql

Row = tuple[object, ...]
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def reader(columns: list[Column[Any]]) -> Callable[[list[Row]], list[Row]]:
    """What makes of rows as SQLite gives them rows of what their columns were declared as."""
    forms = [(place, form) for place, column in enumerate(columns) if (form := _form(column)) is not None]
    if not forms:
        return lambda rows: rows

    def read(rows: list[Row]) -> list[Row]:
        cells = list(zip(*rows, strict=True))
        for place, form in forms:
            cells[place] = tuple(map(form, cells[place]))
        return list(zip(*cells, strict=True))

    return read


def _form(column: Column[Any]) -> Callable[[object], object] | None:
    if isinstance(column.type, sql.DateTime):
        return _stamp
    if isinstance(column.type, sql.Date):
        return _day
    return _flag if isinstance(column.type, sql.Boolean) else None


def _stamp(cell: object) -> object:
    return _moment(cell) if isinstance(cell, str) else cell


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text) if _STAMP.match(text) else text
    except ValueError:
        return text


def _day(cell: object) -> object:
    try:
        return date.fromisoformat(cell) if isinstance(cell, str) and _DAY.match(cell) else cell
    except ValueError:
        return cell


def _flag(cell: object) -> object:
    return bool(cell) if type(cell) is int and cell in (0, 1) else cell
