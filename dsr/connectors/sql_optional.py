"""Columns that a mapping names and this database has not, where the mapping says that not every installation has them (domain.optional)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table, null
from sqlalchemy.types import NullType

from dsr.connectors.faults import Place
from dsr.domain import optional
from dsr.domain.dataset import Collection


def check_columns(table: Table, collection: Collection, names: tuple[str, ...], place: Place) -> None:
    """Raises SourceMisconfigured with the nearest name for a column that is not there and has to be."""
    may_miss = optional.may_miss(collection, table.c.keys())
    for name in names:
        if name not in table.c and name not in may_miss:
            raise place.nothing_named("column", name, table.c.keys())


def column(table: Table, name: str) -> Column[Any]:
    """The column, or one of no type for what is not there."""
    return table.c[name] if name in table.c else Column(name, NullType())


def cell(table: Table, name: str) -> Any:
    """What is selected: the column, or nothing in its place."""
    return table.c[name] if name in table.c else null().label(name)
