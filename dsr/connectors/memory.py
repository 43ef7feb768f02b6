"""A source over plain Python rows, for trying mappings and for tests. config: tables = {collection: [row, ...]}.

Invariant: passes the same conformance suite as the databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from dsr.connectors.base import Query
from dsr.connectors.faults import Place
from dsr.domain.dataset import Source
from dsr.domain.keys import Batch
from dsr.domain.match import Matcher, needed


class MemoryConnector:
    """Rows are dictionaries by column name; a missing column is an error as in a database."""

    kind: ClassVar[str] = "memory"
    keys_a_scan: ClassVar[int] = 0

    def __init__(self, source: Source) -> None:
        self._source = source
        tables: Any = source.config.get("tables", {})
        self._tables: dict[str, list[dict[str, object]]] = tables

    def probe(self) -> None:
        return

    def collect(self, query: Query) -> Iterator[Batch]:
        if not any(lookup.keys for lookup in query.lookups):
            return
        address = query.collection.address
        rows = self._tables.get(query.collection.stored_as)
        place = Place(self._source.key, str(address))
        if rows is None:
            raise place.nothing_named("table", query.collection.stored_as, self._tables)
        columns = tuple(dict.fromkeys([*query.columns, *needed(query.collection, query.lookups)]))
        for name in columns:
            if rows and name not in rows[0]:
                raise place.nothing_named("column", name, rows[0])
        matcher = Matcher(query.collection, self._source, columns, [query.lookups])
        own = matcher.take([tuple(row[name] for name in columns) for row in rows], 0)
        for start in range(0, len(own), query.batch_rows):
            yield Batch(query.columns, [row[: len(query.columns)] for row in own[start:start + query.batch_rows]])

    def close(self) -> None:
        return
