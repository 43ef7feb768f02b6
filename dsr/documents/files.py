"""JSON lines and CSV, a row at a time. Invariant: values are whole; a CSV cell of text never starts a formula."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO
from urllib.parse import quote

import orjson

from dsr.domain.answer import Table
from dsr.domain.values import Kind, Wire, WireBatch

_FORMULA = frozenset("=+-@\t\r\n")
_NUMERIC = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL, Kind.BOOLEAN})


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
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
        self._text.write("\ufeff")
        self._writer = csv.writer(self._text)
        if table.columns:
            self._writer.writerow([_guarded(column.label) for column in table.columns])
        self.counted = 0

    def add(self, batch: WireBatch) -> None:
        guarded = [place for place, kind in enumerate(batch.kinds) if kind not in _NUMERIC]
        if not guarded:
            self._writer.writerows(batch.rows)
        else:
            columns = list(zip(*batch.rows, strict=True))
            for place in guarded:
                columns[place] = tuple([_guarded(value) for value in columns[place]])
            self._writer.writerows(zip(*columns, strict=True))
        self.counted += len(batch.rows)

    def close(self) -> None:
        """Hand everything on; the file below stays open."""
        self._text.flush()
        self._text.detach()


def _guarded(value: Wire) -> Wire:
    if value.__class__ is str:
        text: str = value  # type: ignore[assignment]  # the class was just looked at
        if text and text[0] in _FORMULA:
            return "'" + text.replace("\0", "\u2400")
        return text.replace("\0", "\u2400") if "\0" in text else text
    if isinstance(value, (list, dict)):
        return orjson.dumps(value).decode()
    return value
