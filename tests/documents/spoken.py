"""What a reader of tags hears of a PDF: its elements with their text, taken from the structure tree and not from where things stand."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]


@dataclass(slots=True)
class Said:
    """An element: its tag, the text that is directly in it, and the elements in it."""

    tag: str
    words: str = ""
    alt: str = ""
    scope: str = ""
    kids: list[Said] = field(default_factory=list)

    def every(self, *tags: str) -> Iterator[Said]:
        """All elements below with one of these tags, in reading order."""
        for kid in self.kids:
            if kid.tag in tags:
                yield kid
            yield from kid.every(*tags)

    @property
    def text(self) -> str:
        """What is in it and below, each piece of white space as one blank."""
        return " ".join(" ".join([self.words, *(kid.text for kid in self.kids)]).split())


def spoken(data: bytes) -> Said:
    """The document as a tree."""
    marks = _marked(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        return _said(pdf.Root.StructTreeRoot.K, pages, marks)


def rows(table: Said) -> list[list[str]]:
    """The cells of a table, its headings first."""
    return [[cell.text for cell in row.kids] for row in table.every("TR")]


def _said(element: Any, pages: dict[tuple[int, int], int], marks: dict[tuple[int, int], str]) -> Said:
    result = Said(str(element.S)[1:], alt=str(element.get("/Alt", "")), scope=str(element.A.get("/Scope", ""))[1:] if "/A" in element else "")
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
            result.words += marks.pop((pages[kid.Pg.objgen], int(kid.MCID)), "")
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            result.kids.append(_said(kid, pages, marks))
        elif not isinstance(kid, pikepdf.Dictionary):
            result.words += marks.pop((pages[element.Pg.objgen], int(kid)), "")
    return result


def _marked(data: bytes) -> dict[tuple[int, int], str]:
    """Text by page and number of its marked sequence."""
    result: dict[tuple[int, int], str] = {}
    with pypdfium2.PdfDocument(data) as pdf:
        for number, page in enumerate(pdf):
            text_page = page.get_textpage()
            for place in range(raw.FPDFPage_CountObjects(page.raw)):
                piece = raw.FPDFPage_GetObject(page.raw, place)
                if raw.FPDFPageObj_GetType(piece) == raw.FPDF_PAGEOBJ_TEXT and (mark := _mark(piece)) is not None:
                    result[number, mark] = result.get((number, mark), "") + _text(piece, text_page.raw) + " "
    return result


def _mark(piece: Any) -> int | None:
    value = ctypes.c_int()
    for place in range(raw.FPDFPageObj_CountMarks(piece)):
        if raw.FPDFPageObjMark_GetParamIntValue(raw.FPDFPageObj_GetMark(piece, place), b"MCID", ctypes.byref(value)):
            return value.value
    return None


def _text(piece: Any, text_page: Any) -> str:
    size = raw.FPDFTextObj_GetText(piece, text_page, None, 0)
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFTextObj_GetText(piece, text_page, buffer, size)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")
