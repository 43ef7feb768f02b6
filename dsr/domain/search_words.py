"""What a text is found by: its words, telephone numbers, addresses and references, each in one form.

Invariants: what is searched for is read by the same rules as what is found, so that a spelling never hides a request; however long or odd a text is,
reading it is quick and fails never.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dsr.domain.identity import normalise
from dsr.domain.reference import parse_mail_reference, parse_reference

MOST_TERMS = 12
_LONGEST_QUERY, _LONGEST_WORD = 1000, 60
_EMAIL = re.compile(r"[^\s<>\"',;:()\[\]@]{1,64}@[^\s<>\"',;:()\[\]@]{1,190}")
_REFERENCE = re.compile(r"(?i)\b(?:dsr|mail)[ \-\u2010-\u2015\u2212]?(?:[0-9a-z][ \-\u2010-\u2015\u2212]?){8}[0-9a-z]\b")
_BARE = re.compile(r"(?i)\b(?=[a-z\-]*\d)[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]\b")  # a reference without what stands before it
_NUMBER = re.compile(r"(?<![\w+])[+(]{0,2}\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){4,17}(?!\w)")
_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans({"ø": "o", "œ": "o", "æ": "a", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"})
_PAIRS = re.compile(r"aa|ae|oe|ue")  # how å, ä, æ, ö, ø and ü are typed where the keyboard lacks them


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for: any of these forms. `numbers` are telephone numbers among them."""

    forms: tuple[str, ...]
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What a search looks for; all of the terms have to be there. `is_cut`: there were more, which are left out."""

    terms: tuple[Term, ...]
    is_cut: bool

    @property
    def is_reference(self) -> bool:
        """Whether it looks for one reference and nothing else."""
        return len(self.terms) == 1 and any(form[:4] in ("DSR-", "MAIL") for form in self.terms[0].forms)


def query(text: str, country: str) -> Query:
    """What somebody typed. Signs and operators mean nothing and are left out."""
    found: dict[Term, None] = {}
    for term in terms(text[:_LONGEST_QUERY], country):
        found.setdefault(term)
    every = tuple(found)
    return Query(every[:MOST_TERMS], is_cut=len(every) > MOST_TERMS or len(text.strip()) > _LONGEST_QUERY)


def terms(text: str, country: str) -> Iterator[Term]:
    """In the order of kinds: addresses, references, numbers, words."""
    rest = unicodedata.normalize("NFKC", text)
    for find, read in ((_EMAIL, _address), (_REFERENCE, _reference), (_BARE, _reference), (_NUMBER, _number)):
        kept, at = [], 0
        for hit in find.finditer(rest):
            if (term := read(hit.group(), country)) is not None:
                yield term
                kept.append(rest[at:hit.start()])
                at = hit.end()
        rest = " ".join((*kept, rest[at:]))
    for hit in _WORD.finditer(rest):
        yield _word(hit.group())


def plain(word: str) -> str:
    """A word without case and accents, however they were typed: Ærø, Aeroe and aero are one, Ågård and Aagaard are, too."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold().translate(_PLAIN)) if not unicodedata.combining(sign))
    return _PAIRS.sub(lambda pair: pair.group()[0], bare)[:_LONGEST_WORD]


def _address(text: str, country: str) -> Term | None:  # noqa: ARG001  # one of several readers
    return Term((normalise("email", text.strip(".!?"), None),))


def _reference(text: str, country: str) -> Term | None:  # noqa: ARG001
    known = parse_reference(text) or parse_mail_reference(text)
    return Term((known,)) if known else None


def _number(text: str, country: str) -> Term | None:
    number = normalise("phone_number", text, country)
    if not number.startswith("+"):
        return None
    digits = "".join(sign for sign in text if sign.isdecimal())
    return Term(tuple(dict.fromkeys((number, *((digits,) if text.strip().isdecimal() else ())))), (number,))


def _word(text: str) -> Term:
    reference = parse_reference(text) if any(sign.isdecimal() for sign in text) else None  # typed without what stands before it
    return Term(tuple(dict.fromkeys((plain(text), *((reference,) if reference else ())))))
