"""JSON lines and CSV, a batch at a time. Invariant: values are whole; a CSV cell of text never starts a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import BinaryIO
from urllib.parse import quote

import orjson

from dsr.domain.answer import Table
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.text.numbers import is_number

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # the wide ones count in some spreadsheets
# Where a program takes another sign than the comma for the end of a cell, as Danish ones do, a cell can begin inside ours.
_INNER = re.compile('(?<=[;\t\r\n])([ "]*)(?=[=+@＝＋＠－-])')
_HARMLESS = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL, Kind.TIME, Kind.DATE, Kind.CLOCK})  # made by us, begin with a digit or are numbers
_BRACED = frozenset({Kind.NESTED, Kind.MIXED})
_WORD = re.compile("[A-Za-z0-9_]")


def file_name(address: str, ending: str) -> str:
    """`data/DATASET.COLLECTION.ending`; what is outside [A-Za-z0-9_.-] is percent-encoded."""
    return f"data/{quote(address, safe='').replace('~', '%7E')}.{ending}"


class JsonLines:
    """One row a line, the source's own field names, wire values."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        self._file = file
        self._names = [column.name for column in table.columns]
        self._between = _between(self._names[0]) if self._names and _WORD.match(self._names[0]) else None
        self.counted = 0

    def add(self, batch: WireBatch) -> None:
        names = self._names
        rows = [dict(zip(names, row, strict=True)) for row in batch.rows]
        if self._between and not _BRACED & set(batch.kinds):
            lines = orjson.dumps(rows)[1:-1].replace(*self._between) + b"\n"  # a fifth of what row by row costs
        else:
            lines = b"\n".join(map(orjson.dumps, rows)) + b"\n"
        self._file.write(lines)
        self.counted += lines.count(b"\n")  # counted where they are written: JSON has no other line end


def _between(first: str) -> tuple[bytes, bytes]:
    """What stands between two rows of a list, and between two lines.

    Only where the first name begins with a letter, digit or underscore, and no value is a list or object: there `},{"name":`
    is never within a row, because the quote would end a text, and behind a text come `,` or `}`.
    """
    key = orjson.dumps(first) + b":"
    return b"},{" + key, b"}\n{" + key


class Csv:
    """The same for a spreadsheet: headings in the reader's language, UTF-8 with a mark at the start."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        self._file = file
        self._file.write("\ufeff".encode())
        if table.columns:
            self._rows([[_guarded(column.label) for column in table.columns]])
        self.counted = 0

    def add(self, batch: WireBatch) -> None:
        if all(kind in _HARMLESS for kind in batch.kinds):
            rows: Sequence[Sequence[Wire]] = batch.rows
        else:
            columns = [column if kind in _HARMLESS else _column(kind, column)
                       for kind, column in zip(batch.kinds, batch.cells, strict=True)]
            rows = list(zip(*columns, strict=True))
        self._rows(rows)
        self.counted += len(rows)

    def _rows(self, rows: Sequence[Sequence[Wire]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        written = text.getvalue()
        self._file.write((written.replace("\0", "\u2400") if "\0" in written else written).encode("utf-8", "replace"))


def _column(kind: Kind, cells: Sequence[Wire]) -> Sequence[Wire]:
    if kind in (Kind.TEXT, Kind.BYTES):
        texts: Sequence[str | None] = cells  # type: ignore[assignment]  # that is what the kind says
        joined = "".join(filter(None, texts))
        if not any(sign in joined for sign in ";\t\r\n"):  # the common case: then only first signs matter
            return [text if not text or text[0] not in _FORMULA or (text[0] == "-" and is_number(text)) else "'" + text for text in texts]
    return [_guarded(cell) for cell in cells]


def _guarded(value: Wire) -> Wire:
    """A cell that no spreadsheet takes for a formula; numbers are left alone."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(orjson.dumps(value).decode()) if isinstance(value, (list, dict)) else value


def _text(text: str) -> str:
    if text and text[0] in _FORMULA and not is_number(text):
        text = "'" + text
    return _INNER.sub(r"\1'", text)
