"""Digits that were spoken: transcripts of calls hold numbers as words, Danish ones mostly in pairs.

Invariant: a word that is also an everyday word, as the Danish "en" and the English "to", is a digit only in a row of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_DANISH = {"nul": 0, "en": 1, "et": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9}
_DANISH_TEENS = {"ti": 10, "elleve": 11, "tolv": 12, "tretten": 13, "fjorten": 14, "femten": 15, "seksten": 16, "sytten": 17, "atten": 18,
                 "nitten": 19}
_DANISH_TENS = {"tyve": 20, "tredive": 30, "fyrre": 40, "halvtreds": 50, "tres": 60, "halvfjerds": 70, "firs": 80, "halvfems": 90}
_DANISH_PAIRS = {f"{unit}og{tens}": few + many for unit, few in _DANISH.items() if few for tens, many in _DANISH_TENS.items()}
_ENGLISH = {"zero": 0, "oh": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_ENGLISH_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19}
_ENGLISH_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ENGLISH_PAIRS = {f"{tens}{sign}{unit}": few + many
                  for unit, few in _ENGLISH.items() if few for tens, many in _ENGLISH_TENS.items() for sign in "- "}
_SIGNS = dict.fromkeys(("bindestreg", "streg", "dash", "hyphen"), "-")
_NUMBERS = (_DANISH, _DANISH_TEENS, _DANISH_TENS, _DANISH_PAIRS, _ENGLISH, _ENGLISH_TEENS, _ENGLISH_TENS, _ENGLISH_PAIRS)
_WORDS = {word: str(value) for words in _NUMBERS for word, value in words.items()} | _SIGNS
_TELLING = frozenset(word for words in _WORDS for word in words.split()) - {"en", "et", "to", "one"}  # not everyday words as well
_WORD = rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
_ROW = rf"{_WORD}(?:[ ,.-]{{1,3}}{_WORD}){{2,}}"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Large, and few runs meet a text that may hold any."""
    return re.compile(pattern, re.IGNORECASE)


def may_be_spoken(text: str) -> bool:
    """Whether a word of the text is hardly anything but a number: a quick look before a slow one."""
    return not _TELLING.isdisjoint(re.findall(r"\w+", text.lower()))


def written(text: str) -> str:
    """The text with every row of at least three spoken numbers as digits."""
    return _compiled(_ROW).sub(_digits, text)


def rows(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each such row begins and ends, and its digits."""
    return ((row.start(), row.end(), _digits(row)) for row in _compiled(_ROW).finditer(text))


def _digits(row: re.Match[str]) -> str:
    return "".join(_WORDS[word.group().lower()] for word in _compiled(_WORD).finditer(row.group()))
