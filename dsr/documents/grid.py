"""The table engine: columns of wire values straight to page content, about a hundred times cheaper than ReportLab's tables.

What a row costs is what its new values cost: each column remembers values it has shown. Invariant: a row is printed once,
whole; what does not fit its column is folded over lines, and lines over pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, repeat
from typing import Any

from dsr.documents.script import Script, fold, spaced
from dsr.documents.sheet import LINE, RULE, Sheet
from dsr.documents.tags import Element, Tags, marks, scope

Shown = Callable[[Sequence[Any]], list[str]]  # wire values of a column as texts
MEMO = 20_000        # values a column remembers; more would cost memory and save nothing
MOST_TOGETHER = 16   # lines of a row that are not torn apart by the end of a page
PAD = 9.0            # between columns
LEAST = 60.0         # points of a column of words


@dataclass(frozen=True, slots=True)
class Column:
    """A column on the page: heading, from `x`, `width` points wide."""

    label: str
    x: float
    width: float
    show: Shown
    flush_right: bool = False

    @property
    def room(self) -> float:
        """What a value may take: a number larger than those before it reaches into the gap at its left rather than to a second line."""
        return self.width + PAD - 2 if self.flush_right else self.width

    @property
    def anchor(self) -> float:
        """Where its text begins, or ends."""
        return self.x + self.width if self.flush_right else self.x


class _Cells:
    """The values of one column as operators; None for one that needs more than a line."""

    def __init__(self, column: Column, script: Script) -> None:
        self._column, self._script = column, script
        self._known: dict[Any, str | None] | None = {}
        self.has_long = False  # whether there was None in the last result

    def __call__(self, values: Sequence[Any]) -> list[str | None]:
        known = self._known
        if known is None:
            return self._made(values)
        self.has_long = False
        fresh = [value for value in dict.fromkeys(values) if value not in known]
        if len(known) + len(fresh) > MEMO:
            known.clear()
            fresh = list(dict.fromkeys(values))
        if fresh:
            made = self._made(fresh)
            known.update(zip(fresh, made, strict=True))
            result = list(map(known.__getitem__, values))
            if self.has_long:  # long values rarely come again and would only take room
                for value in [value for value, operators in zip(fresh, made, strict=True) if operators is None]:
                    del known[value]
            if len(known) > MEMO / 3 and len(fresh) * 2 > len(values):
                self._known = None  # of values that hardly ever repeat, remembering costs more than making
            return result
        return list(map(known.__getitem__, values))

    def _made(self, values: Sequence[Any]) -> list[str | None]:
        made = self._script.fitted(self._column.show(values), self._column.room, ends_at_zero=self._column.flush_right)
        self.has_long = None in made
        return made


@dataclass(slots=True)
class Grid:
    """Prints rows into a sheet. Values longer than `cap` are cut, and `continued` says where the rest is."""

    sheet: Sheet
    columns: Sequence[Column]
    cap: int
    continued: str
    printed: int = 0
    _cells: list[_Cells] = field(default_factory=list)
    _moves: list[str] = field(default_factory=list)
    _heads: dict[float, tuple[list[list[str]], float]] = field(default_factory=dict)
    _stripes: dict[tuple[float, int, bool], str] = field(default_factory=dict)
    _is_odd: bool = False

    def __post_init__(self) -> None:
        self._cells = [_Cells(column, self.sheet.regular) for column in self.columns]
        anchors = [column.anchor for column in self.columns]
        self._moves = [f" {to - at:.2f} 0 Td " for at, to in pairwise(anchors)]
        self._moves.insert(0, f"\n{anchors[0] - anchors[-1]:.2f} {-LINE:g} Td ")

    def head(self) -> None:
        """The headings, at the top of every page of the table."""
        sheet = self.sheet
        if sheet.tags is not None and not sheet.tags.is_aside:
            self._tagged_head(sheet.tags)
            return
        if sheet.y not in self._heads:
            self._heads[sheet.y] = self._headings(sheet.y)
        parts, height = self._heads[sheet.y]
        sheet.decorate(f"BT {self.sheet.bold.select} {' '.join(chain.from_iterable(parts))} ET")
        sheet.y -= height
        self._underline(sheet.y + 0.5)

    def _tagged_head(self, tags: Tags) -> None:
        sheet = self.sheet
        parts, height = self._headings(sheet.y)
        with tags.within("TR"):
            for lines in parts:
                with tags.within("TH", scope("Column")):
                    sheet.add(f"BT {sheet.bold.select} {' '.join(lines)} ET")
        sheet.y -= height
        self._underline(sheet.y + 0.5)

    def _underline(self, y: float) -> None:
        form = self.sheet.format
        self.sheet.decorate(f"{RULE} .6 w {form.left:g} {y:.1f} m {form.right:g} {y:.1f} l S")

    def _headings(self, top: float) -> tuple[list[list[str]], float]:
        """Operators of each heading below `top`, and their height; they stand on their last line."""
        bold = self.sheet.bold
        folded = [self._heard(bold.printable(column.label), fold(bold.printable(column.label), column.width, bold), column)
                  for column in self.columns]
        most = max(map(len, folded))
        parts = [[f"1 0 0 1 {column.anchor:.2f} {top - LINE * (most - len(lines) + number):.1f} Tm {bold.show(line, ends_at_zero=column.flush_right)}"
                  for number, line in enumerate(lines, 1)] for column, lines in zip(self.columns, folded, strict=True)]
        return parts, LINE * most + 4

    def rows(self, rows: Sequence[Sequence[Any]]) -> None:
        """Print rows of wire values (lists and dicts as text)."""
        self.by_column(list(zip(*rows, strict=True)))

    def by_column(self, columns: Sequence[Sequence[Any]], mark: str = "", first: int = 1) -> None:
        """Print rows that are given by column; with a mark, entry numbers from `first` stand in the first column."""
        count = len(columns[0])
        entries: list[list[str | None]] = [[f"({mark}-{number})Tj" for number in range(first, first + count)]] if mark else []
        makers = self._cells[len(entries):]
        made = [make(values) for make, values in zip(makers, columns, strict=True)]
        folded = sorted({place for make, column in zip(makers, made, strict=True) if make.has_long
                         for place, operators in enumerate(column) if operators is None})
        cells, start = [*entries, *made], 0
        for place in folded:
            self._plain(cells, start, place)
            own = [column[place] for column in columns]
            self._folded([f"{mark}-{first + place}", *own] if mark else own, [column[place] for column in cells])
            start = place + 1
        self._plain(cells, start, count)

    def _plain(self, cells: Sequence[Sequence[str | None]], start: int, end: int) -> None:
        """Rows of one line each, a page at a time."""
        sheet = self.sheet
        self.printed += end - start
        while start < end:
            sheet.room(LINE)
            count = min(end - start, int((sheet.y - sheet.format.bottom + 0.01) / LINE))
            self._stripe(count)
            self._lines([column[start:start + count] for column in cells], count)
            sheet.y -= LINE * count
            start += count

    def _lines(self, cells: Sequence[Sequence[str | None]], count: int) -> None:
        """Lines below the height we are at, as one text object: moves between columns are constants, cells are ready operators."""
        tags, width = self.sheet.tags, len(cells)
        if tags is None:
            lists = chain.from_iterable((repeat(move), column) for move, column in zip(self._moves, cells, strict=True))
        else:
            first = tags.rows(self.sheet.page_object, count, width)
            lists = chain.from_iterable((marks("TD" if place else "TH", first + place, width, count), repeat(move), column, repeat(" EMC "))
                                        for place, (move, column) in enumerate(zip(self._moves, cells, strict=True)))
        self._text_object(chain.from_iterable(zip(*lists, strict=False)))

    def _text_object(self, pieces: Iterable[str | None]) -> None:
        self.sheet.add_tagged(f"BT {self.sheet.regular.select} 1 0 0 1 {self.columns[-1].anchor:.2f} {self.sheet.y:.1f} Tm"
                              f"{''.join(pieces)} ET")  # type: ignore[arg-type]  # rows with None are folded

    def _stripe(self, count: int) -> None:
        """A quiet ground below every other of the next rows."""
        key = (self.sheet.y, count, self._is_odd)
        if key not in self._stripes:
            if len(self._stripes) > 500:
                self._stripes.clear()
            self._stripes[key] = " ".join(self.sheet.ground(self.sheet.y - LINE * (number + 1)) for number in range(self._is_odd, count, 2))
        self.sheet.shade(self._stripes[key])
        self._is_odd ^= bool(count % 2)

    def _folded(self, row: Sequence[Any], cells: Sequence[str | None]) -> None:
        """A row with long values: as many lines as its longest cell needs."""
        script, sheet = self.sheet.regular, self.sheet
        columns = [[made] if made is not None else [script.show(line, ends_at_zero=column.flush_right) for line in self._cut(value, column)]
                   for value, made, column in zip(row, cells, self.columns, strict=True)]
        count = max(map(len, columns))
        if count <= MOST_TOGETHER:
            sheet.room(LINE * count)
        line = sheet.tags.child("TR") if sheet.tags else None
        elements = [sheet.tags.child("TD" if place else "TH", b"" if place else scope("Row"), line)
                    for place in range(len(columns))] if sheet.tags else []
        for number in range(count):
            sheet.room(LINE)
            if not self._is_odd:
                sheet.shade(sheet.ground(sheet.y - LINE))
            self._folded_line([lines[number] if number < len(lines) else "" for lines in columns], elements)
            sheet.y -= LINE
        sheet.closed([*elements, *([line] if line else [])])
        self._is_odd = not self._is_odd
        self.printed += 1

    def _folded_line(self, cells: Sequence[str], elements: Sequence[Element]) -> None:
        """One line of a row; an empty piece of it belongs to nobody."""
        tags, page = self.sheet.tags, self.sheet.page_object
        if tags is None:
            self._text_object(chain.from_iterable(zip(self._moves, cells, strict=True)))
        else:
            self._text_object(f"{tags.mark(page, element)}{move}{cell} EMC " if cell else move
                              for element, move, cell in zip(elements, self._moves, cells, strict=True))

    def _cut(self, value: Any, column: Column) -> list[str]:
        script, text = self.sheet.regular, column.show([value])[0]
        if len(text) > self.cap:
            text = f"{text[: self.cap]} {self.continued}"
        text = script.printable(text)
        return self._heard(text, fold(text, column.room, script), column)

    def _heard(self, text: str, lines: list[str], column: Column) -> list[str]:
        """Lines of a cell as they are written: in a tagged document with the blanks between them, unless they end at the right edge."""
        return spaced(text, lines) if self.sheet.tags and len(lines) > 1 and not column.flush_right else lines


def roomy(heads: Sequence[str], widths: Sequence[float], wide: Callable[[str], float]) -> list[float]:
    """The widths, each with room for the longest word of its heading, of which `wide` tells the points; the last column gives what
    others need, unless it would be left with less than can be read."""
    own = [max(width, max(map(wide, head.split(" "))) + PAD) for head, width in zip(heads, widths, strict=True)]
    rest = sum(widths) - sum(own[:-1])
    return [*own[:-1], rest] if rest >= min(LEAST, widths[-1]) else list(widths)


def spread(natural: Sequence[float], least: Sequence[float], total: float) -> list[float] | None:
    """Widths for columns: what is narrow gets all it asks for, what is wide shares the rest evenly.

    None if they cannot all have their `least`.
    """
    if sum(least) > total:
        return None
    if (spare := total - sum(natural)) >= 0:
        return [width + min(spare / len(natural), 24.0) for width in natural]
    low, high = 0.0, total
    for _ in range(40):
        level = (low + high) / 2
        widths = [max(least_one, min(width, level)) for width, least_one in zip(natural, least, strict=True)]
        low, high = (level, high) if sum(widths) <= total else (low, level)
    return [max(least_one, min(width, low)) for width, least_one in zip(natural, least, strict=True)]
