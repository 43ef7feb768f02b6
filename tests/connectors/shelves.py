"""Where the conformance suite puts its rows: one shelf for each kind of source, with the same three questions.

`put` fills a table and gives the source that reads it, `found` says how a cell comes back from there, `config` what reaches it.
Nothing here asks the code under test for anything.
"""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal

import duckdb
import psycopg

from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from tests.servers.mariadb import MariaDb
from tests.servers.postgres import Postgres

Kind = Literal["whole", "text", "money", "stamp", "flag", "real", "texts"]
Row = tuple[object, ...]
Columns = dict[str, Kind]


class Shelf:
    """One place for tables. `keeps` are the kinds of cells it can hold as they are."""

    keeps: ClassVar[frozenset[Kind]] = frozenset({"whole", "text", "money", "stamp", "flag", "real"})
    connector: ClassVar[str]
    most_mb: ClassVar[int] = 60  # what a reading may take, however large the result is

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        raise NotImplementedError

    def config(self) -> dict[str, object]:
        raise NotImplementedError

    def location(self, table: str) -> dict[str, object]:
        return {}

    def found(self, kind: Kind, value: Any) -> object:
        """How a cell that was put there comes back."""
        return value

    def source(self, collection: Collection, **other: Any) -> Source:
        dataset = Dataset(collection.address.dataset, (collection,))
        config = {**self.config(), **other.pop("config", {})}
        return Source("shelf", self.connector, config, (dataset,), **{"timezone": "Europe/Copenhagen", "country": "DK", **other})

    def collection(self, table: str, columns: Iterable[str], *, fields: Iterable[Field] = (), **more: Any) -> Collection:
        own = {field.name: field for field in fields}
        return Collection(Address("d", table), tuple(own.get(name, Field(name)) for name in columns), **{"location": self.location(table), **more})


class MemoryShelf(Shelf):
    connector = "memory"
    keeps = Shelf.keeps | {"texts"}

    def __init__(self) -> None:
        self._tables: dict[str, list[dict[str, object]]] = {}

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        self._tables[table] = [dict(zip(columns, row, strict=True)) for row in rows]

    def config(self) -> dict[str, object]:
        return {"tables": self._tables}


class SqliteShelf(Shelf):
    connector = "sql"
    TYPES: ClassVar[dict[Kind, str]] = {"whole": "INTEGER", "text": "TEXT", "money": "NUMERIC(12,2)", "stamp": "DATETIME", "flag": "BOOLEAN",
                                        "real": "REAL"}

    def __init__(self, folder: Path) -> None:
        self.path = folder / "shelf.sqlite"

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        connection = sqlite3.connect(self.path)
        connection.execute("PRAGMA synchronous=OFF")  # nobody needs these rows after a crash
        with connection:
            connection.execute(f'DROP TABLE IF EXISTS "{table}"')
            connection.execute(f'CREATE TABLE "{table}" ({", ".join(f"{name} {self.TYPES[kind]}" for name, kind in columns.items())})')
            marks = ", ".join("?" * len(columns))
            connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', ([_plain(cell) for cell in row] for row in rows))
        connection.close()

    def config(self) -> dict[str, object]:
        return {"url": f"sqlite:///{self.path}"}

    def found(self, kind: Kind, value: Any) -> object:
        return float(value) if kind == "money" and value is not None else value


class PostgresShelf(Shelf):
    connector = "sql"
    keeps = Shelf.keeps | {"texts"}
    TYPES: ClassVar[dict[Kind, str]] = {"whole": "bigint", "text": "text", "money": "numeric(12,2)", "stamp": "timestamp", "flag": "boolean",
                                        "real": "double precision", "texts": "text[]"}

    def __init__(self, server: Postgres, database: str) -> None:
        self.server, self.database = server, database
        self.url = server.create_database(database)

    def execute(self, *statements: str) -> None:
        with psycopg.connect(self.server.dsn(self.database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        with psycopg.connect(self.server.dsn(self.database)) as connection, connection.cursor() as cursor:
            cursor.execute(f'DROP TABLE IF EXISTS "{table}"')
            cells = ", ".join(f"{name} {self.TYPES[kind]}" for name, kind in columns.items())
            cursor.execute(f'CREATE TABLE "{table}" ({cells})')
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)

    def config(self) -> dict[str, object]:
        return {"url": self.url}


class MariaShelf(Shelf):
    connector = "sql"
    TYPES: ClassVar[dict[Kind, str]] = {"whole": "bigint", "text": "longtext", "money": "decimal(12,2)", "stamp": "datetime(6)", "flag": "boolean",
                                        "real": "double"}

    def __init__(self, server: MariaDb, database: str) -> None:
        self.server, self.database = server, database
        self.url = server.create_database(database)

    def execute(self, *statements: str) -> None:
        connection = self.server.connect(self.database)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        connection = self.server.connect(self.database)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS `{table}`")
            cursor.execute(f"CREATE TABLE `{table}` ({', '.join(f'{name} {self.TYPES[kind]}' for name, kind in columns.items())})")
            cursor.executemany(f"INSERT INTO `{table}` VALUES ({', '.join(['%s'] * len(columns))})", list(rows))
        connection.close()

    def config(self) -> dict[str, object]:
        return {"url": self.url}

    def found(self, kind: Kind, value: Any) -> object:
        return int(value) if kind == "flag" and value is not None else value


class FilesShelf(Shelf):
    connector = "files"
    most_mb = 170  # DuckDB's buffers
    suffix: ClassVar[str]

    def __init__(self, folder: Path, packing: str = "") -> None:
        self.folder, self.packing = folder, packing

    def config(self) -> dict[str, object]:
        return {"root": str(self.folder)}

    def location(self, table: str) -> dict[str, object]:
        return {"path": f"{table}-*.{self.suffix}{self.packing}"}

    def path(self, table: str, part: int = 1) -> Path:
        return self.folder / f"{table}-{part}.{self.suffix}{self.packing}"

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        """In two files, so that what holds of rows holds across files."""
        all_rows = list(rows)
        middle = (len(all_rows) + 1) // 2
        for part, some in ((1, all_rows[:middle]), (2, all_rows[middle:])):
            self.path(table, part).write_bytes(packed(self.written(columns, some), self.packing))

    def written(self, columns: Columns, rows: list[Row]) -> bytes:
        raise NotImplementedError


class ParquetShelf(FilesShelf):
    suffix = "parquet"
    keeps = Shelf.keeps | {"texts"}
    TYPES: ClassVar[dict[Kind, str]] = {"whole": "BIGINT", "text": "VARCHAR", "money": "DECIMAL(12,2)", "stamp": "TIMESTAMP", "flag": "BOOLEAN",
                                        "real": "DOUBLE", "texts": "VARCHAR[]"}

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        all_rows = list(rows)
        middle = (len(all_rows) + 1) // 2
        shown = ", ".join(f'json_extract(line, \'$[{place}]\') AS "{name}"' for place, name in enumerate(columns))
        for part, some in ((1, all_rows[:middle]), (2, all_rows[middle:])):
            lines = [json.dumps(row, default=str, ensure_ascii=False) for row in some]
            cells = ", ".join(f'CAST({_from_json(kind, name)} AS {self.TYPES[kind]}) AS "{name}"' for name, kind in columns.items())
            inner = f"SELECT {shown} FROM (SELECT unnest($1::JSON[]) AS line)"
            self._writer.execute(f"COPY (SELECT {cells} FROM ({inner})) TO '{self.path(table, part)}' (FORMAT parquet)", [lines])

    @cached_property
    def _writer(self) -> duckdb.DuckDBPyConnection:
        """One for all tables: to open it takes longer than to write a small one."""
        return duckdb.connect(config={"threads": 1})


class CsvShelf(FilesShelf):
    suffix = "csv"

    def written(self, columns: Columns, rows: list[Row]) -> bytes:
        return csv_bytes([tuple(columns), *rows])

    def found(self, kind: Kind, value: Any) -> object:
        return None if value is None else csv_text(value)


class JsonlShelf(FilesShelf):
    suffix = "jsonl"
    keeps = Shelf.keeps | {"texts"}

    def written(self, columns: Columns, rows: list[Row]) -> bytes:
        return "".join(json.dumps(dict(zip(columns, row, strict=True)), default=_json, ensure_ascii=False) + "\n" for row in rows).encode()

    def found(self, kind: Kind, value: Any) -> object:
        return _json(value) if isinstance(value, (Decimal, datetime)) else value


def csv_bytes(rows: Iterable[Row], delimiter: str = ",") -> bytes:
    """NULL is nothing at all, an empty text is "" (which the csv module cannot tell apart before Python 3.12)."""
    out = io.StringIO()
    for row in rows:
        out.write(delimiter.join("" if cell is None else '"' + csv_text(cell).replace('"', '""') + '"' for cell in row) + "\r\n")
    return out.getvalue().encode()


def csv_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def packed(data: bytes, packing: str) -> bytes:
    if packing == ".gz":
        return gzip.compress(data, 1)
    return zstd(data) if packing == ".zst" else data


def zstd(data: bytes) -> bytes:
    """A frame of raw blocks (RFC 8878): all that a reader has to understand, without a library to write it."""
    size = 1 << 16
    blocks = [data[at:at + size] for at in range(0, len(data), size)] or [b""]
    parts = [(len(block) << 3 | (number == len(blocks) - 1)).to_bytes(3, "little") + block for number, block in enumerate(blocks)]
    return bytes.fromhex("28b52ffd") + b"\x00\x30" + b"".join(parts)


def _plain(cell: object) -> object:
    return float(cell) if isinstance(cell, Decimal) else str(cell) if isinstance(cell, datetime) else cell


def _json(cell: object) -> object:
    return float(cell) if isinstance(cell, Decimal) else str(cell)


def _from_json(kind: Kind, name: str) -> str:
    return f'"{name}"' if kind == "texts" else f'"{name}" ->> \'$\''
