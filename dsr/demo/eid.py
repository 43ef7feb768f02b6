"""A provider of electronic identities for the demo: OpenID Connect on this machine, invented people, a page to choose who one is.

    python -m dsr.demo.eid --people FILE --back-to URL --ready FILE

Invariant: it listens on this machine only, a code is good once and for one minute, and everybody can see that it proves nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import sys
import threading
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from dsr.eid.party import challenge
from dsr.kit import utc_now

HOST = "127.0.0.1"
LEVEL = "substantial"
CODE_LASTS = timedelta(minutes=1)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Demo e-ID</title><style>
body{{font:17px/1.5 system-ui,sans-serif;max-width:32rem;margin:0 auto;padding:1.5rem 1rem;color:#14242a;background:#f3f6f5}}
button{{font:inherit;display:block;width:100%;margin:.5rem 0;padding:.6rem;text-align:left;background:#fff;border:1px solid #14242a}}
@media(prefers-color-scheme:dark){{body{{background:#0e1618;color:#e6eeed}}button{{background:#151f22;color:inherit;border-color:#e6eeed}}}}
</style></head><body><main><h1>Demo e-ID</h1><p>{words}</p>{body}</main></body></html>"""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""
    media_type: str = "application/json"
    location: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for."""

    asked: Mapping[str, str]
    person: str
    until: datetime


class Provider:
    """The rules of the provider, without the server around it. `issuer` is set once its address is known."""

    def __init__(self, people: Sequence[str], back_to: str, now: Callable[[], datetime] = utc_now) -> None:
        self.people, self.back_to, self.now, self.issuer = tuple(people), back_to, now, ""
        self.client_id, self.client_secret = "dsr-demo", secrets.token_urlsafe(24)
        self.key = ECKey.generate_key("P-256", {"kid": secrets.token_hex(4), "use": "sig"}, private=True)
        self._grants: dict[str, Grant] = {}

    def reply(self, method: str, path: str, given: Mapping[str, str], authorization: str = "") -> Reply:
        match method, path:
            case "GET", "/.well-known/openid-configuration":
                return _json(self.metadata())
            case "GET", "/jwks":
                return _json(KeySet([self.key]).as_dict(private=False))
            case "GET", "/authorize" if self._fault(given):
                return _page("The address that led here is not right; go back and start again.", "", 400)  # never back to an unknown address
            case "GET", "/authorize":
                return self._choice(given)
            case "POST", "/authorize" if not self._fault(given):
                return self._choose(given)
            case "POST", "/token":
                return self.token(given, authorization)
        return Reply(404, b"not found", "text/plain")

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks", "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"], "scopes_supported": ["openid", "profile"], "acr_values_supported": [LEVEL],
            "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": True}

    def grant(self, asked: Mapping[str, str], person: str) -> str:
        """A code for somebody who has shown who they are."""
        code = secrets.token_urlsafe(24)
        self._grants[code] = Grant(dict(asked), person, self.now() + CODE_LASTS)
        return code

    def token(self, given: Mapping[str, str], authorization: str) -> Reply:
        """The ID token for a code, once."""
        if _client(authorization) != (self.client_id, self.client_secret):
            return _json({"error": "invalid_client"}, 401)
        grant = self._grants.pop(given.get("code", ""), None)
        if (grant is None or grant.until < self.now() or given.get("redirect_uri") != grant.asked["redirect_uri"]
                or challenge(given.get("code_verifier", "")) != grant.asked["code_challenge"]):
            return _json({"error": "invalid_grant"}, 400)
        return _json({"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 60,
                      "id_token": self.signed(self.claims(grant.asked["nonce"], grant.person))})

    def claims(self, nonce: str, person: str) -> dict[str, Any]:
        now = int(self.now().timestamp())
        given, _, family = person.rpartition(" ")
        return {"iss": self.issuer, "aud": self.client_id, "sub": sha256(f"demo:{person}".encode()).hexdigest()[:24], "iat": now, "exp": now + 300,
                "nonce": nonce, "acr": LEVEL, "given_name": given, "family_name": family, "name": person}

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    def _fault(self, given: Mapping[str, str]) -> bool:
        asked = {"response_type": "code", "client_id": self.client_id, "redirect_uri": self.back_to, "code_challenge_method": "S256"}
        return any(given.get(name) != value for name, value in asked.items()) or not all(
            given.get(name) for name in ("state", "nonce", "code_challenge")) or "openid" not in given.get("scope", "").split()

    def _choice(self, given: Mapping[str, str]) -> Reply:
        kept = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in given.items())
        buttons = "".join(f'<button name="person" value="{number}">{escape(name)}</button>' for number, name in enumerate(self.people))
        return _page("It stands for MitID, BankID, itsme and the like, and proves nothing. Everybody here is invented. Who are you?",
                     f'<form method="post" action="/authorize">{kept}{buttons}<button name="person" value="">Cancel</button></form>')

    def _choose(self, given: Mapping[str, str]) -> Reply:
        number = given.get("person", "")
        is_one = number.isdecimal() and int(number) < len(self.people)
        said = {"code": self.grant(given, self.people[int(number)])} if is_one else {"error": "access_denied"}
        return Reply(303, location=f"{self.back_to}?{urlencode({**said, 'state': given['state'], 'iss': self.issuer})}")


class Door(BaseHTTPRequestHandler):
    """HTTP around a provider."""

    provider: ClassVar[Provider]
    server_version = "demo-eid"

    def do_GET(self) -> None:
        self._answer("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer("POST", self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1 << 16)).decode())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses hold codes."""

    def _answer(self, method: str, given: str) -> None:
        path = urlsplit(self.path).path
        reply = self.provider.reply(method, path, dict(parse_qsl(given, keep_blank_values=True)), self.headers.get("Authorization", ""))
        self.send_response(reply.status)
        headers = {"Content-Type": reply.media_type, "Content-Length": str(len(reply.body)), "Cache-Control": "no-store",
                   "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Referrer-Policy": "no-referrer"}
        for name, value in {**headers, **({"Location": reply.location} if reply.location else {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)


def serve(provider: Provider) -> ThreadingHTTPServer:
    """A server that runs until it is shut down; the provider learns its address."""
    server = ThreadingHTTPServer((HOST, 0), type("OneDoor", (Door,), {"provider": provider}))
    server.daemon_threads = True
    provider.issuer = f"http://{HOST}:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def _json(content: Mapping[str, Any], status: int = 200) -> Reply:
    return Reply(status, json.dumps(content).encode())


def _page(words: str, body: str, status: int = 200) -> Reply:
    return Reply(status, PAGE.format(words=escape(words), body=body).encode(), "text/html; charset=utf-8")


def _client(authorization: str) -> tuple[str, str] | None:
    """Who asks, from HTTP Basic."""
    try:
        name, _, secret = b64decode(authorization.removeprefix("Basic "), validate=True).decode().partition(":")
    except ValueError:
        return None
    return unquote(name), unquote(secret)


def main(argv: list[str]) -> int:
    """Serve until told to stop; writes its address and the client's secret into --ready once the door is open."""
    parser = argparse.ArgumentParser(prog="python -m dsr.demo.eid")
    parser.add_argument("--people", required=True, type=Path, help="JSON: names")
    parser.add_argument("--back-to", required=True, help="the one address that people are sent back to")
    parser.add_argument("--ready", required=True, type=Path)
    options = parser.parse_args(argv)
    provider = Provider(json.loads(options.people.read_text(encoding="utf-8")), options.back_to)
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    server = serve(provider)
    draft = options.ready.with_suffix(".part")
    draft.write_text(json.dumps({"issuer": provider.issuer, "client_id": provider.client_id, "client_secret": provider.client_secret}),
                     encoding="utf-8")
    os.replace(draft, options.ready)
    told.wait()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
