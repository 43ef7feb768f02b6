"""One collection in the PDF: heading, columns, rows, or, above the limit, the sum per month.

Invariant: `counted` is the number of rows this writer has accounted for, printed or summed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson

from dsr.documents.display import RIGHT as NUMERIC
from dsr.documents.display import Shown, shown
from dsr.documents.pages import LEFT, LINE, PAD, RIGHT, Grid, Place, Sheet, spread
from dsr.documents.script import fold
from dsr.domain.answer import Answer, Table
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.text import translator
from dsr.text.dates import month_and_year
from dsr.text.numbers import number

CAP = 2_000         # characters of one value printed; the files hold all of it
MOST_WIDE = 210.0   # no column asks for more
LEAST = 34.0


def _text(value: Wire) -> Any:
    """A cell of a batch with mixed or nested columns: text, so that 1 and True stay apart as keys."""
    if isinstance(value, (list, dict)):
        return orjson.dumps(value).decode()
    return value


class Section:
    """Prints one table into the sheet; rows come in batches."""

    def __init__(self, sheet: Sheet, answer: Answer, table: Table, letter: str, files: str) -> None:
        self._sheet, self._answer, self._table = sheet, answer, table
        self._letter, self._files = letter, files
        self._say = translator(answer.locale)
        self._is_summed = answer.print_rows is not None and table.shown > answer.print_rows
        self._months: defaultdict[str, int] = defaultdict(int)
        self._grids: dict[tuple[Kind, ...], Callable[[list[list[Any]]], None]] = {}
        self._widths: list[float] | None = None
        self._head: list[tuple[str, Place]] = []
        self.counted = 0
        self._heading()

    def _heading(self) -> None:
        sheet, table, say = self._sheet, self._table, self._say
        sheet.on_new_page = None
        sheet.room(70)
        sheet.y -= 8 if sheet.y < 540 else 0
        sheet.line(sheet.title, f"{self._letter}  {table.label}", down=17)
        sheet.line(sheet.regular, f"{table.source_label} · {table.address}", down=13)
        count = number(table.shown, self._answer.locale)
        if not self._is_summed:
            sheet.paragraph(sheet.regular, say("letter.section_rows", shown=count, found=number(table.found, self._answer.locale)))
        self._legend()
        sheet.y -= 4

    def _legend(self) -> None:
        for column in self._table.columns:
            if column.legend:
                words = ", ".join(f"{code} = {text}" for code, text in list(column.legend.items())[:200])
                self._sheet.paragraph(self._sheet.regular, f"{column.label}: {words}")

    def add(self, batch: WireBatch) -> None:
        """Account for a batch of rows."""
        if self._is_summed:
            self._sum(batch)
        else:
            rows = self._flat(batch)
            first = self.counted + 1
            printer = self._grids.get(batch.kinds) or self._printer(batch)
            printer([[f"{self._letter}-{first + offset}", *row] for offset, row in enumerate(rows)])
        self.counted += len(batch.rows)

    def close(self) -> None:
        """Print what could only be known at the end."""
        if self._is_summed:
            self._summary()
        self._sheet.on_new_page = None

    def _flat(self, batch: WireBatch) -> list[list[Any]]:
        """Rows whose cells can be memo keys: lists and dicts as their JSON text."""
        if Kind.NESTED not in batch.kinds and Kind.MIXED not in batch.kinds:
            return batch.rows
        return [[_text(value) for value in row] for row in batch.rows]

    def _printer(self, batch: WireBatch) -> Callable[[list[list[Any]]], None]:
        shows: list[Shown] = [str, *(shown(c, k, self._answer) for c, k in zip(self._table.columns, batch.kinds, strict=True))]
        if self._widths is None:
            self._widths = self._measure(batch, shows) or []
        if not self._widths:
            printer = self._stacked(shows)
        else:
            flush = [kind in NUMERIC and not c.legend for kind, c in zip(batch.kinds, self._table.columns, strict=True)]
            printer = self._tabular(shows, [False, *flush])
        self._grids[batch.kinds] = printer
        return printer

    def _measure(self, batch: WireBatch, shows: list[Shown]) -> list[float] | None:
        """Column widths from the headings and the first rows; None if a table would be too narrow to read."""
        script, bold = self._sheet.regular, self._sheet.bold
        sample = self._flat(WireBatch(batch.columns, batch.kinds, batch.rows[:60]))
        labels = [self._say("letter.entry_number"), *(column.label for column in self._table.columns)]
        last = f"{self._letter}-{self._table.shown}"
        wanted, least = [], []
        for place, label in enumerate(labels):
            texts = [last] if place == 0 else [script.printable(shows[place](row[place - 1])[:200]) for row in sample]
            longest = max((script.width(text) for text in texts), default=0.0)
            word = max((bold.width(bold.printable(part)) for part in label.split(" ")), default=0.0)
            wanted.append(min(MOST_WIDE, max(longest, min(bold.width(bold.printable(label)), 2 * word))) + 2 * PAD)
            least.append(min(wanted[-1], max(LEAST, word, min(longest, 60.0)) + 2 * PAD))
        return spread(wanted, least, RIGHT - LEFT)

    def _tabular(self, shows: list[Shown], flush: list[bool]) -> Callable[[list[list[Any]]], None]:
        places, x = [], LEFT
        for width, is_flush in zip(self._widths or [], flush, strict=True):
            places.append(Place(x + PAD / 2, width - PAD, is_flush))
            x += width
        labels = [self._say("letter.entry_number"), *(column.label for column in self._table.columns)]
        self._head = list(zip(labels, places, strict=True))
        if not self._grids:
            self._columns()
        self._sheet.on_new_page = self._columns
        return Grid(self._sheet, places, list(shows), CAP, self._say("letter.continued", file=self._files)).rows

    def _columns(self) -> None:
        """The heading row, at the top of every page."""
        sheet, bold = self._sheet, self._sheet.bold
        lines = [fold(bold.printable(label), place.width, bold) for label, place in self._head]
        for number_ in range(max(len(one) for one in lines)):
            sheet.y -= LINE
            for folded, (_, place) in zip(lines, self._head, strict=True):
                if number_ < len(folded):
                    x = place.x + place.width - bold.width(folded[number_]) if place.flush_right else place.x
                    sheet.line(bold, folded[number_], x, down=0)
        sheet.rule()
        sheet.y -= 3

    def _stacked(self, shows: list[Shown]) -> Callable[[list[list[Any]]], None]:
        """Records one below the other, for tables with more columns than a page is wide."""
        labels = [column.label for column in self._table.columns]
        grid = Grid(self._sheet, [Place(LEFT + 8, 190), Place(LEFT + 210, RIGHT - LEFT - 215)], [str, str], CAP,
                    self._say("letter.continued", file=self._files))

        def rows(batch: list[list[Any]]) -> None:
            for entry, *cells in batch:
                self._sheet.room(3 * LINE)
                self._sheet.line(self._sheet.bold, entry, down=LINE + 3)
                grid.rows([[label, show(cell)] for label, show, cell in zip(labels, shows[1:], cells, strict=True)])

        return rows

    def _sum(self, batch: WireBatch) -> None:
        place = next((number for number, kind in enumerate(batch.kinds) if kind in (Kind.TIME, Kind.DATE)), None)
        for row in batch.rows:
            stamp: Wire = row[place] if place is not None else None
            self._months[stamp[:7] if isinstance(stamp, str) else ""] += 1

    def _summary(self) -> None:
        sheet, say, locale = self._sheet, self._say, self._answer.locale
        is_dated = any(self._months.keys() - {""})
        sheet.paragraph(sheet.regular, say("letter.section_all_in_files" if is_dated else "letter.section_all_in_files_plain", files=self._files,
                                           count=number(self._table.shown, locale), limit=number(self._answer.print_rows or 0, locale)))
        if not is_dated:
            return
        grid = Grid(sheet, [Place(LEFT, 160), Place(LEFT + 160, 80, flush_right=True)], [str, str], CAP, "")
        sheet.line(sheet.bold, say("letter.month"), down=LINE + 4)
        sheet.line(sheet.bold, say("letter.records"), LEFT + 240 - sheet.bold.width(say("letter.records")), down=0)
        grid.rows([[self._month(month), number(count, locale)] for month, count in sorted(self._months.items())])

    def _month(self, month: str) -> str:
        try:
            return month_and_year(date(int(month[:4]), int(month[5:7]), 1), self._answer.locale)
        except ValueError:
            return month or self._say("letter.no_time")
