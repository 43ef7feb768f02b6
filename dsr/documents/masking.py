"""A word in the place of cells that are not shown, for those writers that people read; files for machines keep them empty.

Invariant: a batch without masked cells goes through untouched, at no cost.
"""

from __future__ import annotations

from dataclasses import replace

from dsr.documents import national
from dsr.domain.answer import Answer, Table
from dsr.domain.parties import Party
from dsr.domain.values import Kind, WireBatch
from dsr.text import labels, translator
from dsr.text.numbers import number


def worded(batch: WireBatch, word: str) -> WireBatch:
    """The batch with the word in its masked cells; a column of anything but text is then one of mixed cells."""
    if not batch.masked:
        return batch
    cells = list(batch.cells)
    for place, numbers in batch.masked.items():
        hidden = frozenset(numbers)
        cells[place] = tuple(word if one in hidden else cell for one, cell in enumerate(cells[place]))
    kinds = tuple(Kind.MIXED if place in batch.masked and kind is not Kind.TEXT else kind for place, kind in enumerate(batch.kinds))
    return replace(batch, kinds=kinds, cells=tuple(cells), masked={})


def reasons(table: Table, answer: Answer) -> list[str]:
    """Which columns have cells that are not shown, and why, and out of which something was taken; a line a column."""
    say, locale = translator(answer.locale), answer.locale
    lines = [say("letter.masked_column", label=column.label,
                 reasons=", ".join(f"{labels.word(Party(why), locale)} ({number(count, locale)})" for why, count in sorted(column.masked.items())))
             for column in table.columns if column.masked]
    return [*lines, *national.told(table, locale)]
