"""We as the relying party: the address that the person is sent to, and what the code that they bring back stands for.

Authorisation code with PKCE (RFC 7636, 9700), state and nonce. The three are made by the verb from one secret of the person's session; here
they are only used. joserfc checks signatures and claims, httpx speaks; a bigger library would bring a web framework's session with it, and the
session here is ours and lies on the server.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import httpx

from dsr.eid.base import Asserted, Attempt, EidRefused
from dsr.eid.metadata import Metadata, Published, fetch
from dsr.eid.token import Expected, claims, name_of


class RelyingParty:
    """One configured provider."""

    def __init__(self, *, issuer: str, client_id: str, client_secret: str, label: str, scopes: str, levels: tuple[str, ...]) -> None:
        self.issuer, self.label = issuer, label
        self._client_id, self._client_secret, self._scopes, self._levels = client_id, client_secret, scopes, levels
        self._published = Published(issuer)

    def address(self, attempt: Attempt, *, locale: str, now: datetime) -> str:
        """Where the person goes. Where a level is asked for they sign in anew: who sits down at somebody's open browser is not that somebody."""
        asked = {
            "response_type": "code", "client_id": self._client_id, "redirect_uri": attempt.back_to, "scope": self._scopes, "state": attempt.state,
            "nonce": attempt.nonce, "code_challenge": challenge(attempt.verifier), "code_challenge_method": "S256", "ui_locales": locale}
        if self._levels:
            asked |= {"prompt": "login", "acr_values": " ".join(self._levels)}
        return str(httpx.URL(self._published.metadata(now).authorization_endpoint).copy_merge_params(asked))

    def check_sender(self, issuer: str | None, *, now: datetime) -> None:
        """Whether an answer that came back is of our provider (RFC 9207). Raises EidRefused(other_issuer), EidUnreachable."""
        if issuer is None and not self._published.metadata(now).names_itself:
            return
        if issuer != self.issuer:
            raise EidRefused("other_issuer")

    def redeem(self, code: str, attempt: Attempt, *, now: datetime) -> Asserted:
        """The name behind a code. What else the provider sent is dropped here."""
        found, access_token = self.said(code, attempt, now=now)
        name = name_of(found) or name_of(self.more(access_token, found["sub"], now=now))
        if name is None:
            raise EidRefused("no_name")
        return Asserted(issuer=self.issuer, subject=found["sub"], name=name, level=found["acr"])

    def said(self, code: str, attempt: Attempt, *, now: datetime) -> tuple[Mapping[str, Any], object]:
        """The claims that the code stands for, and what more is asked with."""
        answer = self._exchange(code, attempt, self._published.metadata(now))
        expected = Expected(self.issuer, self._client_id, attempt.nonce, self._levels)
        return claims(answer.get("id_token"), expected, self._published, now=now), answer.get("access_token")

    def more(self, access_token: object, subject: str, *, now: datetime) -> Mapping[str, Any]:
        """What the provider keeps beside the token; nothing where it keeps nothing. It must be of the same person (Core 5.3.2)."""
        metadata = self._published.metadata(now)
        if metadata.userinfo_endpoint is None or not isinstance(access_token, str):
            return {}
        found = fetch("GET", metadata.userinfo_endpoint, bearer=access_token)
        if found.get("sub") != subject:
            raise EidRefused("claim_sub")
        return found

    def _exchange(self, code: str, attempt: Attempt, metadata: Metadata) -> Mapping[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": attempt.back_to, "code_verifier": attempt.verifier}
        if metadata.secret_in_body:
            form |= {"client_id": self._client_id, "client_secret": self._client_secret}
            return fetch("POST", metadata.token_endpoint, form=form)
        auth = quote(self._client_id, safe=""), quote(self._client_secret, safe="")  # RFC 6749 2.3.1: encoded as a form would be, then joined
        return fetch("POST", metadata.token_endpoint, form=form, auth=auth)


def challenge(verifier: str) -> str:
    """What the provider is told of the verifier beforehand."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
