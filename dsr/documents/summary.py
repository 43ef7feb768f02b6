"""What a collection comes to per month: a table for one with more rows than are printed, a line below the rows of each month elsewhere.

Invariant: all figures are the tally's; every row is in exactly one month or in "without a date", and the counts add up to all rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dsr.documents.display import amount
from dsr.documents.months import are_mixed, parts
from dsr.documents.wording import records
from dsr.domain.answer import Answer, Column, Table
from dsr.domain.measures import Sum
from dsr.domain.tally import UNDATED, Tally
from dsr.text import translator
from dsr.text.dates import month_name
from dsr.text.numbers import number

NOTHING: Sum = (Decimal(0), 0)


def heads(answer: Answer, table: Table) -> list[str]:
    """Month (of which column), records, and each measured column."""
    say = translator(answer.locale)
    of = next((f" ({column.label})" for column in table.columns if column.name == table.time), "")
    return [say("letter.month") + of, say("letter.records"), *(column.label for column in _measured(table))]


def lines(answer: Answer, table: Table) -> list[list[str]]:
    """A line per month in order, the undated last, then all together."""
    locale, tally = answer.locale, table.tally or Tally()
    months = sorted(tally.months, key=lambda month: (month == UNDATED, month))
    every = [*((name(month, locale), tally.months[month], [month]) for month in months), (translator(locale)("letter.all"), tally.rows, months)]
    return [[words, number(rows, locale), *(_sum_words(column, _together(tally, column, of), answer) for column in _measured(table))]
            for words, rows, of in every]


def name(month: str, locale: str) -> str:
    """March 2026; without a date."""
    return month_name(month, locale) if month else translator(locale)("letter.no_time")


def head(answer: Answer, table: Table, month: str) -> str:
    """What stands above the rows of a month: March 2026, 214 records."""
    rows = dict(table.tally.runs).get(month, 0) if table.tally else 0
    return translator(answer.locale)("letter.month_head", month=name(month, answer.locale), records=records(rows, answer.locale))


def foot(answer: Answer, table: Table, month: str | None) -> str:
    """What stands below them: the sums of the measured columns. Of all months for None; "" where nothing is measured."""
    tally, say = table.tally or Tally(), translator(answer.locale)
    of = [month] if month is not None else list(tally.months)
    sums = [f"{column.label} {_sum_words(column, _together(tally, column, of), answer)}" for column in _measured(table)]
    what = name(month, answer.locale) if month is not None else records(tally.rows, answer.locale)
    return say("letter.month_foot", month=what, sums=" · ".join(sums)) if sums else ""


def order(answer: Answer, table: Table) -> list[str]:
    """What is to be said of the order of the rows, if it is not that of time."""
    say = translator(answer.locale)
    if are_mixed(table):
        return [say("letter.source_order_mixed")]
    return [say("letter.source_order")] if parts(table) and table.tally is not None and not table.tally.is_in_order else []


def _measured(table: Table) -> list[Column]:
    return [column for column in table.printed if column.unit]


def _together(tally: Tally, column: Column, months: Iterable[str]) -> Sum:
    sums = [tally.sums.get(month, {}).get(column.name, NOTHING) for month in months]
    return sum((one for one, _ in sums), Decimal(0)), sum(odd for _, odd in sums)


def _sum_words(column: Column, total: Sum, answer: Answer) -> str:
    words = amount(total[0], column.unit, answer.locale)
    return f"{words} ({translator(answer.locale)('letter.not_added', count=number(total[1], answer.locale))})" if total[1] else words
