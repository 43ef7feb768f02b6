"""One look through a collection for several people, each of whom is given their own rows.

Invariant: a row reaches a person only if that person's own look-ups own it, by value, tenant and time, as in a search for them alone; what
goes wrong with one person's rows ends their search and nobody else's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dsr.connectors.base import Connector, Query
from dsr.domain.dataset import Collection, Source
from dsr.domain.keys import Key, Lookup
from dsr.domain.match import Matcher, needed
from dsr.services.reading import Row, Sieve


@dataclass(slots=True)
class Share:
    """A person's part of a scan; `fault` is what ended it early."""

    sieve: Sieve
    fault: Exception | None = None

    def give(self, rows: list[Row]) -> None:
        self._try(lambda: self.sieve.add(rows))

    def end(self) -> None:
        self._try(self.sieve.end)

    def _try(self, act: Callable[[], None]) -> None:
        if self.fault is None:
            try:
                act()
            except Exception as error:  # theirs alone; whoever carries out their search tells what it means
                self.fault = error


def scan(connector: Connector, collection: Collection, source: Source, sieves: Sequence[Sieve]) -> list[Share]:
    """Read what anybody's look-ups own and give everybody theirs. Raises SourceError: then nothing of it counts for anybody."""
    shares = [Share(sieve) for sieve in sieves]
    wanted = _united(sieve.wanted for sieve in sieves)
    columns = tuple(dict.fromkeys([*(name for sieve in sieves for name in sieve.columns), *(needed(collection, wanted) if len(sieves) > 1 else ())]))
    deal = _Deal(collection, source, columns, wanted, shares) if len(shares) > 1 else None
    for batch in connector.collect(Query(collection, columns, wanted)):
        if deal is None:
            shares[0].give(batch.rows)  # the connector has asked nothing but their look-ups
        else:
            deal.out(batch.rows)
        if all(share.fault for share in shares):
            break
    for share in shares:
        share.end()
    return shares


def _united(every: Iterator[tuple[Lookup, ...]] | Sequence[tuple[Lookup, ...]]) -> tuple[Lookup, ...]:
    """All keys of all look-ups, those of the same fields and kind together."""
    found: defaultdict[tuple[tuple[str, ...], str | None], set[Key]] = defaultdict(set)
    for lookup in (lookup for wanted in every for lookup in wanted):
        found[lookup.fields, lookup.kind].update(lookup.keys)
    return tuple(Lookup(fields, frozenset(keys), kind) for (fields, kind), keys in found.items())


class _Deal:
    """Hands out the rows of a scan for several people."""

    def __init__(self, collection: Collection, source: Source, columns: tuple[str, ...], wanted: tuple[Lookup, ...], shares: list[Share]) -> None:
        self._shares = shares
        self._all = Matcher(collection, source, columns, [wanted])
        self._own = [Matcher(collection, source, columns, [share.sieve.wanted]) for share in shares]
        self._places = [None if columns[:len(own)] == own else [columns.index(name) for name in own]
                        for own in (share.sieve.columns for share in shares)]
        self._by_key: defaultdict[Key, set[int]] = defaultdict(set)
        for number, share in enumerate(shares):
            for key in (key for lookup in share.sieve.wanted for key in lookup.keys):
                self._by_key[key].add(number)

    def out(self, rows: list[Row]) -> None:
        """Who could be meant is told by the keys that own a row; whether they are, by their own look-ups."""
        meant: defaultdict[int, list[Row]] = defaultdict(list)
        for row in rows:
            for number in {number for key in self._all.keys(row) for number in self._by_key[key]}:
                meant[number].append(row)
        for number, some in meant.items():
            own = self._own[number].take(some, 0)
            if own:
                self._shares[number].give(self._narrowed(own, number))

    def _narrowed(self, rows: list[Row], number: int) -> list[Row]:
        places, width = self._places[number], len(self._shares[number].sieve.columns)
        return [row[:width] for row in rows] if places is None else [tuple(row[place] for place in places) for row in rows]
