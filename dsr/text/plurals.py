"""Which form of a noun stands beside a whole number, after Unicode CLDR: 1 wpis, 2 wpisy, 5 wpisów.

Invariant: every language has all three forms in its catalogue; one that knows no `few` says there what it says for `many`.
"""

from __future__ import annotations

from dsr.text import translator
from dsr.text.forms import form
from dsr.text.numbers import number


def plural(count: int, locale: str) -> str:
    """one, few or many: the ending of the catalogue's key. What CLDR calls other is our many; up to a million no language of ours has both."""
    its = form(locale)
    if count in its.singular:
        return "one"
    return "few" if count % 10 in its.few and count // 10 % 10 != 1 else "many"


def counted(key: str, count: int, locale: str) -> str:
    """A number and what is counted, from the keys `key`_one, _few and _many: 12 records."""
    return translator(locale)(f"{key}_{plural(count, locale)}", count=number(count, locale))
