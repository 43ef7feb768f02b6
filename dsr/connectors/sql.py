"""SQL databases through SQLAlchemy: SQLite, Postgres, MariaDB and MySQL, and any other dialect without special code.

Invariant: one read-only snapshot per opening, server-side cursors, bound parameters only, and names only after the database
itself has shown them.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, Connection, Engine, MetaData, Select, Table, create_engine, inspect, select, text, type_coerce
from sqlalchemy.engine import make_url
from sqlalchemy.exc import NoSuchTableError, SAWarning
from sqlalchemy.pool import NullPool
from sqlalchemy.types import NullType

from dsr.connectors.base import Query
from dsr.connectors.sql_errors import spoken_plainly
from dsr.connectors.sql_tolerant import tolerate
from dsr.connectors.sql_where import where
from dsr.domain.dataset import Collection, Source
from dsr.domain.errors import SourceMisconfigured
from dsr.domain.keys import Batch
from dsr.domain.match import Matcher, needed, statements

KEYS_A_STATEMENT = 500


class SqlConnector:
    """config: url (SQLAlchemy's form), timeout_s (of one statement, default 60), schema."""

    kind: ClassVar[str] = "sql"

    def __init__(self, source: Source) -> None:
        self._source = source
        self._timeout_s = _timeout(source.config, source.key)
        self._tables: dict[str, Table] = {}
        self._deadline = Deadline(self._timeout_s)
        with spoken_plainly(source.key):
            self._engine = _engine(source, self._timeout_s, self._deadline)
        self._connection: Connection | None = None

    def probe(self) -> None:
        with spoken_plainly(self._source.key):
            self._open().execute(text("SELECT 1")).scalar()

    def collect(self, query: Query) -> Iterator[Batch]:
        """Rows owned by the query's keys, each once. Raises SourceError."""
        address = str(query.collection.address)
        cut = statements(query.lookups, KEYS_A_STATEMENT)
        if not cut:
            return
        with spoken_plainly(self._source.key, address):
            connection = self._open()
            columns = tuple(dict.fromkeys([*query.columns, *needed(query.collection, query.lookups)]))
            table = self._table(connection, query.collection, columns)
            matcher = Matcher(query.collection, self._source, columns, cut)
            width = len(query.columns)
            for number, statement in enumerate(cut):
                found = select(*(_raw(table.c[name]) for name in columns)).select_from(table).where(
                    where(statement, query.collection, self._source, table, connection.dialect.name))
                for rows in _partitions(connection, found, query.batch_rows, self._deadline):
                    own = matcher.take(rows, number)
                    if own:
                        yield Batch(query.columns, own if len(columns) == width else [row[:width] for row in own])

    def close(self) -> None:
        if self._connection is not None:
            with suppress(Exception):  # a connection that is gone cannot be closed politely
                self._connection.rollback()
                self._connection.close()
            self._connection = None
        self._engine.dispose()

    def _open(self) -> Connection:
        if self._connection is None:
            connection = self._engine.connect()
            self._connection = connection
            for statement in _snapshot(connection, self._timeout_s):
                connection.execute(text(statement))
        return self._connection

    def _table(self, connection: Connection, collection: Collection, columns: tuple[str, ...]) -> Table:
        """The table as the database shows it. Raises SourceMisconfigured with the nearest name for one that is not there."""
        name = collection.address.collection
        if name not in self._tables:
            schema = collection.namespace.get("schema") or _text_or_none(self._source.config.get("schema"))
            self._tables[name] = _seen(connection, name, schema, str(collection.address), self._source.key)
        table = self._tables[name]
        for column in columns:
            if column not in table.c:
                raise SourceMisconfigured(source=self._source.key, address=str(collection.address),
                                          detail=f"no column '{column}'" + _nearest(column, list(table.c.keys())))
        return table


_READ_ONLY = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"


def _snapshot(connection: Connection, timeout_s: float) -> tuple[str, ...]:
    """The first statements of a read-only snapshot. SQLite: the file is opened read-only and the driver begins by itself."""
    name = connection.dialect.name
    if name == "postgresql":
        return ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", f"SET LOCAL statement_timeout = {int(timeout_s * 1000)}",
                "SET LOCAL TIME ZONE 'UTC'")
    if name in ("mysql", "mariadb"):
        limit = f"max_statement_time = {timeout_s:g}" if getattr(connection.dialect, "is_mariadb", False) else \
            f"max_execution_time = {int(timeout_s * 1000)}"
        return (f"SET SESSION {limit}", _READ_ONLY)
    return ()


class Deadline:
    """SQLite has no statement timeout; this is asked every so many steps. Each batch that arrives moves it on."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self.renew()

    def renew(self) -> None:
        self._at = monotonic() + self._timeout_s

    def is_over(self) -> bool:
        return monotonic() > self._at


def _engine(source: Source, timeout_s: float, deadline: Deadline) -> Engine:
    given = source.config.get("url")
    if not isinstance(given, str) or not given:
        raise SourceMisconfigured(source=source.key, address="", detail="config has no url")
    url = make_url(given)
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername in ("mysql", "mariadb"):
        url = url.set(drivername=f"{url.drivername}+pymysql")
    arguments: dict[str, Any] = {}
    backend = url.get_backend_name()
    if backend == "sqlite":
        return _sqlite(source, url.database or "", timeout_s, deadline)
    if backend == "postgresql":
        arguments = {"connect_timeout": min(10, max(2, int(timeout_s)))}
    if backend in ("mysql", "mariadb"):
        arguments = {"connect_timeout": 10, "read_timeout": int(timeout_s) + 5, "charset": "utf8mb4"}
    engine = create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    tolerate(engine)
    return engine


def _sqlite(source: Source, path: str, timeout_s: float, deadline: Deadline) -> Engine:
    import sqlite3  # only here; the other databases do without

    if not path or path == ":memory:":
        raise SourceMisconfigured(source=source.key, address="", detail="a SQLite url needs a file")

    def connect() -> sqlite3.Connection:
        uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?mode=ro"
        connection = sqlite3.connect(uri, uri=True, timeout=timeout_s, check_same_thread=False, isolation_level=None)
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.create_function("dsr_lower", 1, lambda value: value.lower() if isinstance(value, str) else value, deterministic=True)
        connection.set_progress_handler(deadline.is_over, 100_000)
        connection.execute("PRAGMA query_only = 1")
        connection.execute("BEGIN")
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)


def _raw(column: Column[Any]) -> ColumnElement[Any]:
    """The cell as the driver gives it: SQLAlchemy's own conversions would fail on dates that are none."""
    return type_coerce(column, NullType())


def _partitions(connection: Connection, statement: Select[Any], size: int, deadline: Deadline) -> Iterator[list[tuple[object, ...]]]:
    """Rows as the driver gives them, a batch at a time."""
    deadline.renew()
    if connection.dialect.name == "sqlite":  # its cursor streams by itself; no row needs to pass through SQLAlchemy
        with connection.execute(statement) as result:
            while rows := result.cursor.fetchmany(size):
                deadline.renew()
                yield rows
        return
    with connection.execution_options(stream_results=True, max_row_buffer=size).execute(statement) as result:
        while rows := result.fetchmany(size):
            yield [row._tuple() for row in rows]


def _seen(connection: Connection, name: str, schema: str | None, address: str, source: str) -> Table:
    """The table or view with the columns the database shows."""
    catalogue = inspect(connection)
    plain, own_schema = (name.split(".", 1)[1], name.split(".", 1)[0]) if schema is None and "." in name else (name, schema)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # a column of a type SQLAlchemy does not know is read as it comes
        try:
            columns = catalogue.get_columns(plain, schema=own_schema)
        except NoSuchTableError:
            columns = []
    if not columns:
        known = catalogue.get_table_names(schema=own_schema) + catalogue.get_view_names(schema=own_schema)
        raise SourceMisconfigured(source=source, address=address, detail=f"no table '{plain}'" + _nearest(plain, known))
    return Table(plain, MetaData(), *(Column(column["name"], column["type"]) for column in columns), schema=own_schema)


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def _timeout(config: Mapping[str, object], source: str) -> float:
    try:
        seconds = float(str(config.get("timeout_s", 60)))
    except ValueError:
        raise SourceMisconfigured(source=source, address="", detail="timeout_s is no number") from None
    return max(0.1, seconds)


def _text_or_none(value: object) -> str | None:
    return str(value) if value else None
