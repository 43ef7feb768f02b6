"""Carry out one stage of a search: read, seal, count. No session, no queue; the same for a worker and the command line.

Invariant: `found` counts rows where they leave the connector, and every one of them is in a sealed chunk or none of them is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from dsr import chunks
from dsr.connectors.base import Connector, Query
from dsr.connectors.registry import connect
from dsr.domain.dataset import Address, Collection, Source
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused
from dsr.domain.graph import Step
from dsr.domain.keys import Batch, Identity, Lookup
from dsr.domain.elements import Elements
from dsr.domain.match import needed
from dsr.domain.values import WireBatch
from dsr.domain.wire import to_wire
from dsr.domain.words import NotReached
from dsr.services.keyring import Harvest, Keyring, Spot, lookups
from dsr.store import Store
from dsr.vault import Handle

Beat = Callable[[int], None]  # called with the rows written so far, at least once a chunk
CHUNK_ROWS = 4000
CHUNK_SIZE = 8_000_000  # bytes or so: a table of recordings must not fill the memory of who collects it, or writes it out
_LONG_TYPES = (str, bytes, bytearray, memoryview)
_LONG = frozenset(_LONG_TYPES)


@dataclass(frozen=True, slots=True)
class StageOrder:
    """What to do: `steps` of one source, for these identities; results go below `place` in the store."""

    steps: tuple[Step, ...]
    spots: frozenset[Spot]
    identities: tuple[Identity, ...]
    categories: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed chunk of rows."""

    address: Address
    seq: int
    first_row: int
    rows: int
    digest: str
    path: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A collection that was not searched to the end. `detail` names columns or classes, never values."""

    address: Address
    why: NotReached
    detail: str = ""


@dataclass(slots=True)
class Collected:
    """What a stage gave. `found` has every collection of the stage that was searched, also with 0."""

    sealed: list[Sealed] = field(default_factory=list)
    found: dict[Address, int] = field(default_factory=dict)
    shortfalls: list[Shortfall] = field(default_factory=list)
    keys: Keyring = field(default_factory=Keyring)  # only those found in this stage


@dataclass(frozen=True, slots=True)
class _Place:
    """Where and under which key rows are sealed."""

    store: Store
    handle: Handle
    prefix: str


def disclosed(collection: Collection, categories: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the columns of a collection that belong to the asked categories, in the mapping's order."""
    return tuple(f.name for f in collection.columns_in(categories))


def collect_stage(order: StageOrder, source: Source, *, store: Store, handle: Handle, upstream: Keyring, beat: Beat) -> Collected:
    """Search the collections of one stage in one snapshot of their source.

    `upstream` holds the keys of earlier stages. Raises SourceUnavailable: the whole stage is to be tried again, nothing of
    it counts. A collection that the source refuses or that does not fit its mapping becomes a shortfall; the others go on.
    """
    result = Collected(keys=Keyring(upstream))
    by_address = {collection.address: collection for collection in source.collections()}
    place = _Place(store, handle, order.place)
    with closing(_Lazy(source)) as connector:
        for step in order.steps:
            collection = by_address.get(step.address)
            if collection is None:
                result.shortfalls.append(Shortfall(step.address, NotReached.MISCONFIGURED, "not in the mapping any more"))
                continue
            wanted = lookups(step, order.identities, result.keys)
            try:
                _collect(collection, source, connector, wanted, order, place, result, beat)
            except (SourceRefused, SourceMisconfigured) as error:
                result.sealed = [chunk for chunk in result.sealed if chunk.address != step.address]
                result.found.pop(step.address, None)
                result.shortfalls.append(Shortfall(step.address, _why(error), str(error.facts.get("detail", ""))))
    return result


def _collect(collection: Collection, source: Source, connector: _Lazy, wanted: tuple[Lookup, ...], order: StageOrder,
             place: _Place, result: Collected, beat: Beat) -> None:
    address = collection.address
    result.found[address] = 0
    if not wanted:
        return
    shown = disclosed(collection, order.categories)
    spots = tuple(sorted((spot for spot in order.spots if spot[0] == address), key=str))
    columns = _columns(collection, shown, spots, wanted)
    harvest = Harvest(collection, source, columns, spots, wanted)
    elements = Elements.of(collection, wanted, columns, source.country)
    zone, times = ZoneInfo(source.timezone), _times(collection)
    first = 0
    for seq, found in enumerate(_blocks(connector.get().collect(Query(collection, columns, wanted)))):
        rows = elements.narrowed(found)
        harvest.take(rows, result.keys)
        if shown:
            kept = rows if len(shown) == len(columns) else [row[: len(shown)] for row in rows]
            result.sealed.append(_seal(to_wire(Batch(shown, kept), timezone=zone, times=times), address, seq, first, place))
        first += len(rows)
        result.found[address] = first
        beat(len(rows))


def _times(collection: Collection) -> dict[str, str]:
    """The columns that the mapping says hold instants, whatever type the source gives them."""
    spans = {name: "auto" for name in collection.valid or () if name}
    return {**spans, collection.time.column: collection.time.written} if collection.time else spans


def _columns(collection: Collection, shown: tuple[str, ...], spots: tuple[Spot, ...], wanted: tuple[Lookup, ...]) -> tuple[str, ...]:
    """Disclosed columns first, then those that only serve the search."""
    extra: list[str | None] = [name for spot in spots for name in spot[1]]
    if spots:
        extra += [collection.tenant, *(collection.valid or ()), *needed(collection, wanted)]
    if not shown:
        extra += [wanted[0].fields[0]]
    return tuple(dict.fromkeys([*shown, *(name for name in extra if name)]))


def _blocks(batches: Iterable[Batch]) -> Iterator[list[tuple[object, ...]]]:
    """Rows in blocks of about CHUNK_ROWS, fewer where they are heavy, whatever the connector's batches are."""
    block: list[tuple[object, ...]] = []
    size = 0
    for batch in batches:
        for rows, weight in _portions(batch.rows):
            block.extend(rows)
            size += weight
            if len(block) >= CHUNK_ROWS or size >= CHUNK_SIZE:
                yield block
                block, size = [], 0
    if block:
        yield block


def _portions(rows: list[tuple[object, ...]]) -> Iterator[tuple[list[tuple[object, ...]], int]]:
    """All of the rows, or each by itself where together they are heavy; with what they weigh."""
    weight = _weight(rows)
    if weight < CHUNK_SIZE:
        yield rows, weight
    else:
        yield from (([row], _weight([row])) for row in rows)


def _weight(rows: list[tuple[object, ...]]) -> int:
    """What text and bytes of the rows come to."""
    total = 0
    for column in zip(*rows, strict=True):
        kinds = set(map(type, column))
        if kinds <= _LONG:
            total += sum(map(len, column))
        elif not _LONG.isdisjoint(kinds):
            total += sum(len(cell) for cell in column if isinstance(cell, _LONG_TYPES))
    return total


def _seal(batch: WireBatch, address: Address, seq: int, first: int, place: _Place) -> Sealed:
    data = chunks.encode(batch)
    path = f"{place.prefix}/{hashlib.sha256(str(address).encode()).hexdigest()[:16]}-{seq}"
    place.store.put(path, data, place.handle, chunk_context(path, address))
    return Sealed(address, seq, first, len(batch.rows), hashlib.sha256(data).hexdigest(), path)


def chunk_context(path: str, address: Address) -> str:
    """What a sealed chunk is bound to: its place and its collection."""
    return f"chunk:{path}:{address}"


def open_chunk(chunk: Sealed, store: Store, handle: Handle) -> WireBatch:
    """The rows of a sealed chunk. Raises VaultError if place, key or bytes differ."""
    return chunks.decode(store.get(chunk.path, handle, chunk_context(chunk.path, chunk.address)))


def _why(error: SourceError) -> NotReached:
    return NotReached.REFUSED if isinstance(error, SourceRefused) else NotReached.MISCONFIGURED


class _Lazy:
    """Opens the connector when the first collection is read, so that a stage without keys touches nothing."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._connector: Connector | None = None

    def get(self) -> Connector:
        if self._connector is None:
            self._connector = connect(self._source)
        return self._connector

    def close(self) -> None:
        if self._connector is not None:
            self._connector.close()
