"""National numbers in what people wrote: taken out of rows before they are sealed.

Nobody needs them in an answer: the provider does not register them, and whose they are cannot be told (GDPR Art. 5(1)(c), 15(4), 87).

Invariant: what is taken out is sealed nowhere; in its place stands a mark, and which cells have one is noted beside them.
"""

from __future__ import annotations

from dataclasses import replace

from dsr.domain.dataset import Collection
from dsr.domain.free_text import clean, is_free_text
from dsr.domain.values import Kind, WireBatch

_TEXTUAL = frozenset({Kind.TEXT, Kind.NESTED, Kind.MIXED})


def places(collection: Collection, shown: tuple[str, ...]) -> tuple[int, ...]:
    """Where among the shown columns those of free text are."""
    free = {field.name for field in collection.fields if is_free_text(field, collection)}
    return tuple(place for place, name in enumerate(shown) if name in free)


def without_numbers(batch: WireBatch, at: tuple[int, ...]) -> WireBatch:
    """The batch with marks for the national numbers in these columns; as it is where there are none."""
    cells, removed = list(batch.cells), dict[int, list[int]]()
    for place in at:
        if batch.kinds[place] in _TEXTUAL:
            made = [clean(cell) if cell else (cell, 0) for cell in cells[place]]
            if rows := [row for row, (_, count) in enumerate(made) if count]:
                removed[place] = rows
                cells[place] = tuple(cell for cell, _ in made)
    return replace(batch, cells=tuple(cells), removed=removed) if removed else batch
