"""One collection in the PDF: heading, columns, rows month by month with their sums, or, above the limit, the sums alone.

Invariant: `counted` is the number of rows this writer has accounted for, printed or summed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from dsr.documents import summary
from dsr.documents.display import RIGHT as NUMERIC
from dsr.documents.display import Shown, shown
from dsr.documents.grid import PAD, Column, Grid, spread
from dsr.documents.masking import reasons
from dsr.documents.months import Months, are_mixed, parts
from dsr.documents.script import BOLD, Script, fold
from dsr.documents.sheet import LINE, SECOND, Sheet, Style
from dsr.documents.wording import decided, legends
from dsr.domain.answer import Answer, Table
from dsr.domain.values import Kind, WireBatch
from dsr.text import translator
from dsr.text.numbers import number

CAP = 2_000           # signs of one value printed; the files hold all of it
LEAST = 34.0          # points that a column needs
SAMPLE = 300          # rows that column widths are chosen from
MOST_LINES = 5        # a row needs on average; above, records one below the other read better
LOOSE = frozenset({Kind.NESTED, Kind.MIXED})  # cells that differ in type: shown first, so that 1, 1.0 and True stay apart
UNBROKEN = NUMERIC | {Kind.TIME, Kind.DATE, Kind.CLOCK, Kind.BOOLEAN}  # kinds that do not read well over two lines


class Section:
    """Prints one table into the sheet; rows come in batches. `mark` is the first part of its entry numbers."""

    def __init__(self, sheet: Sheet, answer: Answer, table: Table, mark: str, file: str) -> None:
        self._sheet, self._answer, self._table = sheet, answer, table
        self._mark, self._file = mark, file
        self._say = translator(answer.locale, answer.variant)
        self._is_summed = answer.print_rows is not None and table.shown > answer.print_rows
        self._months = Months(table)
        self._month = ""  # whose rows are being printed, as people write it
        self._printers: dict[tuple[Kind, ...], Callable[[WireBatch], int]] = {}
        self._widths: list[float] | None = None
        self._quiet, self._strong = Style(sheet.regular, LINE, SECOND), Style(sheet.bold, LINE)
        self._table_open = ExitStack()  # rows come in batches, all of them into one table, or one for each month
        self._has_table = False
        self.counted = 0
        self._heading()

    def _heading(self) -> None:
        sheet, table, say, locale = self._sheet, self._table, self._say, self._answer.locale
        sheet.on_new_page = None
        sheet.took_replaced()
        sheet.y -= 16 if sheet.y < sheet.format.top else 0
        sheet.room(100)
        sheet.mark(self._mark, f"{self._mark}  {table.label}")
        with sheet.within("H2"):
            sheet.text(Style(Script(sheet.document, BOLD, 13.0), 17.0), f"{self._mark}  {table.label}", after=2)
        facts = [table.source_label, str(table.address)]
        if not self._is_summed:
            facts.append(say("letter.section_rows", shown=number(table.shown, locale), found=number(table.found, locale)))
        order = [] if self._is_summed else summary.order(self._answer, table)
        for line in [" · ".join(facts), *order, *legends(table, locale), *reasons(table, self._answer), *decided(table, locale)]:
            self._say_quietly(line)
        sheet.y -= 4

    def add(self, batch: WireBatch) -> None:
        """Account for a batch of rows."""
        if self._is_summed:
            self.counted += len(batch)
            return
        printer = self._printers.get(batch.kinds) or self._printer(batch)
        for begins, rows, ends in self._months.pieces(batch):
            if begins is not None:
                self._begin(begins)
            self.counted += printer(rows)
            if ends is not None:
                self._end(summary.foot(self._answer, self._table, ends))

    def close(self) -> None:
        """Print what could only be known at the end."""
        sheet = self._sheet
        self._close_table()
        if self._is_summed:
            self._print_summary()
        elif parts(self._table):
            self._month = ""
            self._end(summary.foot(self._answer, self._table, None) if len(parts(self._table)) > 1 else "")
        elif are_mixed(self._table):
            sheet.y -= 6
            self._print_months()
        sheet.on_new_page = None
        if sheet.took_replaced():
            sheet.y -= 4
            self._say_quietly(self._say("letter.replaced"))

    def _begin(self, month: str) -> None:
        """The heading of a month; never alone at the foot of a page."""
        sheet = self._sheet
        self._close_table()
        self._month = summary.name(month, self._answer.locale)
        sheet.on_new_page = self._continue_section
        sheet.room(80)
        sheet.y -= 8
        with sheet.within("H3"):
            sheet.text(Style(sheet.bold, 14.0), summary.head(self._answer, self._table, month), after=1)

    def _end(self, words: str) -> None:
        """What stands below rows."""
        self._close_table()
        if words:
            sheet = self._sheet
            sheet.on_new_page = self._continue
            sheet.y -= 2
            with sheet.within("P"):
                sheet.text(self._strong, words, after=2)

    def _close_table(self) -> None:
        self._table_open.close()
        self._has_table = False

    def _say_quietly(self, words: str, after: float = 0.0) -> None:
        with self._sheet.within("P"):
            self._sheet.text(self._quiet, words, after=after)

    def _continue(self) -> None:
        """The top of a page that goes on with this section, and this month."""
        self._top(f"{self._mark}  {self._table.label}{', ' if self._month else ''}{self._month}")

    def _continue_section(self) -> None:
        """The top of a page that begins with a month."""
        self._top(f"{self._mark}  {self._table.label}")

    def _top(self, words: str) -> None:
        sheet = self._sheet
        sheet.y -= LINE
        sheet.put(self._quiet, fold(sheet.regular.printable(words), sheet.format.room, sheet.regular)[0], sheet.format.left)
        sheet.y -= 5

    def _printer(self, batch: WireBatch) -> Callable[[WireBatch], int]:
        """How batches of these kinds are printed; it returns how many rows it printed."""
        shows = [shown(c, k, self._answer) for c, k in zip(self._table.printed, batch.kinds, strict=True)]
        if self._widths is None:
            if Kind.TIME in batch.kinds:
                self._say_quietly(self._say("letter.times_in", zone=self._answer.entity.timezone), 4)
            self._widths = self._measure(batch, shows) or []
        printer = self._tabular(batch, shows) if self._widths else self._stacked(shows)
        self._printers[batch.kinds] = printer
        return printer

    def _labels(self) -> list[str]:
        return [self._say("letter.entry_number"), *(column.label for column in self._table.printed)]

    def _measure(self, batch: WireBatch, shows: Sequence[Shown]) -> list[float] | None:
        """Column widths from the headings and a sample of rows; None if a table would be hard to read."""
        script, bold, form = self._sheet.regular, self._sheet.bold, self._sheet.format
        columns = [cells[:: max(1, len(batch) // SAMPLE)] for cells in batch.cells]
        count = len(columns[0])
        texts = [[f"{self._mark}-{self._table.shown}"] * count]
        texts += [[text[:CAP] for text in show(column)] for show, column in zip(shows, columns, strict=True)]
        wide = [[script.width(script.printable(text)) + PAD for text in column] for column in texts]
        natural, least = [], []
        for place, label in enumerate(self._labels()):
            longest = max(wide[place]) + (script.width("00") if place and batch.kinds[place - 1] in NUMERIC else 0)  # later ones may be larger
            word = max(bold.width(bold.printable(part)) for part in label.split(" ")) + PAD
            natural.append(max(longest, word, min(bold.width(bold.printable(label)) + PAD, 2 * word)))
            is_unbroken = not place or batch.kinds[place - 1] in UNBROKEN
            least.append(natural[place] if is_unbroken else min(natural[place], max(LEAST + PAD, word, min(longest, 60.0))))
        widths = spread(natural, least, form.room)
        if widths is None:
            return None
        lines = sum(max(math.ceil(text / width) for text, width in zip(row, widths, strict=True)) for row in zip(*wide, strict=True))
        return widths if lines <= MOST_LINES * count else None

    def _tabular(self, batch: WireBatch, shows: Sequence[Shown]) -> Callable[[WireBatch], int]:
        sheet, mark = self._sheet, self._mark
        loose = [place for place, kind in enumerate(batch.kinds) if kind in LOOSE]
        ready: list[Shown] = [_as_text, *(_as_text if place in loose else show for place, show in enumerate(shows))]
        flush = [False, *(kind in NUMERIC and not column.legend for kind, column in zip(batch.kinds, self._table.printed, strict=True))]
        columns, x = [], sheet.format.left + 2
        for label, width, show, is_flush in zip(self._labels(), self._widths or [], ready, flush, strict=True):
            columns.append(Column(label, x, width - PAD, show, is_flush))
            x += width
        grid = Grid(sheet, columns, CAP, self._say("letter.continued", file=self._file))

        def new_page() -> None:
            self._continue()
            grid.head()

        def rows(batch: WireBatch) -> int:
            if not self._has_table:
                self._table_open.enter_context(sheet.within("Table"))
                grid.head()
                self._has_table = True
            sheet.on_new_page = new_page
            before = grid.printed
            grid.by_column([shows[place](cells) if place in loose else cells for place, cells in enumerate(batch.cells)], mark, self.counted + 1)
            return grid.printed - before

        return rows

    def _stacked(self, shows: Sequence[Shown]) -> Callable[[WireBatch], int]:
        """Records one below the other, where a table would be too wide or its cells too long."""
        sheet, form = self._sheet, self._sheet.format
        labels = [column.label for column in self._table.printed]
        grid = Grid(sheet, [Column("", form.left + 8, 190, _as_text), Column("", form.left + 210, form.room - 215, _as_text)], CAP,
                    self._say("letter.continued", file=self._file))
        level = "H4" if parts(self._table) else "H3"

        def rows(batch: WireBatch) -> int:
            for place, row in enumerate(batch.rows, self.counted + 1):
                entry = f"{self._mark}-{place}"
                sheet.on_new_page = self._continue
                sheet.room(5 * LINE)
                sheet.on_new_page = lambda entry=entry: self._go_on(entry)
                sheet.y -= 3
                with sheet.within(level):
                    sheet.text(self._strong, entry, after=2)
                with sheet.within("Table"):
                    grid.rows([[label, show([cell])[0]] for label, show, cell in zip(labels, shows, row, strict=True)])
            return len(batch)

        return rows

    def _go_on(self, entry: str) -> None:
        self._continue()
        self._sheet.text(self._strong, self._say("letter.entry_continued", entry=entry), after=2)

    def _print_summary(self) -> None:
        sheet, say, locale = self._sheet, self._say, self._answer.locale
        is_dated = self._table.tally is not None and self._table.tally.is_dated
        words = "letter.section_all_in_files" if is_dated else "letter.section_all_in_files_plain"
        files = f"{self._file}, {self._file.removesuffix('csv')}jsonl"
        with sheet.within("P"):
            sheet.text(Style(sheet.regular, LINE), say(words, files=files, count=number(self._table.shown, locale),
                                                       limit=number(self._answer.print_rows or 0, locale)))
        if is_dated:
            self._print_months()

    def _print_months(self) -> None:
        """A line for each month."""
        sheet, form = self._sheet, self._sheet.format
        heads = summary.heads(self._answer, self._table)
        width = min(120.0, (form.room - 170) / (len(heads) - 1))
        columns = [Column(heads[0], form.left + 4, 158, _as_text)]
        columns += [Column(head, form.left + 166 + width * place, width - PAD, _as_text, True) for place, head in enumerate(heads[1:])]
        grid = Grid(sheet, columns, CAP, "")
        sheet.y -= 4
        sheet.room(4 * LINE)

        def new_page() -> None:
            self._continue()
            grid.head()

        with sheet.within("Table"):
            grid.head()
            sheet.on_new_page = new_page
            grid.rows(summary.lines(self._answer, self._table))


def _as_text(values: Sequence[object]) -> list[str]:
    """Cells that are text already."""
    return list(map(str, values))
