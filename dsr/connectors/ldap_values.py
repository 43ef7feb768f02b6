"""From the bytes of an attribute to a cell. Invariant: the schema alone decides the form, so that a column looks alike in every entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dsr.connectors.faults import Place
from dsr.connectors.ldap_schema import DN, Attribute, Schema
from dsr.domain.dataset import Collection
from dsr.domain.optional import may_miss

Row = tuple[object, ...]
Entry = Mapping[str, Any]  # as ldap3 gives it
GENERALIZED_TIME = "1.3.6.1.4.1.1466.115.121.1.24"
# audio, binary, certificates (8, 9, 10), fax, JPEG, octet string
_BINARY = frozenset(f"1.3.6.1.4.1.1466.115.121.1.{number}" for number in (4, 5, 8, 9, 10, 23, 28, 40))
_TIME = re.compile(r"(\d{10})(\d\d)?(\d\d)?(?:[.,](\d{1,6})\d*)?(Z|[+-]\d\d(?:\d\d)?)\Z", re.ASCII)


def reader(columns: tuple[str, ...], collection: Collection, schema: Schema, place: Place) -> Callable[[Entry], Row]:
    """What makes a row of an entry. Raises SourceMisconfigured, and the reader does for an attribute that the server cut into ranges."""
    texts = {field.name for field in collection.fields if field.data_type == "string" and not field.is_array}
    absent = {name for name in may_miss(collection, schema) if name not in schema}
    cells = [_dn if name == DN else _nothing if name in absent else _cell(name, schema.attribute(name, place), name in texts, place)
             for name in columns]
    return lambda entry: tuple(cell(entry) for cell in cells)


def _dn(entry: Entry) -> object:
    return entry["dn"]


def _nothing(_: Entry) -> object:
    """Of an attribute that this directory does not know, where the mapping says that not every one does."""
    return None


def _cell(name: str, attribute: Attribute, is_text: bool, place: Place) -> Callable[[Entry], object]:
    """A list, or a text where the schema knows one value only, or the mapping says `string` and there is one."""
    convert = _converter(attribute.syntax)
    names = {one.lower() for one in attribute.names}
    option = name.partition(";")[2].lower()

    def cell(entry: Entry) -> object:
        values: list[object] = []
        for described, found in entry["raw_attributes"].items():
            base, _, options = described.lower().partition(";")
            if base in names and option in ("", options):
                if options.startswith("range="):
                    raise place.misconfigured(f"the server gives only a part of attribute '{name}' at a time; it cannot be read whole")
                values += [convert(one) for one in found]
        if not values:
            return None
        return values[0] if len(values) == 1 and (attribute.is_single or is_text) else values

    return cell


def _converter(syntax: str) -> Callable[[bytes], object]:
    if syntax in _BINARY:
        return bytes
    return _time if syntax == GENERALIZED_TIME else _text


def _text(value: bytes) -> object:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return bytes(value)


def _time(value: bytes) -> object:
    """An aware instant; what names none stays as it is written (RFC 4517, 3.3.13: minutes and seconds may be left out)."""
    text = _text(value)
    found = _TIME.match(text) if isinstance(text, str) else None
    if found is None:
        return text
    hour, minutes, seconds, fraction, zone = found.groups()
    unit = timedelta(seconds=1) if seconds else timedelta(minutes=1) if minutes else timedelta(hours=1)
    offset = "+0000" if zone == "Z" else zone.ljust(5, "0")
    try:
        moment = datetime.strptime(f"{hour}{minutes or '00'}{seconds or '00'}{offset}", "%Y%m%d%H%M%S%z")
        return moment + int((fraction or "").ljust(6, "0")) * unit / 1_000_000
    except (ValueError, OverflowError):  # a leap second, a thirteenth month
        return text


def as_time(moment: datetime) -> str:
    """An aware instant as such an attribute writes it."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")
