"""The gate of the ledger while a stage is searched: which keys of lines are looked up at all, and what the stage itself tells of who held them.

Invariant: nothing is looked up by a line outside the windows that are proven, nor in another company than they are proven for; and what a
collection tells counts from the next collection on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from dsr.connectors.registry import BY_HAND
from dsr.domain.compare import as_text, comparable
from dsr.domain.dataset import Collection, Field, Source
from dsr.domain.keys import Key, Lookup
from dsr.domain.tenancy import LINE_KINDS, Gate, Holder, HowKnown, Line, Statement, Told, day_of, line_kinds, told_by, until
from dsr.domain.window import ALWAYS, Window, united
from dsr.services.keyring import Keyring, Spot
from dsr.services.lines import Lines


class Holdings:
    """What is known of one person's lines; `told` gathers what the stage adds to it."""

    def __init__(self, gate: Gate, lines: Lines, told: set[Told]) -> None:
        self._gate, self._lines, self._told = gate, lines, told

    def admitted(self, wanted: tuple[Lookup, ...], collection: Collection, source: Source, ring: Keyring) -> tuple[Lookup, ...]:
        """The look-ups with what is proven of them. A row without a time may be of any time: a line that was not the person's always names nobody
        in it; a person who searches is told the time. Of who holds a line nothing is looked up by lines where the person is known otherwise.

        Raises SourceError of what knows the lines.
        """
        if told_by(collection) is not None and any(one.kind not in LINE_KINDS for one in wanted):
            wanted = tuple(one for one in wanted if one.kind not in LINE_KINDS)
        for one in wanted:
            if one.kind in LINE_KINDS and len(one.fields) == 1:
                self._hear(self._lines.said(one.keys, one.kind, ring))
        cut = (replace(one, keys=self._admitted(one, collection, source)) for one in wanted)
        return tuple(one for one in cut if one.keys)

    def leaving(self, found: Keyring, collection: Collection, source: Source, ring: Keyring) -> Keyring:
        """What a collection gave, once it is heard who it says held a line: with keys of several columns cut where one of these is a line. A line
        alone is cut where it is looked up. Raises SourceError of what knows the lines."""
        known = Keyring(ring)
        known.include(found)
        for kind, keys in _lines_of(collection, found):
            self._hear(told for key in keys for told in self._own(key, kind, collection, source))
            self._hear(self._lines.said(keys, kind, known))
        result = Keyring()
        for spot, keys in found.own():
            if is_todays(collection):
                keys = frozenset(own for key in keys for own in self._of_today(key, collection, source))
            fields = [_field(collection, name) for name in spot[1]]
            result.add(spot, (own for key in keys for own in (self._whole(key, fields, source) if len(fields) > 1 else (key,))))
        return result

    def _of_today(self, key: Key, collection: Collection, source: Source) -> Iterator[Key]:
        """Of a row that says who holds a line today, what it leads to is the person's today, and for as long as a line of its kind is proven."""
        kinds = {kind for field in collection.fields for kind in line_kinds(field)}
        spans = (day_of(self._gate.now, ZoneInfo(source.timezone)), *self._gate.known(kinds, key.tenant))
        yield from (replace(key, window=one) for span in united(spans) if (one := span.intersect(key.window)) is not None)

    def _hear(self, told: Iterable[Told]) -> None:
        new = set(told) - self._told
        self._told |= new
        self._gate.hear((one.line, Statement(one.holder, one.window, HowKnown.SOURCE)) for one in new)

    def _own(self, key: Key, kind: str, collection: Collection, source: Source) -> Iterator[Told]:
        """That the person has the line; and where several people do, that, too."""
        span = key.window if collection.valid is not None else key.window.intersect(day_of(self._gate.now, ZoneInfo(source.timezone)))
        if span is not None:
            line = Line(kind, as_text(key.value), key.tenant)
            yield Told(source.key, collection.address, line, Holder.SUBJECT, span)
            if key.is_shared:
                yield Told(source.key, collection.address, line, Holder.SHARED, span)

    def _admitted(self, lookup: Lookup, collection: Collection, source: Source) -> frozenset[Key]:
        """Of a row without a time the line must have been the person's for as long as there is a line, whoever says so of which part of it."""
        if len(lookup.fields) > 1:
            fields = [_field(collection, name) for name in lookup.fields]
            return _joined(piece for key in lookup.keys for piece in self._whole(key, fields, source))
        if lookup.kind not in LINE_KINDS:
            return lookup.keys
        keys, so_far = _joined(piece for key in lookup.keys for piece in self._pieces(key, lookup.kind, as_text(key.value))), until(self._gate.now)
        is_undated = collection.time is None and collection.valid is None and collection.holds is None and source.connector not in BY_HAND
        return frozenset(replace(one, is_unproven=is_undated and one.window.intersect(so_far) != so_far) for one in keys)

    def _pieces(self, key: Key, kind: str, value: str) -> Iterator[Key]:
        for one in self._gate.pieces(kind, value, key.tenant, key.window):
            yield replace(key, tenant=one.tenant, window=one.window, is_shared=key.is_shared or one.is_shared)

    def _whole(self, key: Key, fields: list[Field], source: Source) -> Iterator[Key]:
        """A key of several columns, cut by each of these that is a line."""
        keys = [key]
        for field, cell in zip(fields, key.value if isinstance(key.value, tuple) else (), strict=True):
            if (kind := field.kind) in LINE_KINDS:
                keys = [piece for one in keys for piece in self._pieces(one, kind, str(comparable(cell, kind, source.country)))]
        yield from keys


def _joined(keys: Iterable[Key]) -> frozenset[Key]:
    """The same moments, those that touch in one key: what came of a record before the one end is theirs after it, too."""
    spans: defaultdict[Key, list[Window]] = defaultdict(list)
    for key in keys:
        spans[replace(key, window=ALWAYS)].append(key.window)
    return frozenset(replace(key, window=span) for key, own in spans.items() for span in united(own))


def is_todays(collection: Collection) -> bool:
    """Whether its rows are lines and say who holds them today, and neither since when nor that they are a person's."""
    return collection.holds == "now" and collection.holders is None and any(
        line_kinds(one) for one in collection.fields if one.party is None and one.side is None)


def spot_of(collection: Collection) -> set[Spot]:
    """Where a collection that knows names the lines."""
    known = told_by(collection)
    return {(collection.address, (known[0].name,))} if known else set()


def _lines_of(collection: Collection, found: Keyring) -> Iterator[tuple[str, frozenset[Key]]]:
    """The lines that a collection that knows named, by kind."""
    if (known := told_by(collection)) is not None:
        yield from ((kind, found.at((collection.address, (known[0].name,)))) for kind in known[1])


def _field(collection: Collection, name: str) -> Field:
    return next((one for one in collection.fields if one.name == name), Field(name))
