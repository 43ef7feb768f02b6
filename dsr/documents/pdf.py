"""The PDF of a response: letter, contents, what we searched, one section per collection, files attached.

Invariant: pages are written as they are finished; only counts, page numbers and short lists are kept. Bytes are the same for
the same answer.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import UTC
from typing import Any, BinaryIO

from reportlab.platypus import Frame

from dsr.documents import letter
from dsr.documents.pages import Sheet
from dsr.documents.script import BOLD, REGULAR, Script, fold, register
from dsr.documents.section import Section
from dsr.documents.stream import pdfdoc, stream_canvas
from dsr.domain.answer import Answer, Table
from dsr.domain.values import WireBatch
from dsr.text import translator

A4 = (595.28, 841.89)
MARGIN = 56.0
TOTAL = "total"
LINES_A_PAGE = 44

try:  # halves the cost of a page where it is installed
    from isal import isal_zlib

    def _deflate(data: bytes) -> bytes:
        packed: bytes = isal_zlib.compress(data, 1)
        return packed
except ImportError:

    def _deflate(data: bytes) -> bytes:
        return zlib.compress(data, 6)


class Pdf:
    """Write one response: `begin` for each table, `add` for its batches, `finish` with the files to attach."""

    def __init__(self, answer: Answer, file: BinaryIO) -> None:
        register()
        self._answer, self._say = answer, translator(answer.locale)
        self._canvas: Any = stream_canvas(file, size=A4, font=REGULAR, language=answer.locale, deflate=_deflate)
        self._document: Any = self._canvas._doc
        self._canvas.setTitle(self._say("letter.title"))
        self._canvas.setAuthor(answer.entity.name)
        self._canvas.setCreator("dsr")
        self._canvas.setSubject(answer.reference)
        stamp = answer.generated_at.astimezone(UTC)  # the date of the answer, not of the run: the same answer is the same bytes
        self._document._timeStamp.YMDhms = (stamp.year, stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second)
        self._letter_font = Script(self._document, REGULAR, 10)
        self._foot_left = " · ".join(part for part in (answer.entity.name, answer.reference, answer.person_name) if part)
        self._sheet = Sheet(self._document, "T", lambda page: self._say("letter.page", page=page), self._foot_left)
        self._lines: list[tuple[str, int]] = []  # contents: heading, page
        self._section: Section | None = None
        self.counts: dict[str, int] = {}
        self._front()

    def begin(self, table: Table, mark: str, files: str) -> None:
        """Open the section of a table that shows rows."""
        self._section = Section(self._sheet, self._answer, table, mark, files,
                                lambda: self._bookmark(f"section-{mark}", f"{mark}  {table.label}"))

    def add(self, batch: WireBatch) -> None:
        assert self._section is not None
        self._section.add(batch)

    def end(self, address: str) -> None:
        """Close the section and note how many rows it accounts for."""
        assert self._section is not None
        self._section.close()
        self.counts[address] = self._section.counted

    def finish(self, attachments: Iterable[tuple[str, str, bytes]]) -> None:
        """Write the rest; `attachments` are (name, media type, bytes)."""
        self._sheet.finish()
        self._write_contents()
        self._attach(list(attachments))
        self._resources()
        catalog = self._document.Catalog
        catalog.ViewerPreferences = b"<</DisplayDocTitle true>>"
        self._canvas.showOutline()
        self._canvas._doc.SaveToFile(None, self._canvas)

    def _front(self) -> None:
        self._bookmark("letter", self._say("letter.subject"))
        self._flow(letter.story(self._answer, self._letter_font))
        shown = [table for table in self._answer.tables if table.shown]
        self._reserved: list[int] = []
        self._contents_at = 0
        if shown:
            self._bookmark("contents", self._say("letter.contents_title"))
            for number in range(1 + (len(shown) + 2) // LINES_A_PAGE):
                self._reserved.append(self._document.reserve())
                self._contents_at = self._document.page_count + 1 - number
                self._document.add_raw_page(self._reserved[-1], A4, is_bookmarked=number == 0)
        self._bookmark("searched", self._say("letter.searched_title"))
        self._flow(letter.searched(self._answer, self._letter_font))

    def _flow(self, flowables: list[Any]) -> None:
        """Flowables over as many portrait pages as they need."""
        while flowables:
            frame = Frame(MARGIN, MARGIN, A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN, 0, 0, 0, 0)
            before = len(flowables)
            frame.addFromList(flowables, self._canvas)
            if len(flowables) == before:  # taller than a page: split what fits and go on
                parts = frame.split(flowables[0], self._canvas)
                flowables[:1] = parts or []
                continue
            self._foot()
            self._canvas.showPage()

    def _foot(self) -> None:
        text = self._say("letter.page", page=self._document.page_count + 1)
        self._canvas.setFont(REGULAR, 8)
        self._canvas.drawString(MARGIN, 30, self._foot_text())
        self._canvas.drawRightString(A4[0] - MARGIN - 24, 30, text)
        self._canvas.saveState()
        self._canvas.translate(A4[0] - MARGIN - 24, 30)
        self._canvas.doForm(TOTAL)
        self._canvas.restoreState()

    def _foot_text(self) -> str:
        small = self._sheet.regular
        return fold(small.printable(self._foot_left), A4[0] - 2 * MARGIN - 130, small)[0]

    def _bookmark(self, key: str, title: str) -> None:
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(self._letter_font.printable(title), key, 0)
        self._sheet.is_bookmarked = True
        self._lines.append((title, self._document.page_count + 1))

    def _write_contents(self) -> None:
        head, text = Script(self._document, BOLD, 14), self._letter_font
        for place, number in enumerate(self._reserved):
            parts = [f"BT {head.select} 1 0 0 1 {MARGIN} {A4[1] - MARGIN - 14} Tm {head.show(self._say('letter.contents_title'))} ET"]
            y = A4[1] - MARGIN - 42
            for title, page in self._lines[place * LINES_A_PAGE:(place + 1) * LINES_A_PAGE]:
                shown = fold(text.printable(title), A4[0] - 2 * MARGIN - 50, text)[0]
                parts.append(f"BT {text.select} 1 0 0 1 {MARGIN} {y:.1f} Tm {text.show(shown)} ET "
                             f"BT {text.select} 1 0 0 1 {A4[0] - MARGIN} {y:.1f} Tm {text.show(str(page), ends_at_zero=True)} ET")
                y -= 16
            foot, small = self._say("letter.page", page=self._contents_at + place), self._sheet.regular
            end = A4[0] - MARGIN - 24
            parts.append(f"BT {small.select} 1 0 0 1 {MARGIN} 30 Tm {small.show(self._foot_text())} "
                         f"1 0 0 1 {end - small.width(foot):.1f} 30 Tm {small.show(foot)} ET "
                         f"q 1 0 0 1 {end} 30 cm /T Do Q")
            self._document.put_stream("\n".join(parts).encode("latin-1"), number=number)

    def _resources(self) -> None:
        """What all streamed pages share, and the form that holds the number of pages."""
        self._canvas.beginForm(TOTAL)
        self._canvas.setFont(REGULAR, 8)
        self._canvas.drawString(0, 0, str(self._document.page_count))
        self._canvas.endForm()
        document = self._document
        document.Reference(document.idToObject["BasicFonts"], "BasicFonts")
        fonts = document.idToObjectNumberAndVersion["BasicFonts"][0]
        form = document.idToObjectNumberAndVersion[f"FormXob.{TOTAL}"][0]
        document.put(b"<</Font %d 0 R/XObject<</T %d 0 R/FormXob.%s %d 0 R>>>>" % (fonts, form, TOTAL.encode(), form), document.shared)

    def _attach(self, files: list[tuple[str, str, bytes]]) -> None:
        entries = []
        for name, media_type, data in files:
            subtype = media_type.replace("/", "#2F").encode()
            stream = self._document.put_stream(data, b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d>>" % (subtype, len(data)))
            flat = name.replace("/", "-").encode("ascii", "replace").replace(b"(", b"_").replace(b")", b"_").replace(b"\\", b"_")
            spec = self._document.put(b"<</Type/Filespec/F(%s)/UF(%s)/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>" % (flat, flat, stream, stream))
            entries.append((flat, spec))
        if entries:
            names = b" ".join(b"(%s) %d 0 R" % entry for entry in sorted(entries))
            catalog = self._document.Catalog
            catalog.__class__ = _Catalog
            catalog.Names = b"<</EmbeddedFiles<</Names[%s]>>>>" % names
            catalog.AF = b"[%s]" % b" ".join(b"%d 0 R" % spec for _, spec in entries)


class _Catalog(pdfdoc.PDFCatalog):  # type: ignore[misc]  # ReportLab is untyped
    """Knows of associated files."""

    __NoDefault__ = (*pdfdoc.PDFCatalog.__NoDefault__, "AF")
