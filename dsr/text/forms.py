"""How dates, times and numbers are written in each language of an answer, after Unicode CLDR, so that no code asks which language it is.

Invariant: hours run to 24 everywhere; a language that is not here is written as English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_NO_BREAK, _NARROW = "\u00a0", "\u202f"


@dataclass(frozen=True, slots=True)
class Form:
    """`date` is filled with day, month, year and name, the month's short name; `clock` stands between hours, minutes and seconds.

    `singular` are the counts that take the form `_one`; `few` are the last digits of those that take `_few`, unless ten stands before them.
    `first_day` is the day that a month begins with, beside its name; `gap` stands before a colon and a semicolon.
    """

    decimal: str
    group: str
    date: str
    clock: str = ":"
    singular: tuple[int, ...] = (1,)
    few: tuple[int, ...] = ()
    first_day: str = "1"
    gap: str = ""

    def day(self, number: int) -> str:
        """A day of the month beside the month's name: 3; the first is 1er in French."""
        return self.first_day if number == 1 else str(number)

    def pair(self, head: str, words: str) -> str:
        """Direction: outgoing."""
        return f"{head}{self.gap}: {words}"

    def listed(self, parts: Iterable[str]) -> str:
        """One; another."""
        return f"{self.gap}; ".join(parts)


_POINTS = "{day:02d}.{month:02d}.{year:04d}"
ENGLISH = Form(".", ",", "{day:02d} {name} {year:04d}")
FORMS = {
    "da": Form(",", ".", _POINTS, "."),
    "de": Form(",", ".", _POINTS),
    "en": ENGLISH,
    "fi": Form(",", _NO_BREAK, "{day}.{month}.{year:04d}", "."),
    "fr": Form(",", _NARROW, "{day:02d}/{month:02d}/{year:04d}", singular=(0, 1), first_day="1er", gap=_NO_BREAK),
    "nb": Form(",", _NO_BREAK, _POINTS),
    "nl": Form(",", ".", "{day:02d}-{month:02d}-{year:04d}"),
    "pl": Form(",", _NO_BREAK, _POINTS, few=(2, 3, 4)),
    "sv": Form(",", _NO_BREAK, "{year:04d}-{month:02d}-{day:02d}"),
}


def form(locale: str) -> Form:
    """The language's own, else English."""
    return FORMS.get(locale, ENGLISH)
