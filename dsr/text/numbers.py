"""Numbers as people of a locale write them."""

from __future__ import annotations

import re

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
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
        whole = f"{int(whole):,}"
    if locale == "da":
        return f"{whole.replace(',', '.')},{rest}" if point else whole.replace(",", ".")
    return whole + point + rest


def volume(count: int | float, locale: str) -> str:
    """Bytes in the unit that keeps it short: 1.2 MB."""
    if -1000 < count < 1000:
        return f"{int(count)} B"
    size, unit = count / 1000, 1
    while not -999.95 < size < 999.95 and unit < len(_UNITS) - 1:  # what would be rounded to 1000.0 is 1.0 of the next
        size, unit = size / 1000, unit + 1
    text = f"{size:.1f}"
    if unit == len(_UNITS) - 1:
        text = number(text, locale)
    elif locale == "da":
        text = text.replace(".", ",")
    return f"{text} {_UNITS[unit]}"
