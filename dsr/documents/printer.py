"""What a document says, as pieces, printed one below the other: headings, paragraphs, lists, charts and small tables.

Invariant: text from outside is printed as it is; nothing here reads markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from dsr.documents import lines, tags
from dsr.documents.grid import PAD, Column, Grid, roomy
from dsr.documents.lines import Block, Chart, Line
from dsr.documents.outside import text as pdf_text
from dsr.documents.script import BOLD, REGULAR, Script
from dsr.documents.sheet import HAIR, KEPT, LINK, SECOND, Cell, Sheet, Style

BARS = 80.0  # points of the height of a chart
_LISTED = frozenset({"count", "total", "pair"})
PAGE = 70.0  # points at the right, for a page's number


class Printer:
    """Prints into a sheet, which is in the portrait format."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        document = sheet.document
        body, small, head = Script(document, REGULAR, 9.5), Script(document, REGULAR, 9.0), Script(document, BOLD, 12.0)
        self._body, self._quiet, self._link = Style(body, 14.0), Style(small, 13.0, SECOND), Style(body, 14.0, LINK)
        self._head, self._count, self._name = Style(head, 16.0), Style(head, 16.0), Style(Script(document, BOLD, 9.5), 14.0)
        self._title = Style(Script(document, BOLD, 19.0), 25.0)
        self.page_style = Style(small, 13.0, LINK)  # of the numbers that are filled in at the end

    def blocks(self, blocks: Iterable[Block]) -> None:
        """One below the other; items that follow each other are one list."""
        for is_list, some in groupby(blocks, lambda block: isinstance(block, Line) and block.style in _LISTED):
            with self._sheet.within("L" if is_list else "Sect"):
                for block in some:
                    self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Line():
                self._line(block)
            case Chart():
                self._chart(block)
            case lines.Grid():
                self._sums(block)

    def begin(self, name: str, title: str, room: float) -> None:
        """A heading within the front, with at least `room` points below."""
        sheet = self._sheet
        sheet.y -= 14 if sheet.y < sheet.format.top else 0
        sheet.room(room + 24)
        sheet.mark(name, title)
        with sheet.within("H2"):
            sheet.text(Style(self._head.script, 18.0), title, after=4)

    def _line(self, line: Line) -> None:
        sheet, form = self._sheet, self._sheet.format
        match line.style:
            case "top":
                half = form.room / 2
                sheet.closed(sheet.row([Cell(self._name, line.lead, form.left, half - 10, tag="P"),
                                        Cell(self._quiet, line.words, form.left + half, half, True, tag="P")], below=8))
                sheet.y -= 8
            case "title":
                self._text("H1", self._title, line.words, 3)
            case "quiet":
                self._text("P", self._quiet, line.words, 9)
            case "head":
                sheet.y -= 9
                sheet.room(self._head.leading + 2 + KEPT * self._body.leading)
                self._text("H2", self._head, line.words, 2)
            case "sub":
                sheet.y -= 5
                sheet.room(2 * self._name.leading + 1 + KEPT * self._body.leading)
                self._text("H3", self._name, line.words, 1)
            case "body":
                self._text("P", self._body, line.words, 6)
            case "count":
                self.entry(line.place, line.words, [
                    Cell(self._count, line.lead, form.left, 66, True, tag="Lbl"),
                    Cell(self._body, line.words, form.left + 78, form.room - 78 - PAGE, tag="LBody/Link")])
            case "total":
                self._item([Cell(self._count, line.lead, form.left, 66, True, tag="Lbl"),
                            Cell(self._name, line.words, form.left + 78, form.room - 78, tag="LBody")])
            case "pair":
                self._item([Cell(self._quiet, line.lead, form.left, 157, tag="Lbl"),
                            Cell(self._body, line.words, form.left + 165, form.room - 165, tag="LBody")])

    def _text(self, tag: str, style: Style, words: str, after: float) -> None:
        with self._sheet.within(tag):
            self._sheet.text(style, words, after=after)

    def _item(self, cells: list[Cell]) -> None:
        with self._sheet.within("LI"):
            self._sheet.closed(self._sheet.row(cells))

    def _chart(self, chart: Chart) -> None:
        """Bars over the width of the page, and below them what they show in words."""
        sheet, form = self._sheet, self._sheet.format
        sheet.room(BARS + 80)
        sheet.y -= 6
        self._text("H2", self._head, chart.title, 2)
        with sheet.within("Figure", tags.figure(pdf_text(chart.words), (form.left, sheet.y - BARS - 14, form.right, sheet.y))):
            self._bars(chart)
        sheet.y -= 4
        self._text("P", self._quiet, chart.words, 4)

    def _bars(self, chart: Chart) -> None:
        sheet, form = self._sheet, self._sheet.format
        base, left = sheet.y - BARS, form.left + 30
        step, most = (form.right - left) / len(chart.bars), max(bar.value for bar in chart.bars) or 1
        tall = " ".join(f"{left + step * place:.1f} {base:.1f} {step * 0.72:.1f} {(BARS - 8) * bar.value / most:.1f} re"
                        for place, bar in enumerate(chart.bars) if bar.value)
        sheet.add(f"q {LINK} {tall} f Q {HAIR} .5 w {left:.1f} {base:.1f} m {form.right:g} {base:.1f} l "
                  f"{left:.1f} {base + BARS - 8:.1f} m {form.right:g} {base + BARS - 8:.1f} l S")
        for words, y in ((chart.top, base + BARS - 11), ("0", base - 3)):
            sheet.y = y
            sheet.put(self._quiet, words, left - 4, flush_right=True)
        sheet.y = base - 11
        for x, mark in chart.marks(form.right - left, self._quiet.script.width):
            sheet.put(self._quiet, mark, left + x)

    def _sums(self, table: lines.Grid) -> None:
        """A small table of numbers."""
        sheet, form = self._sheet, self._sheet.format
        sheet.y -= 6
        sheet.room(100)
        if table.place:
            sheet.mark(table.place, table.title)
        self._text("H2", self._head, table.title, 2)
        longest = max((self._wide(cell) for row in table.rows for cell in row[1:]), default=0.0) + 2 * PAD
        width = min(80.0, max(44.0, longest), (form.room - 130) / (len(table.heads) - 1))
        name, *numbers = table.heads
        *wide, first = roomy([*numbers, name], [*(width for _ in numbers), form.room - width * len(numbers)], self._wide)
        columns, x = [Column(name, form.left, first - PAD, list)], form.left + first
        for head, own in zip(numbers, wide, strict=True):
            columns.append(Column(head, x, own - PAD, list, True))
            x += own
        self.table(columns, table.rows)
        sheet.y -= 6

    def listing(self, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> None:
        """A table of text, with room below it."""
        self.table(self.columns(heads, widths, numbers), rows)
        self._sheet.y -= 6

    def columns(self, heads: Sequence[str], widths: Sequence[float], numbers: Sequence[int]) -> list[Column]:
        """The columns of a table of the front, side by side; those at the places `numbers` end at their right."""
        columns, x = [], self._sheet.format.left
        for place, (head, width) in enumerate(zip(heads, roomy(heads, widths, self._wide), strict=True)):
            columns.append(Column(head, x, width - PAD, list, place in numbers))
            x += width
        return columns

    def _wide(self, word: str) -> float:
        """Points of a word of a heading; one of a mapping may hold any sign."""
        bold = self._sheet.bold
        return bold.width(bold.printable(word))

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """A table of the front, its headings on every page of it."""
        grid = Grid(self._sheet, columns, 2_000, "")
        with self._sheet.within("Table"):
            grid.head()
            self._sheet.on_new_page = grid.head
            grid.rows(rows)
            self._sheet.on_new_page = None

    def entry(self, name: str, words: str, cells: list[Cell]) -> None:
        """A row that leads to a place, with the number of its page; its last cell is the link."""
        sheet = self._sheet
        with sheet.within("LI"):
            elements = sheet.row(cells)
            leading = elements[-1] if elements else None
            sheet.y += 5  # back to the words' last line
            sheet.number_of(name, sheet.format.right, leading)
            sheet.y -= 5
            sheet.link(name, 19, words, leading)
            sheet.closed(elements)
