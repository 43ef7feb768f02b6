"""Which elements of a list are the person's, where a row was found by one of them."""

from __future__ import annotations

from dataclasses import dataclass

from dsr.domain.compare import as_text, comparable
from dsr.domain.dataset import Collection
from dsr.domain.keys import Lookup
from dsr.domain.templates import middles, templates

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Elements:
    """A row is found by one element of a list: the others may be somebody else's, and stay behind unless the mapping says
    `return_all_elements`. A list that no key of the row's own search is in is left alone: another field found the row."""

    wanted: tuple[tuple[int, str | None, tuple[str, ...], frozenset[object]], ...]
    country: str | None

    @classmethod
    def of(cls, collection: Collection, lookups: tuple[Lookup, ...], columns: tuple[str, ...], country: str | None) -> Elements:
        whole = {field.name for field in collection.fields if field.return_all_elements or field.columns != (field.name,)}
        found = []
        for lookup in lookups:
            name = lookup.fields[0]
            if len(lookup.fields) == 1 and name in columns and name not in whole:
                values = frozenset(comparable(key.value, lookup.kind, country) for key in lookup.keys)
                found.append((columns.index(name), lookup.kind, collection.ways(name, lookup.kind), values))
        return cls(tuple(found), country)

    def narrowed(self, rows: list[Row]) -> list[Row]:
        """The rows with the matching elements of their lists."""
        for place, kind, written, values in self.wanted:
            if any(issubclass(kind_of_cell, list) for kind_of_cell in {type(row[place]) for row in rows}):
                rows = [self._narrowed(row, place, kind, written, values) for row in rows]
        return rows

    def _narrowed(self, row: Row, place: int, kind: str | None, written: tuple[str, ...], values: frozenset[object]) -> Row:
        cell = row[place]
        if not isinstance(cell, list):
            return row
        own = [one for one in cell if one is not None and not isinstance(one, (list, dict)) and self._is_one(one, kind, written, values)]
        return (*row[:place], own, *row[place + 1:]) if own else row

    def _is_one(self, value: object, kind: str | None, written: tuple[str, ...], values: frozenset[object]) -> bool:
        if not templates(written):
            return comparable(value, kind, self.country) in values
        return any(comparable(one, kind, self.country) in values for one in middles(written, as_text(value), kind))
