"""Customer companies: where a contract stands, who speaks for the company, and what it has told us to do once and for all.

Invariant: where nobody may speak for a company, nobody is asked in its name; where it said nothing, it is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from dsr.domain.routing import DataKind
from dsr.domain.words import Right


class CompanyState(StrEnum):
    ACTIVE = "active"
    LEFT = "left"                  # no customer any more
    LIQUIDATION = "liquidation"    # the liquidator speaks for it, once staff have checked who that is
    DISSOLVED = "dissolved"        # nobody is left to ask


class ContactRole(StrEnum):
    """What somebody at a company may do."""

    PRIVACY = "privacy"            # is asked, and instructs
    DEPUTY = "deputy"              # is asked as well
    LIQUIDATOR = "liquidator"      # speaks for a company in liquidation
    SUPPLIER = "supplier"          # a reseller's contact: passes on to the next hop


class Standing(StrEnum):
    """What a company wants done with requests of its people."""

    ANSWER = "answer"              # answer them for us
    ASK = "ask"                    # ask us each time
    FORWARD = "forward"            # pass them on; we answer ourselves


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who may speak for a company: a contact as the rules see one. `domain` is that of the address, in its normal spelling."""

    id: int
    role: ContactRole
    domain: str
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A standing instruction as the rules see one; None is every right, or every kind of data."""

    id: int
    right: Right | None
    data_kind: DataKind | None
    standing: Standing


MAY_SPEAK: Mapping[CompanyState, tuple[ContactRole, ...]] = MappingProxyType({  # the first that is there is asked
    CompanyState.ACTIVE: (ContactRole.PRIVACY, ContactRole.SUPPLIER, ContactRole.DEPUTY),
    CompanyState.LEFT: (ContactRole.PRIVACY, ContactRole.SUPPLIER, ContactRole.DEPUTY),  # it still decides about what we kept for it
    CompanyState.LIQUIDATION: (ContactRole.LIQUIDATOR,),
    CompanyState.DISSOLVED: (),
})
NEXT: Mapping[CompanyState, frozenset[CompanyState]] = MappingProxyType({
    CompanyState.ACTIVE: frozenset({CompanyState.LEFT, CompanyState.LIQUIDATION, CompanyState.DISSOLVED}),
    CompanyState.LEFT: frozenset({CompanyState.ACTIVE, CompanyState.LIQUIDATION, CompanyState.DISSOLVED}),
    CompanyState.LIQUIDATION: frozenset({CompanyState.ACTIVE, CompanyState.LEFT, CompanyState.DISSOLVED}),
    CompanyState.DISSOLVED: frozenset({CompanyState.LIQUIDATION}),   # it was reopened, or it was a slip: somebody has to be checked first
})


def speakers(state: CompanyState, contacts: Iterable[Speaker], lapsed: Collection[str]) -> tuple[Speaker, ...]:
    """Who may be asked now, the first to be asked first. Nobody of an address in a domain that lapsed (anybody may own it by now), and no
    liquidator whom staff have not checked. None at all: named staff decide."""
    order = MAY_SPEAK[state]
    fit = [one for one in contacts if one.role in order and one.domain not in lapsed
           and (one.role is not ContactRole.LIQUIDATOR or one.is_checked)]
    return tuple(sorted(fit, key=lambda one: (order.index(one.role), one.id)))


def standing(state: CompanyState, told: Iterable[Told], right: Right, data_kind: DataKind | None) -> Told | None:
    """The instruction that counts for a right and a kind of data (None: for the part as a whole); None means that the company is asked.

    What it said of the kind counts before what it said of the right, that before what it said of all; of two alike, the newer. A company that
    is no customer any more has no agreement on which an instruction could stand.
    """
    if state is not CompanyState.ACTIVE:
        return None
    fit = [one for one in told if one.right in (None, right) and one.data_kind in (None, data_kind)]
    return max(fit, key=lambda one: (one.data_kind is not None, one.right is not None, one.id), default=None)
