"""A letter on paper: whose it is, the address where the window of an envelope shows it, the day, and the words. Invariant: what it prints is what
the same letter says as a mail; nothing is added but the address."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from dsr.documents import outside
from dsr.documents.script import BOLD, REGULAR, Script
from dsr.documents.sheet import SECOND, Sheet, Style
from dsr.documents.stream import StreamDocument
from dsr.text import translator

_WINDOW, _BODY = 714.0, 590.0  # points from the foot of the page: the address of an envelope with a window, and where the words begin


@dataclass(frozen=True, slots=True)
class Sheaf:
    """What is printed. Of `paragraphs` the one that is `code` stands out."""

    sender: str
    address: str
    date: str
    subject: str
    paragraphs: tuple[str, ...]
    locale: str
    reference: str
    made_at: datetime
    code: str = ""


def write(sheaf: Sheaf, file: BinaryIO) -> None:
    """Print it. The same letter is the same bytes."""
    say = translator(sheaf.locale)
    document = StreamDocument(file, zlib.compress)
    sheet = Sheet(document, lambda page: say("letter.page", page=page), f"{sheaf.sender.partition(',')[0]} · {sheaf.reference}", is_tagged=True)
    body, small = Style(Script(document, REGULAR, 10.5), 15.0), Style(Script(document, REGULAR, 8.5), 12.0, SECOND)
    bold, code = Style(Script(document, BOLD, 12.0), 17.0), Style(Script(document, BOLD, 18.0), 26.0)
    with sheet.within("P"):
        sheet.text(small, sheaf.sender)
    sheet.y = _WINDOW
    with sheet.within("P"):
        for line in sheaf.address.splitlines():
            sheet.text(body, line)
    sheet.y = min(sheet.y - 12, _BODY)
    with sheet.within("P"):
        sheet.text(small, sheaf.date, after=14)
    sheet.mark("letter", sheaf.subject)
    with sheet.within("H1"):
        sheet.text(bold, sheaf.subject, after=8)
    for words in sheaf.paragraphs:
        with sheet.within("P"):
            sheet.text(code if words == sheaf.code else body, words, after=8)
    sheet.finish()
    sheet.fill_forms(small, say("letter.on_page"))
    if sheet.tags is not None:
        sheet.tags.finish()
    outside.close(document, title=sheaf.subject, author=sheaf.sender, subject=sheaf.reference, language=say.locale, made_at=sheaf.made_at,
                  attachments=(), tags=sheet.tags.root if sheet.tags else None)
