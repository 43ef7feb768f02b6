"""What a column seems to hold, and how sure that is.

Invariant: a guess is about a column; no cell is part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST = 99  # percent; only a person is sure


@dataclass(frozen=True, slots=True)
class Guess:
    """`category` is a dotted data category; empty where nothing speaks for personal data. `certainty` in percent.

    `kind`: how the values identify somebody. `written`: the column holds instants, written so. `why`: values, name, or both.
    """

    category: str = ""
    certainty: int = 0
    kind: str | None = None
    written: str | None = None
    is_secret: bool = False
    is_number_of: str | None = None  # ISO 3166: the values are telephone numbers, most of them of this country
    why: str = ""

    @property
    def is_personal(self) -> bool:
        return bool(self.category) and not self.is_secret


NOTHING = Guess()


def together(by_values: Guess, by_name: Guess, *, is_empty: bool) -> Guess:
    """What values and name say, values first: a name may be any word. A kind that the values do not bear
    out is taken back (a telephone column may hold short numbers only, so it stays in doubt)."""
    if by_name.is_secret and not by_values.written:  # whatever the values look like: a password may be spelled like an address
        return replace(by_name, certainty=_joined(by_name.certainty, by_values.certainty) if by_values.is_secret else by_name.certainty)
    if by_values.category or by_values.is_secret or by_values.written:
        if not _agree(by_values, by_name):
            return by_values
        category = max(by_values.category, by_name.category, key=len)
        return replace(by_values, category=category, certainty=_joined(by_values.certainty, by_name.certainty), why="values and name")
    if by_name.kind in ("email", "ip", "mac", "imsi", "phone_number") and not is_empty:
        return replace(by_name, kind=None, certainty=30) if by_name.kind == "phone_number" else NOTHING
    return by_name


def _agree(one: Guess, other: Guess) -> bool:
    if one.kind or other.kind:
        return one.kind == other.kind
    return bool(one.category) and bool(other.category) and (one.category.startswith(other.category) or other.category.startswith(one.category))


def _joined(one: int, other: int) -> int:
    """Two witnesses who do not know of each other."""
    return min(MOST, round(100 - (100 - one) * (100 - other) / 100))
