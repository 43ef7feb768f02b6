"""Who holds a line beside the person: asked of the collections that know, before anything is looked up by it.

Invariants: of other people only who they are and from when to when is read, compared in memory, and neither kept nor shown nor looked up. By a
line whose holders cannot be asked nothing is looked up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dsr.connectors.base import Connector, Query
from dsr.connectors.registry import BY_HAND
from dsr.domain.compare import as_text, comparable
from dsr.domain.dataset import Address, Collection, Field, Source
from dsr.domain.holders import Held, flags, parted, shared
from dsr.domain.identity import identifies
from dsr.domain.keys import Key, Lookup
from dsr.domain.match import Matcher, needed, span_places, validity
from dsr.domain.stored import reader
from dsr.domain.tenancy import WORLDWIDE, Holder, Line, Told, day_of, told_by
from dsr.domain.window import ALWAYS, Window, united, without
from dsr.services.keyring import Keyring
from dsr.services.opening import Lazy
from dsr.services.tenants import Directory, directories

Asked = tuple[object, str | None]  # a line and the name of its company


@dataclass(frozen=True, slots=True)
class _Line:
    """A field that names lines, in a collection that knows about them."""

    source: Source
    collection: Collection
    field: Field

    def is_of(self, kind: str | None) -> bool:
        return kind is not None and kind in (self.field.kind, *(one.kind for one in self.field.also))

    @property
    def person(self) -> Field | None:
        """The field that names the holder, if this is the line that is held."""
        own = self.collection.holders
        return self.collection.field(own.person) if own is not None and own.line == self.field.name else None

    @property
    def only(self) -> str | None:
        """The one company whose all rows are."""
        return None if self.collection.tenant else self.source.tenant

    def company(self, told: str | None) -> str | None:
        """The company of a holder, where the rows tell; it is `told` by the key."""
        return told if self.collection.tenant else self.source.tenant

    @property
    def columns(self) -> tuple[str, ...]:
        """Beside those of the look-up: all that says who holds the line, and when."""
        own = self.collection
        names = [*(self.person.columns if self.person else ()), own.tenant, *(own.valid or ()), *flags(own)]
        return tuple(name for name in names if name)


@dataclass(slots=True)
class _Known:
    """What is known of a line: who has it when, and when it is one of several people by itself."""

    held: list[Held] = field(default_factory=list)
    flagged: list[Window] = field(default_factory=list)


class Lines:
    """What the sources know of lines. Asks no more than is looked up, and nothing twice; opened for one stage of a search."""

    def __init__(self, sources: Iterable[Source], here: Lazy, own: Source, now: datetime) -> None:
        """`here` is the connection of the stage's `own` source, read in the stage's snapshot."""
        every = {own.key: own, **{one.key: one for one in sources if one.key != own.key}}
        self._lines = [_Line(source, collection, name) for source in every.values() if source.connector not in BY_HAND
                       for collection in source.collections()
                       if not collection.is_restricted and not collection.skip_processing for name in collection.lines
                       if source.key == own.key or collection.holders is None or not collection.holders.here]
        self._open = ExitStack()
        self._connections = {own.key: here, **{key: self._open.enter_context(closing(Lazy(one))) for key, one in every.items() if key != own.key}}
        self._directories = {one.source.key: directories(one.source) for one in self._lines}
        self._known: dict[tuple[Address, str, str | None], dict[Asked, _Known]] = {}
        self.heard: set[tuple[Address, Line]] = set()  # collections that said who else has which lines, or would have
        self._now = now

    def close(self) -> None:
        self._open.close()

    def marked(self, wanted: tuple[Lookup, ...], ring: Keyring) -> tuple[Lookup, ...]:
        """The look-ups, with keys parted where somebody else holds the line. `ring` tells whom the search has found the person to be.

        Raises SourceError of the source that knows the lines.
        """
        return tuple(replace(one, keys=frozenset(self._marked(one.keys, one.kind, ring))) if len(one.fields) == 1 else one for one in wanted)

    def settled(self, collection: Collection, found: Keyring, ring: Keyring) -> Keyring:
        """What a collection gave, with the lines that it gave parted alike; also those that are no identifiers and parts of a composite key."""
        own = [one for one in self._lines if one.collection.address == collection.address]
        if not own:
            return found
        known = Keyring(ring)
        known.include(found)
        result = Keyring()
        for spot, keys in found.own():
            for line in own:
                if line.field.name in spot[1]:
                    place = spot[1].index(line.field.name) if len(spot[1]) > 1 else None
                    keys = frozenset(self._parted(line, line.field.kind, keys, known, place))
            result.add(spot, keys)
        return result

    def said(self, keys: frozenset[Key], kind: str, ring: Keyring) -> Iterator[Told]:
        """Who else has these lines, as collections say that know it, once the search has found whom they call the person: several people at once
        where the person has it as well, else somebody else. A line that is one thing worldwide is asked about at every company: whoever has it
        elsewhere has it. Raises SourceError."""
        asked = frozenset((key.value, None if kind in WORLDWIDE else key.tenant) for key in keys)
        for line in self._lines:
            own = _persons(line, ring) | _known(line, ring) if line.is_of(kind) and told_by(line.collection) is not None else frozenset()
            known = self._learned(line, kind, asked) if own else {}
            self.heard |= {(line.collection.address, Line(kind, as_text(value), tenant)) for value, tenant in asked} if own else set()
            span = ALWAYS if line.collection.valid is not None else day_of(self._now, ZoneInfo(line.source.timezone))
            for value, tenant in asked if own else ():
                for company, theirs, mine in _by_company(known[value, tenant].held, own, span):
                    held = Line(kind, as_text(value), company if company is not None else tenant)
                    both = [both for one in theirs for other in mine if (both := one.intersect(other)) is not None]
                    for holder, spans in ((Holder.SHARED, united(both)), (Holder.OTHER, without(theirs, mine))):
                        yield from (Told(line.source.key, line.collection.address, held, holder, one) for one in spans)

    def _marked(self, keys: frozenset[Key], kind: str | None, ring: Keyring) -> frozenset[Key]:
        for line in self._lines:
            if line.is_of(kind):
                keys = frozenset(self._parted(line, kind, keys, ring, None))
        return keys

    def _parted(self, line: _Line, kind: str | None, keys: frozenset[Key], ring: Keyring, place: int | None) -> Iterator[Key]:
        """`place` is that of the line within a composite key."""
        asked = {key: (key.value[place] if place is not None and isinstance(key.value, tuple) else key.value, key.tenant)
                 for key in keys if not key.is_shared}
        known = self._learned(line, kind, frozenset(asked.values()))
        own = _persons(line, ring)
        for key in keys:
            spans = self._spans(known[asked[key]], line, key, own) if key in asked else []
            yield from parted(key, spans)

    def _spans(self, known: _Known, line: _Line, key: Key, own: frozenset[object]) -> list[Window]:
        if line.collection.holds == "now" and not key.window.contains(self._now):
            return []  # who has it today says nothing of the past
        return [*shared(known.held, key.window, own), *known.flagged]

    def _learned(self, line: _Line, kind: str | None, asked: frozenset[Asked]) -> dict[Asked, _Known]:
        known = self._known.setdefault((line.collection.address, line.field.name, kind), {})
        missing = asked - known.keys()
        known.update({one: _Known() for one in missing})
        if missing:
            self._learn(line, kind, missing, known)
        return known

    def _learn(self, line: _Line, kind: str | None, missing: frozenset[Asked], known: dict[Asked, _Known]) -> None:
        source, collection = line.source, replace(line.collection, time=None)  # when a row was written does not say when it holds
        connector = self._connections[source.key].get()
        directory = self._directories[source.key].get(collection.address.dataset) if collection.tenant else None
        asked = _as_written(missing, directory, line.only, connector)
        lookup = Lookup((line.field.name,), frozenset(asked), kind)
        columns = tuple(dict.fromkeys([*needed(collection, (lookup,)), *line.columns]))
        matcher, ends, zone = Matcher(collection, source, columns, [(lookup,)]), span_places(collection, columns), ZoneInfo(source.timezone)
        rows = [row for batch in connector.collect(Query(collection, columns, (lookup,))) for row in batch.rows]
        holder = _Holder(line, columns, rows, directory, connector)
        alike = _same(line, [cell for row in rows for cell in holder.cells(row)], connector)
        for row in rows:
            window = ALWAYS if ends is None else validity(row, ends, zone)
            if window is None:
                continue
            for one in (given for key in matcher.keys(row) for given in asked[key]):
                known[one].held += [Held((company, alike.get(person, person)), window) for company, person in holder.of(row, one[1])]
                known[one].flagged += [window] if holder.is_flagged(row) else []


def _as_written(missing: frozenset[Asked], directory: Directory | None, only: str | None, connector: Connector) -> dict[Key, list[Asked]]:
    """What is to be looked up, with the companies as the dataset calls them, and for what; `only` is the company whose source it is."""
    names = {tenant for _, tenant in missing if tenant is not None}
    alike = {name: frozenset({name}) for name in names if only in (None, name)}
    called = alike if directory is None else directory.known_as(names, connector)
    result: defaultdict[Key, list[Asked]] = defaultdict(list)
    for value, tenant in missing:
        for own in (None,) if tenant is None else called.get(tenant, ()):
            result[Key(value, own)].append((value, tenant))
    return result


class _Holder:
    """Reads of rows who holds the line."""

    def __init__(self, line: _Line, columns: tuple[str, ...], rows: list[tuple[object, ...]], directory: Directory | None,
                 connector: Connector) -> None:
        self._line, self._person, self._country = line, line.person, line.source.country
        self._read = reader(line.person, columns) if line.person else None
        self._tenant = columns.index(line.collection.tenant) if line.collection.tenant else None
        self._flag = (columns.index(line.field.shared.column), line.field.shared) if line.field.shared else None
        cells = set() if self._tenant is None else {str(row[self._tenant]) for row in rows if row[self._tenant] is not None}
        self._names = directory.names(cells, connector) if directory is not None else {}

    def of(self, row: tuple[object, ...], tenant: str | None) -> Iterator[tuple[str | None, object]]:
        """Whom the row names: the company's name and who it is there; nobody for a line that is free."""
        if self._person is None:
            return
        company = self._line.company(tenant)
        if tenant is None and self._tenant is not None and row[self._tenant] is not None:
            company = self._names.get(str(row[self._tenant])) or str(row[self._tenant])
        yield from ((company, comparable(one, self._person.kind, self._country)) for one in self.cells(row))

    def cells(self, row: tuple[object, ...]) -> Iterator[object]:
        """Who is named, as it is written."""
        cell = None if self._read is None else self._read(row)
        for one in cell if isinstance(cell, (list, tuple)) else (cell,):
            if self._person is not None and one is not None and not isinstance(one, dict) and identifies(self._person.kind, one):
                yield one

    def is_flagged(self, row: tuple[object, ...]) -> bool:
        return self._flag is not None and self._flag[1].holds(row[self._flag[0]])


def _by_company(held: Iterable[Held], own: frozenset[object], span: Window) -> Iterator[tuple[str | None, list[Window], list[Window]]]:
    """The company, and within `span` when others have the line there, and when the person does."""
    found: defaultdict[str | None, tuple[list[Window], list[Window]]] = defaultdict(lambda: ([], []))
    for one in held:
        company, person = one.person if isinstance(one.person, tuple) else (None, one.person)
        if (window := one.window.intersect(span)) is not None:
            found[company][not own.isdisjoint({(company, person), (None, person)})].append(window)
    yield from ((company, theirs, mine) for company, (theirs, mine) in found.items())


def _same(line: _Line, persons: list[object], connector: Connector) -> dict[object, object]:
    """Which of the persons are called otherwise too, by another collection of the dataset."""
    own = line.collection.holders
    same = None if own is None else own.same
    there = next((one for one in line.source.collections() if same is not None
                  and one.address == Address(line.collection.address.dataset, same.collection)), None)
    if same is None or there is None or not persons:
        return {}
    kind, country = line.person.kind if line.person else None, line.source.country
    lookup = Lookup((same.key,), frozenset(Key(one) for one in persons), kind)
    columns = tuple(dict.fromkeys([same.key, same.person, *needed(replace(there, time=None), (lookup,))]))
    rows = [row for batch in connector.collect(Query(replace(there, time=None), columns, (lookup,))) for row in batch.rows]
    return {comparable(row[0], kind, country): comparable(row[1], kind, country) for row in rows if row[1] is not None and identifies(kind, row[1])}


def _known(line: _Line, ring: Keyring) -> frozenset[object]:
    """Whom the collection would call the person, by what the search has found where its word for people comes from."""
    spots = [(one.to, (one.field,)) for one in line.person.references if one.direction != "to"] if line.person else []
    return frozenset((line.company(key.tenant), comparable(key.value, line.person.kind, line.source.country))
                     for spot in spots for key in ring.at(spot) if line.person and not key.names_nobody)


def _persons(line: _Line, ring: Keyring) -> frozenset[object]:
    """Whom the collection calls the person, as far as it was searched. What only a line of several people found has led to nobody there."""
    if line.person is None:
        return frozenset()
    keys = ring.at((line.collection.address, (line.person.name,)))
    return frozenset((line.company(key.tenant), comparable(key.value, line.person.kind, line.source.country)) for key in keys)
