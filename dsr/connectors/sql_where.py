"""Conditions for a statement: the keys of its lookups as bound parameters, by value, tenant and time.

Invariant: what the database is asked for is never less than what the exact check (`domain.match`) accepts; it may be more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, ColumnElement, Table, and_, cast, false, func, literal, or_
from sqlalchemy import types as sql
from sqlalchemy.dialects.postgresql import ARRAY as PG_ARRAY

from dsr.domain.dataset import Collection, Source
from dsr.domain.identity import Spellings, spelled
from dsr.domain.keys import Lookup
from dsr.domain.match import Statement
from dsr.domain.window import Window

_SLACK = timedelta(hours=26)  # a stamp without a zone may be anywhere on earth; the exact check cuts to the instant


def where(statement: Statement, collection: Collection, source: Source, table: Table, dialect: str) -> ColumnElement[bool]:
    """The condition that finds at least every row the statement's keys own."""
    return or_(false(), *(_lookup(lookup, collection, source, table, dialect) for lookup in statement))


def _lookup(lookup: Lookup, collection: Collection, source: Source, table: Table, dialect: str) -> ColumnElement[bool]:
    by_scope: defaultdict[tuple[str | None, Window], list[object]] = defaultdict(list)
    for key in sorted(lookup.keys, key=lambda key: str(key.value)):
        by_scope[key.tenant, key.window].append(key.value)
    clauses = []
    for (tenant, window), values in by_scope.items():
        found = _values(lookup, values, collection, source, table, dialect)
        if found is not None:
            clauses.append(and_(found, *_scope(tenant, window, collection, table, dialect)))
    return or_(false(), *clauses)


def _values(lookup: Lookup, values: list[object], collection: Collection, source: Source, table: Table,
            dialect: str) -> ColumnElement[bool] | None:
    columns = [table.c[name] for name in lookup.fields]
    if len(columns) > 1:
        fitting = [tuple(cast_to(column, part) for column, part in zip(columns, _parts(value), strict=True)) for value in values]
        whole = [row for row in fitting if None not in row]
        return or_(*(and_(*(c == v for c, v in zip(columns, row, strict=True))) for row in whole)) if whole else None
    column = columns[0]
    written = next((field.written for field in collection.fields if field.name == column.name), ())
    ways = [way for way in (spelled(lookup.kind, str(value), source.country, written) for value in values) if way is not None]
    if ways and (_is_text(column) or lookup.kind == "phone_number"):
        return _spelled(column, ways, dialect)
    if lookup.kind == "email" and _is_text(column):
        return func.dsr_lower(column).in_(_variants(values)) if dialect == "sqlite" else func.lower(column).in_(_variants(values))
    if isinstance(column.type, (ARRAY, PG_ARRAY)):
        inner = [value for value in (cast_type(column.type.item_type, one) for one in values) if value is not None]
        return column.overlap(cast(inner, column.type)) if inner else None
    fitting_values = [value for value in (cast_to(column, one) for one in values) if value is not None]
    return column.in_(fitting_values) if fitting_values else None


def _parts(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _variants(values: list[object]) -> list[str]:
    """Lower-case forms; the dotted capital I and its like are left to the exact check."""
    return sorted({str(value).lower() for value in values})


def _spelled(column: Any, ways: list[Spellings], dialect: str) -> ColumnElement[bool] | None:
    exact = [text for way in ways for text in way.exact]
    prefixes = [text for way in ways for text in way.prefixes]
    if not _is_text(column):
        numbers = [number for number in (cast_to(column, text) for text in exact if text.isdigit()) if number is not None]
        return column.in_(numbers) if numbers else None
    clauses: list[ColumnElement[bool]] = [column.in_(exact)]
    clauses += [and_(column >= prefix, column < _after(prefix)) if dialect == "sqlite" else column.startswith(prefix, autoescape=True)
                for prefix in prefixes]
    return or_(*clauses)


def _after(prefix: str) -> str:
    """The first text that does not begin with `prefix`, in SQLite's order of bytes (an index serves)."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _scope(tenant: str | None, window: Window, collection: Collection, table: Table, dialect: str) -> Iterable[ColumnElement[bool]]:
    if tenant is not None and collection.tenant:
        column = table.c[collection.tenant]
        value = cast_to(column, tenant)
        yield column == value if value is not None else false()
    if not window.is_always and collection.time:
        yield from _time(table.c[collection.time.column], window, collection.time.written, dialect)


def _time(column: Any, window: Window, written: str, dialect: str) -> Iterable[ColumnElement[bool]]:
    """A cut by time that an index or partition can use, with slack; nothing where the column's form is not sure.

    SQLite's DATETIME may hold text or numbers, whatever was put in: there only the exact check cuts.
    """
    is_stamp = isinstance(column.type, sql.DateTime) and dialect != "sqlite"
    unit = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000, "epoch_ns": 1_000_000_000}.get(written)
    for end, is_start in ((window.start, True), (window.end, False)):
        if end is None:
            continue
        slack = end - _SLACK if is_start else end + _SLACK
        if unit is not None and isinstance(column.type, sql.Numeric | sql.Integer):
            bound: object = int(slack.timestamp() * unit)
        elif is_stamp:
            bound = slack if column.type.timezone else slack.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        else:
            continue
        yield column >= literal(bound, column.type) if is_start else column < literal(bound, column.type)


def _is_text(column: Any) -> bool:
    return isinstance(column.type, (sql.String, sql.NullType, sql.Enum)) and not isinstance(column.type, sql.Uuid)


def cast_to(column: Any, value: object) -> object | None:
    """The value as the column's type, or None if it cannot be one (such a key finds nothing)."""
    return cast_type(column.type, value)


def cast_type(kind: Any, value: object) -> object | None:
    """The value as a SQL type, or None."""
    try:
        match kind:
            case sql.Boolean():
                return value if isinstance(value, bool) else None
            case sql.Integer():
                number = Decimal(str(value).strip())
                return int(number) if number == number.to_integral_value() and abs(number) < 1 << 63 else None
            case sql.Float():
                return float(str(value))
            case sql.Numeric():
                return Decimal(str(value))
            case sql.Uuid():
                return value if isinstance(value, UUID) else UUID(str(value))
            case sql.DateTime():
                return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
            case sql.Date() | sql.Time() | sql.LargeBinary():
                return value
            case _:
                return str(int(value)) if isinstance(value, bool) else str(value)
    except (ValueError, InvalidOperation, ArithmeticError):
        return None


