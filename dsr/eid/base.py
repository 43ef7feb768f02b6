"""What an electronic identity says of somebody, and how it goes wrong. Invariant: no national number has a place here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import httpx

from dsr.domain.names import Name


@dataclass(frozen=True, slots=True)
class Asserted:
    """Who somebody is by the word of an issuer. `subject` is the issuer's pseudonym for them: it is compared, never shown."""

    issuer: str
    subject: str = field(repr=False)
    name: Name
    level: str


class EidRefused(Exception):
    """What came back proves nothing. `reason` is a word for the record, without anything of the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EidUnreachable(Exception):
    """The provider did not answer; another try may help."""


class Party(Protocol):
    """What the verbs need of a relying party."""

    label: str
    issuer: str

    def address(self, attempt: Attempt, *, locale: str, now: datetime) -> str:
        """Where the person goes to show who they are. Raises EidUnreachable, EidRefused."""
        ...

    def check_sender(self, issuer: str | None, *, now: datetime) -> None:
        """Whether an answer that came back is of this provider (RFC 9207). Raises EidUnreachable, EidRefused."""
        ...

    def redeem(self, code: str, attempt: Attempt, *, now: datetime) -> Asserted:
        """What the code stands for; a code is good once. Raises EidUnreachable, EidRefused."""
        ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """The secrets of one try in one browser. The verifier leaves us only on the way to the provider, so that a code is of no use to a thief."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    back_to: str


def is_safe(address: str) -> bool:
    """Whether nobody on the way can read or change what goes there: TLS, but on this machine."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return False
    is_here = url.host in ("127.0.0.1", "::1", "localhost")
    return bool(url.host) and not url.userinfo and (url.scheme == "https" or (url.scheme == "http" and is_here))
