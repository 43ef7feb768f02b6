"""What the records of an answer come to: from when to when, how many of each kind in each year, and how many in each month.

Invariant: all figures come from the tallies, whose rows the writers count again; the months and the kinds of a table add up to its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dsr.documents.lines import Bar, Block, Chart, Grid, Line
from dsr.domain.answer import Answer, Table
from dsr.domain.tally import UNDATED, UNWORDED, Tally
from dsr.text import translator
from dsr.text.dates import long_date, month_name
from dsr.text.forms import Form, form
from dsr.text.numbers import number

MOST_BARS = 72      # months that a chart shows; more are shown as years
MOST_YEARS = 5      # columns of the table; earlier years are added up in one
MOST_COLUMNS = 6     # of the table of months
LEAST_RECORDS = 12  # fewer in a collection need no chart


def overview(answer: Answer) -> list[Block]:
    """The part of the first page that sums up."""
    say, locale = translator(answer.locale), answer.locale
    tallies = [tally for _, tally in _dated(answer)]
    if not tallies:
        return []
    usage = _usage(answer)
    first, last = min(one.first for one in tallies if one.first), max(one.last for one in tallies if one.last)
    blocks: list[Block] = [Line("body", say("letter.period", first=long_date(first, locale), last=long_date(last, locale)))]
    if usage:
        blocks += [chart] if (chart := _chart(answer, [tally for _, tally in usage])) else []
        blocks.append(_kinds(answer, usage))
    return blocks


def months(answer: Answer) -> list[Block]:
    """The same figures as the chart, month by month: a column for each of the largest collections, one for all others."""
    say, locale = translator(answer.locale), answer.locale
    dated = _usage(answer)
    every = sorted({month for _, tally in dated for month in tally.months}, key=lambda month: (month == UNDATED, month))
    if len([month for month in every if month]) < 2:
        return []
    largest = sorted(dated, key=lambda one: -one[1].rows)[:MOST_COLUMNS if len(dated) <= MOST_COLUMNS else MOST_COLUMNS - 1]
    columns = [(table.label, [tally]) for table, tally in dated if (table, tally) in largest]
    if others := [tally for table, tally in dated if (table, tally) not in largest]:
        columns.append((say("letter.others_column"), others))
    rows = [(month_name(month, locale) if month else say("letter.no_time"), [sum(tally.months.get(month, 0) for tally in one) for _, one in columns])
            for month in every]
    rows.append((say("letter.all"), [sum(tally.rows for tally in one) for _, one in columns]))
    heads = (say("letter.month"), *(label for label, _ in columns))
    return [Grid(say("letter.months_title"), heads, tuple((head, *(number(one, locale) for one in counts)) for head, counts in rows), "months")]


def _dated(answer: Answer) -> list[tuple[Table, Tally]]:
    return [(table, table.tally) for table in answer.tables if table.shown and table.tally is not None and table.tally.first is not None]


def _usage(answer: Answer) -> list[tuple[Table, Tally]]:
    """Tables that say something over time: a few rows with a date are no usage."""
    return [(table, tally) for table, tally in _dated(answer) if tally.rows >= LEAST_RECORDS]


def _chart(answer: Answer, tallies: list[Tally]) -> Chart | None:
    """Months from the first to the last with none left out, or years where there are too many."""
    say, locale = translator(answer.locale), answer.locale
    counts: Counter[str] = Counter()
    for tally in tallies:
        counts.update({month: rows for month, rows in tally.months.items() if month != UNDATED})
    every = list(_from_to(min(counts), max(counts)))
    is_by_month = len(every) <= MOST_BARS
    if not is_by_month:
        years: Counter[str] = Counter()
        for month, rows in counts.items():
            years[month[:4]] += rows
        counts, every = years, [f"{year:04d}" for year in range(int(min(years)), int(max(years)) + 1)]
    if not 2 <= len(every) <= 2 * MOST_BARS:
        return None
    most = max(every, key=lambda one: counts[one])
    bars = tuple(Bar(counts[one], one[:4] if not is_by_month or one.endswith("-01") or one == every[0] else "") for one in every)
    facts = {name: month_name(one, locale) for name, one in (("first", every[0]), ("last", every[-1]), ("most", most))}
    words = say(f"letter.chart_{'months' if is_by_month else 'years'}", least=number(min(bar.value for bar in bars), locale),
                top=number(counts[most], locale), **facts)
    return Chart(say(f"letter.chart_{'months' if is_by_month else 'years'}_title"), words, bars, number(counts[most], locale))


def _from_to(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:7])
    while (name := f"{year:04d}-{month:02d}") <= last:
        yield name
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _kinds(answer: Answer, dated: list[tuple[Table, Tally]]) -> Grid:
    """A row for each kind of record and column for each year."""
    say, locale = translator(answer.locale), answer.locale
    every = sorted({year for _, tally in dated for year in tally.years if year})
    shown = every[-MOST_YEARS:]
    without = {"": say("letter.no_kind"), UNWORDED: say("letter.others_column")}
    rows = [(name, counts) for table, tally in dated for name, counts in _rows(table, tally, without, form(locale))]
    has_earlier, has_undated = len(every) > len(shown), any(counts[UNDATED] for _, counts in rows)

    def cells(name: str, counts: Counter[str]) -> tuple[str, ...]:
        earlier = [sum(counts[year] for year in every[:-MOST_YEARS])] if has_earlier else []
        undated = [counts[UNDATED]] if has_undated else []
        return (name, *(number(one, locale) for one in (*earlier, *(counts[year] for year in shown), *undated, counts.total())))

    total: Counter[str] = Counter()
    for _, counts in rows:
        total.update(counts)
    heads = (say("letter.kind"), *([say("letter.earlier")] if has_earlier else []), *shown, *([say("letter.no_time")] if has_undated else []),
             say("letter.all"))
    return Grid(say("letter.kinds_title"), heads, (*(cells(name, counts) for name, counts in rows), cells(say("letter.all"), total)))


def _rows(table: Table, tally: Tally, without: dict[str, str], its: Form) -> list[tuple[str, Counter[str]]]:
    """The kinds of a table, or the table itself where it has none."""
    if not tally.kinds:
        return [(table.label, tally.years)]
    legend = next(column.legend for column in table.columns if column.name == tally.kind)
    named = ((legend.get(code) or without.get(code, code), years) for code, years in sorted(tally.kinds.items()))
    return [(its.pair(table.label, name), Counter(years)) for name, years in named]
