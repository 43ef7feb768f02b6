"""A key's value as a column can hold it. Invariant: what a column cannot hold becomes None, never an error of the database."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, cast, literal, type_coerce
from sqlalchemy import types as sql

from dsr.domain.match import as_text

_MOST_DIGITS = 66  # MariaDB's DECIMAL has 65


def is_domain(kind: Any) -> bool:
    """Whether a column's type is a domain of Postgres; told by its name, since nobody else needs the dialect that has its class."""
    return getattr(kind, "__visit_name__", None) == "DOMAIN"


def plain(kind: Any) -> Any:
    """What a domain of Postgres is made of: it compares as that."""
    while is_domain(kind):
        kind = kind.data_type
    return kind


def readable(column: Any) -> Any:
    """An array of a type that the driver does not know, such as a domain, as an array of what it is made of."""
    inner = getattr(column.type, "item_type", None)
    if not (is_domain(inner) or isinstance(inner, sql.Enum)):
        return column
    from sqlalchemy.dialects.postgresql import ARRAY  # a dialect is large, and only Postgres has such columns

    return cast(column, ARRAY(sql.Text() if isinstance(inner, sql.Enum) else plain(inner)))


def sendable(value: object, dialect: str) -> bool:
    """Whether a driver can encode it: no lone surrogates, and for Postgres no NUL. Parts that are NULL equal nothing."""
    parts = value if isinstance(value, tuple) else (value,)
    text = "".join(str(part) for part in parts if not isinstance(part, (bytes, bytearray, memoryview)))
    return None not in parts and not any("\ud800" <= sign <= "\udfff" for sign in text) and not ("\0" in text and dialect == "postgresql")


def loosely(column: Any, values: Iterable[object]) -> ColumnElement[bool]:
    """SQLite compares by the affinity of the column, and cells may be of any type: what may be a number is asked for as both."""
    is_text = isinstance(column.type, sql.String)
    sent: dict[tuple[type, object], None] = {}
    for value in values:
        if isinstance(value, (bytes, bytearray, memoryview)):
            sent[bytes, bytes(value)] = None
            continue
        text = as_text(value)
        sent[str, text] = None
        number = None if is_text else _number(text)
        if number is not None:
            sent[type(number), number] = None
    return type_coerce(column, sql.NullType()).in_([literal(one, sql.NullType()) for _, one in sent])


def _number(text: str) -> int | float | None:
    number = _decimal(text)
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() and abs(number) < 1 << 63 else float(number)


def cast_to(column: Any, value: object, dialect: str) -> object | None:
    """The value as the column's type, or None if it cannot be one (such a key finds nothing)."""
    return cast_type(column.type, value, dialect)


def cast_type(kind: Any, value: object, dialect: str) -> object | None:
    """The value as a SQL type, or None."""
    text = as_text(value)
    try:
        match kind:
            case sql.Boolean():
                return {"0": False, "1": True}.get(text)
            case sql.Integer():
                number = _decimal(text)
                return int(number) if number is not None and number == number.to_integral_value() and abs(number) < _limit(kind, dialect) else None
            case sql.Float():
                return real if math.isfinite(real := float(text)) else None
            case sql.Numeric():
                return _decimal(text)
            case sql.Uuid():
                return value if isinstance(value, UUID) else UUID(text)
            case sql.DateTime():
                return value if isinstance(value, datetime) else datetime.fromisoformat(text)
            case sql.Date():
                return value if isinstance(value, date) and not isinstance(value, datetime) else date.fromisoformat(text)
            case sql.Time():
                return value if isinstance(value, time) else time.fromisoformat(text)
            case sql.LargeBinary() | sql.BINARY() | sql.VARBINARY():
                return bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else None
            case sql.Enum():
                return text if text in kind.enums else None
            case _:
                return text if sendable(text, dialect) else None
    except ValueError:
        return None


def _limit(kind: Any, dialect: str) -> int:
    """Postgres refuses a parameter beyond the column's type; MariaDB's may be unsigned."""
    if dialect != "postgresql":
        return 1 << 64
    return 1 << (15 if isinstance(kind, sql.SmallInteger) else 63 if isinstance(kind, sql.BigInteger) else 31)


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < _MOST_DIGITS else None
