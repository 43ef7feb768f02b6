"""The same name for the same other person throughout an answer, beside what is left of their number or in its place.

Invariants: every writer is given the same cells, and none the tokens by which they were made; a batch in which no number is hidden goes through
untouched, at no cost.
"""

from __future__ import annotations

from dataclasses import replace

from dsr.documents.lines import Line
from dsr.domain.answer import Answer, Contacts
from dsr.domain.parties import Party
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.text import translator


def named(batch: WireBatch, contacts: Contacts, locale: str) -> WireBatch:
    """The batch as it may be written: a name with each hidden number, and the number itself where the person dialled it."""
    if not batch.hidden:
        return replace(batch, dialled=()) if batch.dialled else batch
    cells, kinds = list(batch.cells), list(batch.kinds)
    before, _, after = translator(locale)("letter.contact", number="\0").partition("\0")  # filled once, not for every cell
    masked = {place: set(rows) for place, rows in batch.masked.items()}
    for one in batch.hidden:
        column: list[Wire] = list(cells[one.place])
        is_callers, changed = one.why == Party.CALLER.value, list[int]()
        for row, token in zip(one.rows, one.tokens, strict=True):
            if is_callers and (number := contacts.dialled.get(token)):
                column[row] = f"+{number}"
                changed.append(row)
            elif place := contacts.numbers.get(token):
                name = f"{before}{place:02}{after}"
                column[row] = name if column[row] is None else f"{column[row]} ({name})"
                changed.append(row)
        cells[one.place] = tuple(column)
        if changed and kinds[one.place] is not Kind.TEXT:
            kinds[one.place] = Kind.MIXED
        masked.get(one.place, set()).difference_update(changed)
    left = {place: sorted(rows) for place, rows in masked.items() if rows}
    return replace(batch, kinds=tuple(kinds), cells=tuple(cells), masked=left, hidden=(), dialled=())


def explained(answer: Answer) -> list[Line]:
    """What the names are, and why some numbers are shown: where the letter speaks of other people (GDPR Art. 15(4))."""
    say, contacts = translator(answer.locale), answer.contacts
    lines = [Line("body", say("letter.contacts", example=say("letter.contact", number="01")))] if contacts.numbers else []
    return [*lines, Line("body", say("letter.contacts_dialled"))] if contacts.dialled else lines
