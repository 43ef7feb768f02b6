"""What a mail asks for, and about whom: read from what its sender wrote, never from what it quotes.

Invariant: it is a suggestion that staff or the sender confirm; nothing that is read here is proven, and no national number is among it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from dsr.domain.identity import normalise
from dsr.domain.national_ids import suspects
from dsr.inbound.base import Inbound
from dsr.inbound.rights import Asked, asked

_LOOK = 20_000
_PHONE = re.compile(r"\+\d[\d ]{6,16}\d")
_WINDOW = 16_000


class Form(StrEnum):
    """A known kind of form letter, or the service that wrote it."""

    DATENANFRAGEN = "datenanfragen"


class Item(StrEnum):
    """What GDPR Art. 15 lets a person ask to be told, each to be ticked off."""

    PURPOSES = "purposes"
    CATEGORIES = "categories"
    RECIPIENTS = "recipients"
    STORAGE = "storage"
    SOURCE = "source"
    AUTOMATED = "automated"
    THIRD_COUNTRIES = "third_countries"
    SAFEGUARDS = "safeguards"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Given:
    """Something by which the sender says we may know them: email, phone_number, customer_number or name; the value in its normal form."""

    kind: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`is_certain`: a program may act on the rights as they stand; else staff decide. With `holds_national` the mail is held back and masked."""

    rights: tuple[Asked, ...] = ()
    form: Form | None = None
    given: tuple[Given, ...] = ()
    items: tuple[Item, ...] = ()
    language: str | None = None
    is_certain: bool = False
    holds_national: bool = False


def wanted(inbound: Inbound, country: str) -> Wanted:
    """What it asks for. `country` is that of the mailbox, in which a telephone number without a prefix is read."""
    rights = asked(f"{inbound.subject}\n{inbound.text}"[:_LOOK])
    given = tuple(Given("phone_number", normalise("phone_number", found, country)) for found in _PHONE.findall(inbound.text[:_LOOK]))
    return Wanted(rights=rights, given=given, is_certain=len(rights) == 1, holds_national=suspects(inbound.text[:_WINDOW]))
