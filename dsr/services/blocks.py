"""Rows in blocks of one size, whatever the batches of a connector are.

Invariant: a block holds no more than CHUNK_ROWS rows and little more than CHUNK_SIZE bytes, unless one row alone is heavier.
"""

from __future__ import annotations

from collections.abc import Iterator

Row = tuple[object, ...]
CHUNK_ROWS = 4000
CHUNK_SIZE = 8_000_000  # bytes or so: a table of recordings must not fill the memory of who collects it, or writes it out
_LONG_TYPES = (str, bytes, bytearray, memoryview)
_LONG = frozenset(_LONG_TYPES)


class Blocks:
    """Rows in blocks of about CHUNK_ROWS, fewer where they are heavy, whatever the batches they come in are."""

    def __init__(self) -> None:
        self._block: list[Row] = []
        self._size = 0

    def add(self, rows: list[Row]) -> Iterator[list[Row]]:
        """The blocks that become full by these rows."""
        for some, weight in _portions(rows):
            self._block.extend(some)
            self._size += weight
            if len(self._block) >= CHUNK_ROWS or self._size >= CHUNK_SIZE:
                yield from self.rest()

    def rest(self) -> Iterator[list[Row]]:
        """What is not a full block yet, if there is anything."""
        if self._block:
            full, self._block, self._size = self._block, [], 0
            yield full


def _portions(rows: list[Row]) -> Iterator[tuple[list[Row], int]]:
    """All of the rows, or each by itself where together they are heavy; with what they weigh."""
    weight = _weight(rows)
    if weight < CHUNK_SIZE:
        yield rows, weight
    else:
        yield from (([row], _weight([row])) for row in rows)


def _weight(rows: list[Row]) -> int:
    """What text and bytes of the rows come to."""
    total = 0
    for column in zip(*rows, strict=True):
        kinds = set(map(type, column))
        if kinds <= _LONG:
            total += sum(map(len, column))
        elif not _LONG.isdisjoint(kinds):
            total += sum(len(cell) for cell in column if isinstance(cell, _LONG_TYPES))
    return total
