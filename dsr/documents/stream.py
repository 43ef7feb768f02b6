"""A ReportLab canvas that writes each page to the file when it is finished, and forgets it.

ReportLab keeps every page until save(); at a million rows that is most of a gigabyte. Invariant: what is kept for a page is
its number and its offset. Built by subclassing only; nothing of ReportLab is patched.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfdoc as typed_pdfdoc
from reportlab.pdfgen.canvas import Canvas as TypedCanvas

pdfdoc: Any = typed_pdfdoc  # the stubs do not know what a subclass needs
Canvas: Any = TypedCanvas
FAN = 128  # kids of a node in the page tree


class _Node:
    """An inner node of the page tree."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.kids: list[int] = []


class StreamDocument(pdfdoc.PDFDocument):  # type: ignore[misc]  # ReportLab is untyped
    """A document whose objects are written as they come; `begin` must be called once, before the first page."""

    deflate: Callable[[bytes], bytes] = staticmethod(lambda data: zlib.compress(data, 6))

    def begin(self, file: BinaryIO) -> None:
        """Write the head."""
        self._file, self._at = file, 0
        self._offsets = array("Q", [0])
        self._nodes: list[_Node] = []
        self._pages = 0
        self.shared = self.reserve()  # the resources of all pages; written by whoever knows them, at the end
        self.Pages.__class__ = _Root
        self.encrypt.prepare(self)
        self._write(b"%PDF-1.7\n%\x93\x8c\x8b\x9e\n")

    @property
    def page_count(self) -> int:
        return self._pages

    def reserve(self) -> int:
        """The number of an object that is written later."""
        self.objectcounter += 1
        return int(self.objectcounter)

    def put(self, body: bytes, number: int | None = None) -> int:
        """Write an object; returns its number."""
        number = number or self.reserve()
        self._mark(number)
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def put_stream(self, data: bytes, extra: bytes = b"", number: int | None = None) -> int:
        """Write a deflated stream; returns its number."""
        packed = self.deflate(data)
        return self.put(b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (extra, len(packed), packed), number)

    def add_raw_page(self, contents: int, size: tuple[float, float], *, is_bookmarked: bool = False) -> int:
        """A page from a content stream, written or reserved; returns the page's object number."""
        node = self._leaf()
        number = self.put(b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources %d 0 R/Contents %d 0 R>>"
                          % (node.number, *size, self.shared, contents))
        node.kids.append(number)
        if is_bookmarked:  # bookmarks were made to the name of the page that was to come
            name = self.thisPageName()
            self.idToObjectNumberAndVersion[name] = (number, 0)
            self.idToObject[name] = None
        self._pages += 1
        self.pageCounter += 1
        self.inObject = None
        return number

    def addPage(self, page: Any) -> None:  # ReportLab's name
        name = self.thisPageName()
        page.Trans = None
        self.Reference(page, name)
        number = self.idToObjectNumberAndVersion[name][0]
        node = self._leaf()
        node.kids.append(number)
        page.Parent = b"%d 0 R" % node.number
        page.Resources = b"%d 0 R" % self.shared
        data = page.stream
        page.stream = None
        page.Contents = b"%d 0 R" % self.put_stream(data.encode("latin-1") if isinstance(data, str) else data)
        self._emit(name, page)
        self.idToObject[name] = None
        del self.numberToId[number]
        self._pages += 1
        self.pageCounter += 1
        self.inObject = None

    def _leaf(self) -> _Node:
        if not self._nodes or len(self._nodes[-1].kids) >= FAN:
            self._nodes.append(_Node(self.reserve()))
        return self._nodes[-1]

    def _emit(self, name: str, thing: Any) -> None:
        number, _ = self.idToObjectNumberAndVersion[name]
        self.put(pdfdoc.format(thing, self, toplevel=1), number)

    def _mark(self, number: int) -> None:
        while len(self._offsets) <= number:
            self._offsets.append(0)
        self._offsets[number] = self._at

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._at += len(data)

    def SaveToFile(self, filename: Any, canvas: Any) -> None:  # noqa: ARG002  # ReportLab's name and form
        self.GetPDFData(canvas)

    def format(self) -> bytes:
        """Write what is left: the page tree, fonts, outline, catalogue, and the table of offsets."""
        self.Reference(self.Pages)
        root = self.idToObjectNumberAndVersion[self.Pages.__InternalName__][0]
        for node in self._nodes:
            kids = b" ".join(b"%d 0 R" % kid for kid in node.kids)
            self.put(b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (root, len(node.kids), kids), node.number)
        self.Reference(self.Catalog)
        self.Reference(self.info)
        done: set[int] = set()
        while todo := sorted(self.numberToId.keys() - done):
            for number in todo:
                done.add(number)
                name = self.numberToId[number]
                self._emit(name, self.idToObject[name])
        self._end()
        return b""

    def _end(self) -> None:
        self._mark_up_to_last()
        start = self._at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for first in range(1, len(self._offsets), 4096):
            self._write(b"".join(b"%010d 00000 n \n" % at for at in self._offsets[first:first + 4096]))
        trailer = pdfdoc.PDFTrailer(startxref=start, Size=len(self._offsets), Root=self.Reference(self.Catalog),
                                    Info=self.Reference(self.info), ID=self.ID())
        self._write(trailer.format(self))

    def _mark_up_to_last(self) -> None:
        while len(self._offsets) <= self.objectcounter:
            self._offsets.append(0)
        for number in range(1, len(self._offsets)):
            if not self._offsets[number]:
                self.put(b"null", number)


class _Root(pdfdoc.PDFPages):  # type: ignore[misc]  # ReportLab is untyped
    """The root of the page tree; its kids are the nodes."""

    def check_format(self, document: StreamDocument) -> None:
        self.Kids = b"[" + b" ".join(b"%d 0 R" % node.number for node in document._nodes) + b"]"
        self.Count = document.page_count


def stream_canvas(file: BinaryIO, *, size: tuple[float, float], font: str, language: str, deflate: Callable[[bytes], bytes] | None) -> Any:
    """A canvas that streams into `file` (which stays open) with deterministic bytes."""
    canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1, initialFontName=font, lang=language)
    document: Any = canvas._doc
    document.__class__ = StreamDocument
    if deflate is not None:
        document.deflate = deflate
    document.begin(file)
    return canvas
