"""What a mapping names and this installation has not, where the mapping says that not every installation has it.

Invariant: only a column that is marked optional may be missing, and none by which rows are narrowed or cells decided.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table, null
from sqlalchemy.types import NullType

from dsr.connectors.faults import Place
from dsr.domain.dataset import Collection
from dsr.domain.keys import Lookup


def check_columns(table: Table, collection: Collection, names: tuple[str, ...], place: Place) -> None:
    """Raises SourceMisconfigured with the nearest name for a column that is not there and has to be."""
    may_miss = _may_miss(collection)
    for name in names:
        if name not in table.c and name not in may_miss:
            raise place.nothing_named("column", name, table.c.keys())


def searchable(lookups: tuple[Lookup, ...], collection: Collection, table: Table) -> tuple[Lookup, ...]:
    """Without the look-ups by columns that need not be there and are not: no row can be found by them."""
    missing = {name for name in _may_miss(collection) if name not in table.c}
    return tuple(one for one in lookups if missing.isdisjoint(column for name in one.fields for column in _read(collection, name)))


def column(table: Table, name: str) -> Column[Any]:
    """The column, or one of no type for what is not there."""
    return table.c[name] if name in table.c else Column(name, NullType())


def cell(table: Table, name: str) -> Any:
    """What is selected: the column, or nothing in its place."""
    return table.c[name] if name in table.c else null().label(name)


def _may_miss(collection: Collection) -> frozenset[str]:
    return frozenset(field.name for field in collection.fields if field.is_optional) - collection.deciding


def _read(collection: Collection, name: str) -> tuple[str, ...]:
    return next((field.columns for field in collection.fields if field.name == name), (name,))
