"""How to speak with one kind of source. A connector holds no state about any request; it is opened and closed for one task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Protocol

from dsr.domain.dataset import Collection, Source
from dsr.domain.discover_shapes import Table
from dsr.domain.keys import Batch, Lookup


@dataclass(frozen=True, slots=True)
class Query:
    """Rows of `collection` that match ANY of the lookups; only `columns` are fetched, in that order.

    Tenant and time columns of the collection are applied to every key that carries a tenant or a window.
    """

    collection: Collection
    columns: tuple[str, ...]
    lookups: tuple[Lookup, ...]
    batch_rows: int = 2000


class Connector(Protocol):
    """One kind of source.

    `collect` streams, yields each matching row once, leaves values untouched, and yields nothing for unknown keys.
    Every failure is one of SourceUnavailable, SourceRefused, SourceMisconfigured; messages hold no values.
    Everything collected between opening and closing is read from one snapshot where the source can give one.
    """

    kind: ClassVar[str]
    keys_a_scan: ClassVar[int]  # where everything is read whoever is looked for: keys that one look through it answers; 0 where it is not

    def __init__(self, source: Source) -> None: ...

    def probe(self) -> None:
        """Ask a harmless question. Raises SourceError."""

    def collect(self, query: Query) -> Iterator[Batch]: ...

    def close(self) -> None: ...


class Catalogue(Protocol):
    """What a source that knows its own tables can tell about itself; optional, see `registry.catalogue`.

    Everything is read in the way `collect` reads: read-only, errors in our words. Cells of a sample stay in memory.
    """

    def __init__(self, source: Source) -> None: ...

    def tables(self, schema: str | None = None) -> tuple[Table, ...]:
        """Tables and views of one database schema (None: the one the source is set to). Raises SourceError."""

    def sample(self, table: Table, columns: tuple[str, ...], rows: int) -> list[tuple[object, ...]]:
        """Some rows, whichever come first. Raises SourceError."""

    def scans(self, collection: Collection, lookup: Lookup) -> bool:
        """Whether the source would read the whole table for this look-up, which is planned and not carried out. Raises SourceError."""

    def holds_more(self, collection: Collection, rows: int) -> bool:
        """Whether the table has more rows than this; no more are counted. Raises SourceError."""

    def listed(self, collection: Collection, columns: tuple[str, ...], most: int) -> list[tuple[object, ...]]:
        """Every row in whatever order, but not more than `most`. For lists of companies, never of people. Raises SourceError."""

    def close(self) -> None: ...
