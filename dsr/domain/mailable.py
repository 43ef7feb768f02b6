"""What staff may write into a mail, which anybody on the way can read.

Invariant: an address, a link or a telephone number is found however it is spaced; a year, a date or a count of records is let through.
"""

from __future__ import annotations

import re

_LINK = re.compile(r"\w://|\bwww\.|\bhttps?\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\S@\S")
_NUMBERS = re.compile(r"\+?\(?\d[\d\s().,/\u2010-\u2015\u00a0-]{4,}\d")
_DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}|(?:19|20)\d\d|\d{1,3}(?:[.,\u00a0 ]\d{3})+)"
_DAYS = re.compile(rf"{_DAY}(?:[\s,/\u2010-\u2015-]+{_DAY})*\Z")
_FEWEST = 6  # digits of the shortest telephone number


def is_mailable(text: str) -> bool:
    """Whether the text holds no link, no address and nothing that may be somebody's number."""
    return not (_LINK.search(text) or _ADDRESS.search(text) or any(_is_number(found) for found in _NUMBERS.findall(text)))


def _is_number(found: str) -> bool:
    """Dates, years and counts with separators between thousands are none."""
    plain = found.strip(" .,-\u00a0\n\t")
    return len(re.sub(r"\D", "", plain)) >= _FEWEST and not _DAYS.match(plain)
