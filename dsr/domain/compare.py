"""When two values are one: what a source takes for equal is equal here, and identifiers are compared in their one form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from dsr.domain.identity import normalise


def comparable(value: object, kind: str | None = None, country: str | None = None) -> object:
    """Equal for what a source compares as equal: 7, '7' and Decimal('7.0'); text without case; identifiers in normal form."""
    match value:
        case tuple():
            return tuple(comparable(one, kind, country) for one in value)
        case bytes() | bytearray() | memoryview() if kind is None:
            return bytes(value)
        case datetime() if kind is None:
            return value.isoformat(sep=" ")
        case _:
            text = as_text(value)
            return normalise(kind, text, country) if kind else text.rstrip(" ").casefold()


def as_text(value: object) -> str:
    """A value as somebody would type it: 7 for 7.0, 1 for true."""
    match value:
        case bool():
            return str(int(value))
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case Decimal():
            return _plain(value)
        case bytes() | bytearray() | memoryview():
            return bytes(value).decode("utf-8", "replace")
        case _:
            return str(value)


def _plain(value: Decimal) -> str:
    """Without an exponent and without zeros at the end of a fraction, whatever the number of digits."""
    if not value.is_finite():
        return str(value)
    text = format(value if value else value.copy_abs(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def normaliser(kind: str | None, country: str | None) -> Callable[[object], object]:
    """What a value becomes when it travels on: identifiers take their normal form, others stay as they are."""
    if kind is None:
        return lambda value: value
    return lambda value: normalise(kind, as_text(value), country)
