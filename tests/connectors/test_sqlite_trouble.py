"""SQLite holds whatever was put in; what comes of it is a value or an error that says so."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError

from dsr.connectors.base import Query
from dsr.connectors.sql import SqlConnector
from dsr.connectors.sql_where import where
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import SourceMisconfigured, SourceUnavailable
from dsr.domain.keys import Key, Lookup
from tests.connectors.asking import by, collected, opened, read
from tests.connectors.shelves import Row

SECRET = "Carol-Secret"


def database(path: Path, *statements: str, rows: tuple[str, list[tuple[object, ...]]] | None = None) -> Path:
    connection = sqlite3.connect(path)
    with connection:
        for statement in statements:
            connection.execute(statement)
        if rows:
            connection.executemany(*rows)
    connection.close()
    return path


def a_collection(table: str, *names: str) -> Collection:
    return Collection(Address("d", table), tuple(Field(name) for name in names))


def a_source(url: object, collection: Collection, **config: object) -> Source:
    return Source("shelf", "sql", {"url": url, **config}, (Dataset("d", (collection,)),), country="DK", timezone="Europe/Copenhagen")


def found(path: Path, table: str, columns: list[str], lookup: Lookup, **config: object) -> list[Row]:
    collection = a_collection(table, *columns, *lookup.fields)
    return collected(a_source(f"sqlite:///{path}", collection, **config), collection, columns, lookup)


@pytest.mark.parametrize(("url", "says"), [
    ("sqlite:////nowhere/at/all.sqlite", "OperationalError"), ("sqlite:///{text}", "DatabaseError"), ("sqlite://", "needs a file"),
    ("sqlite:///:memory:", "needs a file"), ("Carol-Secret", "ArgumentError"), ("", "no url"), (None, "no url"),
    ("oddity://user:Carol-Secret@host/db", "NoSuchModuleError"), ("mssql+pyodbc://user:Carol-Secret@host/db", "ModuleNotFoundError"),
])
def test_a_database_that_cannot_be_opened_is_told(tmp_path: Path, url: str | None, says: str) -> None:
    (tmp_path / "text").write_text("this is no database" * 100)
    collection = a_collection("people", "id")
    with pytest.raises(SourceMisconfigured, match=says) as caught:
        collected(a_source(url.format(text=tmp_path / "text") if url else url, collection), collection, ["id"], by("id", 1))
    assert "Secret" not in str(caught.value)


def test_a_database_that_is_damaged_inside_is_told(tmp_path: Path) -> None:
    many: list[tuple[object, ...]] = [(number, SECRET * 50) for number in range(5000)]
    path = database(tmp_path / "a.sqlite", "CREATE TABLE t (id INTEGER, note TEXT)", rows=("INSERT INTO t VALUES (?, ?)", many))
    data = bytearray(path.read_bytes())
    data[len(data) // 2: len(data) // 2 + 40_000] = b"\xff" * 40_000
    path.write_bytes(data)
    with pytest.raises(SourceMisconfigured, match="DatabaseError") as caught:
        found(path, "t", ["note"], by("id", *range(5000)))
    assert "Secret" not in str(caught.value)


def test_a_database_that_somebody_holds_is_unavailable(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite", "CREATE TABLE t (id INTEGER)")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(SourceUnavailable):
        found(path, "t", ["id"], by("id", 1), timeout_s=0.2)
    holder.close()


def test_a_statement_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS id, CASE WHEN x < 0 THEN 'me' END AS owner FROM c"
    path = database(tmp_path / "a.sqlite", f"CREATE VIEW endless AS {endless}")
    began = time.monotonic()
    with pytest.raises(SourceUnavailable):
        found(path, "endless", ["id"], by("owner", "me"), timeout_s=0.3)
    assert time.monotonic() - began < 5


def test_one_that_takes_too_long_after_its_first_rows_is_stopped_too(tmp_path: Path) -> None:
    """The rows then come from the driver itself, and so does the error."""
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS id, CASE WHEN x < 100 THEN 'me' END AS owner FROM c"
    path = database(tmp_path / "a.sqlite", f"CREATE VIEW endless AS {endless}")
    collection = a_collection("endless", "id", "owner")
    with opened(a_source(f"sqlite:///{path}", collection, timeout_s=0.3)) as connector:
        batches = connector.collect(Query(collection, ("id",), (by("owner", "me"),), batch_rows=10))
        assert len(next(batches).rows) == 10
        with pytest.raises(SourceUnavailable):
            list(batches)


def test_the_readers_own_pause_is_not_counted(tmp_path: Path) -> None:
    many: list[tuple[object, ...]] = [(number, "me") for number in range(60_000)]
    path = database(tmp_path / "a.sqlite", "CREATE TABLE t (id INTEGER, owner TEXT)", rows=("INSERT INTO t VALUES (?, ?)", many))
    collection = a_collection("t", "id", "owner")
    with opened(a_source(f"sqlite:///{path}", collection, timeout_s=0.5)) as connector:
        time.sleep(0.7)
        sizes = []
        for batch in connector.collect(Query(collection, ("id",), (by("owner", "me"),), batch_rows=20_000)):
            sizes.append(len(batch.rows))
            time.sleep(0.7)
    assert sum(sizes) == 60_000


def test_cells_come_as_they_are_kept(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite", "CREATE TABLE t (owner TEXT, cell TEXT)")
    database(path, "INSERT INTO t VALUES ('me', CAST(x'53f872656e' AS TEXT))", "INSERT INTO t VALUES ('me', 'a' || char(0) || 'b')",
             "INSERT INTO t VALUES ('me', x'00ff'), ('me', '0000-00-00'), ('me', '0001-01-01 00:00:00'), ('me', '9999-12-31'), ('me', NULL)",
             "INSERT INTO t VALUES (CAST(x'f8' AS TEXT), 'x')")
    assert [row[0] for row in found(path, "t", ["cell"], by("owner", "me"))] == [
        "S\ufffdren", "a\0b", b"\x00\xff", "0000-00-00", "0001-01-01 00:00:00", "9999-12-31", None]
    assert found(path, "t", ["owner"], by("cell", "a\0b")) == [("me",)]


@pytest.mark.parametrize("declared", ["", "INTEGER", "TEXT", "NUMERIC", "REAL", "BLOB", "BOOLEAN", "DATETIME", "STRING", "MADE UP"])
def test_a_key_finds_its_cell_whatever_the_column_was_declared(tmp_path: Path, declared: str) -> None:
    cells: list[tuple[str, object, str | None]] = [
        ("'+4578770202'", "+4578770202", "phone_number"), ("4578770202", "+4578770202", "phone_number"),
        ("'sip:78770202@x.example'", "+4578770202", "phone_number"), ("7", 7, None), ("7", "7", None), ("'ord-7'", "ord-7", None),
        ("'Ada@x.example'", "ada@x.example", "email"), ("x'aa'", b"\xaa", None), ("1", True, None)]
    for number, (cell, key, kind) in enumerate(cells):
        path = database(tmp_path / f"{number}.sqlite", f"CREATE TABLE t (id INTEGER, cell {declared})",
                        f"INSERT INTO t VALUES (1, {cell}), (2, 'other'), (3, NULL)")
        assert found(path, "t", ["id"], by("cell", key, "x", kind=kind)) == [(1,)], cell


def test_names_may_be_anything(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite", 'CREATE TABLE "od""d; -- table" ("select" TEXT, "a b" TEXT, "%s" TEXT, ":x" TEXT)',
                    "INSERT INTO \"od\"\"d; -- table\" VALUES ('me', '1', '2', '3')")
    assert found(path, 'od"d; -- table', ["a b", "%s", ":x"], by("select", "me")) == [("1", "2", "3")]


def test_a_view_is_read_and_a_table_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite", "CREATE TABLE people (id INTEGER)", "INSERT INTO people VALUES (1)",
                    "CREATE VIEW folk AS SELECT id FROM people")
    assert found(path, "folk", ["id"], by("id", 1)) == [(1,)]
    for wrong, right in (("poeple", "people"), ("folks", "folk")):
        with pytest.raises(SourceMisconfigured, match=f"no table '{wrong}'; did you mean '{right}'"):
            found(path, wrong, ["id"], by("id", 1))


def test_what_is_read_between_opening_and_closing_is_one_state(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite", "PRAGMA journal_mode = WAL", "CREATE TABLE t (id INTEGER)", "INSERT INTO t VALUES (1)")
    collection = a_collection("t", "id")
    with opened(a_source(f"sqlite:///{path}", collection)) as connector:
        assert read(connector, collection, ["id"], by("id", 1, 2)) == [(1,)]
        database(path, "INSERT INTO t VALUES (2)")
        assert read(connector, collection, ["id"], by("id", 1, 2)) == [(1,)]
    assert found(path, "t", ["id"], by("id", 1, 2)) == [(1,), (2,)]


@pytest.mark.parametrize("statement", ["DELETE FROM t", "UPDATE t SET id = 2", "INSERT INTO t VALUES (9)", "DROP TABLE t", "CREATE TABLE u (id)"])
def test_nothing_can_be_written(tmp_path: Path, statement: str) -> None:
    path = database(tmp_path / "a.sqlite", "CREATE TABLE t (id INTEGER)", "INSERT INTO t VALUES (1)")
    with closing(SqlConnector(a_source(f"sqlite:///{path}", a_collection("t", "id")))) as connector:
        reading = connector._open()
        with pytest.raises(OperationalError, match="readonly"):
            reading.execute(text(statement))
    assert found(path, "t", ["id"], by("id", 1)) == [(1,)]


@pytest.mark.parametrize(("fields", "key", "kind"), [
    (("number",), "+4578770202", "phone_number"), (("number",), "ord-7", None), (("id",), "7", None), (("id", "number"), (7, "x"), None)])
def test_an_index_serves(tmp_path: Path, fields: tuple[str, ...], key: Any, kind: str | None) -> None:
    path = database(tmp_path / "a.sqlite", "CREATE TABLE t (id INTEGER, number TEXT)", "CREATE INDEX a ON t (id)", "CREATE INDEX b ON t (number)")
    table = Table("t", MetaData(), Column("id", Integer), Column("number", Text))
    collection = a_collection("t", "id", "number")
    condition = where((Lookup(fields, frozenset({Key(key)}), kind),), collection, a_source("", collection), table, "sqlite")
    statement = select(table).where(condition).compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    values = [statement.params[name] for name in statement.positiontup or ()]
    connection = sqlite3.connect(path)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    connection.close()
    assert any("SEARCH" in step for step in plan)
    assert not any(step.startswith("SCAN") for step in plan), plan
