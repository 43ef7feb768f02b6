"""Which addresses and numbers on a person's records reach them. Pure; what is no address and no number is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dsr.domain.dataset import Collection, is_within
from dsr.domain.errors import InvalidInput
from dsr.domain.identity import normalise

_KINDS = {"user.contact.email": "email", "user.contact.phone_number": "phone_number"}


@dataclass(frozen=True, slots=True)
class Channel:
    """`value` is in the one form that identifiers of its kind have."""

    kind: str
    value: str

    @property
    def is_mail(self) -> bool:
        return self.kind == "email"


def channels(collection: Collection, columns: Iterable[str], rows: Iterable[tuple[object, ...]], country: str | None) -> Iterator[Channel]:
    """Those in the rows, by the categories of their columns. A short number is inside a company and reaches nobody from here."""
    kinds = [_kind(collection, name) for name in columns]
    for row in rows:
        for kind, cell in zip(kinds, row, strict=True):
            if kind and isinstance(cell, str) and (value := _value(kind, cell.strip(), country)):
                yield Channel(kind, value)


def _kind(collection: Collection, column: str) -> str:
    field = next((one for one in collection.fields if one.name == column), None)
    categories = (field.categories or collection.categories) if field is not None else ()
    return next((kind for category, kind in _KINDS.items() for name in categories if is_within(name, (category,))), "")


def _value(kind: str, text: str, country: str | None) -> str:
    try:
        value = normalise(kind, text, country)
    except InvalidInput:
        return ""
    return value if ("@" in value if kind == "email" else value.startswith("+")) else ""
