"""The values that lead from one collection to the next, with the tenant and time they hold for.

Invariant: a key that leaves a row is never valid for longer, or for another tenant, than the key that found the row; and what a line of
several people found leaves as theirs, or not at all. An address or a device is the person's for the time of a session, which ends now at the latest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from dsr.domain.compare import as_text
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Field, Source
from dsr.domain.graph import Step
from dsr.domain.holders import Finders, may_name_nobody
from dsr.domain.identity import BORROWED, identifies
from dsr.domain.keys import Identity, Key, Lookup
from dsr.domain.match import normaliser, span_places, validity
from dsr.domain.networks import CompanyNetwork
from dsr.domain.stored import Reader, reader
from dsr.domain.templates import middles, templates
from dsr.domain.window import ALWAYS, Window

Spot = tuple[Address, tuple[str, ...]]  # a collection and the fields whose values travel together
Row = tuple[object, ...]
Mark = tuple[int, Condition]            # the place of a column, and what is asked of its cell
Scope = tuple[str | None, Window, bool]  # tenant and time that a row was found for, and whether by a line of several people


class Keyring:
    """All keys known so far, by the spot they came from; what `earlier` rings know is read along, never changed."""

    def __init__(self, *earlier: Keyring) -> None:
        self._earlier = earlier
        self._keys: defaultdict[Spot, set[Key]] = defaultdict(set)

    def add(self, spot: Spot, keys: Iterable[Key]) -> None:
        self._keys[spot].update(keys)

    def at(self, spot: Spot) -> frozenset[Key]:
        return frozenset(self._keys.get(spot, ())).union(*(ring.at(spot) for ring in self._earlier))

    def own(self) -> Iterator[tuple[Spot, frozenset[Key]]]:
        """What this ring itself holds."""
        yield from ((spot, frozenset(keys)) for spot, keys in self._keys.items())

    def include(self, other: Keyring) -> None:
        """Add what another ring itself holds."""
        for spot, keys in other.own():
            self.add(spot, keys)

    def dump(self) -> bytes:
        """What this ring itself holds, as bytes to be sealed; the opposite of `load`."""
        return orjson.dumps([
            [spot[0].dataset, spot[0].collection, list(spot[1]), [_pack_key(key) for key in keys]]
            for spot, keys in self._keys.items()
        ])

    def load(self, data: bytes) -> None:
        """Add what `dump` wrote."""
        for dataset, collection, fields, keys in orjson.loads(data):
            self.add((Address(dataset, collection), tuple(fields)), (_unpack_key(key) for key in keys))


def lookups(step: Step, identities: Iterable[Identity], ring: Keyring) -> tuple[Lookup, ...]:
    """What to look up for a step: the given identities at its seeds, and the values its upstream collections gave."""
    found: defaultdict[tuple[tuple[str, ...], str | None], set[Key]] = defaultdict(set)
    known = tuple(identities)
    for seed in step.seeds:
        found[(seed.field,), seed.compared or seed.kind].update(one.key for one in known if one.kind == seed.kind)
    for edge in step.inputs:
        found[(edge.to_field,), edge.kind].update(ring.at((edge.from_address, (edge.from_field,))))
    for group in step.groups:
        spot = (group[0].from_address, tuple(edge.from_field for edge in group))
        found[tuple(edge.to_field for edge in group), None].update(ring.at(spot))
    return tuple(Lookup(fields, frozenset(keys), kind) for (fields, kind), keys in found.items() if keys)


def narrowed(collection: Collection, step: Step, ring: Keyring) -> Collection | None:
    """The collection with only those rows whose values are among what its narrowing joins gave; None where one of them gave nothing."""
    found: defaultdict[str, set[object]] = defaultdict(set)
    for edge in step.narrows:
        found[edge.to_field].update(key.value for key in ring.at((edge.from_address, (edge.from_field,))))
    own = tuple(Condition(name, tuple(sorted(values, key=str))) for name, values in found.items() if values)
    return replace(collection, where=(*collection.where, *own)) if len(own) == len(found) else None


def once_more(step: Step, ring: Keyring) -> tuple[Lookup, ...]:
    """What the rows of a collection say of others in it; `ring` holds only what they gave."""
    found: defaultdict[tuple[tuple[str, ...], str | None], set[Key]] = defaultdict(set)
    for edge in step.again:
        found[(edge.to_field,), edge.kind].update(ring.at((edge.from_address, (edge.from_field,))))
    return tuple(Lookup(fields, frozenset(keys), kind) for (fields, kind), keys in found.items() if keys)


def spots(steps: Iterable[Step]) -> frozenset[Spot]:
    """Every spot that some step of the plan draws keys from."""
    result: set[Spot] = set()
    for step in steps:
        result.update((edge.from_address, (edge.from_field,)) for edge in (*step.inputs, *step.narrows))
        result.update((group[0].from_address, tuple(edge.from_field for edge in group)) for group in step.groups)
    return frozenset(result)


class Harvest:
    """Takes the keys out of the rows of one collection."""

    def __init__(self, collection: Collection, source: Source, columns: tuple[str, ...], spots: tuple[Spot, ...],
                 lookups: tuple[Lookup, ...], now: datetime) -> None:
        self._until_now = Window(None, now)
        self._zone = ZoneInfo(source.timezone)
        self._readings = [_Reading.of(spot, collection, source, columns) for spot in spots]
        self._tenant = columns.index(collection.tenant) if spots and collection.tenant else None
        self._ends = span_places(collection, columns) if spots else None
        is_bound = any(key.tenant is not None or not key.window.is_always for lookup in lookups for key in lookup.keys)
        is_flagged = any(reading.office for reading in self._readings) or may_name_nobody(collection, lookups)
        is_scoped = bool(spots) and (is_bound or is_flagged or self._tenant is not None or self._ends is not None)
        self._finders = Finders(collection, source, columns, lookups) if is_scoped else None
        self._passes_on = collection.passes_lines_on

    def take(self, rows: list[Row], ring: Keyring) -> None:
        """Add to `ring` what the rows hold at the wanted spots."""
        scopes = None if self._finders is None else [self._scopes(row, self._finders) for row in rows]
        for reading in self._readings:
            if scopes is None:
                values: set[object] = set()
                for row in rows:
                    values.update(reading.values(row))
                ring.add(reading.spot, (Key(value) for value in values))
                continue
            for row, own in zip(rows, scopes, strict=True):
                if any(mark.holds(row[place]) for place, mark in reading.office):
                    continue
                held = own if self._ends is None or reading.kind not in BORROWED else self._ended(own)
                for value in reading.values(row):
                    ring.add(reading.spot, (Key(value, tenant, window, is_shared) for tenant, window, is_shared in held))

    def _ended(self, scopes: set[Scope]) -> set[Scope]:
        """Sessions that are still open end now: who has the address afterwards is somebody else."""
        return {(tenant, span, is_shared) for tenant, window, is_shared in scopes if (span := window.intersect(self._until_now)) is not None}

    def _scopes(self, row: Row, finders: Finders) -> set[Scope]:
        """Tenants and windows that the row's values hold for: those of the keys that found it, cut to the row's own."""
        cell = None if self._tenant is None else row[self._tenant]
        tenant = None if cell is None else str(cell)
        own = ALWAYS if self._ends is None else validity(row, self._ends, self._zone)
        if own is None:
            return set()
        result: set[Scope] = set()
        for _, key in finders.all(row) if self._passes_on else finders.own(row):
            window = own.intersect(key.window)
            if window is not None and not key.is_unproven:
                result.add((tenant if tenant is not None else key.tenant, window, key.is_shared))
        return result


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the values of one spot are read: those of a composite key travel as they are, for they are compared as they are."""

    spot: Spot
    read: Reader
    is_composite: bool
    kind: str | None
    written: tuple[str, ...]
    normal: Callable[[object], object]
    office: tuple[Mark, ...] = ()  # where one holds, it is an address of the company's network and leads nowhere
    network: CompanyNetwork | None = None

    @classmethod
    def of(cls, spot: Spot, collection: Collection, source: Source, columns: tuple[str, ...]) -> _Reading:
        names = spot[1]
        fields = [next((field for field in collection.fields if field.name == name), Field(name)) for name in names]
        office = tuple((columns.index(field.company.when.column), field.company.when) for field in fields if field.company and field.company.when)
        if len(names) > 1:
            places = [columns.index(name) for name in names]
            return cls(spot, lambda row: tuple(row[place] for place in places), True, None, (), normaliser(None, source.country), office)
        field = fields[0]
        return cls(spot, reader(field, columns), False, field.kind, field.written if templates(field.written) else (),
                   normaliser(field.kind, source.country), office, field.company)

    def values(self, row: Row) -> Iterator[object]:
        """NULL and blanks give none, a list gives its elements, several columns give tuples."""
        cell = self.read(row)
        if self.is_composite:
            cells = cell if isinstance(cell, tuple) else ()
            if not any(one is None or isinstance(one, (list, tuple, dict)) or not identifies(None, one) for one in cells):
                yield cells
            return
        for one in cell if isinstance(cell, (list, tuple)) else (cell,):
            if one is None or isinstance(one, dict):
                continue
            for part in middles(self.written, as_text(one), self.kind) if self.written else (one,):
                if identifies(self.kind, value := self.normal(part)) and not (self.network is not None and self.network.has(value)):
                    yield value


def _pack_key(key: Key) -> list[Any]:
    window = [end.astimezone(UTC).isoformat() if end else None for end in (key.window.start, key.window.end)]
    return [_pack(key.value), key.tenant, *window, key.is_shared]


def _unpack_key(packed: list[Any]) -> Key:
    value, tenant, start, end, *shared = packed
    window = Window(*(datetime.fromisoformat(stamp) if stamp else None for stamp in (start, end)))
    return Key(_unpack(value), tenant, window, bool(shared and shared[0]))


def _pack(value: object) -> list[Any]:
    """Type and text, so that 1, '1' and True stay apart in the sealed keys."""
    match value:
        case tuple():
            return ["tuple", [_pack(one) for one in value]]
        case bool() | str():
            return [type(value).__name__, value]
        case bytes() | memoryview():
            return ["bytes", bytes(value).hex()]
        case datetime() | date():
            return [type(value).__name__, value.isoformat()]
        case int() | float() | Decimal() | UUID():
            return [type(value).__name__, str(value)]
        case _:
            return ["str", str(value)]


_UNPACK: dict[str, Callable[[Any], object]] = {
    "tuple": lambda value: tuple(_unpack(one) for one in value),
    "bool": bool, "str": str, "int": int, "float": float, "Decimal": Decimal, "UUID": UUID,
    "bytes": bytes.fromhex, "datetime": datetime.fromisoformat, "date": date.fromisoformat,
}


def _unpack(packed: list[Any]) -> object:
    kind, value = packed
    return _UNPACK[kind](value)
