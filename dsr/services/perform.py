"""Carry out one stage of a search: read, seal, count. No session, no queue; the same for a worker and the command line.

Invariant: `found` counts rows where they leave the connector, and every one of them is in a sealed chunk or none of them is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

from dsr.connectors.registry import BY_HAND
from dsr.domain.asking import AwaitsPerson
from dsr.domain.dataset import Address, Collection, Source
from dsr.domain.enclosed import Kept, NotThere
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused
from dsr.domain.graph import Step
from dsr.domain.holders import unshared
from dsr.domain.keys import Identity, Lookup
from dsr.domain.masked import Masked
from dsr.domain.words import NotReached
from dsr.services.blocks import CHUNK_ROWS, CHUNK_SIZE
from dsr.services.content import Contents
from dsr.services.keyring import Keyring, Spot, lookups, narrowed, once_more
from dsr.services.lines import Lines
from dsr.services.opening import Lazy
from dsr.services.reading import Reading
from dsr.services.sealing import Place, Sealed, chunk_context, open_chunk
from dsr.services.tenants import Directory, belonging, directories, spread, within
from dsr.store import Store
from dsr.vault import Handle

__all__ = ["CHUNK_ROWS", "CHUNK_SIZE", "Beat", "Collected", "Sealed", "Shortfall", "StageOrder", "chunk_context", "collect_stage", "disclosed",
           "open_chunk"]
Beat = Callable[[int], None]  # called with the rows written so far, at least once a chunk


@dataclass(frozen=True, slots=True)
class StageOrder:
    """What to do: `steps` of one source, for these identities; results go below `place` in the store."""

    steps: tuple[Step, ...]
    spots: frozenset[Spot]
    identities: tuple[Identity, ...]
    categories: tuple[str, ...]
    place: str
    now: datetime  # the moment that tells who holds a row today; one for all stages of a search


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
    masked: dict[Address, Masked] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    not_there: dict[Address, NotThere] = field(default_factory=dict)
    shortfalls: list[Shortfall] = field(default_factory=list)
    asked: dict[Address, tuple[Lookup, ...]] = field(default_factory=dict)  # what only a person can search, and by what
    keys: Keyring = field(default_factory=Keyring)  # only those found in this stage


def disclosed(collection: Collection, categories: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the columns of a collection that belong to the asked categories, in the mapping's order."""
    return tuple(f.name for f in collection.columns_in(categories))


def collect_stage(order: StageOrder, source: Source, *, store: Store, handle: Handle, upstream: Keyring, beat: Beat,
                  sources: Iterable[Source] = ()) -> Collected:
    """Search the collections of one stage in one snapshot of their source.

    `upstream` holds the keys of earlier stages; those of `sources` that know are asked who else holds a line. Raises SourceUnavailable: the
    whole stage is to be tried again, nothing of it counts. A collection that the source refuses or that does not fit its mapping becomes a
    shortfall; the others go on.
    """
    result = Collected(keys=Keyring(upstream))
    by_address = {collection.address: collection for collection in source.collections()}
    with closing(Lazy(source)) as connector, closing(Lines(sources, connector, source, order.now)) as lines:
        stage = _Stage(order, source, by_address, directories(source), connector, lines, Place(store, handle, order.place), beat)
        for step in order.steps:
            if step.address not in by_address:
                result.shortfalls.append(Shortfall(step.address, NotReached.MISCONFIGURED, "not in the mapping any more"))
                continue
            try:
                _collect(step, stage, result)
            except AwaitsPerson as question:
                result.asked[step.address] = question.lookups
            except (SourceRefused, SourceMisconfigured) as error:
                result.shortfalls.append(Shortfall(step.address, _why(error), str(error.facts.get("detail", ""))))
    return result


@dataclass(frozen=True, slots=True)
class _Stage:
    """What all collections of a stage share."""

    order: StageOrder
    source: Source
    by_address: Mapping[Address, Collection]
    directories: Mapping[str, Directory]
    connector: Lazy
    lines: Lines
    place: Place
    beat: Beat


def _collect(step: Step, stage: _Stage, result: Collected) -> None:
    collection, order, connector, lines = stage.by_address[step.address], stage.order, stage.connector, stage.lines
    holder: set[Spot] = {(step.address, (collection.holders.person,))} if collection.holders else set()
    spots = tuple(sorted({*(spot for spot in order.spots if spot[0] == step.address), *holder}, key=str))
    again = tuple(dict.fromkeys(edge.to_field for edge in step.again))
    own = tuple(sorted({(edge.from_address, (edge.from_field,)) for edge in step.again}, key=str))
    counting = narrowed(collection, step, result.keys)
    contents = Contents.of(counting or collection, stage.source, order.categories, stage.place, stage.beat)
    reading = Reading(counting or collection, stage.source, disclosed(collection, order.categories), tuple(dict.fromkeys((*spots, *own))), again,
                      order.now, stage.place, stage.beat, contents)
    directory = stage.directories.get(step.address.dataset) if collection.tenant else None
    tenant = None if collection.tenant else stage.source.tenant
    asked = within(lookups(step, spread(order.identities), result.keys), tenant)
    wanted = reading.current(lines.marked(asked, result.keys)) if counting else ()
    if wanted and stage.source.connector in BY_HAND:  # what a person finds by such a line, nobody could tell apart
        wanted = unshared(wanted)
        if not wanted:
            result.shortfalls.append(Shortfall(step.address, NotReached.NOT_ASKED, "only a line of several people leads there"))
            return
    if wanted and directory is not None:
        wanted = directory.scoped(wanted, connector.get())
    ring = Keyring()
    if wanted:
        reading.read(connector.get(), wanted, ring)
        further = reading.current(lines.marked(once_more(step, ring), result.keys))
        if further:
            reading.once_more()
            reading.read(connector.get(), further, ring)
    if reading.contents is not None:
        reading.contents.fetch()
        result.kept += reading.contents.kept
        result.not_there[step.address] = reading.contents.not_there
    if directory is not None:
        ring = directory.named(ring, connector.get())
    result.keys.include(lines.settled(collection, belonging(ring, tenant), result.keys))
    result.found[step.address] = reading.found + reading.masked.shared
    result.masked[step.address] = reading.masked
    result.sealed += reading.sealed


def _why(error: SourceError) -> NotReached:
    return NotReached.REFUSED if isinstance(error, SourceRefused) else NotReached.MISCONFIGURED
