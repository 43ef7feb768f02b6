"""Whether a row is really the person's: the exact check, in one place for every kind of source.

A database may find too much (collations that ignore accents, times without a zone, several statements). Invariant: a row is
taken if and only if one of the keys owns it by value, tenant and time, and with the first statement that brings it. A row that
holds from one day to another is owned only by keys of that time: who held a number before is somebody else.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dsr.domain.compare import as_text, comparable, normaliser
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Collection, Field, Source
from dsr.domain.keys import Key, Lookup
from dsr.domain.stored import Reader, reader
from dsr.domain.templates import middles, templates
from dsr.domain.window import Window, limit
from dsr.domain.wire import instant

__all__ = ["Matcher", "Row", "Statement", "as_text", "comparable", "needed", "normaliser", "span_places", "statements", "validity"]
Row = tuple[object, ...]
Places = tuple[int | None, int | None]
Statement = tuple[Lookup, ...]
MEMO = 100_000
TAIL = 4  # digits
_ALIKE = frozenset({str, int, type(None)})  # equal cells of these types are looked up alike; one instant in two zones, for one, is not
_NO_DIGIT = re.compile(r"[^0-9]+")


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
    """The columns the check reads: those looked up, those of the conditions of both, and tenant, time and validity where a key is bound
    to one."""
    by_name = {field.name: (*field.columns, *(one.column for one in field.only_when)) for field in collection.fields}
    names: list[str | None] = [column for lookup in lookups for name in lookup.fields for column in by_name.get(name, (name,))]
    names += [one.column for one in collection.where] if names else []
    keys = [key for lookup in lookups for key in lookup.keys]
    if any(key.tenant is not None for key in keys):
        names.append(collection.tenant)
    if any(not key.window.is_always for key in keys):
        names += [collection.time.column if collection.time else None, *(collection.valid or ())]
    return tuple(dict.fromkeys(name for name in names if name))


def span_places(collection: Collection, columns: tuple[str, ...]) -> Places | None:
    """Where the two columns stand between which a row holds; None for a collection whose rows always hold."""
    if collection.valid is None:
        return None
    start, end = (columns.index(name) if name else None for name in collection.valid)
    return start, end


def _is_session(collection: Collection) -> bool:
    """Whether the time of a row is the start of its span: then the start alone decides whose it is, however short or badly stopped it was."""
    return collection.time is not None and collection.valid is not None and collection.valid[0] == collection.time.column


def validity(row: Row, ends: Places, zone: ZoneInfo) -> Window | None:
    """The span a row holds for; an end that names no time is open. None if it ends before it starts."""
    start, end = (None if place is None else limit(instant(row[place], zone)) for place in ends)
    return None if start is not None and end is not None and start >= end else Window(start, end)


@dataclass(frozen=True, slots=True)
class _Needle:
    fields: tuple[str, ...]
    place: int | None             # of the one column that is looked at as it stands
    read: Reader
    kind: str | None
    written: tuple[str, ...]      # where in a cell the identifier stands
    keys: dict[object, list[tuple[Key, int]]]
    memo: dict[object, list[tuple[Key, int]]]
    tails: frozenset[str] | None  # the last digits of every telephone number among the keys
    when: tuple[tuple[int, Condition], ...]  # rows for which these do not all hold are not found by it

    def is_elsewhere(self, cell: object) -> bool:
        """Whether a cell can be told at a glance to hold none of the keys: reading a number properly costs twenty times as much.

        The last digits of a number are the same in every spelling; where that is not plain to see, the answer is no.
        """
        if self.tails is None or not isinstance(cell, str) or not cell.isascii() or "(" in cell:
            return False
        return _tail(cell) not in self.tails


def _tail(written: str) -> str:
    return _NO_DIGIT.sub("", written.partition("@")[0].partition(";")[0])[-TAIL:]


def _same(cell: object) -> object:
    """What equal cells have in common that are looked up alike: one instant is written differently in two zones."""
    match cell:
        case datetime():
            return cell.isoformat()
        case bytearray():
            return bytes(cell)
        case _:
            return cell


def _tails(kind: str | None, keys: Iterable[object]) -> frozenset[str] | None:
    """None for keys of which the last digits do not decide: other kinds, and numbers that are shorter than that."""
    texts = [str(key) for key in keys]
    if kind != "phone_number" or any(not text.isascii() or len(_NO_DIGIT.sub("", text)) < TAIL for text in texts):
        return None
    return frozenset(_tail(text) for text in texts)


class Matcher:
    """Checks rows whose cells come in the order of `columns`; those must hold all that `needed` names."""

    def __init__(self, collection: Collection, source: Source, columns: tuple[str, ...], by_statement: list[Statement]) -> None:
        self._country = source.country
        self._zone = ZoneInfo(source.timezone)
        self._written = collection.time.written if collection.time else "auto"
        keys = [key for statement in by_statement for lookup in statement for key in lookup.keys]
        is_bound = any(key.tenant is not None for key in keys)
        self._tenant = columns.index(collection.tenant) if is_bound and collection.tenant else None
        is_timed = any(not key.window.is_always for key in keys)
        self._time = columns.index(collection.time.column) if is_timed and collection.time else None
        self._valid = span_places(collection, columns) if is_timed and not _is_session(collection) else None
        self._needles = self._index(collection, columns, by_statement)
        self._where: list[tuple[int, Condition]] = [(columns.index(one.column), one) for one in collection.where] if self._needles else []
        is_scoped = any(place is not None for place in (self._tenant, self._time, self._valid))
        self.is_plain = not is_scoped and len(by_statement) == 1 and len(self._needles) == 1 and not self._needles[0].when
        self._is_single = len(by_statement) == 1
        self._came: dict[bytes, int] = {}  # rows of several statements -> the one that brought them

    def _index(self, collection: Collection, columns: tuple[str, ...], by_statement: list[Statement]) -> list[_Needle]:
        found: dict[tuple[tuple[str, ...], str | None], defaultdict[object, list[tuple[Key, int]]]] = {}
        for number, statement in enumerate(by_statement):
            for lookup in statement:
                keys = found.setdefault((lookup.fields, lookup.kind), defaultdict(list))
                for key in lookup.keys:
                    keys[comparable(key.value, lookup.kind, self._country)].append((key, number))
        by_name = {field.name: field for field in collection.fields}
        return [self._needle([by_name.get(name, Field(name)) for name in fields], kind, dict(keys), columns)
                for (fields, kind), keys in found.items()]

    def _needle(self, fields: list[Field], kind: str | None, keys: dict[object, list[tuple[Key, int]]], columns: tuple[str, ...]) -> _Needle:
        names, first = tuple(field.name for field in fields), fields[0]
        when = tuple((columns.index(one.column), one) for field in fields for one in field.only_when)
        if len(fields) > 1:
            places = [columns.index(name) for name in names]
            return _Needle(names, None, lambda row: tuple(row[place] for place in places), kind, (), keys, {}, None, when)
        is_plain = first.columns == (first.name,)
        written = first.ways(kind) if templates(first.ways(kind)) else ()
        return _Needle(names, columns.index(first.name) if is_plain else None, reader(first, columns), kind, written, keys, {},
                       _tails(kind, keys) if is_plain and not written else None, when)

    def take(self, rows: list[Row], statement: int) -> list[Row]:
        """Those of the rows that the statement owns, but for those that an earlier one brought."""
        if self._where:
            rows = [row for row in rows if all(condition.holds(row[place]) for place, condition in self._where)]
        if self.is_plain and self._needles[0].place is not None:
            return self._by_one_cell(rows, self._needles[0], self._needles[0].place)
        return [row for row in rows if self._is_new(row, statement)]

    def _by_one_cell(self, rows: list[Row], needle: _Needle, place: int) -> list[Row]:
        """The rows whose one cell decides. A person's rows repeat few values: each is looked at once."""
        cells = [row[place] for row in rows]
        if not _ALIKE.issuperset(map(type, cells)):
            return [row for row, cell in zip(rows, cells, strict=True) if self._look(needle, cell)]
        values = set(cells)
        own = {cell for cell in values if self._look(needle, cell)}
        return rows if len(own) == len(values) else [row for row, cell in zip(rows, cells, strict=True) if cell in own]

    def _is_new(self, row: Row, statement: int) -> bool:
        """Whether a statement owns a row that has not come before.

        That an earlier one owns it too does not say that the source brought it then: it may compare more strictly than we do.
        """
        if self._is_single:
            return next(self._owners(row), None) is not None
        owners = {number for _, number in self._owners(row)}
        if statement not in owners or len(owners) == 1:
            return statement in owners
        mark = hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return self._came.setdefault(mark, statement) == statement

    def keys(self, row: Row) -> Iterator[Key]:
        """The keys that own the row."""
        return (key for key, _ in self._owners(row))

    def finders(self, row: Row) -> Iterator[tuple[str, Key]]:
        """The fields by which the row was found, each with a key that owns it."""
        for needle in self._needles:
            for key, _ in self._owners_by(needle, row):
                yield from ((name, key) for name in needle.fields)

    def _owners(self, row: Row) -> Iterator[tuple[Key, int]]:
        for needle in self._needles:
            yield from self._owners_by(needle, row)

    def _owners_by(self, needle: _Needle, row: Row) -> Iterator[tuple[Key, int]]:
        if needle.when and not all(condition.holds(row[place]) for place, condition in needle.when):
            return iter(())
        return (pair for pair in self._look(needle, needle.read(row)) if self._holds(pair[0], row))

    def _look(self, needle: _Needle, cell: object) -> list[tuple[Key, int]]:
        """Keys with this value; a list holds each of its elements, NULL nothing."""
        if cell is None or isinstance(cell, dict) or (isinstance(cell, tuple) and len(needle.fields) > 1 and None in cell):
            return []
        if isinstance(cell, (list, set, frozenset)):
            return [pair for one in cell for pair in self._look(needle, one)]
        typed = (type(cell), _same(cell))
        found = needle.memo.get(typed)
        if found is None:
            if needle.is_elsewhere(cell):
                return []
            if len(needle.memo) >= MEMO:
                needle.memo.clear()
            found = needle.memo[typed] = self._found(needle, cell)
        return found

    def _found(self, needle: _Needle, cell: object) -> list[tuple[Key, int]]:
        if not needle.written:
            return needle.keys.get(comparable(cell, needle.kind, self._country), [])
        values = (comparable(one, needle.kind, self._country) for one in middles(needle.written, as_text(cell), needle.kind))
        return [pair for value in dict.fromkeys(values) for pair in needle.keys.get(value, ())]

    def _holds(self, key: Key, row: Row) -> bool:
        if self._tenant is not None and key.tenant is not None and (row[self._tenant] is None or str(row[self._tenant]) != key.tenant):
            return False
        if key.window.is_always:
            return True
        if self._valid is not None:
            own = validity(row, self._valid, self._zone)
            if own is None or own.intersect(key.window) is None:
                return False
        if self._time is not None:
            moment = instant(row[self._time], self._zone, self._written)
            return moment is not None and key.window.contains(moment)
        return True
