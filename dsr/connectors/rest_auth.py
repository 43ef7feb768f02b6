"""Who we are for a source: what is added to each request that goes to the source's own origin, and to no other."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dsr.connectors.faults import Place

EARLY_S = 30.0  # a token that is about to end is not used for one more request
FetchToken = Callable[[Mapping[str, str]], object]  # sends a form to token_url, gives the JSON of the answer


class Auth(Protocol):
    def headers(self) -> Mapping[str, str]: ...

    def params(self) -> Mapping[str, str]: ...

    def forget(self) -> bool:
        """After a 401: whether to try once more, with something new."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same for all requests."""

    added: Mapping[str, str] = field(default_factory=dict, repr=False)
    asked: Mapping[str, str] = field(default_factory=dict, repr=False)

    def headers(self) -> Mapping[str, str]:
        return self.added

    def params(self) -> Mapping[str, str]:
        return self.asked

    def forget(self) -> bool:
        return False


class ClientCredentials:
    """A token of OAuth2 (RFC 6749, 4.4), kept until it ends by the monotonic clock, or until the source does not take it."""

    def __init__(self, form: Mapping[str, str], fetch: FetchToken, place: Place) -> None:
        self._form, self._fetch, self._place = form, fetch, place
        self._token, self._until = "", 0.0

    def headers(self) -> Mapping[str, str]:
        if not self._token or time.monotonic() >= self._until:
            self._renew()
        return {"Authorization": f"Bearer {self._token}"}

    def params(self) -> Mapping[str, str]:
        return {}

    def forget(self) -> bool:
        self._token = ""
        return True

    def _renew(self) -> None:
        asked = time.monotonic()
        given = self._fetch(self._form)
        token = given.get("access_token") if isinstance(given, dict) else None
        if not isinstance(given, dict) or not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise self._place.misconfigured("token_url gives no access_token")
        lasts = given.get("expires_in")
        try:
            seconds = float(str(lasts)) if lasts is not None else 300.0
        except ValueError:
            seconds = 300.0
        self._token, self._until = token, asked + max(1.0, seconds - EARLY_S)


def auth(given: Mapping[str, str], fetch: FetchToken, place: Place) -> Auth:
    """What a config's auth block means; it is complete (`rest_config`)."""
    match given["kind"]:
        case "bearer":
            return Fixed({"Authorization": f"Bearer {given['token']}"})
        case "basic":
            pair = f"{given['user']}:{given['password']}".encode()
            return Fixed({"Authorization": f"Basic {base64.b64encode(pair).decode()}"})
        case "api_key" if given.get("in") == "query":
            return Fixed(asked={given["name"]: given["value"]})
        case "api_key":
            return Fixed({given["name"]: given["value"]})
        case "oauth2":
            form = {"grant_type": "client_credentials", "client_id": given["client_id"], "client_secret": given["client_secret"]}
            return ClientCredentials(form | {name: given[name] for name in ("scope", "audience") if name in given}, fetch, place)
        case _:
            return Fixed()
