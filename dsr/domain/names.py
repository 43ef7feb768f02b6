"""Whether the name that an identity asserts and a name that somebody wrote can mean one person.

Invariant: a yes needs the first given name and a family name in full, and leaves no word of the shorter name unexplained. In doubt it is no: a no
costs a look by a human, a yes may cost somebody their privacy. And a yes is no proof: two people may have one name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

# How letters are written where the keyboard lacks them: with the accent left out, or in two letters. What is written in two letters by a person who
# has only these is not read back ("Michael" is no "Michäl"): the spellings of both names are compared, letter by letter.
_SPELT = {
    "ø": ("o", "oe"), "ö": ("o", "oe"), "å": ("a", "aa"), "ä": ("a", "ae"), "ü": ("u", "ue"), "æ": ("ae",), "œ": ("oe",), "ß": ("ss",),
    "ł": ("l",), "đ": ("d",), "ð": ("d", "dh"), "þ": ("th",), "ı": ("i",), "ħ": ("h",), "ŋ": ("ng",)}
_PARTICLES = frozenset({
    "af", "av", "al", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la", "le", "ten", "ter", "van", "vande",
    "vom", "von", "zu", "zum", "zur", "y", "e"})
_TITLES = frozenset({"dr", "prof", "hr", "fru", "mr", "mrs", "ms", "herr", "frau", "mme"})
_APOSTROPHES = re.compile(r"['’‘ʼ`´′]")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LONGEST, _MOST_WORDS, _MOST_SPELT = 200, 20, 8


@dataclass(frozen=True, slots=True)
class Name:
    """As an identity asserts it. Where it comes in one piece, the first word is given, and any of the others may be the family's."""

    given: str = field(repr=False)
    family: str = field(repr=False)

    @classmethod
    def whole(cls, text: str) -> Name:
        given, _, family = text.strip().partition(" ")
        return cls(given, family)

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


def fits(asserted: Name, written: str) -> bool:
    """Whether both can be one person's name."""
    given, family, typed = _words(asserted.given), _words(asserted.family), _words(written)
    if not given or not typed:
        return False
    if _is_same_text([*given, *family], typed) or _is_same_text([*family, *given], typed):
        return True
    return (_begins_alike(given, family, typed) and _shares_family(family, _parts(typed))
            and _explains(_parts([*given, *family]), _parts(typed)))


def _words(text: str) -> list[tuple[str, ...]]:
    """The words, each of one part or of several with hyphens between them; without titles and signs."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text[:_LONGEST])).lower()
    found = [tuple(unicodedata.normalize("NFC", word).split("-")) for word in _WORDS.findall(plain)][:_MOST_WORDS]
    return [word for word in found if word[0] not in _TITLES]


def _parts(words: Sequence[tuple[str, ...]]) -> list[str]:
    return [part for word in words for part in word]


def _is_same_text(one: Sequence[tuple[str, ...]], other: Sequence[tuple[str, ...]]) -> bool:
    """Letter for letter the same, however it is cut into words: Annemarie and Anne Marie, O Brien and O'Brien."""
    joined = ["".join(_parts(words)) for words in (one, other)]
    return len(joined[0]) > 1 and _is_same(*joined)


def _begins_alike(given: Sequence[tuple[str, ...]], family: Sequence[tuple[str, ...]], typed: Sequence[tuple[str, ...]]) -> bool:
    """The first given name is the same and whole, also where the family's stands before it; Anne-Marie is neither Anne nor Marie."""
    names = _parts(family)
    rest = [word for word in typed if not all(any(_is_same(part, name) for name in names) for part in word)] or typed
    count = max(len(given[0]), len(rest[0]))
    pairs = list(zip(_parts(given), _parts(rest), strict=False))[:count]
    return len(pairs) == count and all(len(one) > 1 and _is_same(one, other) for one, other in pairs)


def _shares_family(family: Sequence[tuple[str, ...]], typed: Sequence[str]) -> bool:
    names = [part for part in _parts(family) if part not in _PARTICLES and len(part) > 1]
    return any(_is_same(name, part) for name in names for part in typed)


def _explains(asserted: Sequence[str], typed: Sequence[str]) -> bool:
    """Each part of the shorter name stands in the longer one, or is the initial of what is left there."""
    shorter, longer = sorted((list(asserted), list(typed)), key=len)
    left = list(longer)
    initials = []
    for part in shorter:
        same = next((other for other in left if _is_same(part, other)), None)
        if same is not None:
            left.remove(same)
        elif len(part) == 1 or any(len(other) == 1 for other in left):
            initials.append(part)
        else:
            return False
    for part in initials:
        same = next((other for other in left if (len(part) == 1 or len(other) == 1) and _is_same(part[0], other[0])), None)
        if same is None:
            return False
        left.remove(same)
    return True


def _is_same(one: str, other: str) -> bool:
    return not set(_spellings(one)).isdisjoint(_spellings(other))


def _spellings(part: str) -> Iterator[str]:
    """The ways to write a part in plain letters."""
    options = [_SPELT.get(letter) or (_bare(letter),) for letter in part]
    if sum(len(option) > 1 for option in options) <= _MOST_SPELT:
        return ("".join(letters) for letters in product(*options))
    return iter(("".join(option[0] for option in options), "".join(option[-1] for option in options)))


def _bare(letter: str) -> str:
    """A letter without its marks; one that has only marks of its own stays."""
    return "".join(sign for sign in unicodedata.normalize("NFD", letter) if not unicodedata.combining(sign)) or letter
