"""A ReportLab document that writes each object to the file when it is made, and forgets it.

ReportLab keeps every page until the end; at a million rows that is most of a gigabyte. Invariant: what is kept for a page is
its number and its offset. Built by subclassing only: ReportLab still embeds the fonts, everything else is written here.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfdoc as typed_pdfdoc

pdfdoc: Any = typed_pdfdoc  # the stubs do not know what a subclass needs
_PACKED_FLAG = 1 << 63  # in the table of offsets: number of the stream and place in it, instead of an offset
FAN = 128  # kids of a node in the page tree


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link leads: a page's object, its number for people, and the height on it."""

    page: int
    page_number: int
    height: float


class _Node:
    """An inner node of the page tree."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.kids: list[int] = []


class StreamDocument(pdfdoc.PDFDocument):  # type: ignore[misc]  # ReportLab is untyped
    """Add pages and objects, then `finish` with the numbers of catalogue and information."""

    def __init__(self, file: BinaryIO, deflate: Callable[[bytes], bytes]) -> None:
        super().__init__(compression=1, invariant=1)
        self._file, self._at, self._deflate = file, 0, deflate
        self._offsets = array("Q", [0])
        self._nodes: list[_Node] = []
        self._hash = hashlib.sha256()
        self._packed: list[tuple[int, bytes]] = []
        self.has_packed = False
        self.page_count = 0
        self.root = self.reserve()    # of the page tree
        self.shared = self.reserve()  # the resources of all pages, known at the end
        self.forms: dict[str, int] = {}                         # name -> number of what pages draw and is known at the end
        self.destinations: dict[str, Place] = {}
        self.outline: list[tuple[str, str]] = []                # title, name of its destination
        self._write(b"%PDF-1.7\n%\x93\x8c\x8b\x9e\n")

    def reserve(self) -> int:
        """The number of an object that is written later."""
        self.objectcounter += 1
        return int(self.objectcounter)

    def put(self, body: bytes, number: int | None = None) -> int:
        """Write an object; returns its number."""
        number = number or self.reserve()
        self._note(number, self._at)
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def _note(self, number: int, where: int) -> None:
        if len(self._offsets) <= number:
            self._offsets.extend([0] * (number + 1 - len(self._offsets)))
        self._offsets[number] = where

    def pack(self, number: int, body: bytes, most: int) -> None:
        """Write an object together with up to `most` others in one stream; it may hold no stream itself."""
        self._packed.append((number, body))
        if len(self._packed) >= most:
            self.flush_packed()

    def flush_packed(self) -> None:
        """Write what waits to be packed."""
        if not self._packed:
            return
        holder, at, heads = self.reserve(), 0, []
        for place, (number, body) in enumerate(self._packed):
            heads.append(b"%d %d" % (number, at))
            at += len(body) + 1
            self._note(number, _PACKED_FLAG | holder << 16 | place)
        head = b" ".join(heads) + b"\n"
        data = head + b"\n".join([body for _, body in self._packed])
        self.put_stream(data, b"/Type/ObjStm/N %d/First %d" % (len(self._packed), len(head)), holder)
        self._packed, self.has_packed = [], True

    def put_stream(self, data: bytes, extra: bytes = b"", number: int | None = None) -> int:
        """Write a deflated stream; returns its number."""
        packed = self._deflate(data)
        return self.put(b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (extra, len(packed), packed), number)

    def add_page(self, content: bytes, size: tuple[float, float], number: int, links: Sequence[int] = (), extra: bytes = b"",
                 before: int = 0) -> None:
        """Write a page; `number` was reserved for it, `links` are the objects of its annotations, `before` is a stream that it begins with."""
        if not self._nodes or len(self._nodes[-1].kids) >= FAN:
            self._nodes.append(_Node(self.reserve()))
        node = self._nodes[-1]
        node.kids.append(number)
        body = self.put_stream(content)
        annotations = b"/Annots[%s]" % b" ".join(b"%d 0 R" % link for link in links) if links else b""
        self.put(b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources %d 0 R/Contents %s%s%s>>"
                 % (node.number, *size, self.shared, b"[%d 0 R %d 0 R]" % (before, body) if before else b"%d 0 R" % body, annotations, extra), number)
        self.page_count += 1

    def form(self, name: str) -> str:
        """The operator that draws the form of this name, which may be filled later."""
        if name not in self.forms:
            self.forms[name] = self.reserve()
        return f"/{name} Do"

    def fill(self, name: str, operators: str, box: str) -> None:
        """Write a form; `box` is what it may draw in, as four numbers."""
        self.put_stream(operators.encode("latin-1"), b"/Type/XObject/Subtype/Form/BBox[%s]/Resources %d 0 R" % (box.encode(), self.shared),
                        self.forms[name])

    def finish(self, catalogue: int, information: int) -> None:
        """Write the page tree, the fonts and the table of offsets."""
        for node in self._nodes:
            kids = b" ".join(b"%d 0 R" % kid for kid in node.kids)
            self.put(b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (self.root, len(node.kids), kids), node.number)
        nodes = b" ".join(b"%d 0 R" % node.number for node in self._nodes)
        self.put(b"<</Type/Pages/Count %d/Kids[%s]>>" % (self.page_count, nodes), self.root)
        for font in self.delayedFonts:
            font.addObjects(self)
        fonts = self.idToObjectNumberAndVersion["BasicFonts"][0]
        forms = b"".join(b"/%s %d 0 R" % (name.encode(), number) for name, number in self.forms.items())
        self.put(b"<</Font %d 0 R/XObject<<%s>>>>" % (fonts, forms), self.shared)
        done: set[int] = set()
        while todo := sorted(self.numberToId.keys() - done):
            for number in todo:
                done.add(number)
                self.put(pdfdoc.format(self.idToObject[self.numberToId[number]], self, toplevel=1), number)
        self._end(catalogue, information)

    def _end(self, catalogue: int, information: int) -> None:
        missing = [number for number in range(1, self.objectcounter + 1) if number >= len(self._offsets) or not self._offsets[number]]
        assert not missing, "an object was promised and never written"
        name = self._hash.hexdigest()[:32].encode()
        about = b"/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (catalogue, information, name, name)
        start = self._at
        if self.has_packed:
            self._index(about)
        else:
            self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
            for first in range(1, len(self._offsets), 4096):
                self._write(b"".join(b"%010d 00000 n \n" % at for at in self._offsets[first:first + 4096]))
            self._write(b"trailer\n<</Size %d%s>>\n" % (len(self._offsets), about))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _index(self, about: bytes) -> None:
        """Where every object is, as a stream: the old table cannot name packed ones."""
        number = self.reserve()
        self._note(number, self._at)
        rows = bytearray(b"\0" * 8)
        for where in self._offsets[1:]:
            rows += (b"\2%s%s" % ((where >> 16 & 0xFFFFFFFF).to_bytes(5, "big"), (where & 0xFFFF).to_bytes(2, "big")) if where & _PACKED_FLAG
                     else b"\1%s\0\0" % where.to_bytes(5, "big"))
        packed = self._deflate(bytes(rows))
        self._write(b"%d 0 obj\n<</Type/XRef/Size %d/W[1 5 2]%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
                    % (number, len(self._offsets), about, len(packed), packed))

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self._at += len(data)
