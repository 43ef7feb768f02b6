"""The overview of a case as a PDF, tagged as an answer is. Invariant: the same case, told at the same moment, is the same bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from dsr.documents import outside
from dsr.documents.case import Section, sections
from dsr.documents.case_tongue import Data, Listing, Piece, Tongue
from dsr.documents.lines import Block, Line
from dsr.documents.printer import Printer
from dsr.documents.sheet import Sheet
from dsr.documents.stream import StreamDocument
from dsr.text import translator

_LEAST = 90.0  # points of a section that stand below its heading


def write(told: Data, trail: Data, its: Tongue, file: BinaryIO) -> None:
    """Print it. `told` is what `case.json` says, `trail` what `trail.json` does."""
    say, reference, entity = translator(its.locale), told["request"]["reference"], told["controller"]["name"]
    title = its.say("title", reference=reference)
    document = StreamDocument(file, zlib.compress)
    sheet = Sheet(document, lambda page: say("letter.page", page=page), f"{entity} · {reference}", is_tagged=True)
    printer = Printer(sheet)
    sheet.mark("overview", title)
    printer.blocks([Line("title", title), Line("quiet", its.say("about", day=its.stamp(told["made_at"]), entity=entity, zone=its.zone.key))])
    for section in sections(told, trail, its):
        _print(section, printer)
    sheet.finish()
    sheet.fill_forms(printer.page_style, say("letter.on_page"))
    if sheet.tags is not None:
        sheet.tags.finish()
    outside.close(document, title=title, author=entity, subject=reference, language=say.locale, made_at=told["made_at"], attachments=(),
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
