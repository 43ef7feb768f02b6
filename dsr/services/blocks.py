"""Rows in blocks of one size, whatever the batches of a connector are, and by column for those who look at them so.

Invariants: a block holds no more than CHUNK_ROWS rows and little more than CHUNK_SIZE bytes, unless one row alone is heavier; it is not changed
once it is full.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

Row = tuple[object, ...]
CHUNK_ROWS = 4000
CHUNK_SIZE = 8_000_000  # bytes or so: a table of recordings must not fill the memory of who collects it, or writes it out
_LONG_TYPES = (str, bytes, bytearray, memoryview)
_LONG = frozenset(_LONG_TYPES)


@dataclass(frozen=True, slots=True)
class Column:
    """The cells of one column, and of which types they are."""

    cells: tuple[Any, ...]
    types: frozenset[type]

    @property
    def weight(self) -> int:
        """What its text and bytes come to."""
        if self.types <= _LONG:
            return sum(map(len, self.cells))
        return 0 if _LONG.isdisjoint(self.types) else sum(len(cell) for cell in self.cells if isinstance(cell, _LONG_TYPES))


class Block(list[Row]):
    """Rows that know their columns: what was found out to weigh them serves whoever converts them."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[list[Column]] = []

    def put(self, rows: list[Row], columns: list[Column]) -> None:
        self.extend(rows)
        self._parts.append(columns)

    @property
    def columns(self) -> list[Column]:
        if len(self._parts) == 1:
            return self._parts[0]
        return [Column(tuple(chain.from_iterable(part.cells for part in parts)), frozenset().union(*(part.types for part in parts)))
                for parts in zip(*self._parts, strict=True)]


def by_column(rows: list[Row]) -> list[Column]:
    """The columns of rows that are all of one width."""
    if isinstance(rows, Block):
        return rows.columns
    width = len(rows[0])
    flat = tuple(chain.from_iterable(rows))  # to cut this costs half of what taking rows apart does
    if len(flat) != width * len(rows):
        raise ValueError("rows differ in width")
    return [Column(cells, frozenset(map(type, cells))) for cells in (flat[place::width] for place in range(width))]


class Blocks:
    """Rows in blocks of about CHUNK_ROWS, fewer where they are heavy, whatever the batches they come in are."""

    def __init__(self) -> None:
        self._block = Block()
        self._size = 0

    def add(self, rows: list[Row]) -> Iterator[Block]:
        """The blocks that become full by these rows."""
        for some, columns, weight in _portions(rows):
            self._block.put(some, columns)
            self._size += weight
            if len(self._block) >= CHUNK_ROWS or self._size >= CHUNK_SIZE:
                yield from self.rest()

    def rest(self) -> Iterator[Block]:
        """What is not a full block yet, if there is anything."""
        if self._block:
            full, self._block, self._size = self._block, Block(), 0
            yield full


def _portions(rows: list[Row]) -> Iterator[tuple[list[Row], list[Column], int]]:
    """All of the rows, or each by itself where together they are heavy; with their columns and what they weigh."""
    if not rows:
        return
    whole = _portion(rows)
    if whole[-1] < CHUNK_SIZE:
        yield whole
    else:
        yield from (_portion([row]) for row in rows)


def _portion(rows: list[Row]) -> tuple[list[Row], list[Column], int]:
    columns = by_column(rows)
    return rows, columns, sum(column.weight for column in columns)
