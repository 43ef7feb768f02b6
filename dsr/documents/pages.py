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
MEMO = 100_000


@dataclass(slots=True)
class Place:
    """A column on the page: from `x`, `width` points wide."""

    x: float
    width: float
    flush_right: bool = False


class Sheet:
    """Pages of one document: text is added from top to bottom, a full page is written at once."""

    def __init__(self, document: StreamDocument, total_form: str, say_page: Callable[[int], str]) -> None:
        self.document = document
        self.regular, self.bold = Script(document, REGULAR, SIZE), Script(document, BOLD, SIZE)
        self.title = Script(document, BOLD, 13)
        self._total_form, self._say_page = total_form, say_page
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

    def shade(self, height: float) -> None:
        """A quiet ground from `self.y` upwards."""
        self._shades.append(f"{LEFT:g} {self.y - 2.6:.1f} {RIGHT - LEFT:g} {height:g} re")

    def _content(self) -> str:
        foot = self._say_page(self.page_number)
        small = self.regular
        width = small.width(foot)
        shades = f".955 g {' '.join(self._shades)} f 0 g\n" if self._shades else ""
        body = "\n".join(self._parts)
        return (f"{shades}{body}\nBT {small.select} 1 0 0 1 {RIGHT - 24 - width:g} 24 Tm {small.show(foot)} ET\n"
                f"q 1 0 0 1 {RIGHT - 24:g} 24 cm /{self._total_form} Do Q")


class _Memo(dict[Any, Any]):
    """Wire value -> operators, or None where the text needs more than one line."""

    def __init__(self, make: Callable[[Any], str | None]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Any) -> str | None:
        if len(self) >= MEMO:
            self.clear()
        made = self[value] = self._make(value)
        return made


@dataclass(slots=True)
class Grid:
    """Prints rows into a sheet. `shows` turn a wire value into text, one per column."""

    sheet: Sheet
    places: list[Place]
    shows: list[Callable[[Any], str]]
    cap: int
    continued: str
    _memos: list[_Memo] = field(default_factory=list)
    _row: Callable[..., Any] | None = None
    _odd: bool = False

    def __post_init__(self) -> None:
        self._memos = [_Memo(self._maker(place, show)) for place, show in zip(self.places, self.shows, strict=True)]
        self._row = self._compiled()

    def _maker(self, place: Place, show: Callable[[Any], str]) -> Callable[[Any], str | None]:
        script, room, flush = self.sheet.regular, place.width, place.flush_right

        def make(value: Any) -> str | None:
            text = show(value)
            if len(text) > room:  # no character is narrower than a point
                return None
            return script.fitted(text, room, ends_at_zero=flush)

        return make

    def _compiled(self) -> Callable[..., Any]:
        """One f-string for a whole row: moves between columns are constants, cells come from the memos."""
        anchors = [place.x + place.width if place.flush_right else place.x for place in self.places]
        moves = [b - a for a, b in zip([0.0, *anchors], anchors, strict=False)]
        cells = " ".join(f"{move:.2f} 0 Td {{c{number}}}" for number, move in enumerate(moves[1:], 1))
        names = ",".join(f"c{number}" for number in range(len(anchors)))
        source = f"lambda y,{names}: f'BT {{S}} 1 0 0 1 {anchors[0]:.2f} {{y:.1f}} Tm {{c0}} {cells} ET'"
        made: Callable[..., Any] = eval(source, {"S": self.sheet.regular.select})  # noqa: S307  # only our own numbers are in it
        return made

    def rows(self, rows: Sequence[Sequence[Any]]) -> None:
        """Print rows; cells are wire values (lists and dicts as their JSON text)."""
        sheet, compiled = self.sheet, self._row
        assert compiled is not None
        add = sheet.add
        for row in rows:
            cells = [memo[value] for memo, value in zip(self._memos, row, strict=True)]
            if None in cells:
                self._folded(row, cells)
                continue
            if sheet.y - LINE < BOTTOM:
                sheet.turn()
            sheet.y -= LINE
            self._odd = not self._odd
            if self._odd:
                sheet.shade(LINE)
            add(compiled(sheet.y, *cells))

    def _folded(self, row: Sequence[Any], cells: list[str | None]) -> None:
        """A row with long values: as many lines as its longest cell needs."""
        script, sheet, compiled = self.sheet.regular, self.sheet, self._row
        assert compiled is not None
        columns = [[cell] if cell is not None else [script.show(line, ends_at_zero=at.flush_right) for line in self._lines(value, at, show)]
                   for value, cell, at, show in zip(row, cells, self.places, self.shows, strict=True)]
        self._odd = not self._odd
        for number in range(max(len(lines) for lines in columns)):
            sheet.room(LINE)
            sheet.y -= LINE
            if self._odd:
                sheet.shade(LINE)
            sheet.add(compiled(sheet.y, *(lines[number] if number < len(lines) else "" for lines in columns)))

    def _lines(self, value: Any, place: Place, show: Callable[[Any], str]) -> list[str]:
        script, text = self.sheet.regular, show(value)
        if len(text) > self.cap:
            text = f"{text[: self.cap]} {self.continued}"
        return fold(script.printable(text), place.width, script)


def spread(wanted: Sequence[float], least: Sequence[float], total: float) -> list[float] | None:
    """Widths for columns that would like `wanted` points and cannot do with less than `least`; None if they do not fit."""
    if sum(least) > total:
        return None
    if sum(wanted) <= total:
        extra = (total - sum(wanted)) / len(wanted)
        return [width + min(extra, 30.0) for width in wanted]
    spare = total - sum(least)
    over = sum(max(0.0, w - low) for w, low in zip(wanted, least, strict=True)) or 1.0
    return [low + spare * max(0.0, w - low) / over for w, low in zip(wanted, least, strict=True)]
