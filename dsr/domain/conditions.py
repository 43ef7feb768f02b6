"""What a mapping may ask of one cell of a row: is it one of these, is it like this, is it empty, does it name nobody.

Invariant: a condition that cannot be decided does not hold; where that would show more than it may, the caller asks the other way round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache

from dsr.domain.compare import as_text, comparable

_NOBODY = frozenset({"", "-", "0", "n/a", "na", "none", "null", "nil", "anonymous", "unknown", "restricted", "private", "unavailable", "withheld",
                     "blocked", "hidden", "hidden number", "private number", "unknown number", "hemmeligt", "hemmeligt nummer", "<unknown>",
                     "privat", "skjult", "skjult nummer", "number withheld", "not available"})
_ANONYMOUS = re.compile(r"\"?(?:anonymous|restricted|private|unavailable|withheld|blocked)\"?(?:[\s@<].*)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Condition:
    """About the cell of `column`. Of the four ways to say it one is given."""

    column: str
    values: tuple[object, ...] = ()       # in: [...]; compared as a source compares, without case
    pattern: str | tuple[str, ...] | None = None  # matches: "*-Password", or several of which one is enough; without case
    is_empty: bool | None = None
    is_anonymous: bool = False            # like_anonymous

    def holds(self, cell: object) -> bool:
        """Whether it holds of a cell."""
        if self.is_empty is not None:
            return is_blank(cell) is self.is_empty
        if self.is_anonymous:
            return is_anonymous(cell)
        if cell is None:
            return False
        if self.pattern is not None:
            return _glob(self.pattern).match(as_text(cell)) is not None
        return comparable(cell) in _wanted(self.values)


def is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def names_nobody(cell: object) -> bool:
    """Blanks and what stands where there is no name and no number."""
    return cell is None or (isinstance(cell, str) and _is_nobody(cell))


@lru_cache(maxsize=50_000)
def _is_nobody(text: str) -> bool:
    return not text.strip() or text.strip().casefold() in _NOBODY or is_anonymous(text)


def is_anonymous(cell: object) -> bool:
    """Whether a caller's number or name is one that networks put there for somebody who withheld it."""
    return isinstance(cell, str) and _ANONYMOUS.match(cell.strip().removeprefix("sip:")) is not None


@lru_cache(maxsize=1000)
def _glob(pattern: str | tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, (pattern,) if isinstance(pattern, str) else pattern)), re.IGNORECASE)


@lru_cache(maxsize=1000)
def _wanted(values: tuple[object, ...]) -> frozenset[object]:
    return frozenset(comparable(value) for value in values)
