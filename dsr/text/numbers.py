"""Numbers as people of a locale write them."""

from __future__ import annotations

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def number(value: int | float | str, locale: str) -> str:
    """1,234.5; in Danish 1.234,5. Takes a decimal as text too; what is no number is given back as it is."""
    text = str(value)
    try:
        float(text)
    except ValueError:
        return text
    if "e" in text.lower() or "n" in text.lower():
        return text
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = digits.partition(".")
    grouped = f"{int(whole or 0):,}"
    if locale == "da":
        return sign + grouped.replace(",", ".") + ("," + rest if point else "")
    return sign + grouped + point + rest


def volume(count: int | float, locale: str) -> str:
    """Bytes in the unit that keeps it short: 1.2 MB."""
    size, unit = float(count), 0
    while abs(size) >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{number(f'{size:.1f}' if unit else str(int(size)), locale)} {_UNITS[unit]}"
