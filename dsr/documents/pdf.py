"""The PDF of a response: letter, contents, what we searched, one section per collection, files attached.

Invariant: pages are written as they are finished; only counts, page numbers and short lists are kept. Bytes are the same for
the same answer.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import BinaryIO

from dsr.documents import outside
from dsr.documents.letter import Letter
from dsr.documents.section import Section
from dsr.documents.sheet import LANDSCAPE, Sheet
from dsr.documents.stream import StreamDocument
from dsr.documents.wording import entry_letters
from dsr.domain.answer import Answer, Table
from dsr.domain.values import WireBatch
from dsr.text import translator

try:  # halves the cost of a page where it is installed
    from isal import isal_zlib

    def _deflate(data: bytes) -> bytes:
        packed: bytes = isal_zlib.compress(data, 1)
        return packed
except ImportError:

    def _deflate(data: bytes) -> bytes:
        return zlib.compress(data, 6)


class Pdf:
    """Write one response: `begin` for each table that shows rows, `add` for its batches, `end`; `finish` with the files to attach."""

    def __init__(self, answer: Answer, file: BinaryIO) -> None:
        self._answer, self._say = answer, translator(answer.locale)
        shown = [table for table in answer.tables if table.shown]
        foot = " · ".join(part for part in (answer.entity.name, answer.reference, answer.person_name) if part)
        self._sheet = Sheet(StreamDocument(file, _deflate), lambda page: self._say("letter.page", page=page), foot,
                            is_tagged=answer.is_tagged)
        self._section: Section | None = None
        self.counts: dict[str, int] = {}
        self._letter = Letter(self._sheet, answer)
        self._letter.write()
        self._letter.contents([(mark, f"{mark}  {table.label}") for mark, table in zip(map(entry_letters, range(len(shown))), shown, strict=True)])
        self._letter.searched()
        self._letter.files()
        self._sheet.use(LANDSCAPE)

    def begin(self, table: Table, mark: str, file: str) -> None:
        """Open the section of a table; `file` is named where a value is cut."""
        self._section = Section(self._sheet, self._answer, table, mark, file)

    def add(self, batch: WireBatch) -> None:
        assert self._section is not None
        self._section.add(batch)

    def end(self, address: str) -> None:
        """Close the section and note how many rows it accounts for."""
        assert self._section is not None
        self._section.close()
        self.counts[address] = self._section.counted

    def finish(self, attachments: Iterable[outside.Attachment]) -> None:
        """Write the rest."""
        self._sheet.finish()
        self._sheet.fill_forms(self._letter.page_style, self._say("letter.on_page"))
        answer = self._answer
        if self._sheet.tags is not None:
            self._sheet.tags.finish()
        outside.close(self._sheet.document, title=self._say("letter.title"), author=answer.entity.name, subject=answer.reference,
                      language=self._say.locale, made_at=answer.generated_at, attachments=attachments,
                      tags=self._sheet.tags.root if self._sheet.tags else None)
