"""A draft: an answer that is written and that nobody has approved yet. What it was made of, and whether it may still go out.

Invariant: a draft is approved only if the same would be written now; whatever goes into the bytes is an ingredient with a digest of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dsr.domain.words import Outcome


class Ingredient(StrEnum):
    """What goes into an answer; of each a draft keeps a digest."""

    PERSON = "person"        # reference, name, dates, the identities that were searched
    LANGUAGE = "language"    # the reader's
    SEARCH = "search"        # the plan, what each stage found, missed and masked, the rows themselves
    FILES = "files"          # and what staff decided about each
    MAPPING = "mapping"      # names, legends, roles and terms of the sources
    SETTINGS = "settings"    # the entity, how much is printed
    PROGRAM = "program"      # its version and its words


class Unready(StrEnum):
    """Why a draft cannot be approved as it stands."""

    UNWRITTEN = "unwritten"
    NEWER = "newer"          # another one has taken its place, or it is not the one that was looked at
    OLD = "old"
    CHANGED = "changed"


MadeOf = Mapping[str, str]   # ingredient -> digest


def digest(*told: object) -> str:
    """SHA-256 of values, the same in every process. Raises TypeError for what has no fixed form."""
    return hashlib.sha256(json.dumps(_plain(told), ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def digest_of_files(files: Iterable[tuple[str, str]]) -> str:
    """Of all files of a draft, by name and own digest: what staff saw and what goes out have the same, or it does not go out."""
    return digest(sorted(files))


def changed(then: MadeOf, now: MadeOf) -> tuple[Ingredient, ...]:
    """The ingredients that are not what they were; all that one side does not know."""
    return tuple(one for one in Ingredient if then.get(one) is None or then.get(one) != now.get(one))


def is_old(ordered_at: datetime, now: datetime, days: int) -> bool:
    """Whether more than `days` have passed: the letter is dated with the day of the order, and tells what was held then."""
    return now - ordered_at > timedelta(days=days)


def needs_second(outcome: str | None, *, is_asked: bool) -> bool:
    """Whether one person's yes is too little: to say that nothing is held is the one answer that nobody can check by reading it."""
    return is_asked and outcome == Outcome.NOTHING_HELD


def _plain(value: object) -> object:
    """As JSON. The order of what has one counts, for it is printed in it; sets have none."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case bytes():
            return ["bytes", value.hex()]
        case datetime() | date():
            return [type(value).__name__, value.isoformat()]
        case Mapping():
            return ["map", [[_plain(key), _plain(one)] for key, one in value.items()]]
        case set() | frozenset():
            return ["set", sorted(json.dumps(_plain(one)) for one in value)]
        case list() | tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            return [type(value).__name__, [[field.name, _plain(getattr(value, field.name))] for field in fields(value)]]
    raise TypeError(f"a {type(value).__name__} has no fixed form")
