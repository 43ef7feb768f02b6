"""Numbers as people of a locale write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from dsr.text.forms import form

_UNITS = [(unit, 1000 ** power, 999.95 * 1000 ** power) for power, unit in enumerate(("kB", "MB", "GB", "TB", "PB"), 1)]  # up to 999.9 of each
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")


def is_number(text: str) -> bool:
    """Whether the text is a plain decimal number."""
    return _PLAIN.match(text) is not None


def number(value: int | float | str, locale: str) -> str:
    """1,234.5; in Danish 1.234,5. Takes a decimal as text too; what is no plain number is given back as it is."""
    text = str(value)
    if not _PLAIN.match(text):
        return text
    whole, point, rest = text.partition(".")
    if len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", form(locale).group)
    return f"{whole}{form(locale).decimal}{rest}" if point else whole


def volume(count: int | float, locale: str) -> str:
    """Bytes in the unit that keeps it short: 1.2 MB."""
    return volumes(locale)(count)


@cache
def volumes(locale: str) -> Callable[[int | float], str]:
    """How bytes are written, for a whole column of them."""
    decimal = form(locale).decimal
    last, its_size, _ = _UNITS[-1]
    is_point = decimal == "."

    def written(count: int | float) -> str:
        if 999_950 <= count < 999_950_000 and is_point:  # the most usual size, in half of the time
            return f"{count / 1_000_000:.1f} MB"
        if -1000 < count < 1000:
            return f"{int(count)} B"
        for unit, one, limit in _UNITS:
            if -limit < count < limit:
                return f"{count / one:.1f} {unit}" if decimal == "." else f"{count / one:.1f} {unit}".replace(".", decimal)
        return f"{number(f'{count / its_size:.1f}', locale)} {last}"

    return written
