"""The page engine: rows of a table straight to page content, about a hundred times cheaper than platypus tables.

Each column has a memo from wire value to finished operators, so that a row is one f-string. Invariant: a row is printed
once, whole; what does not fit its column is folded over lines, and lines over pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dsr.documents.script import BOLD, REGULAR, Script, fold
from dsr.documents.stream import StreamDocument

WIDTH, HEIGHT = 841.89, 595.28  # A4, landscape
LEFT, RIGHT, TOP, BOTTOM = 36.0, 805.89, 556.0, 42.0
SIZE, LINE = 8.0, 11.0
PAD = 9.0
MEMO = 20_000  # entries a column keeps; more would cost memory and save nothing


@dataclass(slots=True)
class Place:
    """A column on the page: from `x`, `width` points wide."""

    x: float
    width: float
    flush_right: bool = False


class Sheet:
    """Pages of one document: text is added from top to bottom, a full page is written at once."""

    def __init__(self, document: StreamDocument, total_form: str, say_page: Callable[[int], str], foot: str) -> None:
        self.document = document
        self.regular, self.bold = Script(document, REGULAR, SIZE), Script(document, BOLD, SIZE)
        self.title = Script(document, BOLD, 13)
        self._total_form, self._say_page = total_form, say_page
        self._foot = self.regular.show(fold(self.regular.printable(foot), RIGHT - LEFT - 150, self.regular)[0])
        self._parts: list[str] = []
        self._shades: list[str] = []
        self.y = TOP
        self.on_new_page: Callable[[], None] | None = None
        self.is_bookmarked = False  # whether a bookmark points to the page under construction

    @property
    def page_number(self) -> int:
        """The number the page under construction will have, from 1."""
        return self.document.page_count + 1

    def room(self, height: float) -> None:
        """Turn the page unless `height` points are left."""
        if self.y - height < BOTTOM:
            self.turn()

    def turn(self) -> None:
        """Write the page and begin the next."""
        self.finish()
        if self.on_new_page:
            self.on_new_page()

    def finish(self) -> None:
        """Write the page if there is anything on it."""
        if not self._parts:
            return
        content = self._content()
        self.document.add_raw_page(self.document.put_stream(content.encode("latin-1")), (WIDTH, HEIGHT),
                                   is_bookmarked=self.is_bookmarked)
        self._parts, self._shades, self.y, self.is_bookmarked = [], [], TOP, False

    def line(self, script: Script, text: str, x: float = LEFT, down: float = LINE) -> None:
        """One line of text."""
        self.y -= down
        self._parts.append(f"BT {script.select} 1 0 0 1 {x:g} {self.y:g} Tm {script.show(script.printable(text))} ET")

    def paragraph(self, script: Script, text: str, x: float = LEFT) -> None:
        """Text folded over the width of the page."""
        for line in fold(script.printable(text), RIGHT - x, script):
            self.room(LINE)
            self.line(script, line, x)

    def rule(self) -> None:
        """A hairline below the last line."""
        self._parts.append(f".6 w .45 G {LEFT:g} {self.y - 3:g} m {RIGHT:g} {self.y - 3:g} l S 0 G")

    def add(self, operators: str) -> None:
        """Ready operators, placed at `self.y` by the caller."""
        self._parts.append(operators)

    def ground(self, y: float) -> str:
        """The rectangle behind a line at `y`, for `shade`."""
        return f"{LEFT:g} {y - 2.6:.1f} {RIGHT - LEFT:g} {LINE:g} re"

    def shade(self, rectangles: str) -> None:
        """A quiet ground below the text."""
        if rectangles:
            self._shades.append(rectangles)

    def _content(self) -> str:
        foot = self._say_page(self.page_number)
        small = self.regular
        width = small.width(foot)
        shades = f".955 g {' '.join(self._shades)} f 0 g\n" if self._shades else ""
        body = "\n".join(self._parts)
        return (f"{shades}{body}\nBT {small.select} 1 0 0 1 {LEFT:g} 24 Tm {self._foot} 1 0 0 1 {RIGHT - 24 - width:g} 24 Tm {small.show(foot)} ET\n"
                f"q 1 0 0 1 {RIGHT - 24:g} 24 cm /{self._total_form} Do Q")


class _Memo(dict[Any, str]):
    """Wire value -> operators. `folds` tells that a value needed more lines; such values are long, rarely the same, and not kept."""

    def __init__(self, make: Callable[[Any], str | None]) -> None:
        super().__init__()
        self.make = make
        self.folds = False

    def __missing__(self, value: Any) -> str | None:
        made = self.make(value)
        if made is None:
            self.folds = True
            return None
        if len(self) >= MEMO:
            self.clear()
        self[value] = made
        return made


@dataclass(slots=True)
class Grid:
    """Prints rows into a sheet. `shows` turn a wire value into text, one per column."""

    sheet: Sheet
    places: list[Place]
    shows: list[Callable[[Any], str]]
    cap: int
    continued: str
    fresh: frozenset[int] = frozenset()  # columns whose values hardly ever repeat: not worth a memo
    printed: int = 0
    _memos: list[_Memo] = field(default_factory=list)
    _rows: Callable[[float, Sequence[Sequence[str]]], str] | None = None
    _odd: bool = False
    _stripes: dict[tuple[float, int, bool], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._memos = [_Memo(self._maker(place, show)) for place, show in zip(self.places, self.shows, strict=True)]
        self._rows = self._compiled()

    def _maker(self, place: Place, show: Callable[[Any], str]) -> Callable[[Any], str | None]:
        fitted, room, flush = self.sheet.regular.fitted, place.width, place.flush_right

        def make(value: Any) -> str | None:
            text = show(value)
            if len(text) > room:  # no character is narrower than a point
                return None
            return fitted(text, room, ends_at_zero=flush)

        return make

    def _compiled(self) -> Callable[[float, Sequence[Sequence[str]]], str]:
        """Many rows as one text object: moves between columns are constants, cells are ready operators."""
        anchors = [place.x + place.width if place.flush_right else place.x for place in self.places]
        moves = [b - a for a, b in zip([anchors[-1], *anchors], anchors, strict=False)]
        cells = " ".join(f"{move:.2f} {0 if number else -LINE:g} Td {{c{number}}}" for number, move in enumerate(moves))
        names = ",".join(f"c{number}" for number in range(len(anchors)))
        source = (f"lambda y, rows: f'BT {{S}} 1 0 0 1 {anchors[-1]:.2f} {{y:.1f}} Tm\\n' + "
                  f"'\\n'.join([f'{cells}' for {names}, in rows]) + ' ET'")
        made: Callable[[float, Sequence[Sequence[str]]], str] = eval(source, {"S": self.sheet.regular.select})  # noqa: S307  # only our own numbers
        return made

    def rows(self, rows: Sequence[Sequence[Any]], entries: Sequence[str] = ()) -> None:
        """Print rows; cells are wire values (lists and dicts as text). `entries` stand in the first column, before the cells."""
        cells: list[Sequence[str | None]] = [[f"({entry})Tj" for entry in entries]] if entries else []
        is_folded = False
        for number, column in enumerate(zip(*rows, strict=True), len(cells)):
            memo = self._memos[number]
            if number in self.fresh:
                made = [memo.make(value) for value in column]
                is_folded = is_folded or None in made
            else:
                memo.folds = False
                made = [memo[value] for value in column]
                is_folded = is_folded or memo.folds
            cells.append(made)
        ready: list[Any] = list(zip(*cells, strict=True))
        start = 0
        if is_folded:
            for place, row in enumerate(ready):
                if None in row:
                    self._block(ready[start:place])
                    self._folded([entries[place], *rows[place]] if entries else rows[place], row)
                    start = place + 1
        self._block(ready[start:] if start else ready)

    def _block(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows of one line each, a page at a time."""
        sheet, compiled, done = self.sheet, self._rows, 0
        assert compiled is not None
        while done < len(rows):
            sheet.room(LINE)
            part = rows[done:done + int((sheet.y - BOTTOM + 0.01) / LINE)]
            self._stripe(len(part))
            sheet.add(compiled(sheet.y, part))
            sheet.y -= LINE * len(part)
            done += len(part)
        self.printed += len(rows)

    def _stripe(self, count: int) -> None:
        """A quiet ground below every other of the next rows."""
        key = (self.sheet.y, count, self._odd)
        if key not in self._stripes:
            if len(self._stripes) > 500:
                self._stripes.clear()
            self._stripes[key] = " ".join(self.sheet.ground(self.sheet.y - LINE * (number + 1)) for number in range(self._odd, count, 2))
        self.sheet.shade(self._stripes[key])
        self._odd ^= bool(count % 2)

    def _folded(self, row: Sequence[Any], cells: Sequence[str | None]) -> None:
        """A row with long values: as many lines as its longest cell needs."""
        script, sheet, compiled = self.sheet.regular, self.sheet, self._rows
        assert compiled is not None
        columns = [[cell] if cell is not None else [script.show(line, ends_at_zero=at.flush_right) for line in self._lines(value, at, show)]
                   for value, cell, at, show in zip(row, cells, self.places, self.shows, strict=True)]
        for number in range(max(len(lines) for lines in columns)):
            sheet.room(LINE)
            if not self._odd:
                sheet.shade(sheet.ground(sheet.y - LINE))
            sheet.add(compiled(sheet.y, [[lines[number] if number < len(lines) else "" for lines in columns]]))
            sheet.y -= LINE
        self._odd = not self._odd
        self.printed += 1

    def _lines(self, value: Any, place: Place, show: Callable[[Any], str]) -> list[str]:
        script, text = self.sheet.regular, show(value)
        if len(text) > self.cap:
            text = f"{text[: self.cap]} {self.continued}"
        return fold(script.printable(text), place.width, script)


def spread(natural: Sequence[float], least: Sequence[float], most: float, total: float) -> list[float] | None:
    """Widths for columns of `natural` width: at first none asks for more than `most`; what is left goes to those that could use it.

    None if they cannot all have their `least`.
    """
    if sum(least) > total:
        return None
    wanted = [max(low, min(width, most)) for width, low in zip(natural, least, strict=True)]
    if sum(wanted) > total:
        spare = total - sum(least)
        over = sum(want - low for want, low in zip(wanted, least, strict=True)) or 1.0
        return [low + spare * (want - low) / over for want, low in zip(wanted, least, strict=True)]
    spare = total - sum(wanted)
    short = [max(0.0, width - want) for width, want in zip(natural, wanted, strict=True)]
    if sum(short):
        share = min(1.0, spare / sum(short))
        wanted = [want + lack * share for want, lack in zip(wanted, short, strict=True)]
        spare = total - sum(wanted)
    return [want + min(spare / len(wanted), 24.0) for want in wanted]
