"""A document of sections as a PDF, tagged as an answer is: the overview of a case, the report of a year.

Invariant: the same pieces, made at the same moment, are the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from dsr.documents import outside
from dsr.documents.lines import Block, Line, Listing, Piece, Section
from dsr.documents.printer import Printer
from dsr.documents.sheet import Sheet
from dsr.documents.stream import StreamDocument
from dsr.text import translator

_LEAST = 90.0  # points of a section that stand below its heading


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands first, at the foot of each page, and in what the file says of itself."""

    title: str
    about: str
    author: str
    subject: str
    locale: str
    made_at: datetime


def write(cover: Cover, sections: Iterable[Section], file: BinaryIO) -> None:
    """Print it."""
    say = translator(cover.locale)
    document = StreamDocument(file, zlib.compress)
    sheet = Sheet(document, lambda page: say("letter.page", page=page), f"{cover.author} · {cover.subject}", is_tagged=True)
    printer = Printer(sheet)
    sheet.mark("overview", cover.title)
    printer.blocks([Line("title", cover.title), Line("quiet", cover.about)])
    for section in sections:
        _print(section, printer)
    sheet.finish()
    sheet.fill_forms(printer.page_style, say("letter.on_page"))
    if sheet.tags is not None:
        sheet.tags.finish()
    outside.close(document, title=cover.title, author=cover.author, subject=cover.subject, language=say.locale, made_at=cover.made_at, attachments=(),
                  tags=sheet.tags.root if sheet.tags else None)


def _print(section: Section, printer: Printer) -> None:
    printer.begin(section.place, section.title, _LEAST)
    for piece in together(section.pieces):
        if isinstance(piece, Listing):
            printer.listing(piece.heads, piece.widths, piece.rows, piece.numbers)
        else:
            printer.blocks(piece)


def together(pieces: Iterable[Piece]) -> Iterator[Listing | list[Block]]:
    """The tables, and between them the pieces that follow each other: items one below the other are one list."""
    some: list[Block] = []
    for piece in pieces:
        if not isinstance(piece, Listing):
            some.append(piece)
            continue
        if some:
            yield some
        yield piece
        some = []
    if some:
        yield some
