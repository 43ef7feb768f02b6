"""Words in the place of national numbers that were taken out of texts when they were sealed.

Invariant: every writer is given the same words; a batch without such a text goes through untouched, at no cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dsr.documents.lines import Line
from dsr.domain.answer import Answer, Table
from dsr.domain.free_text import spelled
from dsr.domain.values import WireBatch
from dsr.text import translator
from dsr.text.numbers import number


def in_words(batch: WireBatch, locale: str) -> WireBatch:
    """The batch with words for every mark."""
    if not batch.removed:
        return batch
    words, cells = translator(locale)("letter.national_removed"), list(batch.cells)
    for place, rows in batch.removed.items():
        marked = frozenset(rows)
        cells[place] = tuple(spelled(cell, words) if row in marked else cell for row, cell in enumerate(cells[place]))
    return replace(batch, cells=tuple(cells), removed={})


def missing(answer: Answer) -> Iterator[Line]:
    """A line for each table and each collection of files: how many numbers were taken out, and why."""
    say, locale = translator(answer.locale), answer.locale
    counts = [(f"{table.label}, {table.source_label}", sum(column.removed for column in table.columns)) for table in answer.tables]
    counts += [(one.label, one.removed) for one in answer.contents]
    return (Line("pair", say("letter.missing_national", count=number(count, locale)), label) for label, count in counts if count)


def told(table: Table, locale: str) -> list[str]:
    """A line for each column that such numbers stood in."""
    say = translator(locale)
    return [say("letter.national_column", label=column.label, words=say("letter.national_removed"), count=number(column.removed, locale))
            for column in table.columns if column.removed]
