"""What somebody with a mandate may hear and get. Letters go to the person; a copy without content is the most that a mandate alone gives.

Invariant: content needs all of it at the moment it is handed over: a mandate that staff have read and that says so, the person's own yes, and that
neither of them has ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dsr.domain.words import Right


@dataclass(frozen=True, slots=True)
class Mandate:
    """`is_checked`: staff have read it. `is_confirmed`: the person has said yes behind a link of their own."""

    scope: frozenset[Right]
    may_receive: bool
    starts_on: date
    ends_on: date | None
    is_checked: bool
    is_confirmed: bool
    is_revoked: bool


def hears(mandate: Mandate, right: Right, today: date) -> bool:
    """Whether the representative is told that we have written to the person."""
    lasts = mandate.starts_on <= today and (mandate.ends_on is None or today <= mandate.ends_on)
    return mandate.is_checked and not mandate.is_revoked and lasts and right in mandate.scope


def receives(mandate: Mandate, right: Right, today: date) -> bool:
    """Whether the answer itself may be opened by them today."""
    return hears(mandate, right, today) and mandate.may_receive and mandate.is_confirmed
