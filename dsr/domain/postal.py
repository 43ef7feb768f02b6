"""Addresses on paper. Invariant: a letter to the employer's house proves nothing against the employer, so an address that names it is no address
of the person's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum


class Known(StrEnum):
    """Why an address is the person's: what only they wrote in a letter to us is not enough."""

    ON_FILE = "on_file"        # it stands in a system of ours, from before the request
    CONFIRMED = "confirmed"    # they confirmed it otherwise, such as when we called them back


_FORMS = frozenset({
    "a/s", "aps", "as", "ab", "oy", "oyj", "gmbh", "ag", "ug", "kg", "ltd", "plc", "limited", "inc", "bv", "nv", "sa", "sarl", "sas", "spa", "srl",
    "sp", "z", "o.o", "oo", "is", "ivs", "amba", "smba", "kft", "i/s", "k/s", "p/s"})
_WORDS = re.compile(r"[^\W_]+(?:[./][^\W_]+)*")
_LEAST = 4  # letters of what is left of a name: shorter ones stand in many addresses


def names_company(address: str, companies: Iterable[str]) -> bool:
    """Whether one of the companies is named in the address, whatever the form of its name."""
    lines = [_words(line) for line in re.split(r"[\n,;]", address)]
    for company in re.split(r"[\n,;]", "\n".join(companies)):
        name = _words(company)
        if sum(map(len, name)) >= _LEAST and any(_stands_in(name, line) for line in lines):
            return True
    return False


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _WORDS.findall(text.casefold()) if word not in _FORMS)


def _stands_in(name: tuple[str, ...], line: tuple[str, ...]) -> bool:
    return any(line[start:start + len(name)] == name for start in range(len(line) - len(name) + 1))
