"""Postgres: a server that fails, refuses, or holds what Python has no form for; and types of its own."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dsr.connectors.base import Query
from dsr.connectors.sql import SqlConnector
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused, SourceUnavailable
from dsr.domain.keys import Key, Lookup
from tests.connectors.asking import by, collected, opened, read
from tests.connectors.shelves import PostgresShelf, Row
from tests.servers.postgres import Postgres

BEEF = UUID("0e2b8f1a-0000-4000-8000-00000000beef")


@pytest.fixture(scope="module")
def shelf(postgres: Postgres) -> PostgresShelf:
    return PostgresShelf(postgres, f"trouble_{uuid4().hex}")


@pytest.fixture
def table(shelf: PostgresShelf) -> Iterator[str]:
    """A name that is free again after the test."""
    name = f"t_{uuid4().hex}"
    yield name
    shelf.execute(f"DROP VIEW IF EXISTS v_{name}", f"DROP TABLE IF EXISTS {name} CASCADE")


def a_collection(table: str, *names: str, **more: object) -> Collection:
    return Collection(Address("d", table), tuple(Field(name) for name in names), **more)  # type: ignore[arg-type]


def a_source(url: str, collection: Collection, **config: object) -> Source:
    return Source("shelf", "sql", {"url": url, **config}, (Dataset("d", (collection,)),), country="DK", timezone="Europe/Copenhagen")


def found(shelf: PostgresShelf, table: str, columns: list[str], lookup: Lookup, **config: object) -> list[Row]:
    collection = a_collection(table, *columns, *lookup.fields)
    return collected(a_source(shelf.url, collection, **config), collection, columns, lookup)


# -- a server that does not do as it should

@pytest.fixture(scope="module")
def guarded(shelf: PostgresShelf) -> PostgresShelf:
    """The server asks this one role for its password."""
    hba = shelf.server.folder / "data" / "pg_hba.conf"
    hba.write_text("local all carol scram-sha-256\nlocal all barred reject\n" + hba.read_text())
    shelf.execute("CREATE ROLE carol LOGIN PASSWORD 'right'", "CREATE ROLE barred LOGIN", "SELECT pg_reload_conf()")
    time.sleep(0.2)
    return shelf


@pytest.mark.parametrize(("user", "database", "error"), [
    ("carol:Wrong-Secret", "{own}", SourceRefused), ("carol", "{own}", SourceRefused), ("barred", "{own}", SourceRefused),
    ("nobody_at_all", "{own}", SourceMisconfigured), ("postgres", "no_such_database", SourceMisconfigured)])
def test_who_may_not_come_in_is_told_why(guarded: PostgresShelf, user: str, database: str, error: type[SourceError]) -> None:
    url = f"postgresql://{user}@/{database.format(own=guarded.database)}?host={guarded.server.folder}"
    with pytest.raises(error) as caught, opened(a_source(url, a_collection("t", "id"))) as connector:
        connector.probe()
    assert "Secret" not in str(caught.value)
    assert "carol" not in str(caught.value)


def test_the_right_password_opens(guarded: PostgresShelf) -> None:
    url = f"postgresql://carol:right@/{guarded.database}?host={guarded.server.folder}"
    with opened(a_source(url, a_collection("t", "id"))) as connector:
        connector.probe()


@pytest.mark.parametrize("url", ["postgresql://postgres@/db?host=/tmp/no-server-is-here", "postgresql://postgres@127.0.0.1:1/db"])
def test_a_server_that_is_down_is_unavailable(url: str) -> None:
    with pytest.raises(SourceUnavailable), opened(a_source(url, a_collection("t", "id"))) as connector:
        connector.probe()


def test_a_server_that_goes_while_it_is_read_is_unavailable(shelf: PostgresShelf, table: str) -> None:
    shelf.put(table, {"id": "whole", "owner": "text"}, ((number, "me") for number in range(50_000)))
    collection = a_collection(table, "id", "owner")
    with opened(a_source(shelf.url, collection)) as connector:
        batches = connector.collect(Query(collection, ("id",), (by("owner", "me"),), batch_rows=100))
        next(batches)
        shelf.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        with pytest.raises(SourceUnavailable):
            list(batches)
        with pytest.raises(SourceUnavailable):
            read(connector, collection, ["id"], by("owner", "me"))


def test_a_statement_that_takes_too_long_is_stopped(shelf: PostgresShelf, table: str) -> None:
    shelf.execute(f"CREATE VIEW v_{table} AS SELECT 1 AS id, 'me' AS owner, pg_sleep(30)::text AS nap")
    began = time.monotonic()
    with pytest.raises(SourceUnavailable, match="57014"):
        found(shelf, f"v_{table}", ["nap"], by("owner", "me"), timeout_s=0.3)
    assert time.monotonic() - began < 5


def test_a_table_that_may_not_be_read_is_refused_and_the_others_are_read(guarded: PostgresShelf, table: str) -> None:
    guarded.execute(f"CREATE TABLE {table} (id int, owner text)", f"INSERT INTO {table} VALUES (1, 'me')",
                    f"CREATE VIEW v_{table} AS SELECT * FROM {table}", f"GRANT SELECT ON v_{table} TO carol")
    closed, open_ = a_collection(table, "id", "owner"), a_collection(f"v_{table}", "id", "owner")
    url = f"postgresql://carol:right@/{guarded.database}?host={guarded.server.folder}"
    with opened(a_source(url, closed)) as connector:
        for _ in range(2):
            with pytest.raises(SourceRefused, match="42501"):
                read(connector, closed, ["id"], by("owner", "me"))
            assert read(connector, open_, ["id"], by("owner", "me")) == [(1,)]


@pytest.mark.parametrize("statement", [
    "DELETE FROM {t}", "UPDATE {t} SET id = 2", "INSERT INTO {t} VALUES (9)", "DROP TABLE {t}", "CREATE TABLE u (id int)"])
def test_nothing_can_be_written(shelf: PostgresShelf, table: str, statement: str) -> None:
    shelf.put(table, {"id": "whole"}, [(1,)])
    with closing(SqlConnector(a_source(shelf.url, a_collection(table, "id")))) as connector:
        reading = connector._open()
        with pytest.raises(DBAPIError) as caught:
            reading.execute(text(statement.format(t=table)))
    assert isinstance(caught.value.orig, psycopg.errors.ReadOnlySqlTransaction)
    assert found(shelf, table, ["id"], by("id", 1)) == [(1,)]


def test_what_is_read_between_opening_and_closing_is_one_state(shelf: PostgresShelf, table: str) -> None:
    shelf.put(table, {"id": "whole"}, [(1,)])
    collection = a_collection(table, "id")
    with opened(a_source(shelf.url, collection)) as connector:
        assert read(connector, collection, ["id"], by("id", 1, 2)) == [(1,)]
        shelf.execute(f"INSERT INTO {table} VALUES (2)")
        assert read(connector, collection, ["id"], by("id", 1, 2)) == [(1,)]


# -- whose table it is

def test_tables_of_one_name_in_two_schemas_are_not_taken_for_each_other(shelf: PostgresShelf) -> None:
    shelf.execute(*(f"CREATE SCHEMA IF NOT EXISTS {one}" for one in ("nord", "syd")),
                  *(f"CREATE TABLE IF NOT EXISTS {one}.people AS SELECT '{one}' AS house, 'me' AS owner" for one in ("nord", "syd")))
    collections = [a_collection("people", "house", "owner", namespace={"schema": one}) for one in ("nord", "syd")]
    with opened(a_source(shelf.url, collections[0])) as connector:
        assert [read(connector, one, ["house"], by("owner", "me")) for one in collections] == [[("nord",)], [("syd",)]]
    assert found(shelf, "syd.people", ["house"], by("owner", "me")) == [("syd",)]
    assert found(shelf, "people", ["house"], by("owner", "me"), schema="nord") == [("nord",)]
    with pytest.raises(SourceMisconfigured, match="no table 'peple'; did you mean 'people'"):
        found(shelf, "peple", ["house"], by("owner", "me"), schema="nord")


# -- cells

CELLS: list[tuple[str, object]] = [
    ("timestamptz '2026-07-01 12:00:00+02'", datetime(2026, 7, 1, 10, tzinfo=UTC)), ("timestamp '2026-07-01 12:00:00'", datetime(2026, 7, 1, 12)),
    ("timestamp 'infinity'", "infinity"), ("timestamptz '-infinity'", "-infinity"), ("timestamp '12026-01-01'", "12026-01-01 00:00:00"),
    ("date '0044-03-15 BC'", "0044-03-15 BC"), ("date '0001-01-01'", date(1, 1, 1)),
    ("timestamp '9999-12-31 23:59:59'", datetime(9999, 12, 31, 23, 59, 59)),
    ("interval '-1 day'", timedelta(days=-1)), ("interval '90000000 days'", timedelta(days=90_000_000)),
    ("interval '178000000 years'", "178000000 years"), ("time '24:00:00'", "24:00:00"), ("numeric '1.10'", Decimal("1.10")),
    ("numeric '1e300'", Decimal(10**300)), ("2::smallint", 2), ("9223372036854775807", 2**63 - 1), ("'\\x00ff'::bytea", b"\x00\xff"),
    (f"'{BEEF}'::uuid", BEEF), ("'[1, {\"a\": 2.5}]'::jsonb", [1, {"a": 2.5}]), ("'{\"a\": null}'::json", {"a": None}),
    ("'10.0.0.1'::inet", ipaddress.ip_address("10.0.0.1")), ("'{{1,2},{3,4}}'::int[]", [[1, 2], [3, 4]]), ("'abc'::char(6)", "abc   "),
    ("true", True),
    ("'{2026-01-01,infinity}'::date[]", [date(2026, 1, 1), "infinity"]), ("'(1,2)'::point", "(1,2)"), ("B'101'", "101"),
]


@pytest.mark.parametrize(("written", "cell"), CELLS, ids=[written for written, _ in CELLS])
def test_a_cell_comes_as_it_is_or_as_its_text(shelf: PostgresShelf, table: str, written: str, cell: object) -> None:
    shelf.execute(f"CREATE TABLE {table} AS SELECT 'me'::text AS owner, {written} AS cell")
    assert found(shelf, table, ["cell"], by("owner", "me")) == [(cell,)]


def test_one_cell_without_a_form_leaves_the_others_of_its_batch_as_they_are(shelf: PostgresShelf, table: str) -> None:
    shelf.execute(f"CREATE TABLE {table} AS SELECT 'me'::text AS owner, n, CASE WHEN n % 700 = 0 THEN 'infinity' ELSE timestamptz '2026-01-01Z' END "
                  "AS cell FROM generate_series(1, 1000) g(n)")
    collection = a_collection(table, "owner", "n", "cell")
    rows = collected(a_source(shelf.url, collection), collection, ["n", "cell"], by("owner", "me"), batch_rows=300)
    assert sorted(rows) == [(n, "infinity" if n == 700 else datetime(2026, 1, 1, tzinfo=UTC)) for n in range(1, 1001)]


def test_where_the_server_fails_between_two_batches_no_row_comes_twice(shelf: PostgresShelf, table: str) -> None:
    shelf.execute(f"CREATE VIEW v_{table} AS SELECT 'me'::text AS owner, n, 1 / (500 - n) AS cell FROM generate_series(1, 1000) g(n)")
    collection, seen = a_collection(f"v_{table}", "owner", "n", "cell"), list[object]()
    with opened(a_source(shelf.url, collection)) as connector:
        batches = connector.collect(Query(collection, ("n", "cell"), (by("owner", "me"),), batch_rows=100))
        with pytest.raises(SourceError, match="22012"):
            seen.extend(row[0] for batch in batches for row in batch.rows)
    assert seen == list(range(1, len(seen) + 1))


@pytest.mark.parametrize("written", ["'NaN'::numeric", "'Infinity'::numeric", "'NaN'::float"])
def test_a_number_that_is_none_comes_as_such(shelf: PostgresShelf, table: str, written: str) -> None:
    shelf.execute(f"CREATE TABLE {table} AS SELECT 'me'::text AS owner, {written} AS cell")
    assert str(found(shelf, table, ["cell"], by("owner", "me"))[0][0]).lower() in written.lower()
    assert found(shelf, table, ["owner"], by("cell", "x", 7)) == []


PHONE = "+4578770202"
FOUND_BY: list[tuple[str, str, object, str | None]] = [
    ("smallint", "7", "7", None), ("int", "201", "201", "phone_number"), ("bigint", "4578770202", PHONE, "phone_number"),
    ("numeric", "4578770202", PHONE, "phone_number"), ("int", "78770202", PHONE, "phone_number"), ("uuid", f"'{BEEF}'", str(BEEF).upper(), None),
    ("uuid", f"'{BEEF}'", BEEF, "account"), ("mood", "'glad'", "glad", None), ("mood[]", "'{sad,glad}'", "glad", None),
    ("phone", "'78 77 02 02'", PHONE, "phone_number"), ("phone", "'sip:78770202@x.example'", PHONE, "phone_number"),
    ("phone[]", "'{78 77 02 02}'", PHONE, "phone_number"), ("char(20)", "'78770202'", PHONE, "phone_number"),
    ("varchar(20)", "'78770202'", PHONE, "phone_number"), ("inet", "'10.0.0.1'", "10.0.0.1", "ip"), ("inet", "'2001:DB8::1'", "2001:db8::1", "ip"),
    ("macaddr", "'00-1a-2b-3c-4d-5e'", "001a2b3c4d5e", "mac"), ("date", "'2026-03-29'", date(2026, 3, 29), None),
    ("date", "'2026-03-29'", "2026-03-29", None), ("timestamp", "'2026-03-29 01:00:00'", "2026-03-29 01:00:00", None),
    ("bytea", "'\\xff'", b"\xff", None), ("boolean", "true", 1, None), ("float8", "42", "42", None), ("int[]", "'{1,42}'", "42", None),
    ("bigint[]", "'{4578770202}'", PHONE, "phone_number"), ("time", "'12:00'", "12:00:00", None), ('"char"', "'x'", "x", None),
    ("name", "'x'", "x", None),
]


@pytest.mark.parametrize(("kind", "cell", "key", "identity"), FOUND_BY, ids=[f"{kind} {key}" for kind, _, key, _ in FOUND_BY])
def test_a_key_finds_a_cell_of_any_type_and_no_other_key_is_an_error(
        shelf: PostgresShelf, table: str, kind: str, cell: str, key: object, identity: str | None) -> None:
    for made in ("CREATE TYPE mood AS ENUM ('glad', 'sad')", "CREATE DOMAIN phone AS text"):
        try:
            shelf.execute(made)
        except psycopg.errors.DuplicateObject:
            continue
    shelf.execute(f"CREATE TABLE {table} (id int, cell {kind})", f"INSERT INTO {table} VALUES (1, {cell}), (2, NULL)")
    others = ["no such key", "", "7.5", 10**30, "+4599999999", "9" * 15, b"\x00", datetime(2020, 1, 1), date(2020, 1, 1), UUID(int=0), "\x00"]
    assert found(shelf, table, ["id"], by("cell", key, *others, kind=identity)) == [(1,)]
    assert found(shelf, table, ["id"], by("cell", *others, kind=identity)) == []
    composite = Lookup(("id", "cell"), frozenset(Key((1, other)) for other in others))
    assert found(shelf, table, ["id"], composite) == []


@pytest.mark.parametrize("kind", ["interval", "money", "int4range", "point", "bit(3)", "tsvector", "oid", "xid", "text[]", "interval[]", "cidr"])
def test_a_key_that_a_column_cannot_hold_is_no_error(shelf: PostgresShelf, table: str, kind: str) -> None:
    shelf.execute(f"CREATE TABLE {table} (id int, cell {kind})", f"INSERT INTO {table} VALUES (1, NULL)")
    keys = ["no such key", "7", PHONE, b"\x00", date(2020, 1, 1), "\x00"]
    for identity in (None, "email", "phone_number", "ip"):
        assert found(shelf, table, ["id"], by("cell", *keys, kind=identity)) == []


def test_what_cannot_be_looked_up_in_is_told(shelf: PostgresShelf, table: str) -> None:
    shelf.execute(f"CREATE TABLE {table} AS SELECT 1 AS id, '[\"me\"]'::jsonb AS owners")
    with pytest.raises(SourceMisconfigured, match="column 'owners' holds JSON"):
        found(shelf, table, ["id"], by("owners", "me"))
