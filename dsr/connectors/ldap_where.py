"""Filters for a search (RFC 4515): keys, tenants and the mapping's own condition.

Invariant: a value becomes part of a filter byte by byte in hexadecimal form; nothing that it holds can be read as a sign of the filter.
What is asked for is never less than what the exact check (`domain.match`) accepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from dsr.connectors.faults import Place
from dsr.connectors.ldap_schema import DN, Attribute, Schema
from dsr.connectors.ldap_values import GENERALIZED_TIME, as_time
from dsr.domain.compare import as_text
from dsr.domain.dataset import Collection, Field, Source
from dsr.domain.identity import spelled
from dsr.domain.keys import Lookup
from dsr.domain.match import Statement
from dsr.domain.stored import asked_of, parts_asked

_IGNORED = re.compile(r"[ \-]")  # telephoneNumberMatch (RFC 4517, 4.2.29)
_EXACT = {"caseExactMatch": "caseIgnoreMatch", "caseExactIA5Match": "caseIgnoreIA5Match"}


@dataclass(frozen=True, slots=True)
class Area:
    """Where the entries of a collection are (dsr_meta.ldap)."""

    base: str
    scope: str
    classes: tuple[str, ...]
    constant: str


def area(location: Mapping[str, object], base_of_all: str | None, place: Place) -> Area:
    """Read what the mapping says; where it names no base, `base_of_all` is meant. Raises SourceMisconfigured."""
    base, classes, constant = location.get("base") or base_of_all, location.get("object_classes") or [], location.get("filter")
    if not isinstance(base, str) or not base or not isinstance(classes, list):
        raise place.misconfigured("the mapping says no place in the directory (dsr_meta: ldap: base), and neither does the source (config: base)")
    return Area(base, str(location.get("scope", "subtree")), tuple(map(str, classes)), str(constant or ""))


def where(statement: Statement, collection: Collection, source: Source, at: Area, schema: Schema, place: Place) -> str | None:
    """The filter that finds at least every entry the statement's keys own; None if no entry can hold one of them."""
    found = [clause for lookup in statement for clause in _lookup(lookup, collection, source, schema, place)]
    tenants = _tenants(statement, collection, schema, place)
    if not found or tenants is None:
        return None
    classes = _any(f"(objectClass={escaped(one)})" for one in at.classes)
    return f"(&{classes}{at.constant}{tenants}{_any(found)})"


def escaped(value: str | bytes) -> str:
    """Letters and digits as they are, every other byte as its number."""
    data = value if isinstance(value, bytes) else value.encode()
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"\\{byte:02x}" for byte in data)


def _any(clauses: Iterator[str] | list[str]) -> str:
    own = list(dict.fromkeys(clauses))
    return own[0] if len(own) == 1 else f"(|{''.join(own)})" if own else ""


def _lookup(lookup: Lookup, collection: Collection, source: Source, schema: Schema, place: Place) -> Iterator[str]:
    composed = collection.composed(lookup.fields[0]) if len(lookup.fields) == 1 else None
    searched = [schema.searched(name, place) for name in ([asked_of(composed)] if composed else lookup.fields)]
    if composed is not None:
        yield from _composed(composed, *searched[0], lookup)
        return
    written = collection.ways(lookup.fields[0], lookup.kind)
    for value in sorted((key.value for key in lookup.keys), key=str):
        if len(searched) == 1:
            yield from _clauses(*searched[0], lookup.kind, value, source.country, written)
            continue
        parts = value if isinstance(value, tuple) else (value,)
        for row in product(*(list(_clauses(name, own, None, part, None, ())) for (name, own), part in zip(searched, parts, strict=True))):
            yield f"(&{''.join(row)})"


def _composed(field: Field, name: str, attribute: Attribute, lookup: Lookup) -> Iterator[str]:
    """A number in several attributes is asked for by the last of them; what is within JSON is looked for in all who have any."""
    if not field.parts:
        yield f"({name}=*)"
        return
    for value in sorted((key.value for key in lookup.keys), key=str):
        for text in parts_asked(field, as_text(value)):
            yield from _clauses(name, attribute, None, text, None, ())


def _clauses(name: str, attribute: Attribute, kind: str | None, value: object, country: str | None, written: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, (bytes, bytearray, memoryview)) and kind is None:
        yield f"({name}={escaped(bytes(value))})"
        return
    text = _sent(value, attribute)
    if text is None:
        return
    ways = spelled(kind, text, country, written)
    if ways is not None and ways.prefixes and not attribute.substring:
        yield f"({name}=*)"  # a beginning that this attribute cannot be asked for: all who have it are looked at
        return
    texts = [text] if ways is None else list(ways.exact)
    if attribute.equality == "telephoneNumberMatch":
        texts = [_IGNORED.sub("", one) or one for one in texts]
    rule = _EXACT.get(attribute.equality) if kind is not None else None
    for one in dict.fromkeys(texts):
        yield f"({name}:{rule}:={escaped(one)})" if rule else f"({name}={escaped(one)})"
    for prefix in ways.prefixes if ways else ():
        yield f"({name}={escaped(prefix)}*)"


def _sent(value: object, attribute: Attribute) -> str | None:
    """A key as text; None for what is in no directory: nothing at all, and a lone surrogate."""
    if isinstance(value, datetime) and value.tzinfo and attribute.syntax == GENERALIZED_TIME:
        return as_time(value)
    text = None if value is None else as_text(value)
    return None if text is None or any("\ud800" <= sign <= "\udfff" for sign in text) else text


def _tenants(statement: Statement, collection: Collection, schema: Schema, place: Place) -> str | None:
    """Where all keys are bound to a tenant, entries of others need not come over the wire. None: to one that no entry can have."""
    keys = [key for lookup in statement for key in lookup.keys]
    tenants = [key.tenant for key in keys if key.tenant is not None]
    if collection.tenant is None or collection.tenant == DN or len(tenants) < len(keys):
        return ""
    name, attribute = schema.searched(collection.tenant, place)
    return _any([f"({name}={escaped(text)})" for one in sorted(tenants) if (text := _sent(one, attribute)) is not None]) or None
