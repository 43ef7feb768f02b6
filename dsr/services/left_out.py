"""What staff left out of a collection is gone before any writer is given its rows, and counted.

Invariant: what is counted as withheld by staff are exactly the rows that are taken out here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from dsr.domain.answer import Column, Removed, Table, Uncovered
from dsr.domain.choices import Act, Choice, Cuts, Target, said_of
from dsr.domain.masked import Masked
from dsr.domain.values import WireBatch


def whole(cuts: Cuts, names: Iterable[str]) -> Cuts:
    """The cuts, where a collection of which every column is left out is left out whole."""
    every = list(names)
    return replace(cuts, whole=cuts.fields[every[0]]) if every and cuts.whole is None and set(every) <= cuts.fields.keys() else cuts


def without(batch: WireBatch, first: int, cuts: Cuts) -> WireBatch:
    """The batch, of which the first row is number `first` of its collection, without what is left out."""
    rows = [row for row in range(len(batch)) if first + row not in cuts.rows]
    if len(rows) < len(batch):
        batch = batch.picked(rows)
    return batch.narrowed([place for place, name in enumerate(batch.columns) if name not in cuts.fields]) if cuts.fields else batch


def kept_hidden(batch: WireBatch, force: dict[Target, Choice], address: str) -> WireBatch:
    """The batch in which no number is known again that staff keep hidden: that the person dialled it does not undo what was decided."""
    names = {name for name in batch.columns if (said := said_of(force, address, name)) is not None and said.act is Act.KEEP_HIDDEN}
    if not any(batch.columns[one.place] in names for one in batch.hidden):
        return batch
    return replace(batch, hidden=tuple(
        replace(one, tokens=[0] * len(one.tokens)) if batch.columns[one.place] in names else one for one in batch.hidden))


def taken(batch: WireBatch, first: int, cuts: Cuts) -> WireBatch:
    """The rows of the batch that are left out."""
    return batch.picked([row for row in range(len(batch)) if first + row in cuts.rows])


def recounted(table: Table, taken_out: Iterable[WireBatch]) -> Table:
    """The table with what is hidden counted without the rows that are left out."""
    rows, cells = 0, Counter[tuple[str, str]]()
    for batch in taken_out:
        rows += len({row for own in (*batch.masked.values(), *(one.rows for one in batch.hidden)) for row in own})
        told = {(one.place, row) for one in batch.hidden for row in one.rows}
        for one in batch.hidden:
            cells[batch.columns[one.place], one.why] += len(one.rows)
        for place, own in batch.masked.items():
            cells[batch.columns[place], ""] += sum((place, row) not in told for row in own)
    return replace(table, masked=max(0, table.masked - rows), columns=tuple(_recounted(column, cells) for column in table.columns))


def removed(columns: Iterable[Column], cuts: Cuts) -> tuple[Removed, ...]:
    """The columns that are left out, as the answer names them."""
    return tuple(Removed(column.name, column.label, cuts.fields[column.name]) for column in columns if column.name in cuts.fields)


def uncovered(columns: Iterable[Column], masked: Masked, force: dict[Target, Choice], address: str) -> tuple[Uncovered, ...]:
    """The columns of which cells are shown because staff decided so, as the answer names them."""
    found = []
    for column in columns:
        said, cells = said_of(force, address, column.name), masked.uncovered.get(column.name)
        if cells:
            is_said = said is not None and said.act is Act.UNCOVER
            found.append(Uncovered(column.name, column.label, said.reason if said is not None and is_said else None, cells.total()))
    return tuple(found)


def _recounted(column: Column, cells: Counter[tuple[str, str]]) -> Column:
    """Cells whose reason is not noted are taken from the one that most have."""
    left = Counter(column.masked)
    for why in column.masked:
        left[why] -= cells[column.name, why]
    if left and (rest := cells[column.name, ""]):
        left[left.most_common(1)[0][0]] -= rest
    return replace(column, masked={why: count for why, count in left.items() if count > 0})
