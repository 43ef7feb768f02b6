"""What the name of a column says, in the languages that our sources are written in.

Invariant: a name is weaker than values; no rule here is surer than 90 percent, and the longest word that fits decides.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dsr.domain.discover_guess import NOTHING, Guess
from dsr.domain.discover_words import CODES, PEOPLE, PERSON_NAMES, SECRETS, STAFF, WORDS

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_SEAM = re.compile(r"[_\-./\s]+|(?<=[a-zæøåäöü\d])(?=[A-ZÆØÅÄÖÜ])")
_LATIN = str.maketrans({"ø": "oe", "æ": "ae", "å": "aa", "ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "Ø": "Oe", "Æ": "Ae", "Å": "Aa", "Ä": "Ae",
                        "Ö": "Oe", "Ü": "Ue", "ł": "l"})
_BARE = frozenset(("number", "no", "nr", "num", "nummer"))
_KEYS = frozenset(("id", "ids", "uuid", "guid"))
_LONGEST = 4  # words of a name that are read as one
_GUESSES = {word: Guess(category, certainty, kind, why="name")
            for category, certainty, kind, listed in WORDS for word in listed.split()}
_SECRETS, _PERSON_NAMES, _PEOPLE, _STAFF, _CODES = (frozenset(listed.split()) for listed in (SECRETS, PERSON_NAMES, PEOPLE, STAFF, CODES))
_SECRET = Guess(certainty=88, is_secret=True, why="name")


@lru_cache(maxsize=20_000)
def parts(name: str) -> tuple[str, ...]:
    """The words of a name in small Latin letters: FirstName, first-name and FIRST_NAME are alike."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", name).translate(_LATIN))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(part.lower() for part in _PARTS.findall(letters))


@lru_cache(maxsize=20_000)
def _runs(name: str) -> tuple[str, ...]:
    """Neighbouring words written as one, the longest first: first_name holds firstname, first and name."""
    own = parts(name)
    found = {"".join(own[start:end]) for start in range(len(own)) for end in range(start + 1, min(start + _LONGEST, len(own)) + 1)}
    return tuple(sorted(found, key=lambda run: (-len(run), run)))


def by_name(name: str, *, of_people: bool = False, table: str = "") -> Guess:
    """The guess from a column's name. A bare `name` is a person's only in a table of people, a bare `number` that of what the table holds."""
    own = parts(name)
    if table and own and own[0] in _BARE and len(own) == 1:
        return by_name("_".join((*parts(table)[:-1], parts(table)[-1].removesuffix("s"), "number"))) if parts(table) else NOTHING
    is_key = bool(own) and own[-1] in _KEYS  # fax_id is no fax number: what ends so is believed only if the whole word does
    for run in _runs(name):
        if is_key and not run.endswith(own[-1]):
            continue
        if run in _SECRETS:
            return _SECRET
        if run in _GUESSES and not any(other in _SECRETS for other in _runs(name)):
            return _GUESSES[run]
    if of_people and "".join(own) in _PERSON_NAMES:
        return Guess("user.name", 70, why="name")
    return NOTHING


def names_people(table: str) -> bool:
    """Whether a table's name has a word for people in it."""
    return any(run in _PEOPLE for run in _runs(table))


def names_staff(table: str) -> bool:
    """Whether a table of people holds those who work for us, rather than those whom we serve."""
    return any(run in _STAFF for run in _runs(table))


def names_codes(column: str) -> bool:
    """Whether a column's name is a word for a code with a meaning: status, type, cause."""
    own = parts(column)
    return bool(own) and own[-1] in _CODES


def readable(name: str) -> str:
    """A name as the beginning of a sentence, in its own letters: `first_name` and firstName are First name."""
    text = " ".join(_SEAM.sub(" ", name).split())
    return text[:1].upper() + text[1:].lower() if text else name
