"""What a mail asks for, and about whom: read from what its sender wrote, never from what it quotes.

Invariant: it is a suggestion that staff or the sender confirm; nothing that is read here is proven, and no national number is among it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from dsr.domain.national_ids import MARK, may_hold, suspects, without
from dsr.inbound import quoting_words, rights_words
from dsr.inbound.base import Fault, Inbound, Nature
from dsr.inbound.demands import Item, items_of
from dsr.inbound.forms import Form, form_of
from dsr.inbound.given import Given, given_in
from dsr.inbound.language import language_of
from dsr.inbound.nature_words import ANSWER
from dsr.inbound.quoting import is_ours
from dsr.inbound.rights import Asked, claims, erases

_LOOK = 30_000     # signs of a text that are read for what it asks
_WINDOW, _OVERLAP = 16_000, 200
_MOST_DIGITS, _MOST_PIECES = 5_000, 8
_DOUBTS = frozenset({Fault.UNREADABLE, Fault.TEXT_CUT, Fault.NO_SENDER, Fault.SEVERAL_SENDERS, Fault.SENDER_NAMED_OTHERWISE, Fault.REPLY_ELSEWHERE,
                     Fault.HEADER_BREAK, Fault.TOO_LARGE, Fault.UNREADABLE_PART})
_WITHIN = {Asked.ACCESS: {Asked.PORTABILITY}, Asked.ERASURE: {Asked.OBJECTION, Asked.RESTRICTION}}  # what the greater one gives along


@dataclass(frozen=True, slots=True)
class Wanted:
    """`is_certain`: a program may take the rights as they stand; else staff decide. With `holds_national` the mail is held back and masked.

    `for_other`: somebody writes for somebody else. `chases`: they wait for an answer to what they asked before.
    """

    rights: tuple[Asked, ...] = ()
    form: Form | None = None
    given: tuple[Given, ...] = ()
    items: tuple[Item, ...] = ()
    language: str | None = None
    is_certain: bool = False
    for_other: bool = False
    chases: bool = False
    holds_national: bool = False


def wanted(inbound: Inbound, country: str) -> Wanted:
    """What it asks for. `country` is that of the mailbox, in which a telephone number without a prefix is read.

    A mail that only passes another one on asks for what that one asks; whose it is, staff decide. What no person wrote asks for nothing.
    """
    said, is_letter = _said(inbound), inbound.nature is Nature.LETTER
    passed = next((inner for inner in inbound.forwarded if is_letter and not is_ours(inner.text)), None)
    rights = claims(said) if is_letter else {}
    is_passed = not rights and passed is not None
    if passed is not None and is_passed:
        said = _said(passed)
        rights = claims(said)
    plain = said.lower()
    language = language_of(said)
    for_other = bool(rights_words.FOR_OTHER.search(plain))
    chases = bool(rights_words.CHASING.search(plain))
    form = form_of(said)  # its words are known, among them that one may have things erased
    is_all = form is not None or Asked.ERASURE in rights or not erases(said)
    is_certain = (bool(rights) and is_all and not is_passed and not for_other and not chases
                  and _DOUBTS.isdisjoint(inbound.faults) and _is_settled(rights) and all(rights.values()))
    return Wanted(rights=tuple(rights), form=form, given=_given(inbound, said, country, language),
                  items=items_of(said) if Asked.ACCESS in rights else (), language=language, is_certain=is_certain, for_other=for_other,
                  chases=chases, holds_national=holds_national(inbound))


def holds_national(inbound: Inbound) -> bool:
    """Whether a national number may stand anywhere in the text of a mail, of what it quotes or passes on, or in the name of a file.

    Of a mail that is full of digits nobody says that it holds none.
    """
    texts = [text for text in _texts(inbound) if may_hold(text)]
    pieces = list(islice((piece for text in texts for piece in _pieces(text) if may_hold(piece)), _MOST_PIECES + 1))
    return len(pieces) > _MOST_PIECES or any(map(_is_full, texts)) or any(map(suspects, pieces))


def _is_full(text: str) -> bool:
    return sum(map(text.count, "0123456789")) > _MOST_DIGITS


def _said(inbound: Inbound) -> str:
    """What the sender says now. The subject of an answer or of a mail that is passed on is somebody else's."""
    is_theirs = not (ANSWER.match(inbound.subject) or quoting_words.FORWARD_PREFIX.match(inbound.subject))
    return f"{inbound.subject}\n\n{inbound.text}"[:_LOOK] if is_theirs else inbound.text[:_LOOK]


def _is_settled(rights: Collection[Asked]) -> bool:
    """Whether each right has a part of its own, or is given along with one that has."""
    within = {lesser for greater in rights for lesser in _WITHIN.get(greater, ())}
    return all(right.right is not None for right in set(rights) - within)


def _given(inbound: Inbound, said: str, country: str, language: str | None) -> tuple[Given, ...]:
    """National numbers are taken out first: none of them may pass for a telephone number or a customer's. A text full of digits gives nothing."""
    if _is_full(said):
        return ()
    plain = " ".join(without(said)[0].split(MARK)) if may_hold(said) else said
    return given_in(plain, country=country, language=language, ours=(one.address for one in (*inbound.recipients, *inbound.cc)))


def _texts(inbound: Inbound) -> Iterator[str]:
    yield from (inbound.sender.name, inbound.subject, inbound.text, inbound.quoted, *(attachment.name for attachment in inbound.attachments))
    for inner in inbound.forwarded:
        yield from _texts(inner)


def _pieces(text: str) -> Iterator[str]:
    """The text in windows that overlap: a number may stand across a border, with its words."""
    for start in range(0, max(1, len(text) - _OVERLAP), _WINDOW - _OVERLAP):
        yield text[start:start + _WINDOW]
