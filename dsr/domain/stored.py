"""How the value of a field is read out of a row, and what a source can be asked for to find it.

Invariant: what is asked for (`asked_of`, `parts_asked`, `is_told_by_text`) is never less than what reading the row (`reader`) accepts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import phonenumbers

from dsr.domain.compare import as_text
from dsr.domain.dataset import Field
from dsr.domain.identity import Spellings, spelled, spellings

Row = tuple[object, ...]
Reader = Callable[[Row], object]
_PLAIN = re.compile(r"[A-Za-z0-9._@+-]+\Z")
_SHORTEST = 2  # digits of the last part of a number
DEEPEST = 50


def reader(field: Field, columns: tuple[str, ...]) -> Reader:
    """What gives the value that is looked up here; of JSON a list of all values at its path."""
    if field.inside is not None:
        place, path = columns.index(field.inside.column), field.inside.path
        return lambda row: list(within(row[place], path))
    places = [columns.index(name) for name in field.columns]
    if len(places) == 1:
        only = places[0]
        return lambda row: row[only]
    return lambda row: joined([row[place] for place in places], field.kind)


def joined(parts: list[object], kind: str | None) -> str | None:
    """One number out of its parts, country code first; without a country code what the rest says by itself. Of a SIP address user and host."""
    texts = ["" if part is None else as_text(part).strip() for part in parts]
    if kind == "sip_uri":
        return "@".join(texts) if all(texts) else None
    country, rest = texts[0].lstrip("+0"), "".join(texts[1:])
    if not any(sign.isdecimal() for sign in rest):
        return None
    return rest if rest.startswith(("+", "00")) or not country else f"+{country} {rest}"


def within(cell: object, path: tuple[str, ...]) -> Iterator[object]:
    """The values at a path of JSON, text or already read; none where it is no JSON."""
    found = parsed(cell) if isinstance(cell, (str, bytes)) else cell
    frontier = [found]
    for name in path:
        frontier = [one[name] for each in frontier for one in _flat(each) if isinstance(one, dict) and name in one]
    yield from (one for each in frontier for one in _flat(each) if isinstance(one, (str, int, float)))


def parsed(cell: str | bytes) -> object:
    """JSON out of text; None for what is none."""
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def _flat(value: object, depth: int = 0) -> Iterator[object]:
    if isinstance(value, list) and depth < DEEPEST:
        for one in value:
            yield from _flat(one, depth + 1)
    else:
        yield value


def asked_of(field: Field) -> str:
    """The one column by which a source is asked for a value that is spread over several, or lies in JSON: a host is shared by too many."""
    return field.columns[0 if field.kind == "sip_uri" else -1]


def parts_asked(field: Field, value: str) -> tuple[str, ...]:
    """What that column may hold of a value that is spread over several."""
    return (value.rpartition("@")[0],) if field.kind == "sip_uri" else last_parts(value).exact


def last_parts(value: str) -> Spellings:
    """What the last part of a number may hold: the number without its country code in any spelling, or only its last digits."""
    if not value.startswith("+"):
        return Spellings((value,))
    try:
        parsed_number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return Spellings((value,))
    region = phonenumbers.region_code_for_country_code(parsed_number.country_code or 0)
    national = phonenumbers.national_significant_number(parsed_number)
    ends = tuple(national[place:] for place in range(len(national) - _SHORTEST + 1))
    return Spellings(tuple(dict.fromkeys((*spellings(value, region).exact, *ends, *(f"0{end}" for end in ends[:1])))))


def is_told_by_text(kind: str | None, value: object) -> bool:
    """Whether JSON that holds the value holds these very signs, so that a source may be asked for text that contains them."""
    return kind != "phone_number" and spelled(kind, "x", None) is None and _PLAIN.match(as_text(value)) is not None


@lru_cache(maxsize=1000)
def path(text: str) -> tuple[str, ...]:
    """`$.a.b`, `a.b` and `$[*].a.b` as names of keys; places in lists say nothing, all their elements are looked at."""
    return tuple(name for name in re.sub(r"\[[^\]]*\]", "", text.removeprefix("$")).split(".") if name)
