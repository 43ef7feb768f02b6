"""How dates, times and numbers are written in each language of an answer, after Unicode CLDR, so that no code asks which language it is.

Invariant: hours run to 24 everywhere; a language that is not here is written as English.
"""

from __future__ import annotations

from dataclasses import dataclass

_NO_BREAK, _NARROW = "\u00a0", "\u202f"


@dataclass(frozen=True, slots=True)
class Form:
    """`date` is filled with day, month, year and name, the month's short name; `clock` stands between hours, minutes and seconds.

    `singular` are the counts that take the form `_one`; `few` are the last digits of those that take `_few`, unless ten stands before them.
    """

    decimal: str
    group: str
    date: str
    clock: str = ":"
    singular: tuple[int, ...] = (1,)
    few: tuple[int, ...] = ()


_POINTS = "{day:02d}.{month:02d}.{year:04d}"
ENGLISH = Form(".", ",", "{day:02d} {name} {year:04d}")
FORMS = {
    "da": Form(",", ".", _POINTS, "."),
    "de": Form(",", ".", _POINTS),
    "en": ENGLISH,
    "fi": Form(",", _NO_BREAK, "{day}.{month}.{year:04d}", "."),
    "fr": Form(",", _NARROW, "{day:02d}/{month:02d}/{year:04d}", singular=(0, 1)),
    "nb": Form(",", _NO_BREAK, _POINTS),
    "nl": Form(",", ".", "{day:02d}-{month:02d}-{year:04d}"),
    "pl": Form(",", _NO_BREAK, _POINTS, few=(2, 3, 4)),
    "sv": Form(",", _NO_BREAK, "{year:04d}-{month:02d}-{day:02d}"),
}


def form(locale: str) -> Form:
    """The language's own, else English."""
    return FORMS.get(locale, ENGLISH)
