"""The tags of a document: which text is a heading, a paragraph, a cell of which table, for readers who do not see the page (ISO 14289-1).

Elements are written when they are closed and forgotten, packed in streams of objects. Invariant: every sequence of marked text belongs to one
element, and the tree of parents leads back to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from dsr.documents.stream import StreamDocument

ASIDE = 0       # no element at all
PACKED = 1_000  # elements in one stream of objects
FAN = 128       # entries of a leaf of the tree of parents


@dataclass(slots=True)
class Element:
    """An element that is still open. `kids` are what is in it, as PDF objects."""

    number: int
    tag: str
    parent: int
    extra: bytes = b""
    kids: list[bytes] = field(default_factory=list)
    outer: Element | None = None  # made only to hold this one, and closed with it


class Tags:
    """The tree of one document. Give it elements from outside inwards, and say when a page is full."""

    def __init__(self, document: StreamDocument) -> None:
        self._document = document
        self.root = document.reserve()
        self._open = [Element(document.reserve(), "Document", self.root)]
        self._marks: list[int] = []                  # of the page under construction: the element of each marked sequence
        self._leaves: list[list[tuple[int, int]]] = [[]]
        self._next = 0                               # key in the tree of parents

    @property
    def current(self) -> Element:
        return self._open[-1]

    def child(self, tag: str, extra: bytes = b"", within: Element | None = None) -> Element:
        """An element within another, or within the one that is open; `close` it. `extra` are further entries of it."""
        parent = within or self.current
        element = Element(self._document.reserve(), tag, parent.number, extra)
        parent.kids.append(b"%d 0 R" % element.number)
        return element

    def close(self, one: Element) -> None:
        """Nothing more is in it, nor in what was made to hold it."""
        kids = one.kids[0] if len(one.kids) == 1 else b"[%s]" % b" ".join(one.kids)
        self._put(one.number, b"<</S/%s/P %d 0 R/K %s%s>>" % (one.tag.encode(), one.parent, kids, one.extra))
        if one.outer is not None:
            self.close(one.outer)

    def path(self, tags: str) -> Element:
        """Elements one in the other, such as LBody/Link; the innermost of them."""
        element: Element | None = None
        for tag in tags.split("/"):
            outer, element = element, self.child(tag, within=element)
            element.outer = outer
        return element or self.current

    @contextmanager
    def within(self, tag: str, extra: bytes = b"") -> Iterator[Element]:
        """An element that is open for a while."""
        self._open.append(self.child(tag, extra))
        yield self.current
        self.close(self._open.pop())

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is put meanwhile repeats what was said, such as the headings of a table on its next page."""
        self._open.append(Element(ASIDE, "Sect", ASIDE))
        yield
        self._open.pop()

    @property
    def is_aside(self) -> bool:
        return self.current.number == ASIDE

    def mark(self, page: int, element: Element) -> str:
        """What stands before a sequence of text of an element, on the page with this object; after it stands EMC."""
        number = len(self._marks)
        self._marks.append(element.number)
        element.kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (page, number))
        return f"/{element.tag} <</MCID {number}>>BDC"

    def rows(self, page: int, count: int, width: int) -> int:
        """Rows of a table whose cells have one sequence each, the first of them naming the row; returns the number of the first sequence."""
        table, document, first = self.current, self._document, len(self._marks)
        for row in range(count):
            line = document.reserve()
            cells = [document.reserve() for _ in range(width)]
            table.kids.append(b"%d 0 R" % line)
            self._put(line, b"<</S/TR/P %d 0 R/K[%s]>>" % (table.number, b" ".join([b"%d 0 R" % cell for cell in cells])))
            at = first + row * width
            self._put(cells[0], b"<</S/TH/A<</O/Table/Scope/Row>>/P %d 0 R/Pg %d 0 R/K %d>>" % (line, page, at))
            for place, cell in enumerate(cells[1:], 1):
                self._put(cell, b"<</S/TD/P %d 0 R/Pg %d 0 R/K %d>>" % (line, page, at + place))
            self._marks += cells
        return first

    def link(self, annotation: int, page: int, element: Element) -> int:
        """The key of an annotation that belongs to an element."""
        element.kids.append(b"<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>" % (page, annotation))
        return self._key(element.number)

    def page(self) -> int:
        """The page is full: the key of what was marked on it."""
        marks = self._document.put(b"[%s]" % b" ".join([b"%d 0 R" % number for number in self._marks]))
        self._marks = []
        return self._key(marks)

    def _key(self, number: int) -> int:
        key, self._next = self._next, self._next + 1
        if len(self._leaves[-1]) >= FAN:
            self._leaves.append([])
        self._leaves[-1].append((key, number))
        return key

    def finish(self) -> None:
        """Close the tree."""
        document = self._document
        document_element = self.current.number
        self.close(self._open.pop())
        leaves = [document.put(b"<</Limits[%d %d]/Nums[%s]>>" % (leaf[0][0], leaf[-1][0], b" ".join(b"%d %d 0 R" % one for one in leaf)))
                  for leaf in self._leaves if leaf]
        parents = document.put(b"<</Kids[%s]>>" % b" ".join(b"%d 0 R" % leaf for leaf in leaves))
        document.put(b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>" % (document_element, parents, self._next), self.root)
        document.flush_packed()

    def _put(self, number: int, body: bytes) -> None:
        self._document.pack(number, body, PACKED)


def scope(of: str) -> bytes:
    """Which cells a header cell heads: Column or Row."""
    return b"/A<</O/Table/Scope/%s>>" % of.encode()


def figure(words: bytes, box: Sequence[float]) -> bytes:
    """What a picture says in words (a PDF text string), and where it is."""
    return b"/Alt %s/A<</O/Layout/Placement/Block/BBox[%s]>>" % (words, b" ".join(b"%.1f" % edge for edge in box))


def marks(tag: str, first: int, step: int, count: int) -> list[str]:
    """What stands before the cells of a column: sequences `step` apart."""
    return [f"/{tag} <</MCID {number}>>BDC" for number in range(first, first + step * count, step)]
