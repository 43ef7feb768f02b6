"""One collection in the PDF: heading, columns, rows, or, above the limit, the sum per month.

Invariant: `counted` is the number of rows this writer has accounted for, printed or summed.
"""

from __future__ import annotations

from collections.abc import Callable

from dsr.documents.display import RIGHT as NUMERIC
from dsr.documents.display import Shown, shown
from dsr.documents.pages import LEFT, LINE, PAD, RIGHT, Grid, Place, Sheet, spread
from dsr.documents.script import fold
from dsr.documents.summary import Summary
from dsr.domain.answer import Answer, Table
from dsr.domain.values import Kind, WireBatch
from dsr.text import translator
from dsr.text.numbers import number

CAP = 2_000         # characters of one value printed; the files hold all of it
MOST_WIDE = 210.0   # no column asks for more
LEAST = 34.0
SAMPLE = 60           # rows that column widths are chosen from
LOOSE = frozenset({Kind.NESTED, Kind.MIXED})  # cells that differ in type: shown first, so that 1, 1.0 and True stay apart


class Section:
    """Prints one table into the sheet; rows come in batches."""

    def __init__(self, sheet: Sheet, answer: Answer, table: Table, letter: str, files: str, opened: Callable[[], None]) -> None:
        self._sheet, self._answer, self._table = sheet, answer, table
        self._letter, self._files = letter, files
        self._say = translator(answer.locale)
        self._opened = opened  # called when the heading's page is known
        self._summary = Summary(answer, table) if answer.print_rows is not None and table.shown > answer.print_rows else None
        self._grids: dict[tuple[Kind, ...], Callable[[WireBatch], int]] = {}
        self._widths: list[float] | None = None
        self._head: list[tuple[str, Place]] = []
        self._head_at: dict[float, tuple[str, float]] = {}
        self.counted = 0
        self._heading()

    def _heading(self) -> None:
        sheet, table, say = self._sheet, self._table, self._say
        sheet.on_new_page = None
        sheet.room(70)
        self._opened()
        sheet.y -= 8 if sheet.y < 540 else 0
        sheet.line(sheet.title, f"{self._letter}  {table.label}", down=17)
        sheet.line(sheet.regular, f"{table.source_label} · {table.address}", down=13)
        count = number(table.shown, self._answer.locale)
        if self._summary is None:
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
        if self._summary is not None:
            self.counted += self._summary.add(batch)
        else:
            printer = self._grids.get(batch.kinds) or self._printer(batch)
            self.counted += printer(batch)

    def close(self) -> None:
        """Print what could only be known at the end."""
        if self._summary is not None:
            self._print_summary(self._summary)
        self._sheet.on_new_page = None

    def _printer(self, batch: WireBatch) -> Callable[[WireBatch], int]:
        """How batches of these kinds are printed; it returns how many rows it printed."""
        shows = [shown(c, k, self._answer) for c, k in zip(self._table.columns, batch.kinds, strict=True)]
        if self._widths is None:
            self._widths = self._measure(batch, shows) or []
        printer = self._tabular(batch, shows) if self._widths else self._stacked(shows)
        self._grids[batch.kinds] = printer
        return printer

    def _measure(self, batch: WireBatch, shows: list[Shown]) -> list[float] | None:
        """Column widths from the headings and the first rows; None if a table would be too narrow to read."""
        script, bold = self._sheet.regular, self._sheet.bold
        labels = [self._say("letter.entry_number"), *(column.label for column in self._table.columns)]
        last = f"{self._letter}-{self._table.shown}"
        natural, least = [], []
        for place, label in enumerate(labels):
            texts = [last] if place == 0 else [script.printable(shows[place - 1](row[place - 1])[:400]) for row in batch.rows[:SAMPLE]]
            longest = max((script.width(text) for text in texts), default=0.0)
            word = max((bold.width(bold.printable(part)) for part in label.split(" ")), default=0.0)
            heading = max(word, min(bold.width(bold.printable(label)), 2 * word))
            natural.append(max(longest, heading) + 2 * PAD)
            least.append(min(natural[-1], max(LEAST, word, min(longest, 60.0)) + 2 * PAD) if place else natural[0])
        return spread(natural, least, MOST_WIDE, RIGHT - LEFT)

    def _tabular(self, batch: WireBatch, shows: list[Shown]) -> Callable[[WireBatch], int]:
        columns = list(zip(batch.kinds, self._table.columns, strict=True))
        flush = [False, *(kind in NUMERIC and not column.legend for kind, column in columns)]
        places, x = [], LEFT
        for width, is_flush in zip(self._widths or [], flush, strict=True):
            places.append(Place(x + PAD / 2, width - PAD, is_flush))
            x += width
        labels = [self._say("letter.entry_number"), *(column.label for column in self._table.columns)]
        self._head, self._head_at = list(zip(labels, places, strict=True)), {}
        if not self._grids:
            self._columns()
        self._sheet.on_new_page = self._columns
        loose = [place for place, kind in enumerate(batch.kinds) if kind in LOOSE]
        fresh = frozenset(place for place, kind in enumerate(batch.kinds, 1) if kind is Kind.TIME)
        ready: list[Shown] = [str, *(str if place in loose else show for place, show in enumerate(shows))]
        grid = Grid(self._sheet, places, list(ready), CAP, self._say("letter.continued", file=self._files), fresh)

        def rows(batch: WireBatch) -> int:
            before, first = grid.printed, self.counted + 1
            cells = batch.rows if not loose else [
                [shows[place](value) if place in loose else value for place, value in enumerate(row)] for row in batch.rows]
            grid.rows(cells, [f"{self._letter}-{place}" for place in range(first, first + len(cells))])
            return grid.printed - before

        return rows

    def _columns(self) -> None:
        """The heading row, at the top of every page."""
        sheet = self._sheet
        if sheet.y not in self._head_at:
            self._head_at[sheet.y] = self._heading_row(sheet.y)
        operators, height = self._head_at[sheet.y]
        sheet.add(operators)
        sheet.y -= height

    def _heading_row(self, top: float) -> tuple[str, float]:
        """Operators and height of the heading row below `top`."""
        bold = self._sheet.bold
        parts: list[str] = []
        most = 0
        for label, place in self._head:
            lines = fold(bold.printable(label), place.width, bold)
            most = max(most, len(lines))
            for row, line in enumerate(lines, 1):
                x = place.x + place.width - bold.width(line) if place.flush_right else place.x
                parts.append(f"1 0 0 1 {x:.2f} {top - LINE * row:.1f} Tm {bold.show(line)}")
        under = top - LINE * most - 3
        return (f"BT {bold.select} {' '.join(parts)} ET\n.6 w .45 G {LEFT:g} {under:.1f} m {RIGHT:g} {under:.1f} l S 0 G", LINE * most + 3)

    def _stacked(self, shows: list[Shown]) -> Callable[[WireBatch], int]:
        """Records one below the other, for tables with more columns than a page is wide."""
        labels = [column.label for column in self._table.columns]
        grid = Grid(self._sheet, [Place(LEFT + 8, 190), Place(LEFT + 210, RIGHT - LEFT - 215)], [str, str], CAP,
                    self._say("letter.continued", file=self._files))

        def rows(batch: WireBatch) -> int:
            for place, row in enumerate(batch.rows, self.counted + 1):
                self._sheet.room(4 * LINE)
                self._sheet.line(self._sheet.bold, f"{self._letter}-{place}", down=LINE + 3)
                self._sheet.y -= 2
                grid.rows([[label, show(cell)] for label, show, cell in zip(labels, shows, row, strict=True)])
            return len(batch.rows)

        return rows

    def _print_summary(self, summary: Summary) -> None:
        sheet, say, locale = self._sheet, self._say, self._answer.locale
        words = "letter.section_all_in_files" if summary.is_dated else "letter.section_all_in_files_plain"
        files = f"{self._files}, {self._files.removesuffix('csv')}jsonl"
        sheet.paragraph(sheet.regular, say(words, files=files, count=number(self._table.shown, locale),
                                           limit=number(self._answer.print_rows or 0, locale)))
        if not summary.is_dated:
            return
        heads, lines = summary.heads, summary.lines
        width = min(120.0, (RIGHT - LEFT - 170) / (len(heads) - 1))
        places = [Place(LEFT + 4, 158), *(Place(LEFT + 166 + width * column, width - PAD, True) for column in range(len(heads) - 1))]
        self._head, self._head_at = list(zip(heads, places, strict=True)), {}
        sheet.y -= 4
        sheet.room(4 * LINE)
        self._columns()
        sheet.on_new_page = self._columns
        Grid(sheet, places, [str] * len(heads), CAP, "").rows(lines)
