"""Rows in blocks of one size, whatever the batches of a connector are.

Invariant: a block holds no more than CHUNK_ROWS rows and little more than CHUNK_SIZE bytes, unless one row alone is heavier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsr.domain.keys import Batch

CHUNK_ROWS = 4000
CHUNK_SIZE = 8_000_000  # bytes or so: a table of recordings must not fill the memory of who collects it, or writes it out
_LONG_TYPES = (str, bytes, bytearray, memoryview)
_LONG = frozenset(_LONG_TYPES)


def blocks(batches: Iterable[Batch]) -> Iterator[list[tuple[object, ...]]]:
    """Rows in blocks of about CHUNK_ROWS, fewer where they are heavy, whatever the connector's batches are."""
    block: list[tuple[object, ...]] = []
    size = 0
    for batch in batches:
        for rows, weight in _portions(batch.rows):
            block.extend(rows)
            size += weight
            if len(block) >= CHUNK_ROWS or size >= CHUNK_SIZE:
                yield block
                block, size = [], 0
    if block:
        yield block


def _portions(rows: list[tuple[object, ...]]) -> Iterator[tuple[list[tuple[object, ...]], int]]:
    """All of the rows, or each by itself where together they are heavy; with what they weigh."""
    weight = _weight(rows)
    if weight < CHUNK_SIZE:
        yield rows, weight
    else:
        yield from (([row], _weight([row])) for row in rows)


def _weight(rows: list[tuple[object, ...]]) -> int:
    """What text and bytes of the rows come to."""
    total = 0
    for column in zip(*rows, strict=True):
        kinds = set(map(type, column))
        if kinds <= _LONG:
            total += sum(map(len, column))
        elif not _LONG.isdisjoint(kinds):
            total += sum(len(cell) for cell in column if isinstance(cell, _LONG_TYPES))
    return total
