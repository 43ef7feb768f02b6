"""What of other people's data is shown, cut or hidden: a table by country and by the role in which we hold the data.

Whether a number that called somebody may be told differs from one law to the next (GDPR Art. 15(4), 95; ePrivacy Directive Art. 7 and 8), so
it is data that the privacy manager keeps, and not code.

Invariant: no policy shows who withheld a number, or a secret, and none hides from the person what is their own; one that tries is not made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from dsr.domain.errors import InvalidInput
from dsr.domain.parties import Party
from dsr.domain.words import Role


class Treatment(StrEnum):
    """What becomes of a cell that is another person's."""

    SHOWN = "shown"
    CUT = "cut"              # the last digits are replaced
    MASKED = "masked"
    STAFF = "staff"          # masked until staff decide; no answer leaves before they have
    UNCOVERED = "uncovered"  # shown because staff decided so; no policy says this

    @property
    def is_open(self) -> bool:
        """Whether the whole cell is shown."""
        return self in (Treatment.SHOWN, Treatment.UNCOVERED)


_NUMBER = (Treatment.SHOWN, Treatment.CUT, Treatment.MASKED, Treatment.STAFF)
_OTHER = (Treatment.SHOWN, Treatment.MASKED, Treatment.STAFF)
ALLOWED: Mapping[Party, tuple[Treatment, ...]] = MappingProxyType({
    Party.SUBJECT: (Treatment.SHOWN,), Party.DIALLED: _NUMBER, Party.CALLER: _NUMBER, Party.COLLEAGUE: _NUMBER, Party.NAME: _OTHER,
    Party.CONTENT: _OTHER, Party.NETWORK: _OTHER, Party.MIXED: _OTHER, Party.WITHHELD: (Treatment.MASKED,), Party.SECRET: (Treatment.MASKED,)})
OPEN_TO_CHOICE = tuple(party for party, treatments in ALLOWED.items() if len(treatments) > 1)
LEAST_DIGITS, MOST_DIGITS = 3, 8  # fewer hide next to nothing: with two digits cut there are a hundred numbers to try


@dataclass(frozen=True, slots=True)
class Policy:
    """One table: of each party what becomes of its cells, and how many digits a cut number loses. `version` 0 is what ships with the product.

    Raises InvalidInput for a table that says nothing of a party, or what it may not say.
    """

    treatments: Mapping[Party, Treatment]
    digits: int = LEAST_DIGITS
    version: int = 0

    def __post_init__(self) -> None:
        if any(self.treatments.get(party) not in allowed for party, allowed in ALLOWED.items()):
            raise InvalidInput(field="policy", problem="treatment")
        if not LEAST_DIGITS <= self.digits <= MOST_DIGITS:
            raise InvalidInput(field="digits", problem="range")

    def says_the_same(self, other: Policy) -> bool:
        """Whether rows treated by the one are as if treated by the other."""
        return dict(self.treatments) == dict(other.treatments) and self.digits == other.digits

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"version": self.version, "digits": self.digits, "treatments": {party.value: self.treatments[party].value for party in ALLOWED}}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Policy:
        """What `dump` gave. Raises InvalidInput, ValueError."""
        told = {Party(party): Treatment(treatment) for party, treatment in data["treatments"].items()}
        return cls(told, data["digits"], data["version"])


def _table(**differing: Treatment) -> Mapping[Party, Treatment]:
    usual = {
        Party.SUBJECT: Treatment.SHOWN, Party.DIALLED: Treatment.SHOWN, Party.CALLER: Treatment.SHOWN, Party.COLLEAGUE: Treatment.SHOWN,
        Party.NAME: Treatment.MASKED, Party.CONTENT: Treatment.SHOWN, Party.NETWORK: Treatment.MASKED, Party.MIXED: Treatment.MASKED,
        Party.WITHHELD: Treatment.MASKED, Party.SECRET: Treatment.MASKED}
    return MappingProxyType({**usual, **{Party(name): treatment for name, treatment in differing.items()}})


STANDARD = Policy(_table())
# What goes to an employer or subscriber: numbers as on an itemised bill, without the last digits; nobody's words.
_EMPLOYER = Policy(_table(dialled=Treatment.CUT, caller=Treatment.CUT, content=Treatment.MASKED))
# DE: numbers of calls are told by the itemised bill (TDDDG s. 11) and not by Art. 15 (GDPR Art. 95; BfDI 24-191 II). FI: traffic data are another
# authority's, and not all traffic of a telephone is one person's (TSV/12/2019).
_ELSEWHERE = Policy(_table(dialled=Treatment.STAFF, caller=Treatment.STAFF, colleague=Treatment.STAFF))
LAW_ELSEWHERE = frozenset({"DE", "FI"})


def default(country: str, role: Role) -> Policy:
    """What holds in a country (ISO 3166) until the privacy manager says otherwise: of data that we decide about, for the person themselves; of
    data that we hold for a company, for that company."""
    if role is Role.PROCESSOR:
        return _EMPLOYER
    return _ELSEWHERE if country in LAW_ELSEWHERE else STANDARD


@dataclass(frozen=True, slots=True)
class Policies:
    """The tables of one country, one for each role."""

    country: str
    by_role: Mapping[Role, Policy]

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"country": self.country, "roles": {role.value: self.by_role[role].dump() for role in Role}}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Policies:
        """What `dump` gave. Raises InvalidInput, ValueError."""
        return cls(data["country"], {role: Policy.load(data["roles"][role.value]) for role in Role})


def defaults(country: str) -> Policies:
    """What holds where nobody has said otherwise."""
    return Policies(country, MappingProxyType({role: default(country, role) for role in Role}))


BEFORE = Policies("", MappingProxyType(dict.fromkeys(Role, STANDARD)))  # what held for everything collected before searches kept their policy
