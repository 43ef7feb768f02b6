"""How the tests ask a connector, in one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from dsr.connectors.base import Connector, Query
from dsr.connectors.registry import connect
from dsr.domain.dataset import Collection, Source
from dsr.domain.keys import Key, Lookup
from dsr.domain.window import Window
from tests.connectors.shelves import Columns, Row, Shelf

PEOPLE: Columns = {"id": "whole", "name": "text", "email": "text", "number": "text"}


@contextmanager
def opened(source: Source) -> Iterator[Connector]:
    with closing(connect(source)) as connector:
        yield connector


def read(connector: Connector, collection: Collection, columns: Iterable[str], *lookups: Lookup, batch_rows: int = 2000) -> list[Row]:
    """All rows of a query, in no order that matters."""
    query = Query(collection, tuple(columns), lookups, batch_rows)
    batches = list(connector.collect(query))
    assert all(batch.columns == query.columns and batch.rows for batch in batches)
    return [row for batch in batches for row in batch.rows]


def collected(source: Source, collection: Collection, columns: Iterable[str], *lookups: Lookup, batch_rows: int = 2000) -> list[Row]:
    with opened(source) as connector:
        return read(connector, collection, columns, *lookups, batch_rows=batch_rows)


def by(field: str, *values: object, kind: str | None = None, tenant: str | None = None, window: Window | None = None) -> Lookup:
    return Lookup((field,), frozenset(Key(value, tenant, window or Window()) for value in values), kind)


def ids(shelf: Shelf, table: str, columns: Columns, rows: Iterable[Row], *lookups: Lookup, country: str = "DK", **more: Any) -> list[int]:
    """The ids, in order, of what is found in a table of these rows; `more` says more of the collection."""
    shelf.put(table, columns, rows)
    collection = shelf.collection(table, columns, **more)
    return sorted(int(str(row[0])) for row in collected(shelf.source(collection, country=country), collection, ["id"], *lookups))
