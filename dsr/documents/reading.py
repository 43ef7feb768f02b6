"""How to read the lines of the sections: said once, before the data, and only what this answer needs.

Invariant: a sign that is printed in the sections of an answer is explained in its letter.
"""

from __future__ import annotations

from dsr.documents.display import ODD
from dsr.documents.lines import Line
from dsr.documents.months import parts
from dsr.domain.answer import Answer, Table
from dsr.text import translator


def how_to_read(answer: Answer) -> list[Line]:
    """The heading, and a line for each thing that must be known; nothing where no rows are shown."""
    held = [table for table in answer.tables if table.shown]
    if not held:
        return []
    say = translator(answer.locale, answer.variant)
    units = {column.unit for table in held for column in table.printed}
    lines = [("entry_number", "read_entry", True), ("read_times", "read_times_words", any(map(_has_times, held))),
             ("read_spans", "read_spans_words", "seconds" in units), ("read_volumes", "read_volumes_words", "bytes" in units),
             ("read_months", "read_months_words", any(parts(table) for table in held)),
             ("masked_cell", "read_masked", any(column.masked for table in held for column in table.columns)),
             ("none", "read_none", True), ("read_odd", "read_odd_words", any(map(_has_odd, held)))]
    return [Line("head", say("letter.read_title")),
            *(Line("pair", say(f"letter.{words}", zone=answer.entity.timezone, odd=ODD), say(f"letter.{about}", odd=ODD))
              for about, words, is_needed in lines if is_needed)]


def _has_times(table: Table) -> bool:
    return table.tally is None or table.tally.first is not None


def _has_odd(table: Table) -> bool:
    return table.tally is not None and any(odd for sums in table.tally.sums.values() for _, odd in sums.values())
