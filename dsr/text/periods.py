"""How long something is kept, in words: 5 years, 90 days. Plurals are those of the language (CLDR)."""

from __future__ import annotations

import re

_PARTS = re.compile("([0-9]+)([YMWD])")
_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def period(duration: str, locale: str) -> str:
    """An ISO 8601 duration of years, months, weeks and days: `P1Y6M` is "1 year, 6 months". What is none is given back as it is."""
    from babel.units import format_unit  # a large library, of which only letters need anything

    parts = _PARTS.findall(duration.removeprefix("P"))
    return ", ".join(format_unit(int(count), f"duration-{_UNITS[unit]}", "long", locale=locale) for count, unit in parts) or duration
