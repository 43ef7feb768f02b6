"""A SQL database tells about itself: its tables, some rows, and how it would carry out a look-up.

Invariant: a look-up is explained and never run, and what it is explained with is nobody's value. Rows of a sample are
handed over and kept nowhere.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column as SqlColumn
from sqlalchemy import Connection, MetaData, func, inspect, select, text
from sqlalchemy import Table as SqlTable
from sqlalchemy import types as sql
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine.interfaces import ReflectedForeignKeyConstraint
from sqlalchemy.engine.reflection import Inspector, ObjectKind
from sqlalchemy.exc import SAWarning
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement, Executable
from sqlalchemy.sql.selectable import Select

from dsr.connectors.faults import Place
from dsr.connectors.sql import SqlConnector
from dsr.connectors.sql_errors import spoken_plainly
from dsr.connectors.sql_values import plain
from dsr.connectors.sql_where import where
from dsr.domain.dataset import Collection
from dsr.domain.discover_shapes import Column, Family, ForeignKey, Table
from dsr.domain.keys import Lookup
from dsr.domain.optional import searchable

_PREFIX = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN (FORMAT JSON)"}
_PARTITIONS = "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relispartition AND n.nspname = "


class SqlCatalogue(SqlConnector):
    """config as for SqlConnector."""

    def tables(self, schema: str | None = None) -> tuple[Table, ...]:
        with spoken_plainly(Place(self._source.key)), self._opened() as connection, warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # a column of a type SQLAlchemy does not know is one of OTHER
            return tuple(_tables(connection, schema or self._schema()))

    def sample(self, table: Table, columns: tuple[str, ...], rows: int) -> list[tuple[object, ...]]:
        if not columns:
            return []
        with spoken_plainly(Place(self._source.key, table.name)), self._opened() as connection:
            source = SqlTable(table.name, MetaData(), *(SqlColumn(name, sql.NullType()) for name in columns), schema=table.schema)
            found = connection.execute(select(*(source.c[name] for name in columns)).limit(rows))
            return [tuple(row) for row in found]

    def scans(self, collection: Collection, lookup: Lookup) -> bool:
        place = Place(self._source.key, str(collection.address))
        with spoken_plainly(place), self._opened() as connection:
            name = connection.dialect.name
            if name not in _READ_PLAN:
                return False
            composed = collection.composed(lookup.fields[0])
            names = composed.columns if composed else lookup.fields
            table = self._table(connection, collection, names, place)
            if table is None or not searchable((lookup,), collection, table.c.keys()):
                return False
            statement = select(*(table.c[one] for one in names)).where(where((lookup,), collection, self._source, table, name))
            with connection.execute(Explained(statement)) as result:
                return reads_everything(name, list(result.cursor.fetchall()))

    def holds_more(self, collection: Collection, rows: int) -> bool:
        place = Place(self._source.key, str(collection.address))
        with spoken_plainly(place), self._opened() as connection:
            table = self._table(connection, collection, (), place)
            if table is None:
                return False
            some = select(text("1")).select_from(table).limit(rows + 1).subquery()
            return bool((connection.execute(select(func.count()).select_from(some)).scalar() or 0) > rows)

    def listed(self, collection: Collection, columns: tuple[str, ...], most: int) -> list[tuple[object, ...]]:
        place = Place(self._source.key, str(collection.address))
        with spoken_plainly(place), self._opened() as connection:
            table = self._table(connection, collection, columns, place)
            if table is None:
                return []
            named = [table.c[name] for name in columns]
            return [tuple(row) for row in connection.execute(select(*named).limit(most))]

    def _schema(self) -> str | None:
        given = self._source.config.get("schema")
        return str(given) if given else None


class Explained(Executable, ClauseElement):
    """A statement that is planned instead of run."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(Explained)
def _compile(element: Explained, compiler: Any, **options: Any) -> str:
    return f"{_PREFIX.get(compiler.dialect.name, 'EXPLAIN')} {compiler.process(element.statement, **options)}"


def reads_everything(dialect: str, plan: list[Any]) -> bool:
    """Whether the rows of an explained statement say that a whole table, or a whole index, would be read. No for a plan we cannot read."""
    read = _READ_PLAN.get(dialect)
    return read is not None and read(plan)


def _sqlite_scans(rows: list[Any]) -> bool:
    """`SCAN t` and `SCAN t USING COVERING INDEX i` read everything; `SEARCH t USING INDEX i` does not."""
    return any(str(row[-1]).startswith("SCAN ") and row[-1] != "SCAN CONSTANT ROW" for row in rows)


def _postgres_scans(rows: list[Any]) -> bool:
    """A node that reads a table and has no condition for an index reads all of it."""
    given = rows[0][0] if rows else []
    plans = json.loads(given) if isinstance(given, str) else given
    return any("Relation Name" in node and "Index Cond" not in node and node["Node Type"] != "Bitmap Heap Scan"
               for plan in plans for node in _nodes(plan["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _mysql_scans(rows: list[Any]) -> bool:
    """The fourth column of EXPLAIN is the way of access (MySQL puts the partitions before it): ALL reads the table, index the whole index."""
    return any(str(cell) in ("ALL", "index") for row in rows for cell in row[3:5])


_READ_PLAN = {"sqlite": _sqlite_scans, "postgresql": _postgres_scans, "mysql": _mysql_scans, "mariadb": _mysql_scans}


def _tables(connection: Connection, schema: str | None) -> Iterator[Table]:
    catalogue = inspect(connection)
    hidden = _partitions(connection, schema or catalogue.default_schema_name)
    columns = catalogue.get_multi_columns(schema=schema, kind=ObjectKind.ANY)
    keys = catalogue.get_multi_pk_constraint(schema=schema)
    joins = catalogue.get_multi_foreign_keys(schema=schema)
    unique = _unique(catalogue, schema)
    views = {*catalogue.get_view_names(schema=schema)}
    for (own_schema, name), found in sorted(columns.items(), key=lambda item: item[0][1]):
        if name in hidden or name.startswith("sqlite_"):
            continue
        at = (own_schema, name)
        primary = tuple(keys[at]["constrained_columns"]) if at in keys else ()
        yield Table(
            name=name, schema=own_schema, columns=tuple(_column(one["name"], one["type"]) for one in found), primary_key=primary,
            unique=tuple(dict.fromkeys([*([primary] if primary else []), *unique.get(at, ())])),
            foreign_keys=tuple(_foreign_key(one) for one in joins.get(at, ())), is_view=name in views)


def _unique(catalogue: Inspector, schema: str | None) -> dict[tuple[str | None, str], list[tuple[str, ...]]]:
    found: dict[tuple[str | None, str], list[tuple[str, ...]]] = {}
    for at, constraints in catalogue.get_multi_unique_constraints(schema=schema).items():
        found.setdefault(at, []).extend(tuple(one["column_names"]) for one in constraints)
    for at, indexes in catalogue.get_multi_indexes(schema=schema, include_auto_indexes=True).items():  # SQLite's UNIQUE within a column is one
        for one in indexes:
            names = tuple(name for name in one["column_names"] if name)
            if one["unique"] and len(names) == len(one["column_names"]):  # an index over an expression names no column
                found.setdefault(at, []).append(names)
    return found


def _foreign_key(given: ReflectedForeignKeyConstraint) -> ForeignKey:
    return ForeignKey(tuple(given["constrained_columns"]), given["referred_table"], tuple(given["referred_columns"]), given["referred_schema"])


def _partitions(connection: Connection, schema: str | None) -> frozenset[str]:
    """Postgres lists the parts of a table beside the table that has their rows."""
    if connection.dialect.name != "postgresql":
        return frozenset()
    return frozenset(connection.execute(text(_PARTITIONS + ":schema"), {"schema": schema}).scalars())


def _column(name: str, kind: Any) -> Column:
    kind = plain(kind)
    try:
        native = str(kind)
    except Exception:  # a type that cannot name itself in the general dialect
        native = type(kind).__name__
    length = getattr(kind, "length", None)
    return Column(name, _family(kind), native, length if isinstance(length, int) else None)


def _family(kind: Any) -> Family:
    match kind:
        case sql.ARRAY():
            return Family.LIST
        case sql.JSON() | pg.HSTORE():
            return Family.NESTED
        case sql.Boolean():
            return Family.BOOLEAN
        case sql.Integer():
            return Family.BOOLEAN if getattr(kind, "display_width", None) == 1 else Family.INTEGER  # MySQL's BOOL is TINYINT(1)
        case sql.Numeric() | sql.Float():
            return Family.NUMBER
        case sql.DateTime():
            return Family.TIME
        case sql.Date():
            return Family.DATE
        case sql.Time():
            return Family.CLOCK
        case sql.LargeBinary() | sql.BINARY() | sql.VARBINARY() | pg.BYTEA():
            return Family.BYTES
        case sql.String() | sql.Uuid() | pg.INET() | pg.CIDR() | pg.MACADDR():
            return Family.TEXT
        case _:
            return Family.OTHER
