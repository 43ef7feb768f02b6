"""Where staff sign in: the same relying party, asked who somebody is at work and in which groups, at whatever level the provider is content with.

Invariant: what is believed was signed by the one issuer of the settings for this attempt; an address that it calls unverified is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from dsr.eid.base import Attempt
from dsr.eid.party import RelyingParty


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who somebody is by the word of the directory. `subject` stays the same when the address changes; `values` are those of the claim of roles."""

    issuer: str
    subject: str = field(repr=False)
    email: str = field(repr=False)     # empty: none, or not verified
    values: frozenset[str]


class Directory(Protocol):
    """What the verbs and pages need of the provider."""

    label: str

    def address(self, attempt: Attempt, *, locale: str, now: datetime) -> str: ...

    def check_sender(self, issuer: str | None, *, now: datetime) -> None: ...

    def come_in(self, code: str, attempt: Attempt, *, now: datetime) -> Colleague:
        """Whom the code stands for; a code is good once. Raises EidUnreachable, EidRefused."""
        ...


class StaffParty(RelyingParty):
    """The configured provider of staff."""

    def __init__(self, *, issuer: str, client_id: str, client_secret: str, label: str, scopes: str, claim: str) -> None:
        super().__init__(issuer=issuer, client_id=client_id, client_secret=client_secret, label=label, scopes=scopes, levels=())
        self._claim = claim

    def come_in(self, code: str, attempt: Attempt, *, now: datetime) -> Colleague:
        """Whom the code stands for. What else the provider sent is dropped here."""
        found, access_token = self.said(code, attempt, now=now)
        known = found if self._claim in found and "email" in found else {**self.more(access_token, found["sub"], now=now), **found}
        return Colleague(self.issuer, found["sub"], _email(known), _values(known.get(self._claim)))


def _email(found: Mapping[str, Any]) -> str:
    """A directory of one's own often does not say whether it checked an address; one that says no is believed."""
    given = found.get("email")
    return given.strip().lower() if isinstance(given, str) and found.get("email_verified", True) in (True, "true") else ""


def _values(given: object) -> frozenset[str]:
    """One value, or a list of them."""
    every = given if isinstance(given, list) else [given]
    return frozenset(one for one in every if isinstance(one, str))
