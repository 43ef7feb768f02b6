"""What a source's config says about an HTTP interface: where it is, who we are there, and how much may come from it.

Invariant: nothing is asked over a line that others can read, unless it stays on this machine or the config says so in so many words.
"""

from __future__ import annotations

import ipaddress
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx

from dsr.connectors.faults import Place
from dsr.connectors.limits import timeout_s

Origin = tuple[str, str, int | None]
_KEYS = ("base_url", "auth", "timeout_s", "max_pages", "max_bytes", "verify", "headers", "allow_http", "probe")
_KINDS: Mapping[str, tuple[str, ...]] = {  # kind of auth -> what it needs
    "none": (), "bearer": ("token",), "basic": ("user", "password"), "api_key": ("name", "value"),
    "oauth2": ("token_url", "client_id", "client_secret")}
_MORE: Mapping[str, tuple[str, ...]] = {"api_key": ("in",), "oauth2": ("scope", "audience")}
_VISIBLE = re.compile(r"[\x20-\x7e]*\Z")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")


@dataclass(frozen=True, slots=True)
class Settings:
    base_url: httpx.URL
    auth: Mapping[str, str] = field(repr=False)  # complete for its kind
    headers: Mapping[str, str] = field(repr=False)
    tls: ssl.SSLContext
    timeout_s: float
    max_pages: int
    max_bytes: int
    probe: str | None


def settings(config: Mapping[str, object], place: Place) -> Settings:
    """Read what the config says. Raises SourceMisconfigured."""
    for name in config:
        if name not in _KEYS:
            raise place.nothing_named("setting", name, _KEYS)
    may_be_read = config.get("allow_http") is True
    base = address(config.get("base_url"), "base_url", place, may_be_read=may_be_read)
    if base.query or base.fragment:
        raise place.misconfigured("base_url has a query or a fragment; those belong to params of the collections")
    auth = _auth(config.get("auth"), place)
    if "token_url" in auth:
        token = address(auth["token_url"], "token_url", place, may_be_read=may_be_read)
        if is_inside(token) and not is_inside(base):
            raise place.misconfigured("token_url is an address inside the network, and base_url is not")
    return Settings(
        base, auth, headers(config.get("headers", {}), place), _tls(config.get("verify", True), place), timeout_s(config, place),
        _count(config, "max_pages", 10_000, place), _count(config, "max_bytes", 32 << 20, place), _probe(config.get("probe"), place))


def address(given: object, name: str, place: Place, *, may_be_read: bool) -> httpx.URL:
    """An absolute URL without a password in it. Raises SourceMisconfigured."""
    if not isinstance(given, str):
        raise place.misconfigured(f"config has no {name}")
    try:
        url = httpx.URL(given)
    except httpx.InvalidURL:
        raise place.misconfigured(f"{name} is no URL") from None
    if url.scheme not in ("https", "http") or not url.host:
        raise place.misconfigured(f"{name} is no URL that begins with https://")
    if url.userinfo:
        raise place.misconfigured(f"{name} holds a user or password; those belong to auth")
    if url.scheme == "http" and not (may_be_read or is_loopback(url)):
        raise place.misconfigured(f"{name} is not https, and what is asked there could be read on the way; allow_http: true allows it")
    return url


def origin(url: httpx.URL) -> Origin:
    """What must stay the same for credentials to be sent along."""
    return url.scheme, url.host.lower(), url.port or {"https": 443, "http": 80}.get(url.scheme)


def is_loopback(url: httpx.URL) -> bool:
    numbers = _numbers(url)
    return url.host == "localhost" if numbers is None else numbers.is_loopback


def is_inside(url: httpx.URL) -> bool:
    """Whether the address itself, as it is written, is one of a private network."""
    numbers = _numbers(url)
    return url.host == "localhost" if numbers is None else not numbers.is_global


def headers(given: object, place: Place) -> dict[str, str]:
    """Headers as they may be sent. Raises SourceMisconfigured."""
    if not isinstance(given, Mapping):
        raise place.misconfigured("headers must be a block of names and values")
    read = {str(name): str(value) for name, value in given.items()}
    for name, value in read.items():
        if not _NAME.match(name) or not _VISIBLE.match(value):
            raise place.misconfigured("a header has a sign that headers cannot hold")
    return read


def _numbers(url: httpx.URL) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(url.host)
    except ValueError:
        return None


def _auth(given: object, place: Place) -> dict[str, str]:
    if given is None:
        return {"kind": "none"}
    if not isinstance(given, Mapping):
        raise place.misconfigured("auth must be a block with a kind: " + ", ".join(_KINDS))
    auth = {str(name): str(value) for name, value in given.items()}
    kind = auth.get("kind", "")
    if kind not in _KINDS:
        raise place.misconfigured("auth has no kind that is known; known: " + ", ".join(_KINDS))
    for name in _KINDS[kind]:
        if not auth.get(name):
            raise place.misconfigured(f"auth of kind {kind} has no {name}")
    for name in auth:
        if name not in ("kind", *_KINDS[kind], *_MORE.get(kind, ())):
            raise place.nothing_named("setting of auth", name, (*_KINDS[kind], *_MORE.get(kind, ())))
    if auth.get("in", "header") not in ("header", "query"):
        raise place.misconfigured("auth: in is header or query")
    if not all(_VISIBLE.match(auth.get(name, "")) for name in ("token", "name", "value")):
        raise place.misconfigured("auth holds a sign that headers cannot hold; is there a line end in the secret?")
    return auth


def _tls(given: object, place: Place) -> ssl.SSLContext:
    if given is True:
        return _usual_tls()
    if not isinstance(given, str):
        raise place.misconfigured("verify is the file of a certificate authority; certificates are always checked")
    try:
        return ssl.create_default_context(cafile=Path(given))
    except (OSError, ssl.SSLError):
        raise place.misconfigured("verify names no file with certificates that can be read") from None


@cache
def _usual_tls() -> ssl.SSLContext:
    """Reading all authorities takes longer than many an answer."""
    return httpx.create_ssl_context(trust_env=False)


def _count(config: Mapping[str, object], name: str, default: int, place: Place) -> int:
    given = config.get(name, default)
    if not isinstance(given, int | str) or isinstance(given, bool) or not str(given).isdecimal() or int(given) < 1:
        raise place.misconfigured(f"{name} is no whole number above 0")
    return int(given)


def _probe(given: object, place: Place) -> str | None:
    if given is None or (isinstance(given, str) and given.startswith("/")):
        return given
    raise place.misconfigured("probe is no path; it begins with /")
