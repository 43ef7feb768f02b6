"""Wire values: what a cell becomes when it leaves a connector, the same in chunks, JSON lines and the other writers.

| kind    | wire form                                                       |
|---------|-----------------------------------------------------------------|
| text    | str                                                             |
| integer | int up to 53 bits                                               |
| number  | float                                                           |
| boolean | bool                                                            |
| decimal | str: decimals, and integers beyond 53 bits                      |
| time    | str: ISO 8601 with offset                                       |
| clock   | str: a time of day without a date                               |
| date    | str: YYYY-MM-DD                                                 |
| bytes   | str: base64                                                     |
| nested  | list or dict of wire values                                     |

Every kind also allows None. A column whose cells differ in kind within a chunk is `mixed`: text shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import chain
from types import MappingProxyType

Wire = str | int | float | bool | None | list["Wire"] | dict[str, "Wire"]


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    TIME = "time"
    CLOCK = "clock"
    DATE = "date"
    BYTES = "bytes"
    NESTED = "nested"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Numbers of other people in the column at `place` that are not shown, or not whole: their rows, why (a word of Party), and a token of each
    number, by which it is known again; 0 where there is none."""

    place: int
    why: str
    rows: Sequence[int]
    tokens: Sequence[int]


@dataclass(frozen=True, slots=True)
class Dialled:
    """Numbers in the column at `place` that the person dialled and that are shown: of each the first row, its token, and the digits of E.164."""

    place: int
    rows: Sequence[int]
    tokens: Sequence[int]
    numbers: Sequence[int]


@dataclass(frozen=True)
class WireBatch:
    """Rows of one collection in wire form, kept by column: most of who reads them asks a whole column one question.

    `cells` has a column for each name of `columns`, all of one length; `kinds` says how to read each. `hidden` and `dialled` are for whoever
    looks through an answer before it is written; no writer is given them.
    """

    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    cells: tuple[tuple[Wire, ...], ...]
    masked: Mapping[int, list[int]] = field(default_factory=dict)  # place of a column -> rows in which its cell is not shown; there it is None
    hidden: tuple[Hidden, ...] = ()
    dialled: tuple[Dialled, ...] = ()
    removed: Mapping[int, list[int]] = field(default_factory=dict)  # place of a column -> rows whose cell has a mark for a national number taken out
    directions: tuple[str | None, ...] = ()  # of each row a word of Direction, where the ends of calls are known; for `directed`

    @classmethod
    def of_rows(cls, columns: tuple[str, ...], kinds: tuple[Kind, ...], rows: Sequence[Sequence[Wire]],
                masked: Mapping[int, list[int]] = MappingProxyType({})) -> WireBatch:
        """The batch with these rows, cells in the order of `columns`."""
        return cls(columns, kinds, tuple(zip(*rows, strict=True)) if rows else ((),) * len(columns), masked)

    @cached_property
    def rows(self) -> list[tuple[Wire, ...]]:
        """Cells in the order of `columns`."""
        return list(zip(*self.cells, strict=True))

    def narrowed(self, places: Sequence[int]) -> WireBatch:
        """Only these columns, in this order; as it is if that is how it is."""
        if list(places) == list(range(len(self.columns))):
            return self
        news = {old: new for new, old in enumerate(places)}
        masked = {new: self.masked[old] for old, new in news.items() if old in self.masked}
        return WireBatch(
            tuple(self.columns[place] for place in places), tuple(self.kinds[place] for place in places),
            tuple(self.cells[place] for place in places), masked,
            tuple(replace(one, place=news[one.place]) for one in self.hidden if one.place in news),
            tuple(replace(one, place=news[one.place]) for one in self.dialled if one.place in news),
            {new: self.removed[old] for old, new in news.items() if old in self.removed}, self.directions)

    def picked(self, rows: Sequence[int]) -> WireBatch:
        """Only these rows, in this order."""
        news = {old: new for new, old in enumerate(rows)}
        masked, removed = ({place: own for place, numbers in of.items() if (own := sorted(news[one] for one in numbers if one in news))}
                           for of in (self.masked, self.removed))
        cells = tuple(tuple(cells[row] for row in rows) for cells in self.cells)
        hidden = [_picked(news, one.rows, one.tokens) for one in self.hidden]
        dialled = [_picked(news, one.rows, one.tokens, one.numbers) for one in self.dialled]
        return WireBatch(
            self.columns, self.kinds, cells, masked,
            tuple(Hidden(one.place, one.why, *own) for one, own in zip(self.hidden, hidden, strict=True) if own),
            tuple(Dialled(one.place, *own) for one, own in zip(self.dialled, dialled, strict=True) if own), removed,
            tuple(self.directions[row] for row in rows) if self.directions else ())

    def directed(self, name: str) -> WireBatch:
        """With a last column of this name that tells the directions."""
        column = self.directions or (None,) * len(self)
        return replace(self, columns=(*self.columns, name), kinds=(*self.kinds, Kind.TEXT), cells=(*self.cells, column), directions=())

    def between(self, start: int, end: int) -> WireBatch:
        """Only the rows from `start` to before `end`, for a writer; as it is if they are all of them."""
        if start == 0 and end >= len(self):
            return self
        masked = {place: inside for place, rows in self.masked.items() if (inside := [row - start for row in rows if start <= row < end])}
        return WireBatch(self.columns, self.kinds, tuple(cells[start:end] for cells in self.cells), masked)

    def __len__(self) -> int:
        return len(self.cells[0]) if self.cells else 0


def joined(batches: Sequence[WireBatch]) -> WireBatch | None:
    """The rows of all, one after the other; None if columns differ, or what a column holds."""
    if len({batch.columns for batch in batches}) != 1:
        return None
    kinds = [_common({batch.kinds[place] for batch in batches if any(cell is not None for cell in batch.cells[place])})
             for place in range(len(batches[0].columns))]
    if None in kinds:
        return None
    masked: dict[int, list[int]] = {}
    removed: dict[int, list[int]] = {}
    hidden: list[Hidden] = []
    dialled: list[Dialled] = []
    first = 0
    for batch in batches:
        for whole, own in ((masked, batch.masked), (removed, batch.removed)):
            for place, rows in own.items():
                whole.setdefault(place, []).extend(first + row for row in rows)
        hidden += [replace(one, rows=[first + row for row in one.rows]) for one in batch.hidden]
        dialled += [replace(one, rows=[first + row for row in one.rows]) for one in batch.dialled]
        first += len(batch)
    cells = tuple(tuple(chain.from_iterable(columns)) for columns in zip(*(batch.cells for batch in batches), strict=True))
    directions = tuple(chain.from_iterable(batch.directions or (None,) * len(batch) for batch in batches))
    return WireBatch(batches[0].columns, tuple(kind for kind in kinds if kind), cells, masked, tuple(hidden), tuple(dialled), removed,
                     directions if any(directions) else ())


def _common(kinds: set[Kind]) -> Kind | None:
    """What a column holds whose parts hold these; a part without a value holds anything."""
    if kinds == {Kind.INTEGER, Kind.NUMBER}:
        return Kind.NUMBER
    return (kinds or {Kind.TEXT}).pop() if len(kinds) <= 1 else None


def _picked(news: Mapping[int, int], rows: Sequence[int], *beside: Sequence[int]) -> tuple[list[int], ...]:
    """What is left of the rows, by their new numbers, and of what stands beside each; () if nothing is."""
    left = sorted((news[row], *others) for row, *others in zip(rows, *beside, strict=True) if row in news)
    return tuple(map(list, zip(*left, strict=True)))
