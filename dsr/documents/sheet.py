"""Pages of one document, filled from top to bottom: text, rules, links, and numbers of pages that are still to come.

Invariant: a full page is written at once and forgotten; what it could not know yet (how many pages there are, where a section
begins) it draws through forms that are filled at the end. The foot comes first on a page, so that one step for all pages, known at
the end too, moves it to the margin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dsr.documents.outside import text as pdf_text
from dsr.documents.script import BOLD, REGULAR, Script, fold, spaced
from dsr.documents.stream import Place, StreamDocument
from dsr.documents.tags import Element, Tags

INK, SECOND, LINK = ".08 .14 .16 rg", ".27 .35 .38 rg", ".04 .35 .42 rg"
HAIR, RULE = ".82 .86 .85 RG", ".5 .56 .58 RG"
TOTAL = "T"
LINE = 11.0  # between lines of a table
KEPT = 6  # lines of a text that stand on one page together
_HOLDERS = frozenset({"Document", "Sect", "Table", "TR", "L", "LI"})  # elements that hold elements and no text of their own


@dataclass(frozen=True, slots=True)
class Format:
    """A paper and the part of it that is printed on, in points."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    foot: float

    @property
    def room(self) -> float:
        return self.right - self.left


PORTRAIT = Format(595.28, 841.89, 56.0, 539.28, 790.0, 62.0, 34.0)
LANDSCAPE = Format(841.89, 595.28, 36.0, 805.89, 560.0, 44.0, 24.0)


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: a script, points from line to line, a colour."""

    script: Script
    leading: float
    ink: str = INK


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a row, folded to `width`."""

    style: Style
    text: str
    x: float
    width: float
    flush_right: bool = False
    tag: str = "Span"


class Sheet:
    """The page under construction. `say_page` gives the words of its foot before the total.

    In a tagged document whatever is put outside of an element that holds text is decoration.
    """

    def __init__(self, document: StreamDocument, say_page: Callable[[int], str], foot: str, *, is_tagged: bool = False) -> None:
        self.document = document
        self.tags = Tags(document) if is_tagged else None
        self.regular, self.bold = Script(document, REGULAR, 8.0), Script(document, BOLD, 8.0)
        self.format = PORTRAIT
        self.y = self.format.top
        self.on_new_page: Callable[[], None] | None = None
        self._say_page, self._foot = say_page, self.regular.printable(foot)
        self._step = document.reserve()  # to the left, by the width of the total
        self._feet: dict[Format, str] = {}
        self._parts: list[str] = []
        self._shades: list[str] = []
        self._links: list[int] = []
        self._number = 0  # of the page's object, once anything points to it

    @property
    def page_number(self) -> int:
        """The number the page under construction will have, from 1."""
        return self.document.page_count + 1

    def use(self, form: Format) -> None:
        """Go on in this format, on a new page."""
        self.finish()
        self.format, self.y = form, form.top

    def room(self, height: float) -> None:
        """Turn the page unless `height` points are left."""
        if self.y - height < self.format.bottom:
            self.turn()

    def turn(self) -> None:
        """Write the page and begin the next."""
        self.finish()
        if self.on_new_page is None:
            return
        if self.tags is None:
            self.on_new_page()
        else:
            with self.tags.aside():
                self.on_new_page()

    def finish(self) -> None:
        """Write the page if there is anything on it."""
        if self._parts:
            content = self._content().encode("latin-1")
            extra = b"/StructParents %d/Tabs/S" % self.tags.page() if self.tags else b""
            self.document.add_page(content, (self.format.width, self.format.height), self._page(), self._links, extra, self._step)
            self._parts, self._shades, self._links, self._number = [], [], [], 0
        self.y = self.format.top

    def mark(self, name: str, title: str) -> None:
        """A place that links and a bookmark lead to: here."""
        self.document.destinations[name] = Place(self._page(), self.page_number, min(self.y + 20, self.format.height))
        self.document.outline.append((self.bold.printable(title), name))

    @contextmanager
    def within(self, tag: str, extra: bytes = b"") -> Iterator[None]:
        """What is put meanwhile belongs to an element of this kind: P, H1, Table and so on."""
        if self.tags is None:
            yield
            return
        with self.tags.within(tag, extra):
            yield

    def link(self, name: str, height: float, words: str, element: Element | None = None) -> None:
        """The last `height` points, over the whole width, lead to a place; `words` say which."""
        form, number = self.format, self.document.reserve()
        key = b"/StructParent %d" % self.tags.link(number, self._page(), element) if self.tags and element else b""
        self.document.put(b"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[%.1f %.1f %.1f %.1f]/Dest(%s)/Contents %s%s>>"
                          % (form.left, self.y, form.right, self.y + height, name.encode(), pdf_text(words), key), number)
        self._links.append(number)

    def put(self, style: Style, text: str, x: float, *, flush_right: bool = False, element: Element | None = None) -> None:
        """One line of printable text at the height we are at."""
        self.add(self._line(style, text, x, self.y, flush_right=flush_right), element)

    def _line(self, style: Style, text: str, x: float, y: float, *, flush_right: bool = False) -> str:
        ink = f"{style.ink} " if style.ink != INK else ""
        return (f"BT {ink}{style.script.select} 1 0 0 1 {x:.2f} {y:.1f} Tm "
                f"{style.script.show(text, ends_at_zero=flush_right)} ET{' ' + INK if ink else ''}")

    def add(self, operators: str, element: Element | None = None) -> None:
        """Ready operators, placed by the caller: of this element, or of the open one."""
        if self.tags is not None:
            element = element or self.tags.current
            before = "/Artifact BMC" if element.tag in _HOLDERS else self.tags.mark(self._page(), element)
            operators = f"{before} {operators} EMC"
        self._parts.append(operators)

    def add_tagged(self, operators: str) -> None:
        """Ready operators that are tagged already, or that nobody tags."""
        self._parts.append(operators)

    def text(self, style: Style, text: str, after: float = 0.0) -> None:
        """Text folded over the width of the page; short ones are kept together."""
        lines = self._folded(text, self.format.room, style.script)
        if len(lines) <= KEPT:
            self.room(len(lines) * style.leading)
            self.add(" ".join(self._line(style, line, self.format.left, self.y - style.leading * number) for number, line in enumerate(lines, 1)))
            self.y -= len(lines) * style.leading
        else:
            for line in lines:
                self.room(style.leading)
                self.y -= style.leading
                self.put(style, line, self.format.left)
        self.y -= after

    def _folded(self, text: str, room: float, script: Script, *, is_heard: bool = True) -> list[str]:
        """The text in lines; in a tagged document with the blanks between them, which at the right edge would be seen."""
        text = script.printable(text)
        lines = fold(text, room, script)
        return spaced(text, lines) if self.tags and is_heard and len(lines) > 1 else lines

    def row(self, cells: Sequence[Cell], *, below: float = 5.0) -> list[Element]:
        """Cells side by side on common lines, with a hairline under them; returns their elements, which the caller closes."""
        leading = max(cell.style.leading for cell in cells)
        columns = [self._folded(cell.text, cell.width, cell.style.script, is_heard=not cell.flush_right) for cell in cells]
        count = max(map(len, columns))
        self.room(min(count * leading + below, (self.format.top - self.format.bottom) / 2))
        elements = [self.tags.path(cell.tag) for cell in cells] if self.tags else []
        for number in range(count):
            self.room(leading)
            self.y -= leading
            for place, (cell, lines) in enumerate(zip(cells, columns, strict=True)):
                if number < len(lines):
                    self.put(cell.style, lines[number], cell.x + cell.width if cell.flush_right else cell.x, flush_right=cell.flush_right,
                             element=elements[place] if elements else None)
        self.y -= below
        self.rule(HAIR)
        return elements

    def closed(self, elements: Sequence[Element]) -> None:
        """Nothing more is in these."""
        for one in elements if self.tags else ():
            self.tags.close(one)  # type: ignore[union-attr]  # asked just before

    def rule(self, color: str, width: float = 0.5) -> None:
        """A line over the width of the page, at the height we are at."""
        self.decorate(f"{color} {width:g} w {self.format.left:g} {self.y:.1f} m {self.format.right:g} {self.y:.1f} l S")

    def decorate(self, operators: str) -> None:
        """What is there for the eye only."""
        self._parts.append(f"/Artifact BMC {operators} EMC" if self.tags else operators)

    def number_of(self, name: str, x: float, element: Element | None = None) -> None:
        """The number of the page that a place is on, ending at `x`; known when the document is whole."""
        self.add(f"q 1 0 0 1 {x:.2f} {self.y:.1f} cm {self.document.form('P' + name)} Q", element)

    def ground(self, y: float) -> str:
        """The rectangle behind a table's line at `y`, for `shade`."""
        return f"{self.format.left:g} {y - 2.6:.1f} {self.format.room:g} {LINE:g} re"

    def shade(self, rectangles: str) -> None:
        """A quiet ground below the text."""
        if rectangles:
            self._shades.append(rectangles)

    def fill_forms(self, style: Style, word: str) -> None:
        """Fill what pages left open; `word` stands before the number of a page. Call when no page will follow."""
        document, small = self.document, self.regular
        document.form(TOTAL)
        total = str(document.page_count)
        document.fill(TOTAL, f"BT {INK} {small.select} {small.show(total)} ET", "-1 -4 60 12")
        document.put_stream(b"q 1 0 0 1 %.2f 0 cm" % -small.width(total), number=self._step)
        for name in [name for name in document.forms if name != TOTAL]:
            page = f"{word} {document.destinations[name[1:]].page_number}"
            document.fill(name, f"BT {style.ink} {style.script.select} {style.script.show(page, ends_at_zero=True)} ET", "-90 -4 1 12")

    def took_replaced(self) -> bool:
        """Whether a sign was shown as replaced since this was last asked."""
        seen = self.regular.has_replaced or self.bold.has_replaced
        self.regular.has_replaced = self.bold.has_replaced = False
        return seen

    @property
    def page_object(self) -> int:
        """The object that the page under construction will be."""
        return self._page()

    def _page(self) -> int:
        self._number = self._number or self.document.reserve()
        return self._number

    def _content(self) -> str:
        small, form = self.regular, self.format
        if form not in self._feet:
            self._feet[form] = small.show(fold(self._foot, form.room - 170, small)[0])
        words = self._say_page(self.page_number)
        shades = f".955 g {' '.join(self._shades)} f " if self._shades else ""
        body = "\n".join(self._parts)
        before, after = ("/Artifact<</Type/Pagination>>BDC ", " EMC") if self.tags else ("", "")
        if shades and self.tags:
            shades = f"/Artifact BMC {shades}EMC "
        number = (f"{before}BT {INK} {small.select} 1 0 0 1 {form.right:g} {form.foot:g} Tm {small.show(words, ends_at_zero=True)} ET "
                  f"q 1 0 0 1 {form.right:g} {form.foot:g} cm {self.document.form(TOTAL)} Q{after} Q")
        return (f"{number}\n{shades}{INK}\n{body}\n"
                f"{before}BT {small.select} 1 0 0 1 {form.left:g} {form.foot:g} Tm {self._feet[form]} ET{after}")
