"""Which line may be given a code, and what a code looks like.

Invariant: a code goes only to a line that a system of ours, a company or staff tie to the person today, that they alone hold, and that has been
theirs, with its provider and in its SIM, long enough that nobody can have taken it over to get the code. What is not known is no permission.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberType

DIGITS = 8  # a telephone reads them out in any language and its keypad types them; five tries at 10**8 are one in twenty million
_CALLABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.VOIP,
                       PhoneNumberType.PERSONAL_NUMBER, PhoneNumberType.UAN, PhoneNumberType.UNKNOWN})
_LONGEST = 40  # of what was typed


class Unfit(StrEnum):
    """Why a line gets no code. Staff read it; whoever asked for the code does not."""

    UNCONFIRMED = "unconfirmed"    # the address is not confirmed: nobody is tied to anything yet
    UNTIED = "untied"              # nothing of ours says that the line is the person's today
    SHARED = "shared"
    FORWARDED = "forwarded"
    PORTED = "ported"
    SWAPPED = "swapped"
    REASSIGNED = "reassigned"      # it came to the person, or to somebody else, a short time ago
    OFTEN = "often"                # the line was sent as many codes as one may have on a day
    COSTLY = "costly"              # a number that costs whoever calls it


WAITING = frozenset({Unfit.UNCONFIRMED, Unfit.UNTIED})  # what may still change while the code lives
DOUBTFUL = frozenset({Unfit.SHARED, Unfit.FORWARDED, Unfit.PORTED, Unfit.SWAPPED, Unfit.REASSIGNED})  # staff should know


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What the network and the ledger know of a line now. A time is when it last happened, None for never as far as is known."""

    ported_at: datetime | None = None
    swapped_at: datetime | None = None
    reassigned_at: datetime | None = None
    is_forwarded: bool = False
    is_shared: bool = False

    def joined(self, other: LineFacts) -> LineFacts:
        """What either of two knows: the later time, and every warning."""
        return LineFacts(_later(self.ported_at, other.ported_at), _later(self.swapped_at, other.swapped_at),
                         _later(self.reassigned_at, other.reassigned_at), self.is_forwarded or other.is_forwarded,
                         self.is_shared or other.is_shared)


@dataclass(frozen=True, slots=True)
class Standing:
    """What we know of the person and the line before the network is asked. `sent` is how many codes it was sent since a day ago."""

    is_confirmed: bool
    is_tied: bool
    sent: int = 0
    facts: LineFacts = LineFacts()


def unfit(number: str, standing: Standing, network: LineFacts, *, now: datetime, settled: timedelta, most: int) -> Unfit | None:
    """Why the line `number` (E.164) gets no code; None if it gets one. What says most of the person comes first."""
    facts = standing.facts.joined(network)
    found: Iterable[tuple[bool, Unfit]] = (
        (not standing.is_confirmed, Unfit.UNCONFIRMED), (not standing.is_tied, Unfit.UNTIED), (is_costly(number), Unfit.COSTLY),
        (facts.is_shared, Unfit.SHARED), (facts.is_forwarded, Unfit.FORWARDED), (_is_new(facts.ported_at, now, settled), Unfit.PORTED),
        (_is_new(facts.swapped_at, now, settled), Unfit.SWAPPED), (_is_new(facts.reassigned_at, now, settled), Unfit.REASSIGNED),
        (standing.sent >= most, Unfit.OFTEN))
    return next((why for is_so, why in found if is_so), None)


def is_costly(number: str) -> bool:
    """Whether calling it costs more than a call, or reaches no line: premium rates, shared costs, pagers."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(number, None)) not in _CALLABLE
    except phonenumbers.NumberParseException:
        return True


def is_number(normal: str) -> bool:
    """Whether a normal form is a whole telephone number, and no extension or short code, which nobody outside can call."""
    return normal.startswith("+") and normal[1:].isdecimal()


def new_code(number: int) -> str:
    """The code of a random number below 10**DIGITS, as it is shown: two groups."""
    digits = f"{number:0{DIGITS}d}"
    if len(digits) != DIGITS:
        raise ValueError("the number has too many digits")
    return f"{digits[:DIGITS // 2]} {digits[DIGITS // 2:]}"


def normal_code(text: str) -> str | None:
    """The digits of a code as they are hashed, from what was typed or pasted; None if it cannot be one."""
    if len(text) > _LONGEST:
        return None
    signs = [sign for sign in text if unicodedata.category(sign) not in {"Zs", "Pd", "Cc", "Cf"}]
    digits = "".join(str(unicodedata.decimal(sign, -1)) for sign in signs)
    return digits if len(digits) == len(signs) == DIGITS else None


def masked(number: str) -> str:
    """A number as it may stand on a page that others may see: the country, and the last two digits."""
    return f"{number[:3]} … {number[-2:]}"


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


def _is_new(at: datetime | None, now: datetime, settled: timedelta) -> bool:
    return at is not None and at > now - settled
