"""The demo's provider of identities, bent where a test says so: what a thief, or a broken provider, would send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dsr.demo.eid import LEVEL, Provider, Reply, serve
from dsr.eid import RelyingParty
from dsr.eid.base import Attempt

BACK_TO = "http://127.0.0.1:1/prove/eid/back"
CAROL = "Søren Ærø O'Brien"
PEOPLE = (CAROL, "Mette Kjær", "Jens Hansen")


class Bent(Provider):
    """`asked` counts what it was asked by path; the rest is what it does differently."""

    def __init__(self, now: Callable[[], datetime], back_to: str = BACK_TO) -> None:
        super().__init__(PEOPLE, back_to, now)
        self.asked: dict[str, int] = {}
        self.forms: list[dict[str, str]] = []
        self.more_metadata: dict[str, Any] = {}
        self.more_claims: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] | None = None
        self.instead: Callable[[str], Reply | None] = lambda path: None

    def reply(self, method: str, path: str, given: Mapping[str, str], authorization: str = "") -> Reply:
        self.asked[path] = self.asked.get(path, 0) + 1
        if path == "/token":
            self.forms.append(dict(given))
        return self.instead(path) or super().reply(method, path, given, authorization)

    def metadata(self) -> dict[str, Any]:
        return {**super().metadata(), **self.more_metadata}

    def claims(self, nonce: str, person: str) -> dict[str, Any]:
        return {name: value for name, value in {**super().claims(nonce, person), **self.more_claims}.items() if value is not None}

    def signed(self, claims: dict[str, Any]) -> str:
        return self.sign(claims) if self.sign is not None else super().signed(claims)


class Running:
    """A provider with its server, and a party that knows it."""

    def __init__(self, now: Callable[[], datetime], back_to: str = BACK_TO) -> None:
        self.provider = Bent(now, back_to)
        self._server = serve(self.provider)
        self.party = self.make_party()

    def make_party(self, **changed: Any) -> RelyingParty:
        return RelyingParty(**{"issuer": self.provider.issuer, "client_id": self.provider.client_id, "client_secret": self.provider.client_secret,
                               "label": "Demo e-ID", "scopes": "openid profile", "levels": (LEVEL,), **changed})

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def attempt(sign: str = "a") -> Attempt:
    return Attempt(state=f"state-{sign}", nonce=f"nonce-{sign}", verifier=f"verifier-{sign}" * 5, back_to=BACK_TO)


def shown(running: Running, tried: Attempt, person: str = CAROL) -> str:
    """The code that a person brings back from the provider."""
    address = running.party.address(tried, locale="da", now=running.provider.now())
    return running.provider.grant({name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}, person)
