"""The file that says how a gateway for messages and calls is spoken to (docs/phone.md): three requests with places to fill.

Invariants: nothing goes over a line that others can read, unless it stays on this machine; whether a line was ported, swapped or forwarded is
looked up, or the file says in so many words that nobody can tell.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import yaml

from dsr.domain.errors import Misconfigured

FACTS = ("ported_at", "swapped_at", "reassigned_at", "forwarded", "shared")
PLACES: Mapping[str, tuple[str, ...]] = {
    "message": ("to", "text", "locale", "message_id"), "call": ("to", "greeting", "callback_url", "locale", "message_id"), "lookup": ("to",)}
_OWED = {"message": ("to", "text"), "call": ("to", "greeting", "callback_url"), "lookup": ("to",)}
_AUTHS = ("bearer", "basic", "none")
_KEYS = {"auth", "timeout_s", *PLACES}
_PLACE = re.compile(r"\{([a-z_]+)\}")
_HEADER = re.compile(r"[A-Za-z0-9-]+\Z")
_VISIBLE = re.compile(r"[\x20-\x7e]*\Z")


@dataclass(frozen=True, slots=True)
class Template:
    """One request, with places such as {to} in its URL and in the texts of its body."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: object

    def filled(self, given: Mapping[str, str]) -> tuple[str, object]:
        """URL and body. A value never becomes more than the text it stands for."""
        return _PLACE.sub(lambda found: quote(given[found[1]], safe=""), self.url), _filled(self.body, given)


@dataclass(frozen=True, slots=True)
class Gateway:
    """`call` is None where there are no spoken codes, `lookup` where nobody can tell; `facts` is where the look-up's answer holds what."""

    auth: str
    timeout_s: float
    message: Template
    call: Template | None
    lookup: Template | None
    facts: Mapping[str, str | None]


def load(path: Path) -> Gateway:
    """Read the file. Raises Misconfigured with a sentence for the first fault."""
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise Misconfigured("DSR_PHONE_FILE: the file cannot be read as YAML.") from None
    return parse(read)


def parse(read: object) -> Gateway:
    """Raises Misconfigured."""
    top = _block(read, "the file")
    if unknown := sorted(top.keys() - _KEYS):
        raise _wrong(f"'{unknown[0]}' is not known; known are {', '.join(sorted(_KEYS))}")
    auth, timeout_s = str(top.get("auth", "bearer")), top.get("timeout_s", 10)
    if auth not in _AUTHS:
        raise _wrong(f"auth is one of {', '.join(_AUTHS)}")
    if isinstance(timeout_s, bool) or not isinstance(timeout_s, int | float) or not 0 < timeout_s <= 60:
        raise _wrong("timeout_s is a number of seconds up to 60")
    told = top.get("lookup")
    if told is None:
        raise _wrong("lookup is missing; write 'lookup: unavailable' if nothing can tell whether a line was ported, swapped or forwarded")
    lookup = None if told == "unavailable" else _block(told, "lookup")
    return Gateway(
        auth, float(timeout_s), _template(top.get("message"), "message"), _template(top["call"], "call") if "call" in top else None,
        _template({name: value for name, value in lookup.items() if name != "facts"}, "lookup") if lookup is not None else None,
        _facts(lookup.get("facts")) if lookup is not None else dict.fromkeys(FACTS))


def _template(given: object, name: str) -> Template:
    block = _block(given, name)
    if unknown := sorted(block.keys() - {"method", "url", "headers", "body"}):
        raise _wrong(f"{name}: '{unknown[0]}' is not known")
    method, url, headers = str(block.get("method", "POST")), str(block.get("url", "")), _block(block.get("headers", {}), f"headers of {name}")
    if method not in ("POST", "PUT", "GET"):
        raise _wrong(f"{name}: method is POST, PUT or GET")
    _check_url(url, name)
    for header, value in headers.items():
        if not _HEADER.match(header) or not _VISIBLE.match(str(value)):
            raise _wrong(f"{name}: a header has a sign that headers cannot hold")
    found = {place for text in (url, *_texts(block.get("body"))) for place in _PLACE.findall(text)}
    if strange := sorted(found - set(PLACES[name])):
        raise _wrong(f"{name}: there is no {{{strange[0]}}}; there are {', '.join(PLACES[name])}")
    if owed := [place for place in _OWED[name] if place not in found]:
        raise _wrong(f"{name}: {{{owed[0]}}} stands nowhere in it")
    return Template(method, url, {header: str(value) for header, value in headers.items()}, block.get("body"))


def _check_url(url: str, name: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise _wrong(f"{name}: url is no URL") from None
    if "{" in parts.netloc or not host or parts.username is not None:
        raise _wrong(f"{name}: url names no host, or holds a place or a password in it")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise _wrong(f"{name}: url is not https, and what is sent there could be read on the way")


def _facts(given: object) -> dict[str, str | None]:
    block = _block(given, "facts of lookup")
    if wrong := sorted(block.keys() ^ set(FACTS)):
        raise _wrong(f"facts of lookup: '{wrong[0]}' is missing or not known; each of {', '.join(FACTS)} is a path, or null where nobody can tell")
    if not all(path is None or isinstance(path, str) for path in block.values()):
        raise _wrong("facts of lookup: a path is a text such as line.ported_at")
    return block


def _block(given: object, name: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise _wrong(f"{name} must be a block of names and values")
    return {str(key): value for key, value in given.items()}


def _texts(body: object) -> list[str]:
    match body:
        case str():
            return [body]
        case Mapping():
            return [text for one in body.values() for text in _texts(one)]
        case list():
            return [text for one in body for text in _texts(one)]
    return []


def _filled(body: object, given: Mapping[str, str]) -> object:
    match body:
        case str():
            return _PLACE.sub(lambda found: given[found[1]], body)
        case Mapping():
            return {key: _filled(one, given) for key, one in body.items()}
        case list():
            return [_filled(one, given) for one in body]
    return body


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong(sentence: str) -> Misconfigured:
    return Misconfigured(f"DSR_PHONE_FILE: {sentence}.")
