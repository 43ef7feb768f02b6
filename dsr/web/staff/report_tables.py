"""The figures of a report as tables, in the words of the desk: what a page shows and what its file holds are the same cells.

Invariant: a cell names no person but a member of staff; a name from outside starts no formula in a file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from flask import current_app

from dsr.documents.files import guarded
from dsr.domain.figures import Line, Standing, Times
from dsr.domain.figures_open import COLUMNS, Age, SourceLine
from dsr.domain.reporting import Period
from dsr.services.read.reports import Answered, Work
from dsr.services.read.reports_systems import Systems
from dsr.text.dates import month_name
from dsr.text.dates import short_date as day_words
from dsr.web.filters import label
from dsr.web.locale import code as language
from dsr.web.say import Lazy, _, _l
from dsr.web.words import LETTERS, known

Cell = str | int | Decimal | None
_STANDINGS: dict[Standing, Lazy] = {
    Standing.OPEN: _l("Not due yet"), Standing.OVERDUE: _l("Overdue"), Standing.WITH_COMPANY: _l("With the company"),
    Standing.UNCONFIRMED: _l("Not confirmed"),
}
_FAULTS: dict[str, Lazy] = {  # what is no gap of the answer has no words there
    "crashed": _l("the worker stopped in the middle"), "fault": _l("something of ours failed"), "vault": _l("a sealed value could not be opened"),
    "store": _l("the folder of sealed files could not be written"), "source_gone": _l("its source file is gone"),
    "mapping_changed": _l("its mapping was changed meanwhile"), "cannot_start": _l("what is needed for it could not be opened"),
    "cannot": _l("who keeps it could not answer"), "expired": _l("who keeps it did not answer in time"),
    "waived": _l("gone on without the answer of who keeps it"),
}


@dataclass(frozen=True, slots=True)
class Head:
    words: str
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """`nothing` stands where there are no rows. A number is a cell without words, its unit is in its head."""

    name: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    nothing: str


def as_csv(table: Table) -> bytes:
    """UTF-8 with a mark at the start and semicolons, as the register of incidents; numbers are plain, with a decimal point."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    rows = [tuple(head.words for head in table.heads), *table.rows]
    writer.writerows([guarded("" if cell is None else str(cell)) for cell in row] for row in rows)
    return ("\ufeff" + file.getvalue()).encode()


def period_words(period: Period) -> str:
    """2026, third quarter 2026, November 2026, or both days."""
    name = period.name
    if ".." in name:
        return f"{day_words(period.first, language())} – {day_words(period.last, language())}"
    if "Q" in name:
        return _("Quarter %(quarter)s of %(year)s", quarter=name[-1], year=name[:4])
    return month_name(name, language()) if "-" in name else name


def months(found: Answered) -> Table:
    both = zip(found.months, found.received_months, strict=True)
    rows = ((month_name(month.name, language()), came, *_cells(line)) for (month, line), came in both)
    return _table("months", _("Answered by month"), _("Month"), [_("Received"), *_heads()], rows)


def rights(found: Answered) -> Table:
    right = current_app.jinja_env.filters["right"]
    return _table("rights", _("By what was asked"), _("Asked for"), _heads(), ((right(one), *_cells(line)) for one, line in found.rights.items()))


def companies(found: Answered) -> Table:
    ours = _("we decide ourselves")
    rows = ((name or ours, *_cells(line)) for name, line in sorted(found.companies.items(), key=lambda one: (-one[1].decided, one[0])))
    return _table("companies", _("By company"), _("Company"), _heads(), rows)


def endings(found: Answered) -> Table:
    return _table("endings", _("How they ended"), _("Ended as"), [_("Requests")], ((label(one), count) for one, count in found.endings.items()))


def grounds(found: Answered) -> Table:
    ground = current_app.jinja_env.filters["ground"]
    rows = ((ground(one) if one else _("no ground on file"), count) for one, count in found.grounds.items())
    return _table("grounds", _("Refused, by ground"), _("Ground"), [_("Requests")], rows)


def channels(found: Answered) -> Table:
    names = dict.fromkeys([*found.received, *found.channels])
    rows = ((label(one), found.received.get(one, 0), *_cells(found.channels.get(one, Line()))) for one in names)
    return _table("channels", _("By the way they came"), _("Channel"), [_("Received"), *_heads()], rows)


def ages(found: Work) -> Table:
    heads = [*(str(_STANDINGS[one]) for one in COLUMNS), _("Together")]
    rows: Iterable[tuple[Cell, ...]] = ((_age(one), *(one.counts[column] for column in COLUMNS), one.total) for one in found.ages)
    return _table("ages", _("Open today, by age"), _("Days since receipt"), heads, rows)


def hands(found: Work) -> Table:
    rows = ((one.who or _("the team"), one.open, one.overdue, one.answered) for one in found.hands)
    return _table("hands", _("Who looks after what"), _("Who"), [_("Open today"), _("Overdue"), _("Answered in the period")], rows)


def weeks(found: Work) -> Table:
    rows = ((week_words(week), came, went) for week, came, went in found.weeks)
    return _table("weeks", _("Work by week"), _("Week"), [_("Received"), _("Answered")], rows)


def sources(found: Systems, named: Callable[[str], str]) -> Table:
    heads = [_("Searches"), _("Failed"), _("Failed, %"), _("Worked after more tries"), _("Times down"), _("Down at least, hours"),
             _("Longest, hours"), _("Median, days"), _("9 of 10 within, days"), _("Slowest, days")]
    return _table("sources", _("Sources that failed"), _("Source"), heads, (_source(one, named) for one in found.sources))


def reasons(found: Systems, named: Callable[[str], str]) -> Table:
    rows = tuple((named(one.source), _reason(code), count) for one in found.sources for code, count in one.reasons.items())
    heads = (Head(_("Source"), False), Head(_("Why"), False), Head(_("Searches")))
    return Table("reasons", _("Why they failed"), heads, rows, _("No search failed in this period."))


def letters(found: Systems) -> Table:
    rows = ((known(LETTERS, one.kind), one.written, one.failed, one.bounced, one.attended) for one in found.letters)
    heads = [_("Written"), _("No server took it"), _("Came back"), _("Seen to since")]
    return _table("letters", _("Letters that did not arrive"), _("Letter"), heads, rows,
                  _("Every letter of this period has arrived, as far as is known."))


def week_words(week: Period) -> str:
    """The number of the week by ISO 8601, and its year."""
    year, number, _day = week.first.isocalendar()
    return _("Week %(number)s, %(year)s", number=number, year=year)


def _table(name: str, title: str, first: str, heads: Iterable[str], rows: Iterable[tuple[Cell, ...]], nothing: str = "") -> Table:
    return Table(name, title, (Head(first, False), *(Head(words) for words in heads)), tuple(rows), nothing or _("Nothing in this period."))


def _heads() -> list[str]:
    return [_("Decided in the period"), _("On time"), _("Of these extended"), _("Late"), _("Of these not answered yet"), _("On time, %"),
            _("Answered"), _("Median, days"), _("9 of 10 within, days"), _("Slowest, days")]


def _cells(line: Line) -> tuple[Cell, ...]:
    return (line.decided, line.on_time, line.extended, line.late, line.unanswered, line.share, line.times.count if line.times else 0,
            *_times(line.times))


def _times(times: Times | None) -> tuple[Cell, ...]:
    return (times.median, times.ninetieth, times.slowest) if times else (None, None, None)


def _age(one: Age) -> str:
    return _("%(first)s and more", first=one.first) if one.last is None else f"{one.first}–{one.last}"


def _source(one: SourceLine, named: Callable[[str], str]) -> tuple[Cell, ...]:
    share = Decimal(-(-one.failed * 1000 // one.searches)) / 10 if one.searches else None  # up: nothing that failed is told as nothing
    return (named(one.source), one.searches, one.failed, share, one.again, one.outage.count, _hours(one.outage.total), _hours(one.outage.longest),
            *_times(one.times))


def _hours(span: timedelta) -> Decimal:
    return Decimal(-(-int(span.total_seconds()) * 10 // 3600)) / 10


def _reason(code: str) -> str:
    """The words of a gap of the answer where it is one."""
    own: Mapping[str, Lazy] = _FAULTS
    return str(own[code]) if code in own else str(current_app.jinja_env.filters["gap"](code.removeprefix("source_")))
