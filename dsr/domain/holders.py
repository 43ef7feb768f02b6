"""Whose a line is that several people hold, and whose a row is that such a line finds.

Invariant: a moment at which somebody else holds the line is never the person's alone. Where it cannot be told which of the holders the person
is, no moment that one of them holds is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from dsr.domain.dataset import Collection, Source
from dsr.domain.keys import Key, Lookup
from dsr.domain.match import Matcher
from dsr.domain.window import Window, united

Row = tuple[object, ...]
Finder = tuple[str, Key]  # a field by which a row was found, and a key that owns it


@dataclass(frozen=True, slots=True)
class Held:
    """One person has a line for a time. Two rows with an equal `person` are of one."""

    person: object
    window: Window


def shared(held: Iterable[Held], window: Window, own: frozenset[object]) -> tuple[Window, ...]:
    """The spans within `window` in which a line is held by somebody beside the person; none where no two people hold it in that window.

    The person is who is known to be (`own`); of a line of which none of the holders is known, who has it alone at some time, if nobody else
    ever has.
    """
    present = [Held(one.person, span) for one in held if (span := one.window.intersect(window)) is not None]
    persons = {one.person for one in present}
    if len(persons) < 2:
        return ()
    mine = own & persons or _alone(present)
    return tuple(one.window for one in present if one.person not in mine)


def _alone(present: list[Held]) -> frozenset[object]:
    """The only one who ever holds the line without others; nobody where several do, one after the other."""
    there = Counter(one.person for one in present if one.window.start is None)
    changes: defaultdict[datetime, Counter[object]] = defaultdict(Counter)
    for one in present:
        if one.window.start is not None:
            changes[one.window.start][one.person] += 1
        if one.window.end is not None:
            changes[one.window.end][one.person] -= 1
    found = set(there) if len(there) == 1 else set()
    for _, change in sorted(changes.items()):
        there.update(change)
        there = +there  # without those whose count is back to none
        if len(there) == 1:
            found.update(there)
    return frozenset(found) if len(found) == 1 else frozenset()


def parted(key: Key, spans: Iterable[Window]) -> Iterator[Key]:
    """The key in pieces: shared within the spans, the person's elsewhere. One that is shared already stays whole."""
    inside = united(span for one in spans if (span := one.intersect(key.window)) is not None)
    if key.is_shared or not inside:
        yield key
        return
    at = key.window.start
    for span in inside:
        if span.start != at and span.start is not None:
            yield replace(key, window=Window(at, span.start))
        yield replace(key, window=span, is_shared=True)
        at = span.end
    if at is not None and at != key.window.end:
        yield replace(key, window=Window(at, key.window.end))


class Finders:
    """By what rows were found whose cells come in the order of `columns`; those must hold all that `needed` names, and `flags`."""

    def __init__(self, collection: Collection, source: Source, columns: tuple[str, ...], lookups: tuple[Lookup, ...]) -> None:
        self._matcher = Matcher(collection, source, columns, [lookups])
        self._is_dated = collection.time is not None or collection.valid is not None
        looked_up = {name for lookup in lookups for name in lookup.fields}
        fields = [one for one in collection.fields if one.name in looked_up]
        self._marks = {one.name: [(columns.index(mark.column), mark) for mark in one.marks] for one in fields if one.marks}
        self._networks = {one.name: one.company for one in fields if one.company is not None}

    def all(self, row: Row) -> list[Finder]:
        """Every field and key; a key is shared also where its row says so."""
        return [(name, self._flagged(name, key, row)) for name, key in self._matcher.finders(row)]

    def own(self, row: Row) -> list[Finder]:
        """Those that name the person. Of a row that has no time it cannot be told whether it is of the time before the line was shared; it does
        not matter where something else names the person by the same value for all of that time."""
        found = self.all(row)
        alone = [(name, key) for name, key in found if not key.names_nobody]
        doubtful = set() if self._is_dated else {(name, key.value) for name, key in found if key.is_shared and not _is_told(name, key, alone)}
        return [(name, key) for name, key in alone if (name, key.value) not in doubtful]

    def _flagged(self, name: str, key: Key, row: Row) -> Key:
        network = self._networks.get(name)
        is_many = any(mark.holds(row[place]) for place, mark in self._marks.get(name, ())) or (network is not None and network.has(key.value))
        return replace(key, is_shared=True) if is_many else key


def _is_told(name: str, key: Key, alone: list[Finder]) -> bool:
    """Whether one of those that name the person holds the value for as long as the shared key, and in its company."""
    return any(there == name and one.value == key.value and one.tenant in (None, key.tenant) and one.window.intersect(key.window) == key.window
               for there, one in alone)


def unshared(wanted: tuple[Lookup, ...]) -> tuple[Lookup, ...]:
    """The look-ups without the lines that alone name nobody."""
    own = (replace(one, keys=frozenset(key for key in one.keys if not key.names_nobody)) for one in wanted)
    return tuple(one for one in own if one.keys)


def flags(collection: Collection) -> tuple[str, ...]:
    """Columns that say whether a line or an address is one of several people."""
    return tuple(mark.column for one in collection.fields for mark in one.marks)


def may_name_nobody(collection: Collection, lookups: tuple[Lookup, ...]) -> bool:
    """Whether any row could be found by a line that alone names nobody."""
    flagged = {one.name for one in collection.fields if one.marks or one.company}
    return any(not flagged.isdisjoint(lookup.fields) or any(key.names_nobody for key in lookup.keys) for lookup in lookups)
