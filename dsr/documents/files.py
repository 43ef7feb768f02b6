"""JSON lines and CSV, a batch at a time. Invariant: values are whole; a CSV cell of text never starts a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import repeat
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


def file_name(address: str, ending: str) -> str:
    """`data/DATASET.COLLECTION.ending`; what is outside [A-Za-z0-9_.-] is percent-encoded."""
    return f"data/{quote(address, safe='').replace('~', '%7E')}.{ending}"


class JsonLines:
    """One row a line, the source's own field names, wire values."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        self._file = file
        self._names = [column.name for column in table.columns]
        keys = [orjson.dumps(name) + b":" for name in self._names]
        self._before = [(b"," if place else b"{") + key for place, key in enumerate(keys)]
        self.counted = 0

    def add(self, batch: WireBatch) -> None:
        woven: list[Iterable[bytes]] = []  # column by column this costs half of what a dict for each row does
        for before, cells in zip(self._before, batch.cells, strict=True):
            woven += [repeat(before), _written(cells)]
        lines = b"}\n".join(map(b"".join, zip(*woven, strict=False))) + b"}\n" if woven else b"{}\n" * len(batch)
        self._file.write(lines)
        self.counted += lines.count(b"\n")  # counted where they are written: JSON has no other line end


def _written(cells: Sequence[Wire]) -> list[bytes]:
    """Each cell as JSON. Of a list written as one, a cell is what stands between two commas, if these are as many as between the cells."""
    written = orjson.dumps(cells)[1:-1].split(b",")
    return written if len(written) == len(cells) else list(map(orjson.dumps, cells))


class Csv:
    """The same for a spreadsheet: headings in the reader's language, UTF-8 with a mark at the start."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        self._file = file
        self._file.write("\ufeff".encode())
        if table.columns:
            self._write(_quoted([[guarded(column.label) for column in table.columns]]))
        self.counted = 0

    def add(self, batch: WireBatch) -> None:
        columns = [column if kind in _HARMLESS else _column(kind, column) for kind, column in zip(batch.kinds, batch.cells, strict=True)]
        rows: Sequence[Sequence[Wire]] = list(zip(*columns, strict=True)) if columns else batch.rows
        self._write(_joined(columns, len(rows)) or _quoted(rows))
        self.counted += len(rows)

    def _write(self, text: str) -> None:
        self._file.write((text.replace("\0", "\u2400") if "\0" in text else text).encode("utf-8", "replace"))


def _quoted(rows: Sequence[Sequence[Wire]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _joined(columns: Sequence[Sequence[Wire]], count: int) -> str:
    """The same at two thirds of the cost where no cell must be quoted, "" elsewhere.

    Every comma and line end is counted: one more than stand between cells and rows, and some cell has it.
    """
    texts = [["" if cell is None else str(cell) for cell in column] if None in column else map(str, column) for column in columns]
    joined = "\r\n".join(map(",".join, zip(*texts, strict=True))) + "\r\n"
    is_plain = '"' not in joined and joined.count(",") == count * (len(columns) - 1) and joined.count("\r") == joined.count("\n") == count
    return joined if is_plain and len(columns) > 1 else ""  # a single cell without text is quoted, lest its row be an empty line


def _column(kind: Kind, cells: Sequence[Wire]) -> Sequence[Wire]:
    if kind in (Kind.TEXT, Kind.BYTES):
        texts: Sequence[str | None] = cells  # type: ignore[assignment]  # that is what the kind says
        joined = "".join(filter(None, texts))
        if not any(sign in joined for sign in ";\t\r\n"):  # the common case: then only first signs matter
            return [text if not text or text[0] not in _FORMULA or (text[0] == "-" and is_number(text)) else "'" + text for text in texts]
    return [guarded(cell) for cell in cells]


def guarded(value: Wire) -> Wire:
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
