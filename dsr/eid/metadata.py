"""What a provider publishes of itself: where it is asked, and the keys it signs with (OpenID Connect Discovery 1.0, RFC 8414, RFC 7517).

Invariants: it speaks for the configured issuer and for no other (RFC 9207, mix-up); every address it names is safe; a key that we do not know
is looked for again, but not so often that strangers could make us ask.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dsr.eid.base import EidRefused, EidUnreachable, is_safe

KEPT_FOR = timedelta(hours=1)
NOT_SOONER = timedelta(seconds=30)
LARGEST = 256 * 1024
TIMEOUT_S = 10.0

for _name in ("httpx", "httpcore.connection", "httpcore.http11"):
    logging.getLogger(_name).addFilter(lambda _: False)  # they log the URL of every request


@dataclass(frozen=True, slots=True)
class Metadata:
    """The parts of the document that we use."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    secret_in_body: bool           # it takes the client's secret in the form only
    names_itself: bool             # its answers carry `iss`


class Published:
    """Metadata and keys of one issuer, kept for a while. May be used by several threads."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._lock = Lock()
        self._metadata: tuple[Metadata, datetime] | None = None
        self._keys: tuple[KeySet, datetime] | None = None

    def metadata(self, now: datetime) -> Metadata:
        """Raises EidUnreachable, EidRefused(other_issuer, unsafe_address, bad_metadata)."""
        with self._lock:
            if self._metadata is None or now - self._metadata[1] > KEPT_FOR:
                document = fetch("GET", self._issuer.rstrip("/") + "/.well-known/openid-configuration")
                self._metadata = _read(document, self._issuer), now
            return self._metadata[0]

    def keys(self, key_id: str | None, now: datetime) -> KeySet:
        """Its keys, fetched anew when the one that is asked for is not among them. Raises EidUnreachable, EidRefused(bad_keys)."""
        uri = self.metadata(now).jwks_uri
        with self._lock:
            kept = self._keys
            if kept is not None:
                age = now - kept[1]
                is_known = key_id is None or any(key.kid == key_id for key in kept[0].keys)
                if age <= NOT_SOONER or (is_known and age <= KEPT_FOR):
                    return kept[0]
            self._keys = _usable(fetch("GET", uri)), now
            return self._keys[0]


def fetch(method: str, address: str, *, form: Mapping[str, str] | None = None, auth: tuple[str, str] | None = None,
          bearer: str | None = None) -> dict[str, Any]:
    """A JSON object from the provider. No redirect is followed. Raises EidUnreachable, EidRefused(code_refused, bad_answer)."""
    headers = {"Accept": "application/json", "User-Agent": "dsr"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    try:
        with httpx.Client(trust_env=False, follow_redirects=False, timeout=TIMEOUT_S) as client, client.stream(
                method, address, data=form, auth=auth, headers=headers) as answer:
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise EidRefused("bad_answer")
    except httpx.HTTPError:
        raise EidUnreachable() from None
    if answer.status_code >= 500 or answer.status_code == 429:
        raise EidUnreachable()
    if answer.status_code != 200:
        raise EidRefused("code_refused" if method == "POST" else "bad_answer")
    try:
        found = httpx.Response(200, content=body).json()
    except ValueError:
        raise EidRefused("bad_answer") from None
    if not isinstance(found, dict):
        raise EidRefused("bad_answer")
    return found


def _read(document: Mapping[str, Any], issuer: str) -> Metadata:
    if document.get("issuer") != issuer:
        raise EidRefused("other_issuer")
    places = {name: document.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")}
    if any(not isinstance(place, str) for name, place in places.items() if name != "userinfo_endpoint"):
        raise EidRefused("bad_metadata")
    if not all(is_safe(str(place)) for place in places.values() if place is not None):
        raise EidRefused("unsafe_address")
    ways = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    userinfo = places["userinfo_endpoint"]
    return Metadata(
        authorization_endpoint=str(places["authorization_endpoint"]), token_endpoint=str(places["token_endpoint"]),
        jwks_uri=str(places["jwks_uri"]), userinfo_endpoint=str(userinfo) if userinfo is not None else None,
        secret_in_body="client_secret_basic" not in ways,
        names_itself=document.get("authorization_response_iss_parameter_supported") is True)


def _usable(document: Mapping[str, Any]) -> KeySet:
    """Public keys for signatures only. A shared secret among them would let anybody sign who has read it."""
    found = document.get("keys")
    keys = [key for key in found if isinstance(key, dict) and key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"
            ] if isinstance(found, list) else []
    if not keys:
        raise EidRefused("bad_keys")
    try:
        return KeySet.import_key_set({"keys": keys})
    except (JoseError, ValueError, TypeError, KeyError):
        raise EidRefused("bad_keys") from None
