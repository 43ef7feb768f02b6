"""Tables and columns as a database shows them, before anybody has said what they mean.

Invariant: a shape holds names and types, never a cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """What a column can hold, whatever the database calls it. OTHER: nothing is known, so nothing is wrong with it."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    DATE = "date"
    CLOCK = "clock"
    BYTES = "bytes"
    NESTED = "nested"
    LIST = "list"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """`native` is the database's own word for the type: VARCHAR(40)."""

    name: str
    family: Family = Family.TEXT
    native: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values the database takes from `to_columns` of another table."""

    columns: tuple[str, ...]
    table: str
    to_columns: tuple[str, ...]
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view. `unique`: sets of columns that name one row, the primary key among them."""

    name: str
    columns: tuple[Column, ...]
    schema: str | None = None
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    is_view: bool = False

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def names_one_row(self, name: str) -> bool:
        """Whether this column alone is a key."""
        return (name,) in self.unique or self.primary_key == (name,)

    def joined(self, name: str) -> Iterator[tuple[ForeignKey, str]]:
        """The foreign keys of this one column, each with the column it leads to."""
        for key in self.foreign_keys:
            if key.columns == (name,) and len(key.to_columns) == 1:
                yield key, key.to_columns[0]


_FITS = {
    "string": frozenset({Family.TEXT, Family.TIME, Family.DATE, Family.CLOCK}),
    "object_id": frozenset({Family.TEXT}),
    "integer": frozenset({Family.INTEGER, Family.NUMBER}),
    "float": frozenset({Family.INTEGER, Family.NUMBER}),
    "boolean": frozenset({Family.BOOLEAN, Family.INTEGER}),
    "object": frozenset({Family.NESTED, Family.TEXT}),  # JSON is often kept as text
}


def fits(data_type: str | None, is_array: bool, family: Family) -> bool:
    """Whether a column can hold what a mapping says of it. What is not said, and a type nobody knows, always fits."""
    if data_type is None or family is Family.OTHER:
        return True
    if is_array:
        return family in (Family.LIST, Family.NESTED, Family.TEXT)
    return family in _FITS.get(data_type, frozenset(Family))


def data_type(family: Family) -> str | None:
    """The word that Fides has for it; None where it has none."""
    match family:
        case Family.TEXT | Family.TIME | Family.DATE | Family.CLOCK:
            return "string"
        case Family.INTEGER | Family.BOOLEAN:
            return family.value
        case Family.NUMBER:
            return "float"
        case Family.NESTED:
            return "object"
        case Family.LIST:
            return "string[]"
        case Family.BYTES | Family.OTHER:
            return None
