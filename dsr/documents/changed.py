"""What the letter says of an answer that it replaces. Invariant: the table has every collection whose records either answer counts."""

from __future__ import annotations

from dsr.documents.lines import Block, Grid, Line
from dsr.domain.answer import Answer
from dsr.domain.changed import Change, changes
from dsr.text import translator
from dsr.text.dates import long_date
from dsr.text.numbers import number

NOT_SEARCHED = "–"


def since(answer: Answer) -> list[Block]:
    """A heading, what it replaces, and the records then and now; nothing where no earlier answer went out."""
    if answer.earlier is None:
        return []
    say, locale, earlier = translator(answer.locale), answer.locale, answer.earlier
    replaces = say("letter.replaces", date=long_date(earlier.answered_on, locale))
    lines: list[Block] = [Line("head", say("letter.changed_title")), Line("body", replaces)]
    if earlier.counts is None:
        return lines
    found = changes(earlier.counts, answer)
    if earlier.files != len(answer.enclosed):
        lines.append(Line("body", say("letter.changed_files", then=number(earlier.files, locale), now=number(len(answer.enclosed), locale))))
    elif not any(one.is_change for one in found):
        lines.append(Line("body", say("letter.changed_none")))
    if not found:
        return lines
    if any(None in (one.then, one.now, one.left_out) for one in found):
        lines.append(Line("body", say("letter.changed_dash")))
    heads = (say("letter.kind"), *(say(f"letter.changed_{name}") for name in ("then", "now", "left")))
    rows = ((_label(one.address, answer), *(_shown(count, locale) for count in (one.then, one.now, one.left_out))) for one in found)
    return [*lines, Grid(say("letter.changed_table"), heads, (*rows, _sums(found, answer)), "changed")]


def _sums(found: tuple[Change, ...], answer: Answer) -> tuple[str, ...]:
    """Of the records; files are no records."""
    columns = zip(*((one.then or 0, one.now or 0, one.left_out or 0) for one in found), strict=True)
    return (translator(answer.locale)("letter.held_total"), *(number(sum(column), answer.locale) for column in columns))


def _shown(count: int | None, locale: str) -> str:
    return NOT_SEARCHED if count is None else number(count, locale)


def _label(address: str, answer: Answer) -> str:
    """As this answer calls it; one that it does not know by its address."""
    tables = {str(table.address): f"{table.label}, {table.source_label}" for table in answer.tables}
    return tables.get(address) or next((gap.name for gap in answer.gaps if gap.address == address), address)
