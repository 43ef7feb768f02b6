"""The rows of one collection: found, harvested, and what of them is the person's sealed.

Invariants: what is masked or secret is gone before anything is sealed, and a row that only leads on is neither counted nor sealed. A row that
only a line found that several people hold, or that is not proven to have been the person's then, is counted and nothing else. A row of a time that
the person did not ask about leads on; it is neither counted nor sealed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dsr.domain import period as periods
from dsr.domain.dataset import Collection, Source
from dsr.domain.disclosure import Disclosure, columns_needed, decides
from dsr.domain.elements import Elements
from dsr.domain.holders import Finders, flags, may_name_nobody
from dsr.domain.keys import Batch, Lookup
from dsr.domain.masked import Masked
from dsr.domain.match import needed
from dsr.domain.period import Days
from dsr.domain.policy import STANDARD, Policy, Treatment
from dsr.domain.told import Told
from dsr.domain.values import WireBatch
from dsr.domain.window import ALWAYS, Window
from dsr.services import national
from dsr.services.blocks import Blocks
from dsr.services.columns import to_wire
from dsr.services.contacts import Marker
from dsr.services.content import Contents
from dsr.services.keyring import Harvest, Keyring, Spot
from dsr.services.sealing import Place, Sealed, seal

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sieve:
    """One pass of one person: give it their rows, cells in the order of `columns`, as they come, and end it."""

    columns: tuple[str, ...]
    wanted: tuple[Lookup, ...]
    _take: Callable[[list[Row]], None]
    _blocks: Blocks = field(default_factory=Blocks)

    def add(self, rows: list[Row]) -> None:
        for block in self._blocks.add(rows):
            self._take(block)

    def end(self) -> None:
        for block in self._blocks.rest():
            self._take(block)


@dataclass(slots=True)
class Reading:
    """One collection while it is read, in one pass or two; `shown` are the columns that are disclosed."""

    collection: Collection
    source: Source
    shown: tuple[str, ...]
    spots: tuple[Spot, ...]
    again: tuple[str, ...]        # fields that a second pass looks up
    now: datetime
    place: Place
    beat: Callable[[int], None]
    contents: Contents | None = None
    policy: Policy = STANDARD
    uncovered: frozenset[str] = frozenset()  # fields that staff decided to show
    period: Window = ALWAYS                  # that the person asks about
    sealed: list[Sealed] = field(default_factory=list)
    found: int = 0  # rows of the person
    masked: Masked = field(default_factory=Masked)
    _seq: int = 0
    _seen: set[bytes] = field(default_factory=set)
    _held: Counter[bytes] = field(default_factory=Counter)  # rows of the first pass that only a line found that names nobody
    _unproven: set[bytes] = field(default_factory=set)      # those of them that no line of several people found
    _first: tuple[str, ...] = ()  # columns of the first pass
    _is_second: bool = False
    _marker: Marker = field(init=False)
    _free: tuple[int, ...] = field(init=False)  # places of columns of free text

    def __post_init__(self) -> None:
        self._marker = Marker(self.place.handle, self.source.country)
        self._free = national.places(self.collection, self.shown)

    def current(self, wanted: tuple[Lookup, ...]) -> tuple[Lookup, ...]:
        """Without the keys that do not hold now, where a row says who holds it today."""
        if self.collection.holds != "now":
            return wanted
        held = (replace(one, keys=frozenset(key for key in one.keys if key.window.contains(self.now))) for one in wanted)
        return tuple(one for one in held if one.keys)

    def sift(self, wanted: tuple[Lookup, ...], ring: Keyring) -> Sieve:
        """A pass: what takes the rows that the look-ups own, but for those that an earlier pass has read; their keys go to `ring`."""
        columns = self._columns(wanted)
        elements = Elements.of(self.collection, wanted, columns, self.source.country)
        disclosure = (Disclosure(self.collection, columns, len(self.shown), self.policy, self.uncovered)
                      if decides(self.collection) else None)
        is_shared = bool(self._held) or may_name_nobody(self.collection, wanted)
        is_looked_at = self.collection.holds == "place" or disclosure is not None or is_shared
        finders = Finders(self.collection, self.source, columns, wanted) if is_looked_at else None
        harvest = Harvest(self.collection, self.source, columns, self.spots, wanted, self.now)
        days = Days(self.collection, self.source, columns, self.period)

        def take(block: list[Row]) -> None:
            rows = self._fresh(block)
            if is_shared and finders is not None and not self.collection.passes_lines_on:
                rows = self._named(rows, finders, days)
            rows = elements.narrowed(rows)
            harvest.take(self._leading(rows, finders, disclosure), ring)
            rows = days.kept(rows)
            if self.collection.holds == "place" and finders is not None:
                rows = self._present(rows, finders)
            if rows and self.shown:
                self._seal(self._decided(rows, finders, disclosure) if finders and disclosure else self._wire(rows))
                if self.contents is not None:
                    self.contents.take(rows, columns, self.found, *self.contents.hidden(rows, finders, disclosure))
            self.found += len(rows)
            self.beat(len(rows))

        return Sieve(columns, wanted, take)

    def _named(self, rows: list[Row], finders: Finders, days: Days) -> list[Row]:
        """Those that something names; those that only a line found which names nobody are counted, unless a second pass brings what names them."""
        named = []
        for row in rows:
            mark = _mark(row, len(self._first)) if self.again else b""
            is_own, was_held = bool(finders.own(row)), self._is_second and self._held[mark] > 0
            if is_own:
                named.append(row)
            if was_held and is_own:
                self._held[mark] -= 1
                self._not_kept(-days.has(row), is_shared=mark not in self._unproven)
            if not (was_held or is_own):
                is_shared = any(key.is_shared for _, key in finders.all(row))
                self._seen.discard(mark)
                self._held[mark] += 1
                self._unproven.update(() if is_shared else (mark,))
                self._not_kept(int(days.has(row)), is_shared=is_shared)
        return named

    def _not_kept(self, rows: int, *, is_shared: bool) -> None:
        if is_shared:
            self.masked.shared += rows
        else:
            self.masked.unproven += rows

    def _present(self, rows: list[Row], finders: Finders) -> list[Row]:
        """Of places those that the person has now; one that they share with others is counted."""
        now = [[key.is_shared for _, key in finders.all(row) if key.window.contains(self.now)] for row in rows]
        self.masked.shared += sum(bool(kinds) and all(kinds) for kinds in now)
        return [row for row, kinds in zip(rows, now, strict=True) if not all(kinds)]

    def _leading(self, rows: list[Row], finders: Finders | None, disclosure: Disclosure | None) -> list[Row]:
        """The rows as keys are taken from them."""
        if finders is None or disclosure is None or not self.spots:
            return rows
        return [disclosure.leading(row, (name for name, _ in finders.own(row))) for row in rows]

    def _columns(self, wanted: tuple[Lookup, ...]) -> tuple[str, ...]:
        """Disclosed columns first, then those that only serve the search. Those of the first pass come first in the second too, so that a row
        can be known again."""
        own, extra = self.collection, list[str | None](self._first)
        by_name = {field.name: field for field in own.fields}
        for name in (name for spot in self.spots for name in spot[1]):
            extra += by_name[name].columns if name in by_name else (name,)
        scope = (own.tenant, own.time.column if own.time else None, *(own.valid or ()))
        if self.spots:
            extra += [own.tenant, *(own.valid or ()), *needed(own, wanted)]
        if self.again:
            extra += [*scope, *(column for name in self.again for column in by_name[name].columns)]
        if own.holds == "place" or decides(own) or may_name_nobody(own, wanted):
            extra += [*needed(own, wanted), *columns_needed(own)]
        extra += flags(own)
        extra += () if self.period.is_always else periods.columns(own)
        if not self.shown:
            extra += by_name[first].columns if (first := wanted[0].fields[0]) in by_name else (first,)
        extra += self.contents.content.columns if self.contents is not None else ()
        columns = tuple(dict.fromkeys([*self.shown, *(name for name in extra if name)]))
        self._first = self._first or columns
        return columns

    def _fresh(self, rows: list[Row]) -> list[Row]:
        """Those that no earlier pass has read; rows that are alike within one pass all count."""
        if not self.again:
            return rows
        width = len(self._first)
        marks = [_mark(row, width) for row in rows]
        if self._is_second:
            return [row for row, mark in zip(rows, marks, strict=True) if mark not in self._seen]
        self._seen.update(marks)
        return rows

    def once_more(self) -> None:
        """The next pass brings only what is new."""
        self._is_second = True

    def _decided(self, rows: list[Row], finders: Finders, disclosure: Disclosure) -> WireBatch:
        """The rows with what the person may not see taken out."""
        cells: list[Row] = []
        masked: dict[int, list[int]] = {}
        marks = self._marker.batch() if disclosure.hides_numbers else None
        directions: list[str | None] = []
        for number, row in enumerate(rows):
            shown = disclosure.shown(row, (name for name, _ in finders.own(row)))
            cells.append(shown.cells)
            directions.append(shown.direction)
            self.masked.add(shown)
            if marks is not None:
                marks.add(number, shown)
            for name, (_, treatment) in shown.others.items():
                place = self.shown.index(name)
                if treatment in (Treatment.MASKED, Treatment.STAFF) or (treatment is Treatment.CUT and shown.cells[place] is None):
                    masked.setdefault(place, []).append(number)
        batch = replace(self._wire(cells), masked=masked, directions=tuple(directions) if disclosure.tells_direction else ())
        return batch if marks is None else marks.on(batch)

    def _wire(self, rows: list[Row]) -> WireBatch:
        zone = ZoneInfo(self.source.timezone)
        told = Told(self.collection, self.shown, zone)
        made = to_wire(Batch(self.shown, told(rows)), timezone=zone, times=_times(self.collection))
        return national.without_numbers(made, self._free)

    def _seal(self, batch: WireBatch) -> None:
        self.sealed.append(seal(batch, self.collection.address, self._seq, self.found, self.place))
        self._seq += 1


def _mark(row: Row, width: int) -> bytes:
    """By which a row is known again."""
    return hashlib.blake2b(repr(row[:width]).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _times(collection: Collection) -> dict[str, str]:
    """The columns that the mapping says hold instants, whatever type the source gives them."""
    spans = {name: "auto" for name in collection.valid or () if name}
    return {**spans, collection.time.column: collection.time.written} if collection.time else spans
