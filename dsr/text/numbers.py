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
    while not -1000 < size < 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{number(f'{size:.1f}', locale)} {_UNITS[unit]}"
