"""Where in a cell an identifier stands: `PJSIP/{}-*`, `{digits}@*`, `SEP{}`.

Invariant: what stands in the place of `{}` is compared as a whole. `*` never follows it directly, or 201 would be found in 2011.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SHAPE = re.compile(r"([^{}*]*)\{(digits)?\}([^{}*]*)(\*?)\Z")
LOWERED = ("email", "login", "ip", "mac", "dn")  # kinds whose letters are compared without case
_INSIDE = "-._@+"  # signs that identifiers hold themselves


@dataclass(frozen=True, slots=True)
class Template:
    """`before`, the identifier, `after`; with `is_open`, anything may follow."""

    before: str
    after: str
    is_open: bool
    is_digits: bool

    def middle(self, text: str) -> str | None:
        """What stands in the place of the identifier in `text`; None where the text is not of this form."""
        if not text.startswith(self.before):
            return None
        rest = text[len(self.before):]
        end = self._end(rest)
        middle = rest[:end] if end > 0 else ""
        return middle if middle and (not self.is_digits or (middle.isascii() and middle.isdecimal())) else None

    def _end(self, rest: str) -> int:
        """Where the identifier ends. One that may itself hold the sign after it (`alice-smith`) ends at the last of them: `alice` is another."""
        if not self.is_open:
            return len(rest) - len(self.after) if rest.endswith(self.after) else -1
        return rest.rfind(self.after) if self.after[0] in _INSIDE and not self.is_digits else rest.find(self.after)

    def filled(self, text: str) -> str:
        """The whole value, or, where it is open, its beginning."""
        return f"{self.before}{text}{self.after}"


def template(text: str) -> Template | None:
    """The template that a text is, or None if it is none."""
    shape = _SHAPE.match(text)
    if shape is None or (shape[4] and not shape[3]):
        return None
    return Template(shape[1], shape[3], bool(shape[4]), bool(shape[2]))


@lru_cache(maxsize=1000)
def templates(written: tuple[str, ...]) -> tuple[Template, ...]:
    """Those of the entries that are templates, but for the bare `{}`: it is the value itself."""
    return tuple(made for one in written if one != "{}" and (made := template(one)) is not None)


@lru_cache(maxsize=1000)
def ways(written: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the entries that are names of spellings."""
    return tuple(one for one in written if "{" not in one)


def stands_alone(written: tuple[str, ...]) -> bool:
    """Whether the identifier may be all there is in a cell."""
    return not templates(written) or "{}" in written or bool(ways(written))


def middles(written: tuple[str, ...], text: str, kind: str | None) -> Iterator[str]:
    """All that may be the identifier in `text`. Letters around it are compared as the kind compares its own."""
    if stands_alone(written):
        yield text
    whole = text.strip()
    for one in templates(written):
        if kind in LOWERED:
            one, whole = Template(one.before.lower(), one.after.lower(), one.is_open, one.is_digits), whole.lower()
        middle = one.middle(whole)
        if middle is not None:
            yield middle
