"""Which form of a noun stands beside a whole number, after Unicode CLDR: 1 wpis, 2 wpisy, 5 wpisów.

Invariant: every language has all three forms in its catalogue; one that knows no `few` says there what it says for `many`.
"""

from __future__ import annotations

from dsr.text import translator
from dsr.text.numbers import number

_WITH_FEW = frozenset({"pl"})


def plural(count: int, locale: str) -> str:
    """one, few or many: the ending of the catalogue's key."""
    if count == 1:
        return "one"
    is_few = locale in _WITH_FEW and 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14
    return "few" if is_few else "many"


def counted(key: str, count: int, locale: str) -> str:
    """A number and what is counted, from the keys `key`_one, _few and _many: 12 records."""
    return translator(locale)(f"{key}_{plural(count, locale)}", count=number(count, locale))
