"""How to speak with one kind of source. A connector holds no state about any request; it is opened and closed for one task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Protocol

from dsr.domain.dataset import Collection, Source
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

    def __init__(self, source: Source) -> None: ...

    def probe(self) -> None:
        """Ask a harmless question. Raises SourceError."""

    def collect(self, query: Query) -> Iterator[Batch]: ...

    def close(self) -> None: ...
