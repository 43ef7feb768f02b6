"""All files of one response in one pass over its rows.

Invariant: every writer counts the rows it wrote, and the files are only finished if all counts equal what the answer says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import orjson

from dsr.documents.contacts import named
from dsr.documents.files import Csv, JsonLines, file_name
from dsr.documents.finishing import COPY, Finish, encrypted
from dsr.documents.html import Html
from dsr.documents.machine import response
from dsr.documents.masking import worded
from dsr.documents.national import in_words
from dsr.documents.wording import entry_letters
from dsr.domain.answer import Answer, Table
from dsr.domain.enclosed import Enclosed
from dsr.domain.errors import ResultFailedCheck, VaultError
from dsr.domain.values import WireBatch
from dsr.domain.words import Role
from dsr.text import translator

if TYPE_CHECKING:
    from dsr.documents.pdf import Pdf

Rows = Callable[[Table], Iterator[WireBatch]]
Files = Callable[[Enclosed], Iterator[bytes]]
ATTACH_UP_TO = 10_000_000  # bytes of response.json and data together; above, the files lie beside the PDF only
PLAIN = Finish()
MEDIA = {"pdf": "application/pdf", "html": "text/html", "json": "application/json", "jsonl": "application/x-ndjson", "csv": "text/csv"}


class Sink(Protocol):
    """Where files go."""

    def open(self, name: str) -> BinaryIO:
        """A file to write and to close."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and the rows each writer accounts for, by address."""

    files: tuple[WrittenFile, ...]
    counts: dict[str, dict[str, int]]


def write_response(answer: Answer, rows: Rows, sink: Sink, *, files: Files = lambda _file: iter(()), finish: Finish = PLAIN,
                   progress: Callable[[int], None] = lambda _rows: None) -> Written:
    """Write response.pdf, response.html, response.json, data/, files/ and manifest.json. Raises ResultFailedCheck, VaultError, Misconfigured."""
    from dsr.documents.pdf import Pdf  # ReportLab is large: only who writes a document loads it

    desk = _Desk(sink)
    counts: dict[str, dict[str, int]] = {}
    with closing(desk.open("response.pdf", keep=False)) as pdf_file, closing(desk.open("response.html", keep=False)) as html_file:
        whole = BytesIO()
        pdf, html = Pdf(answer, whole if finish.needs_all else pdf_file), Html(answer, html_file)
        shown = [table for table in answer.tables if table.shown]
        for table in answer.tables:
            mark = entry_letters(shown.index(table)) if table in shown else ""
            counts[str(table.address)] = _table(table, mark, rows, desk, pdf, html, progress, answer)
            _check(table, counts[str(table.address)])
        html.finish()
        with closing(desk.open("response.json")) as file:
            file.write(response(answer))
        pdf.finish(desk.attachments() if finish.attach else [])
        if finish.needs_all:
            _finish(whole.getvalue(), finish, pdf_file, desk)
    for one in answer.enclosed:
        _enclose(one, files(one), desk, progress)
    names = sorted(desk.written, key=lambda one: one.name)
    with closing(desk.open("manifest.json", keep=False)) as manifest:
        manifest.write(orjson.dumps({"format": "dsr-manifest/1", "files": {one.name: one.sha256 for one in names}}, option=orjson.OPT_INDENT_2))
    return Written(tuple(sorted(desk.written, key=lambda one: one.name)), counts)


def _table(table: Table, mark: str, rows: Rows, desk: _Desk, pdf: Pdf, html: Html, progress: Callable[[int], None],
           answer: Answer) -> dict[str, int]:
    address, contacts, locale = str(table.address), answer.contacts, answer.locale
    if table.shown and table.role is Role.PROCESSOR:
        raise ResultFailedCheck(address=address, found=table.found, shown=table.shown, writer="all", wrote=0)
    with closing(desk.open(file_name(address, "jsonl"))) as jsonl_file, closing(desk.open(file_name(address, "csv"))) as csv_file:
        lines, sheet = JsonLines(jsonl_file, table), Csv(csv_file, table)
        if table.shown:
            masked = translator(locale)("letter.masked_cell")
            places = [table.columns.index(column) for column in table.printed]
            pdf.begin(table, mark, file_name(address, "csv"))
            html.begin(table, mark)
            for sealed in filter(len, rows(table)):
                batch = in_words(named(sealed, contacts, locale), locale)
                read = worded(batch, masked).narrowed(places)
                for writer, own in ((lines, batch), (sheet, batch), (pdf, read), (html, read)):
                    writer.add(own)
                progress(len(batch))
            pdf.end(address)
            html.end()
    pages = pdf.counts.get(address, 0)
    return {"jsonl": lines.counted, "csv": sheet.counted, "pdf": pages, "html": html.counted if table.shown else 0}


def _finish(pdf: bytes, finish: Finish, file: BinaryIO, desk: _Desk) -> None:
    file.write(finish.sign(pdf) if finish.sign else pdf)
    if finish.password:
        with closing(desk.open(COPY, keep=False)) as copy:
            copy.write(encrypted(pdf, finish.password))


def _enclose(one: Enclosed, blocks: Iterator[bytes], desk: _Desk, progress: Callable[[int], None]) -> None:
    """Copy a file as it was kept. It is nowhere attached: a recording would make a document that no reader opens."""
    with closing(desk.open(one.file, keep=False)) as file:
        for block in blocks:
            file.write(block)
            progress(0)
    written = desk.written.pop()
    if (written.size, written.sha256) != (one.size, one.digest):
        raise VaultError(reason="changed")
    desk.written.append(replace(written, media_type=one.media_type))


def _check(table: Table, counts: dict[str, int]) -> None:
    if table.tally is not None:
        counts = {**counts, "first page": sum(table.tally.months.values())}
    for writer, count in counts.items():
        if count != table.shown or table.found != table.shown + sum(table.withheld.values()):
            raise ResultFailedCheck(address=str(table.address), found=table.found, shown=table.shown, writer=writer, wrote=count)


@dataclass(slots=True)
class _Desk:
    """Opens files in the sink, hashes what goes through, and keeps what may be attached while it is small."""

    sink: Sink
    written: list[WrittenFile] = field(default_factory=list)
    _kept: dict[str, bytearray] | None = field(default_factory=dict)

    def open(self, name: str, *, keep: bool = True) -> Any:
        return _Counted(self.sink.open(name), name, self, keep)

    def keep(self, name: str, data: bytes) -> None:
        if self._kept is None:
            return
        self._kept.setdefault(name, bytearray()).extend(data)
        if sum(map(len, self._kept.values())) > ATTACH_UP_TO:
            self._kept = None

    def attachments(self) -> list[tuple[str, str, bytes]]:
        """(name, media type, bytes) of what is attached: all or nothing, and the very bytes that lie beside the PDF."""
        hashes = {one.name: one.sha256 for one in self.written}
        for name, data in (self._kept or {}).items():
            if hashlib.sha256(data).hexdigest() != hashes[name]:
                raise VaultError(reason="attachment")
        return [(name, _media(name), bytes(data)) for name, data in sorted((self._kept or {}).items())]


class _Counted:
    """A file whose bytes are counted and hashed on their way."""

    def __init__(self, file: BinaryIO, name: str, desk: _Desk, keep: bool) -> None:
        self._file, self._name, self._desk, self._keep = file, name, desk, keep
        self._hash, self._size = hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self._size += len(data)
        if self._keep:
            self._desk.keep(self._name, data)
        self._file.write(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        self._desk.written.append(WrittenFile(self._name, _media(self._name), self._size, self._hash.hexdigest()))


def _media(name: str) -> str:
    return MEDIA.get(name.rpartition(".")[2], "application/octet-stream")
