"""Conditions for a statement: the keys of its lookups as bound parameters, by value, tenant and time.

Invariant: what the database is asked for is never less than what the exact check (`domain.match`) accepts; it may be more. A key
that a column cannot hold is not asked for, so that it does not make an error out of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, ColumnElement, Table, Text, and_, cast, exists, false, func, literal, or_, select, true, type_coerce
from sqlalchemy import types as sql

from dsr.connectors.sql_values import cast_to, cast_type, loosely, readable, sendable
from dsr.domain.dataset import Collection, Field, Source
from dsr.domain.identity import Spellings, spelled
from dsr.domain.keys import Lookup
from dsr.domain.match import Statement, as_text
from dsr.domain.stored import asked_of, is_told_by_text, parts_asked
from dsr.domain.window import Window

_SLACK = timedelta(hours=26)  # a stamp without a zone may be anywhere on earth; the exact check cuts to the instant
_LIKE = frozenset({"postgresql", "mysql", "mariadb", "mssql", "oracle"})
_UNITS = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000, "epoch_ns": 1_000_000_000}


def where(statement: Statement, collection: Collection, source: Source, table: Table, dialect: str) -> ColumnElement[bool]:
    """The condition that finds at least every row the statement's keys own."""
    found = or_(false(), *(_lookup(lookup, collection, source, table, dialect) for lookup in statement))
    own = [_cell(table.c[one.column], None, list(one.values), None, (), dialect) for one in collection.where if one.values]
    return and_(found, *(false() if clause is None else clause for clause in own))


def _lookup(lookup: Lookup, collection: Collection, source: Source, table: Table, dialect: str) -> ColumnElement[bool]:
    by_scope: defaultdict[tuple[str | None, Window], list[object]] = defaultdict(list)
    for key in sorted(lookup.keys, key=lambda key: str(key.value)):
        if sendable(key.value, dialect):
            by_scope[key.tenant, key.window].append(key.value)
    composed = collection.composed(lookup.fields[0]) if len(lookup.fields) == 1 else None
    columns = [table.c[name] for name in ([asked_of(composed)] if composed else lookup.fields)]
    written = collection.ways(lookup.fields[0], lookup.kind)
    clauses = []
    for (tenant, window), values in by_scope.items():
        if composed is not None:
            found = _composed(composed, columns[0], lookup.kind, values, dialect)
        elif len(columns) > 1:
            found = _composite(columns, values, dialect)
        elif isinstance(columns[0].type, ARRAY):
            found = _element(columns[0], lookup.kind, values, source.country, written)
        else:
            found = _cell(columns[0], lookup.kind, values, source.country, written, dialect)
        if found is not None:
            clauses.append(and_(found, *_scope(tenant, window, collection, table, dialect)))
    return or_(false(), *clauses)


def _composed(field: Field, column: Any, kind: str | None, values: list[object], dialect: str) -> ColumnElement[bool] | None:
    """A number in several columns is asked for by the last of them; a value in JSON by its signs, where these are sure to be there."""
    if field.parts:
        return _cell(column, None, [text for value in values for text in parts_asked(field, as_text(value))], None, (), dialect)
    if not all(is_told_by_text(kind, value) for value in values):
        return true()
    text = func.lower(cast(column, Text) if dialect == "postgresql" else column)
    return or_(*(text.contains(one, autoescape=True) for one in _lowered(values)))


def _composite(columns: list[Any], values: list[object], dialect: str) -> ColumnElement[bool] | None:
    rows = []
    for value in values:
        pairs = zip(columns, value if isinstance(value, tuple) else (value,), strict=True)
        parts = [_cell(column, None, [part], None, (), dialect) for column, part in pairs]
        whole = [part for part in parts if part is not None]
        if len(whole) == len(columns):
            rows.append(and_(*whole))
    return or_(*rows) if rows else None


def _element(column: Any, kind: str | None, values: list[object], country: str | None, written: tuple[str, ...]) -> ColumnElement[bool] | None:
    """Postgres: any element of an array. Only where values are compared as they stand can an index serve."""
    column = readable(column)
    if kind is None and isinstance(column.type.item_type, sql.String | sql.Integer | sql.Uuid):
        fitting = [value for value in (cast_type(column.type.item_type, one, "postgresql") for one in values) if value is not None]
        return column.overlap(cast(fitting, column.type)) if fitting else None
    each = func.unnest(column, type_=column.type.item_type).column_valued("each_one")
    found = _cell(each, kind, values, country, written, "postgresql")
    return None if found is None else exists(select(each).where(found))


def _cell(column: Any, kind: str | None, values: list[object], country: str | None, written: tuple[str, ...],
          dialect: str) -> ColumnElement[bool] | None:
    if isinstance(column.type, ARRAY):  # no part of a composite key is in a list
        return None
    text = _as_text(column, dialect)
    if not isinstance(column.type, (sql.LargeBinary, sql.BINARY, sql.VARBINARY)):
        values = [value for value in values if sendable(as_text(value), dialect)]
    ways = [way for way in (spelled(kind, as_text(value), country, written) for value in values) if way is not None]
    if not values:
        return None
    if text is None:
        numbers = [one for way in ways for one in way.exact if one.isdecimal()] if kind == "phone_number" else values
        return _equal(column, list(dict.fromkeys(numbers)), dialect)
    if kind in ("email", "login", "dn"):
        lower: ColumnElement[Any] = func.dsr_lower(text) if dialect == "sqlite" else func.lower(text)
        return _spelled(lower, ways, dialect) if ways else lower.in_(_lowered(values))
    if ways:
        return _spelled(func.lower(text) if kind == "ip" else text, ways, dialect)
    if kind == "ip":
        return _equal(text, [case for one in _lowered(values) for case in dict.fromkeys((one, one.upper()))], dialect)
    return _equal(text, values, dialect)


def _lowered(values: list[object]) -> list[str]:
    """Lower-case forms; the dotted capital I and its like are left to the exact check."""
    return sorted({as_text(value).lower() for value in values})


def _spelled(column: Any, ways: list[Spellings], dialect: str) -> ColumnElement[bool]:
    exact = [text for way in ways for text in way.exact]
    prefixes = [text for way in ways for text in way.prefixes]
    clauses: list[ColumnElement[bool]] = [loosely(column, exact) if dialect == "sqlite" else column.in_(exact)]  # never empty
    return or_(*clauses, *_begins(column, prefixes, dialect))


def _begins(column: Any, prefixes: list[str], dialect: str) -> Iterable[ColumnElement[bool]]:
    """Texts that begin so: in the way that an index of this database serves; in warehouses, of which not all know LIKE ... ESCAPE, by the part."""
    if dialect == "sqlite":
        return [and_(column >= prefix, column < _after(prefix)) for prefix in prefixes]
    if dialect in _LIKE:
        return [column.startswith(prefix, autoescape=True) for prefix in prefixes]
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for prefix in prefixes:
        by_length[len(prefix)].append(prefix)
    return [func.substr(column, 1, length).in_(some) for length, some in sorted(by_length.items())]


def _after(prefix: str) -> str:
    """The first text that does not begin with `prefix`, in SQLite's order of bytes (an index serves)."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _equal(column: Any, values: list[object], dialect: str) -> ColumnElement[bool] | None:
    if dialect == "sqlite":
        return loosely(column, values) if values else None
    fitting = [value for value in (cast_to(column, one, dialect) for one in values) if value is not None]
    return column.in_(fitting) if fitting else None


def _as_text(column: Any, dialect: str) -> Any | None:
    """The column as text; None where it is compared by its own type. SQLite's cells are whatever was put in."""
    if dialect == "postgresql" and column.type.__visit_name__ in ("INET", "CIDR"):
        return func.host(column)
    match column.type:
        case sql.Enum() if dialect == "postgresql":
            return cast(column, Text)
        case sql.String():
            return column
        case sql.NullType() | sql.LargeBinary() if dialect == "sqlite":
            return type_coerce(column, sql.NullType())
        case _ if dialect == "sqlite":
            return type_coerce(column, Text)
        case sql.Boolean() | sql.Integer() | sql.Numeric() | sql.Uuid() | sql.DateTime() | sql.Date() | sql.Time():
            return None
        case sql.LargeBinary() | sql.BINARY() | sql.VARBINARY():
            return None
        case _:
            return cast(column, Text) if dialect == "postgresql" else type_coerce(column, Text)


def _scope(tenant: str | None, window: Window, collection: Collection, table: Table, dialect: str) -> Iterable[ColumnElement[bool]]:
    if tenant is not None and collection.tenant:
        found = _cell(table.c[collection.tenant], None, [tenant], None, (), dialect) if sendable(tenant, dialect) else None
        yield false() if found is None else found
    if not window.is_always and collection.time:
        yield from _time(table.c[collection.time.column], window, collection.time.written, dialect)


def _time(column: Any, window: Window, written: str, dialect: str) -> Iterable[ColumnElement[bool]]:
    """A cut by time that an index or partition can use, with slack; nothing where the column's form is not sure.

    SQLite's DATETIME may hold text or numbers, whatever was put in: there only the exact check cuts.
    """
    is_stamp = isinstance(column.type, sql.DateTime) and dialect != "sqlite"
    unit = _UNITS.get(written)
    for end, slack in ((window.start, -_SLACK), (window.end, _SLACK)):
        moment = None if end is None else _moved(end, slack)
        if moment is None:
            continue
        if unit is not None and isinstance(column.type, sql.Numeric | sql.Integer):
            bound: object = int(moment.timestamp() * unit)
        elif is_stamp:
            bound = moment if column.type.timezone else moment.replace(tzinfo=None)
        else:
            continue
        yield column < literal(bound, column.type) if slack > timedelta() else column >= literal(bound, column.type)


def _moved(moment: datetime, by: timedelta) -> datetime | None:
    """In UTC; None on the first and last days of the calendar, which cut nothing."""
    try:
        return (moment + by).astimezone(ZoneInfo("UTC"))
    except OverflowError:
        return None
