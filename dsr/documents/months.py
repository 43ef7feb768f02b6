"""Rows parted by month where they are printed: which month begins with a row, and which ends with one.

Invariant: rows keep their order and none is lost; the parts are those of the tally, and no row is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsr.domain.answer import Table
from dsr.domain.tally import FEW
from dsr.domain.values import WireBatch


class Months:
    """Of one table, whose batches are cut where a month ends. Without parts in its tally they go through whole."""

    def __init__(self, table: Table) -> None:
        self._parts = parts(table)
        self._place, self._done = 0, 0

    def pieces(self, batch: WireBatch) -> Iterator[tuple[str | None, WireBatch, str | None]]:
        """(month that begins with it, rows, month that ends with it), each month None where there is none."""
        start, count = 0, len(batch)
        while start < count and self._place < len(self._parts):
            month, rows = self._parts[self._place]
            end = min(count, start + rows - self._done)
            begins, ends = (None if self._done else month), (month if end - start == rows - self._done else None)
            yield begins, batch.between(start, end), ends
            self._place, self._done = (self._place + 1, 0) if ends is not None else (self._place, self._done + end - start)
            start = end
        if start < count:
            yield None, batch.between(start, count), None


def parts(table: Table) -> tuple[tuple[str, int], ...]:
    """Months and their rows; none where the mapping does not say which column tells when a row was."""
    return table.tally.parts if table.tally and table.time in {column.name for column in table.columns} else ()


def are_mixed(table: Table) -> bool:
    """Whether there are months, and rows of one of them in several places."""
    tally = table.tally
    return tally is not None and tally.is_dated and tally.rows > FEW and not tally.runs and table.time in {column.name for column in table.columns}
