"""SQL databases through SQLAlchemy: SQLite, Postgres, MariaDB and MySQL, and any other dialect without special code.

Invariant: one read-only snapshot per opening, server-side cursors, bound parameters only, and names only after the database
itself has shown them.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Select,
    Table,
    create_engine,
    inspect,
    select,
    text,
    type_coerce,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import NoSuchTableError, SAWarning
from sqlalchemy.pool import NullPool
from sqlalchemy.types import NullType

from dsr.connectors import sqlite_typed
from dsr.connectors.base import Query
from dsr.connectors.faults import Place
from dsr.connectors.limits import timeout_s
from dsr.connectors.sql_errors import spoken_plainly
from dsr.connectors.sql_optional import cell, check_columns, column
from dsr.connectors.sql_tolerant import conversions, tolerate
from dsr.connectors.sql_values import plain, readable
from dsr.connectors.sql_where import where
from dsr.domain.dataset import Collection, Source
from dsr.domain.keys import Batch, Lookup
from dsr.domain.match import Matcher, needed, statements
from dsr.domain.optional import searchable

KEYS_A_STATEMENT = 500
SPELLED_A_STATEMENT = 50  # a telephone number is looked up in dozens of ways, and SQLite takes conditions of a thousand parts
SPELLED_A_SHORT_STATEMENT = 10  # Oracle takes lists of a thousand, SQL Server 2,100 parameters; a number may be looked up in three columns
_SHORT = frozenset({"mssql", "oracle"})
_SPELLED = ("phone_number", "sip_uri")


class SqlConnector:
    """config: url (SQLAlchemy's form), timeout_s (of one statement, default 60), schema."""

    kind: ClassVar[str] = "sql"
    keys_a_scan: ClassVar[int] = 0

    def __init__(self, source: Source) -> None:
        self._source = source
        self._place = Place(source.key)
        self._timeout_s = timeout_s(source.config, self._place)
        self._tables: dict[tuple[str | None, str], Table | None] = {}
        self._deadline = Deadline(self._timeout_s)
        with spoken_plainly(self._place):
            self._engine = _engine(source, self._timeout_s, self._deadline)
        self._connection: Connection | None = None

    def probe(self) -> None:
        with spoken_plainly(self._place):
            self._open().execute(text("SELECT 1")).scalar()

    def collect(self, query: Query) -> Iterator[Batch]:
        """Rows owned by the query's keys, each once. Raises SourceError."""
        place = Place(self._source.key, str(query.collection.address))
        if not any(lookup.keys for lookup in query.lookups):
            return
        width = len(query.columns)
        with spoken_plainly(place), self._opened() as connection:
            table = self._table(connection, query.collection, query.columns, place)
            if table is None:
                return
            lookups = searchable(query.lookups, query.collection, table.c.keys())
            searched = needed(query.collection, lookups)
            columns = tuple(dict.fromkeys([*query.columns, *searched]))
            check_columns(table, query.collection, columns, place)
            cut = statements(lookups, statement_size(lookups, connection.dialect.name))
            read_as_json = {field.inside.column for field in query.collection.fields if field.inside}
            _check_searchable(table, [name for name in searched if name not in read_as_json], connection.dialect.name, place)
            matcher = Matcher(query.collection, self._source, columns, cut)
            read = sqlite_typed.reader([column(table, name) for name in query.columns]) if connection.dialect.name == "sqlite" else _as_given
            for number, statement in enumerate(cut):
                found = select(*(_raw(cell(table, name)) for name in columns)).select_from(table).where(
                    where(statement, query.collection, self._source, table, connection.dialect.name))
                for rows in _partitions(connection, found, query.batch_rows, self._deadline):
                    own = matcher.take(rows, number)
                    if own:
                        yield Batch(query.columns, read(own if len(columns) == width else [row[:width] for row in own]))

    def close(self) -> None:
        if self._connection is not None:
            with suppress(Exception):  # a connection that is gone cannot be closed politely
                self._connection.rollback()
                self._connection.close()
            self._connection = None
        self._engine.dispose()

    def _open(self) -> Connection:
        self._deadline.renew()
        if self._connection is None:
            connection = self._engine.connect()
            try:
                for statement in _snapshot(connection, self._timeout_s):
                    connection.execute(text(statement))
            except BaseException:
                connection.close()  # one that may write is never kept
                raise
            self._connection = connection
        return self._connection

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        """The connection for one collection. In Postgres an error would end the snapshot for the collections that follow."""
        connection = self._open()
        savepoint = connection.begin_nested() if connection.dialect.name == "postgresql" else None
        try:
            yield connection
        finally:
            if savepoint is not None:
                with suppress(Exception):  # of a connection that is gone; the error that ended it is on its way
                    savepoint.rollback()

    def _table(self, connection: Connection, collection: Collection, columns: tuple[str, ...], place: Place) -> Table | None:
        """The table as the database shows it; None for one that is not there and need not be. Raises SourceMisconfigured with the nearest name
        for a table or column that has to be there."""
        given = self._source.config.get("schema")
        schema = collection.namespace.get("schema") or (str(given) if given else None)
        name = collection.stored_as
        if (schema, name) not in self._tables:
            self._tables[schema, name] = _seen(connection, name, schema, place, may_miss=collection.is_optional)
        table = self._tables[schema, name]
        if table is not None:
            check_columns(table, collection, columns, place)
        return table


_READ_ONLY = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"


def _snapshot(connection: Connection, timeout_s: float) -> tuple[str, ...]:
    """The first statements of a read-only snapshot. SQLite's file is opened read-only; begun any earlier, SQLAlchemy would end it again."""
    name = connection.dialect.name
    if name == "sqlite":
        return ("BEGIN",)
    if name == "postgresql":
        return ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", f"SET LOCAL statement_timeout = {int(timeout_s * 1000)}",
                "SET LOCAL TIME ZONE 'UTC'")
    if name in ("mysql", "mariadb"):
        limit = f"max_statement_time = {timeout_s:g}" if getattr(connection.dialect, "is_mariadb", False) else \
            f"max_execution_time = {int(timeout_s * 1000)}"
        return (f"SET SESSION {limit}, time_zone = '+00:00'", _READ_ONLY)
    if name == "oracle":
        return ("SET TRANSACTION READ ONLY",)
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
        raise Place(source.key).misconfigured("config has no url")
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
        arguments = {"connect_timeout": 10, "read_timeout": int(timeout_s) + 5, "charset": "utf8mb4", **conversions(url.get_driver_name())}
    engine = create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    tolerate(engine)
    return engine


def _sqlite(source: Source, path: str, timeout_s: float, deadline: Deadline) -> Engine:
    import sqlite3  # only here; the other databases do without

    if not path or path == ":memory:":
        raise Place(source.key).misconfigured("a SQLite url needs a file")

    def connect() -> sqlite3.Connection:
        uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?mode=ro"
        connection = sqlite3.connect(uri, uri=True, timeout=timeout_s, check_same_thread=False, isolation_level=None)
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.create_function("dsr_lower", 1, lambda value: value.lower() if isinstance(value, str) else value, deterministic=True)
        connection.set_progress_handler(deadline.is_over, 100_000)
        connection.execute("PRAGMA query_only = 1")
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)


def _as_given(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return rows


def _raw(column: Column[Any]) -> ColumnElement[Any]:
    """The cell as the driver gives it: SQLAlchemy's own conversions would fail on dates that are none."""
    return type_coerce(readable(column), NullType())


def statement_size(lookups: tuple[Lookup, ...], dialect: str) -> int:
    """How many keys one statement may look up."""
    if not any(lookup.kind in _SPELLED for lookup in lookups):
        return KEYS_A_STATEMENT
    return min(SPELLED_A_STATEMENT, SPELLED_A_SHORT_STATEMENT) if dialect in _SHORT else SPELLED_A_STATEMENT


def _check_searchable(table: Table, names: list[str], dialect: str, place: Place) -> None:
    for name in names:
        if isinstance(table.c[name].type, JSON) and dialect != "sqlite":
            raise place.misconfigured(f"column '{name}' holds JSON, and no value can be looked up in it")


def _partitions(connection: Connection, statement: Select[Any], size: int, deadline: Deadline) -> Iterator[list[tuple[object, ...]]]:
    """Rows as the driver gives them, a batch at a time: SQLAlchemy keeps the cursor, and makes no rows of its own out of them.

    The time that the reader takes between two batches counts for nobody.
    """
    deadline.renew()
    with connection.execute(statement.execution_options(stream_results=True, max_row_buffer=size)) as result:
        while rows := result.cursor_strategy.fetchmany(result, result.cursor, size):
            yield cast(list[tuple[object, ...]], rows)
            deadline.renew()
            if connection.dialect.name == "postgresql" and result.cursor is not None:  # its buffer, empty now, costs a tenth of all that is read
                yield from _direct(result.cursor, size, deadline)


def _direct(cursor: Any, size: int, deadline: Deadline) -> Iterator[list[tuple[object, ...]]]:
    while rows := cursor.fetchmany(size):
        yield rows
        deadline.renew()


def _seen(connection: Connection, name: str, schema: str | None, place: Place, *, may_miss: bool) -> Table | None:
    """The table or view with the columns the database shows."""
    catalogue = inspect(connection)
    bare, own_schema = (name.split(".", 1)[1], name.split(".", 1)[0]) if schema is None and "." in name else (name, schema)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # a column of a type SQLAlchemy does not know is read as it comes
        try:
            columns = catalogue.get_columns(bare, schema=own_schema)
        except NoSuchTableError:
            columns = []
    if not columns and may_miss:
        return None
    if not columns:
        raise place.nothing_named("table", bare, catalogue.get_table_names(schema=own_schema) + catalogue.get_view_names(schema=own_schema))
    return Table(bare, MetaData(), *(Column(column["name"], plain(column["type"])) for column in columns), schema=own_schema)
