"""JSON lines and CSV, a row at a time. Invariant: values are whole; a CSV cell of text never starts a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import BinaryIO
from urllib.parse import quote

import orjson

from dsr.domain.answer import Table
from dsr.domain.values import Kind, Wire, WireBatch

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # the wide ones count in some spreadsheets
_HARMLESS = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL, Kind.TIME, Kind.DATE, Kind.CLOCK})  # made by us, begin with a digit or are numbers


def file_name(address: str, ending: str) -> str:
    """`data/DATASET.COLLECTION.ending`; what is outside [A-Za-z0-9_.-] is percent-encoded."""
    return f"data/{quote(address, safe='').replace('~', '%7E')}.{ending}"


class JsonLines:
    """One row a line, the source's own field names, wire values."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        self._file = file
        self._names = [column.name for column in table.columns]
        self.counted = 0

    def add(self, batch: WireBatch) -> None:
        names, dumps = self._names, orjson.dumps
        self._file.write(b"\n".join([dumps(dict(zip(names, row, strict=True))) for row in batch.rows]) + b"\n")
        self.counted += len(batch.rows)


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
            self._rows(batch.rows)
        else:
            columns = [column if kind in _HARMLESS else _column(kind, column)
                       for kind, column in zip(batch.kinds, zip(*batch.rows, strict=True), strict=True)]
            self._rows(list(zip(*columns, strict=True)))
        self.counted += len(batch.rows)

    def _rows(self, rows: Sequence[Sequence[Wire]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        written = text.getvalue()
        self._file.write((written.replace("\0", "\u2400") if "\0" in written else written).encode("utf-8", "replace"))


def _column(kind: Kind, cells: Sequence[Wire]) -> Sequence[Wire]:
    if kind is Kind.TEXT:  # the common case, in one expression
        return [cell if not cell or cell[0] not in _FORMULA else "'" + cell for cell in cells]  # type: ignore[index, operator]
    return [_guarded(cell) for cell in cells]


def _guarded(value: Wire) -> Wire:
    """A cell that no spreadsheet takes for a formula; numbers are left alone."""
    if isinstance(value, str):
        return "'" + value if value and value[0] in _FORMULA else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return orjson.dumps(value).decode() if isinstance(value, (list, dict)) else value
