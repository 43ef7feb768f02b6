"""Which requests find the rows of some keys.

Invariant: what is asked for is never less than what the exact check (`domain.match`) accepts; it may be more. Each spelling, each batch of
values and each window is a statement of its own, so that a row that two of them bring is counted once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from urllib.parse import quote

from dsr.connectors import rest_time
from dsr.connectors.rest_plan import By, Endpoint
from dsr.connectors.rest_time import Now
from dsr.domain.compare import as_text
from dsr.domain.identity import spelled, spellings
from dsr.domain.keys import Key, Lookup
from dsr.domain.match import Statement
from dsr.domain.window import ALWAYS, Window

_DOTS = (".", "..")  # are resolved on the way, and name something else then


@dataclass(frozen=True, slots=True)
class Wanted:
    """A statement, and what to send for it. `given` are values that the rows do not repeat."""

    statement: Statement
    window: Window = ALWAYS
    by: By | None = None
    texts: tuple[str, ...] = field(default=(), repr=False)
    values: tuple[object, ...] = field(default=(), repr=False)  # those of the keys, not as they are sent


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, before it has an address. Rows count only if their time is within `span`; None: all do."""

    path: str = field(repr=False)
    params: list[tuple[str, str]] = field(repr=False)
    body: dict[str, object] | None = field(repr=False)
    span: Window | None
    given: Mapping[str, object] = field(repr=False)


def wanted(lookups: tuple[Lookup, ...], endpoint: Endpoint, country: str | None) -> list[Wanted]:
    """One for each statement, in a stable order. Raises SourceMisconfigured for a field that cannot be asked for."""
    found: list[Wanted] = []
    whole: list[Lookup] = []
    for lookup in lookups:
        if not lookup.keys:
            continue
        by = next((one for one in endpoint.by if one.field in lookup.fields), None)
        if by is not None:
            found += _by(lookup, by, endpoint, country)
        elif endpoint.by and not endpoint.whole:
            raise endpoint.place.misconfigured(f"the mapping does not say how field '{lookup.fields[0]}' is asked for (rest: by); "
                                               "whole: true would read the whole collection for it")
        else:
            whole.append(lookup)
    if whole:
        windows = [key.window for lookup in whole for key in lookup.keys]
        found.append(Wanted(tuple(whole), rest_time.hull(windows) if endpoint.window else ALWAYS))
    return found


def asks(one: Wanted, endpoint: Endpoint, now: Now) -> Iterator[Ask]:
    """The requests of a statement."""
    if endpoint.window is None:
        yield _ask(one, endpoint, [], None)
        return
    parts = list(rest_time.spans(one.window, endpoint.window, now))
    for span in parts:
        yield _ask(one, endpoint, list(rest_time.sent(span, endpoint.window)), span if len(parts) > 1 else None)


def _by(lookup: Lookup, by: By, endpoint: Endpoint, country: str | None) -> Iterator[Wanted]:
    """Keys by window (if windows are sent), then by spelling, then in batches."""
    place = lookup.fields.index(by.field)
    groups: defaultdict[Window, defaultdict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for key in lookup.keys:
        value = key.value[place] if isinstance(key.value, tuple) else key.value
        if value is not None:
            groups[key.window if endpoint.window else ALWAYS][as_text(value)].append(key)
    for window, keys in sorted(groups.items(), key=lambda pair: str(pair[0])):
        texts = sorted(text for text in keys if _can_be_sent(text))
        for row in zip_longest(*(_ways(lookup.kind, text, by, country) for text in texts)):
            sent = [(text, way) for text, way in zip(texts, row, strict=True) if way is not None and _fits(way, by, endpoint)]
            for start in range(0, len(sent), by.batch):
                some = sent[start:start + by.batch]
                own = frozenset(key for text, _ in some for key in keys[text])
                values = [keys[text][0].value for text, _ in some]
                yield Wanted((Lookup(lookup.fields, own, lookup.kind),), window, by, tuple(way for _, way in some),
                             tuple(value[place] if isinstance(value, tuple) else value for value in values))


def _ways(kind: str | None, text: str, by: By, country: str | None) -> tuple[str, ...]:
    """The spellings to send, each by itself: an interface may know one number only as it writes it."""
    if kind == "phone_number":
        found = [way for ways in by.written or ("e164",) for way in spellings(text, country, (ways,)).exact if ways == "e164" or way.isdecimal()]
        return tuple(dict.fromkeys(found or [text]))
    several = spelled(kind, text, country) if kind in ("mac", "sip_uri") else None
    return several.exact if several else (text,)


def _can_be_sent(text: str) -> bool:
    """Text with a lone surrogate is in no URL and in no JSON."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _fits(way: str, by: By, endpoint: Endpoint) -> bool:
    """Whether the value can be asked for. Raises SourceMisconfigured where it would be read as several."""
    if by.batch > 1 and by.join and by.join.strip() in way and by.template.count("'") + by.template.count('"') < 2:
        raise endpoint.place.misconfigured(f"a value for '{by.name}' holds the text that stands between values; ask for one at a time (batch: 1)")
    return by.put != "path" or not (way == "" or way in _DOTS)


def _ask(one: Wanted, endpoint: Endpoint, ends: list[tuple[str, str]], span: Window | None) -> Ask:
    path, params = endpoint.path, list(endpoint.params.items())
    body = None if endpoint.body is None and endpoint.method == "GET" else dict(endpoint.body or {})
    given: dict[str, object] = {}
    placed = [(endpoint.window.put, name, text) for name, text in ends] if endpoint.window else []
    if one.by is not None:
        filled = [_filled(one.by.template, text) for text in one.texts]
        if one.by.from_path:
            given[one.by.field] = one.values[0]
        if one.by.put == "body":
            content = _content(one.by, one.values, filled)
            body = _with(body or {}, one.by.name.split("."), content)
        elif one.by.join is None:
            placed += [(one.by.put, one.by.name, text) for text in filled]
        else:
            placed.append((one.by.put, one.by.name, one.by.join.join(filled)))
    for put, name, text in placed:
        match put:
            case "path":
                path = path.replace("{" + name + "}", quote(text, safe=""))
            case "body":
                body = _with(body or {}, name.split("."), text)
            case _:
                params.append((name, text))
    return Ask(path, params, body, span, given)


def _content(by: By, values: tuple[object, ...], filled: list[str]) -> object:
    """Whole numbers stay numbers in JSON; a field that takes several values takes a list."""
    if by.join is not None:
        return by.join.join(filled)
    own: list[Any] = [value if type(value) is int and text == str(value) else text for value, text in zip(values, filled, strict=True)]
    return own if by.batch > 1 else own[0]


def _filled(template: str, text: str) -> str:
    """The value in its template, where it cannot leave the quotes that stand around it."""
    before, _, after = template.partition("{}")
    if before.endswith("'") and after.startswith("'"):
        text = text.replace("'", "''")
    elif before.endswith('"') and after.startswith('"'):
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return before + text + after


def _with(body: Mapping[str, object], path: list[str], value: object) -> dict[str, object]:
    """The body with a value under a dotted path."""
    head, *rest = path
    inner = body.get(head)
    return {**body, head: _with(inner if isinstance(inner, Mapping) else {}, rest, value) if rest else value}
