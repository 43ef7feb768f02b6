"""Which rights a text asks for, in everyday words or in those of the law."""

from __future__ import annotations

import re
from enum import StrEnum

from dsr.domain.words import Right


class Asked(StrEnum):
    """A right of a data subject as mails ask for it (GDPR Art. 15 to 21)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"

    @property
    def right(self) -> Right | None:
        """The right as a part of a request has it; None for one that has no part of its own yet."""
        return Right(self.value) if self.value in set(Right) else None


_FIRST = ((Asked.ACCESS, re.compile(r"\bart(?:\.|icle|ikel)? ?15\b|\baccess to my\b|\bindsigt\b|\bsubject access\b", re.IGNORECASE)),
          (Asked.ERASURE, re.compile(r"\bart(?:\.|icle|ikel)? ?17\b|\b(?:delete|erase) (?:all )?my\b|\bslet\w* (?:alle )?mine\b", re.IGNORECASE)))


def asked(text: str) -> tuple[Asked, ...]:
    """The rights, in the order of the law."""
    return tuple(one for one, pattern in _FIRST if pattern.search(text))
