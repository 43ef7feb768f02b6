"""A database tells its tables, keys and types, some rows, and whether a look-up would read a whole table. Both databases, one story."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from dsr.connectors.base import Catalogue
from dsr.connectors.registry import catalogue
from dsr.connectors.sql_catalogue import reads_everything
from dsr.domain.dataset import Address, Collection, Source
from dsr.domain.discover_shapes import Column, Family, ForeignKey, Table, fits
from dsr.domain.errors import SourceError
from dsr.domain.keys import Key, Lookup
from tests.servers.postgres import Postgres

SCHEMA = """
CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(100) NOT NULL UNIQUE, born DATE, seen {stamp},
  credit NUMERIC(9, 2), ok BOOLEAN, photo {bytes});
CREATE TABLE lines (person_id INTEGER REFERENCES people (id), slot INTEGER, number VARCHAR(40), told VARCHAR(40), PRIMARY KEY (person_id, slot));
CREATE INDEX by_number ON lines (number);
CREATE VIEW open_lines AS SELECT number FROM lines;
INSERT INTO people (id, email) VALUES (1, 'carol@nordlys.example');
"""
ROWS = """INSERT INTO lines SELECT 1, n, '45' || n, '45' || n
    FROM (WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 5000) SELECT n FROM s) AS t"""


def make(url: str) -> None:
    engine = create_engine(url)
    words = {"stamp": "DATETIME", "bytes": "BLOB"} if engine.dialect.name == "sqlite" else {"stamp": "TIMESTAMP", "bytes": "BYTEA"}
    with engine.begin() as connection:
        for statement in [*SCHEMA.format(**words).split(";\n"), ROWS]:
            if statement.strip():
                connection.execute(text(statement))
        if engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
    engine.dispose()


@cache
def in_postgres(server: Postgres) -> str:
    url = server.create_database("told")
    make(url)
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Source:
    url = f"sqlite:///{tmp_path / 'told.sqlite'}"
    if request.param == "postgres":
        url = in_postgres(request.getfixturevalue("postgres"))
    else:
        make(url)
    return Source(key="told", connector="sql", config={"url": url}, datasets=())


@pytest.fixture
def told(source: Source) -> Iterator[Catalogue]:
    found = catalogue(source)
    assert found is not None
    yield found
    found.close()


def test_tables_columns_and_keys(told: Catalogue) -> None:
    tables = {table.name: table for table in told.tables()}
    assert list(tables) == ["lines", "open_lines", "people"]
    people, lines = tables["people"], tables["lines"]
    assert [(column.name, column.family) for column in people.columns] == [
        ("id", Family.INTEGER), ("email", Family.TEXT), ("born", Family.DATE), ("seen", Family.TIME), ("credit", Family.NUMBER),
        ("ok", Family.BOOLEAN), ("photo", Family.BYTES)]
    assert people.column("email") == Column("email", Family.TEXT, "VARCHAR(100)", 100)
    assert (people.primary_key, people.names_one_row("email"), people.names_one_row("born")) == (("id",), True, False)
    assert lines.primary_key == ("person_id", "slot")
    assert [(key.columns, key.table, key.to_columns) for key in lines.foreign_keys] == [(("person_id",), "people", ("id",))]
    assert not lines.names_one_row("person_id")
    assert [table.is_view for table in tables.values()] == [False, True, False]


def test_a_sample_is_some_rows_and_no_more(told: Catalogue) -> None:
    lines = next(table for table in told.tables() if table.name == "lines")
    rows = told.sample(lines, ("number", "slot"), 7)
    assert len(rows) == 7
    assert rows[0] == ("451", 1)


@pytest.mark.parametrize(("field", "kind", "whole"), [("number", None, False), ("told", None, True), ("person_id", None, False)])
def test_a_look_up_without_an_index_reads_the_whole_table(told: Catalogue, field: str, kind: str | None, whole: bool) -> None:
    collection = Collection(Address("told", "lines"), ())
    key = Key("nobody" if field in ("number", "told") else -1)
    assert told.scans(collection, Lookup((field,), frozenset({key}), kind)) is whole
    assert (told.holds_more(collection, 4999), told.holds_more(collection, 5000)) == (True, False)


def test_a_table_that_is_not_there_is_told_in_our_words(told: Catalogue) -> None:
    with pytest.raises(SourceError):
        told.sample(Table("gone", (Column("x"),)), ("x",), 1)
    assert [table.name for table in told.tables()] == ["lines", "open_lines", "people"]  # and what follows is not harmed by it


def test_files_tell_nothing_of_themselves() -> None:
    assert catalogue(Source(key="cdr", connector="files", config={"root": "."}, datasets=())) is None


@pytest.mark.parametrize(("data_type", "family", "expected"), [
    ("string", Family.TEXT, True), ("string", Family.INTEGER, False), ("integer", Family.TEXT, False), ("integer", Family.NUMBER, True),
    ("boolean", Family.INTEGER, True), ("boolean", Family.DATE, False), ("float", Family.BYTES, False), ("object", Family.NESTED, True),
    ("string", Family.OTHER, True), (None, Family.BYTES, True), ("word_of_another_tool", Family.TEXT, True)])
def test_what_a_column_can_hold(data_type: str | None, family: Family, expected: bool) -> None:
    assert fits(data_type, False, family) is expected
    assert fits("integer", True, Family.LIST)
    assert not fits("integer", True, Family.INTEGER)


def test_a_foreign_key_of_several_columns_is_no_join_of_one() -> None:
    table = Table("t", (), foreign_keys=(ForeignKey(("a", "b"), "u", ("a", "b")), ForeignKey(("a",), "v", ("x",))))
    assert [(key.table, column) for key, column in table.joined("a")] == [("v", "x")]


@pytest.mark.parametrize(("dialect", "row", "expected"), [
    ("mysql", (1, "SIMPLE", "t", "ALL", None), True), ("mariadb", (1, "SIMPLE", "t", "index", "PRIMARY"), True),
    ("mariadb", (1, "SIMPLE", "t", "ref", "by_number"), False), ("mysql", (1, "SIMPLE", "t", None, "ALL", None), True),
    ("mariadb", (1, "SIMPLE", None, None, None, None, None, None, "Impossible WHERE"), False),
    ("sqlite", (2, 0, 0, "SCAN t USING COVERING INDEX i"), True), ("sqlite", (2, 0, 0, "SEARCH t USING INDEX i (a=?)"), False),
    ("sqlite", (2, 0, 0, "SCAN CONSTANT ROW"), False), ("oracle", ("FULL",), False)])
def test_the_plans_of_other_databases(dialect: str, row: tuple[object, ...], expected: bool) -> None:
    assert reads_everything(dialect, [row]) is expected
