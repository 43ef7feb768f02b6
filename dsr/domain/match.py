"""Whether a row is really the person's: the exact check, in one place for every kind of source.

A database may find too much (collations that ignore accents, times without a zone, several statements). Invariant: a row is
taken if and only if one of the keys owns it by value, tenant and time, and by the first statement that owns it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from dsr.domain.dataset import Collection, Source
from dsr.domain.identity import normalise
from dsr.domain.keys import Key, Lookup
from dsr.domain.wire import instant

Row = tuple[object, ...]
Statement = tuple[Lookup, ...]
MEMO = 100_000


def comparable(value: object, kind: str | None = None, country: str | None = None) -> object:
    """Equal for what a source compares as equal: 7, '7' and Decimal('7.0'); text without case; identifiers in normal form."""
    match value:
        case tuple():
            return tuple(comparable(one, kind, country) for one in value)
        case bool():
            return str(int(value))
        case float() | Decimal():
            return str(int(value)) if value == value // 1 else str(value)
        case bytes() | memoryview():
            return bytes(value)
        case datetime():
            return value.isoformat(sep=" ")
        case _:
            text = str(value)
            return normalise(kind, text, country) if kind else text.rstrip(" ").casefold()


def statements(lookups: tuple[Lookup, ...], size: int) -> list[Statement]:
    """The lookups cut into statements of at most `size` keys each, in a stable order. No keys, no statement."""
    result: list[list[Lookup]] = []
    room = 0
    for lookup in lookups:
        keys = sorted(lookup.keys, key=lambda key: (str(type(key.value)), str(key.value), str(key)))
        while keys:
            if room <= 0:
                result.append([])
                room = size
            result[-1].append(Lookup(lookup.fields, frozenset(keys[:room]), lookup.kind))
            keys, room = keys[room:], room - len(keys)
    return [tuple(statement) for statement in result]


def needed(collection: Collection, lookups: tuple[Lookup, ...]) -> tuple[str, ...]:
    """The columns the check reads: those looked up, and tenant and time where a key is bound to one."""
    names = [name for lookup in lookups for name in lookup.fields]
    keys = [key for lookup in lookups for key in lookup.keys]
    if collection.tenant and any(key.tenant is not None for key in keys):
        names.append(collection.tenant)
    if collection.time and any(not key.window.is_always for key in keys):
        names.append(collection.time.column)
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class _Needle:
    places: tuple[int, ...]
    kind: str | None
    keys: dict[object, list[tuple[Key, int]]]
    memo: dict[object, list[tuple[Key, int]]]


class Matcher:
    """Checks rows whose cells come in the order of `columns`; those must hold all that `needed` names."""

    def __init__(self, collection: Collection, source: Source, columns: tuple[str, ...], by_statement: list[Statement]) -> None:
        self._country = source.country
        self._zone = ZoneInfo(source.timezone)
        self._written = collection.time.written if collection.time else "auto"
        keys = [key for statement in by_statement for lookup in statement for key in lookup.keys]
        is_bound = collection.tenant in columns and any(key.tenant is not None for key in keys)
        self._tenant = columns.index(collection.tenant) if is_bound and collection.tenant else None
        is_timed = collection.time is not None and collection.time.column in columns and any(not key.window.is_always for key in keys)
        self._time = columns.index(collection.time.column) if is_timed and collection.time else None
        self._needles = self._index(columns, by_statement)
        self.is_plain = self._tenant is None and self._time is None and len(by_statement) == 1 and len(self._needles) == 1

    def _index(self, columns: tuple[str, ...], by_statement: list[Statement]) -> list[_Needle]:
        found: dict[tuple[tuple[str, ...], str | None], defaultdict[object, list[tuple[Key, int]]]] = {}
        for number, statement in enumerate(by_statement):
            for lookup in statement:
                keys = found.setdefault((lookup.fields, lookup.kind), defaultdict(list))
                for key in lookup.keys:
                    keys[comparable(key.value, lookup.kind, self._country)].append((key, number))
        return [_Needle(tuple(columns.index(name) for name in fields), kind, dict(keys), {}) for (fields, kind), keys in found.items()]

    def take(self, rows: list[Row], statement: int) -> list[Row]:
        """Those of the rows that this statement is the first to own."""
        if self.is_plain and len(self._needles[0].places) == 1:
            needle = self._needles[0]
            place, look = needle.places[0], self._look
            return [row for row in rows if look(needle, row[place])]
        return [row for row in rows if min((number for _, number in self._owners(row)), default=None) == statement]

    def keys(self, row: Row) -> Iterator[Key]:
        """The keys that own the row."""
        return (key for key, _ in self._owners(row))

    def _owners(self, row: Row) -> Iterator[tuple[Key, int]]:
        for needle in self._needles:
            if len(needle.places) == 1:
                candidates = self._look(needle, row[needle.places[0]])
            else:
                candidates = self._look(needle, tuple(row[place] for place in needle.places))
            for key, number in candidates:
                if self._holds(key, row):
                    yield key, number

    def _look(self, needle: _Needle, cell: object) -> list[tuple[Key, int]]:
        """Keys with this value; a list holds each of its elements, NULL nothing."""
        if cell is None or isinstance(cell, dict) or (isinstance(cell, tuple) and len(needle.places) > 1 and None in cell):
            return []
        if isinstance(cell, (list, set, frozenset)):
            return [pair for one in cell for pair in self._look(needle, one)]
        typed = (type(cell), cell)
        found = needle.memo.get(typed)
        if found is None:
            if len(needle.memo) >= MEMO:
                needle.memo.clear()
            found = needle.memo[typed] = needle.keys.get(comparable(cell, needle.kind, self._country), [])
        return found

    def _holds(self, key: Key, row: Row) -> bool:
        if self._tenant is not None and key.tenant is not None and str(row[self._tenant]) != key.tenant:
            return False
        if self._time is not None and not key.window.is_always:
            moment = instant(row[self._time], self._zone, self._written)
            return moment is not None and key.window.contains(moment)
        return True


def normaliser(kind: str | None, country: str | None) -> Callable[[object], object]:
    """What a value becomes when it travels on: identifiers take their normal form, others stay as they are."""
    if kind is None:
        return lambda value: value
    return lambda value: normalise(kind, str(value), country)
