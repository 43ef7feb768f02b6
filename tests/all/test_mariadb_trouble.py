"""MariaDB: a server that fails or refuses, dates that are none, and instants that it shows in the zone of the session.

Needs the Debian package mariadb-server.
"""

from __future__ import annotations

import gc
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from dsr.connectors.base import Query
from dsr.connectors.sql import SqlConnector
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source, TimeColumn
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused, SourceUnavailable
from dsr.domain.keys import Key, Lookup
from dsr.domain.window import Window
from tests.connectors.asking import by, collected, opened, read
from tests.connectors.shelves import MariaShelf, Row
from tests.servers.mariadb import MariaDb

PHONE = "+4578770202"
HALF_PAST = datetime(2026, 7, 1, 10, 0, 0, 500_000, UTC)


@pytest.fixture(scope="module")
def shelf() -> Iterator[MariaShelf]:
    server = MariaDb()
    yield MariaShelf(server, "trouble")
    server.stop()


@pytest.fixture
def table() -> str:
    return f"t_{uuid4().hex}"


def a_collection(table: str, *names: str, time: TimeColumn | None = None) -> Collection:
    return Collection(Address("d", table), tuple(Field(name) for name in names), time=time)


def a_source(url: str, collection: Collection, **config: object) -> Source:
    return Source("shelf", "sql", {"url": url, **config}, (Dataset("d", (collection,)),), country="DK", timezone="Europe/Copenhagen")


@pytest.fixture(autouse=True)
def collected_garbage() -> Iterator[None]:
    """pymysql leaves the socket of a failed attempt open, and closes a cursor of a connection that is gone a second time."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
        gc.collect()
        sys.unraisablehook = hook


def found(shelf: MariaShelf, table: str, columns: list[str], lookup: Lookup, **config: object) -> list[Row]:
    collection = a_collection(table, *columns, *lookup.fields)
    return collected(a_source(shelf.url, collection, **config), collection, columns, lookup)


@pytest.mark.parametrize(("user", "database", "error", "code"), [
    ("carol:Wrong-Secret", "trouble", SourceRefused, "1045"), ("carol:right", "mysql", SourceRefused, "1044"),
    ("nobody_at_all", "trouble", SourceRefused, "1045"), ("root", "no_such_database", SourceMisconfigured, "1049")])
def test_who_may_not_come_in_is_told_why(shelf: MariaShelf, user: str, database: str, error: type[SourceError], code: str) -> None:
    shelf.execute("CREATE OR REPLACE USER carol@localhost IDENTIFIED BY 'right'", "GRANT SELECT ON trouble.* TO carol@localhost")
    url = f"mysql://{user}@localhost/{database}?unix_socket={shelf.server.socket}"
    with pytest.raises(error, match=code) as caught, opened(a_source(url, a_collection("t", "id"))) as connector:
        connector.probe()
    assert "Secret" not in str(caught.value)


def test_a_table_that_may_not_be_read_is_told_and_the_others_are_read(shelf: MariaShelf) -> None:
    shelf.execute("CREATE OR REPLACE TABLE closed (id int, owner text)", "CREATE OR REPLACE TABLE open_ (id int, owner text)",
                  "INSERT INTO open_ VALUES (1, 'me')", "CREATE OR REPLACE USER bob@localhost IDENTIFIED BY 'b'",
                  "GRANT SELECT ON open_ TO bob@localhost", "GRANT INSERT ON closed TO bob@localhost")
    closed, open_ = a_collection("closed", "id", "owner"), a_collection("open_", "id", "owner")
    with opened(a_source(f"mariadb://bob:b@localhost/trouble?unix_socket={shelf.server.socket}", closed)) as connector:
        for _ in range(2):
            with pytest.raises(SourceRefused, match="1142"):
                read(connector, closed, ["id"], by("owner", "me"))
            assert read(connector, open_, ["id"], by("owner", "me")) == [(1,)]


@pytest.mark.parametrize("url", ["mysql://root@localhost/db?unix_socket=/tmp/no-server-is-here", "mysql://root@127.0.0.1:1/db"])
def test_a_server_that_is_down_is_unavailable(url: str) -> None:
    with pytest.raises(SourceUnavailable), opened(a_source(url, a_collection("t", "id"))) as connector:
        connector.probe()


def test_a_server_that_goes_while_it_is_read_is_unavailable(shelf: MariaShelf, table: str) -> None:
    shelf.put(table, {"id": "whole", "owner": "text", "note": "text"}, [(number, "me", "x" * 2000) for number in range(20_000)])
    collection = a_collection(table, "id", "owner", "note")
    with opened(a_source(shelf.url, collection)) as connector:
        batches = connector.collect(Query(collection, ("id", "note"), (by("owner", "me"),), batch_rows=100))
        next(batches)
        connection = shelf.server.connect()
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM information_schema.processlist WHERE id <> connection_id() AND db = 'trouble'")
            for (number,) in cursor.fetchall():
                cursor.execute("KILL %s", (number,))
        connection.close()
        with pytest.raises(SourceUnavailable):
            list(batches)


def test_a_statement_that_takes_too_long_is_stopped(shelf: MariaShelf, table: str) -> None:
    shelf.execute(f"CREATE VIEW {table} AS SELECT 1 AS id, 'me' AS owner, sleep(30) AS nap")
    began = time.monotonic()
    with pytest.raises(SourceUnavailable):
        found(shelf, table, ["nap"], by("owner", "me"), timeout_s=0.5)
    assert time.monotonic() - began < 8


@pytest.mark.parametrize("statement", ["DELETE FROM {t}", "UPDATE {t} SET id = 2", "INSERT INTO {t} VALUES (9)"])
def test_nothing_can_be_written(shelf: MariaShelf, table: str, statement: str) -> None:
    shelf.put(table, {"id": "whole"}, [(1,)])
    with closing(SqlConnector(a_source(shelf.url, a_collection(table, "id")))) as connector:
        reading = connector._open()
        with pytest.raises(OperationalError, match="1792"):
            reading.execute(text(statement.format(t=table)))
    assert found(shelf, table, ["id"], by("id", 1)) == [(1,)]


def test_what_is_read_between_opening_and_closing_is_one_state(shelf: MariaShelf, table: str) -> None:
    shelf.put(table, {"id": "whole"}, [(1,)])
    collection = a_collection(table, "id")
    with opened(a_source(shelf.url, collection)) as connector:
        assert read(connector, collection, ["id"], by("id", 1, 2)) == [(1,)]
        shelf.execute(f"INSERT INTO {table} VALUES (2)")
        assert read(connector, collection, ["id"], by("id", 1, 2)) == [(1,)]


CELLS: list[tuple[str, str, object]] = [
    ("datetime", "'0000-00-00'", "0000-00-00 00:00:00"), ("date", "'0000-00-00'", "0000-00-00"), ("date", "'2026-00-10'", "2026-00-10"),
    ("timestamp", "0", "0000-00-00 00:00:00"), ("datetime", "'0001-01-01'", datetime(1, 1, 1)), ("date", "'9999-12-31'", date(9999, 12, 31)),
    ("datetime", "'2026-07-01 12:00:00'", datetime(2026, 7, 1, 12)), ("timestamp(1)", "from_unixtime(1782900000.5)", HALF_PAST),
    ("time", "'-838:59:59'", timedelta(hours=-838, minutes=-59, seconds=-59)), ("decimal(9,2)", "'1.10'", Decimal("1.10")),
    ("bigint unsigned", "18446744073709551615", 2**64 - 1), ("enum('a','b')", "'b'", "b"), ("varbinary(4)", "x'00ff'", b"\x00\xff"),
    ("varchar(9) character set latin1", "'Søren'", "Søren"), ("longtext", "concat('a', char(0), 'b')", "a\0b"), ("bit(8)", "b'101'", b"\x05"),
    ("year", "2026", 2026),
]


@pytest.mark.parametrize(("kind", "written", "cell"), CELLS, ids=[f"{kind} {written}" for kind, written, _ in CELLS])
def test_a_cell_comes_as_it_is_or_as_its_text(shelf: MariaShelf, table: str, kind: str, written: str, cell: object) -> None:
    shelf.execute("SET sql_mode = ''", f"CREATE TABLE {table} (owner text, cell {kind} NULL)", f"INSERT INTO {table} VALUES ('me', {written})")
    assert found(shelf, table, ["cell"], by("owner", "me")) == [(cell,)]


FOUND_BY: list[tuple[str, str, object, str | None]] = [
    ("bigint unsigned", "18446744073709551615", str(2**64 - 1), None), ("int", "78770202", PHONE, "phone_number"), ("tinyint(1)", "1", True, None),
    ("decimal(20,0)", "4578770202", PHONE, "phone_number"), ("double", "42", "42", None), ("enum('a','b')", "'b'", "b", None),
    ("varchar(30)", "'sip:78770202@x.example'", PHONE, "phone_number"), ("varbinary(4)", "x'ff'", b"\xff", None),
    ("date", "'2026-03-29'", "2026-03-29", None), ("char(20)", "'Ada@x.example'", "ada@x.example", "email"), ("year", "2026", "2026", None),
]


@pytest.mark.parametrize(("kind", "cell", "key", "identity"), FOUND_BY, ids=[f"{kind} {key!r}" for kind, _, key, _ in FOUND_BY])
def test_a_key_finds_a_cell_of_any_type_and_no_other_key_is_an_error(
        shelf: MariaShelf, table: str, kind: str, cell: str, key: object, identity: str | None) -> None:
    shelf.execute(f"CREATE TABLE {table} (id int, cell {kind})", f"INSERT INTO {table} VALUES (1, {cell}), (2, NULL)")
    others = ["no such key", "", "7.5", 10**30, "1e400", "+4599999999", b"\x00", datetime(2020, 1, 1), date(2020, 1, 1), "\x00", "\\", "José"]
    assert found(shelf, table, ["id"], by("cell", key, *others, kind=identity)) == [(1,)]
    assert found(shelf, table, ["id"], by("cell", *others, kind=identity)) == []
    assert found(shelf, table, ["id"], Lookup(("id", "cell"), frozenset(Key((1, other)) for other in others))) == []


def test_what_the_collation_takes_for_equal_is_checked_again(shelf: MariaShelf) -> None:
    shelf.put("people", {"id": "whole", "name": "text", "email": "text"}, [(1, "José", "josé@x.example"), (2, "Jose", "jose@x.example")])
    assert found(shelf, "people", ["id"], by("name", "Jose")) == [(2,)]
    assert found(shelf, "people", ["id"], by("email", "jose@x.example", kind="email")) == [(2,)]


def test_an_instant_is_one_whatever_zone_the_server_shows_it_in(shelf: MariaShelf, table: str) -> None:
    """A TIMESTAMP is an instant; read in the source's own zone it would be an hour or two off, and perhaps the next holder's."""
    shelf.execute("SET GLOBAL time_zone = '-05:00'", "SET time_zone = '+00:00'", f"CREATE TABLE {table} (id int, number text, at timestamp NULL)",
                  f"INSERT INTO {table} VALUES (1, '78770202', '2026-05-31 21:59:59'), (2, '78770202', '2026-05-31 22:00:00'), (3, '78770202', NULL)")
    window = Window(datetime.fromisoformat("2026-06-01T00:00:00+02:00"), None)
    collection = a_collection(table, "id", "number", "at", time=TimeColumn("at"))
    lookup = by("number", "+4578770202", kind="phone_number", window=window)
    assert collected(a_source(shelf.url, collection), collection, ["id", "at"], lookup) == [(2, datetime(2026, 5, 31, 22, tzinfo=UTC))]
