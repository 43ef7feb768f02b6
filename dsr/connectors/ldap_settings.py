"""What the config of a directory says. Invariant: nothing leaves this machine unencrypted unless the config says so in words."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dsr.connectors.faults import Place
from dsr.connectors.limits import timeout_s

LONGEST_CONNECT_S = 10
PAGE = 500


@dataclass(frozen=True, slots=True)
class Settings:
    """One directory; `timeout_s` is for one page of results."""

    host: str
    port: int
    is_tls: bool
    is_starttls: bool
    ca_file: str | None
    bind_dn: str | None
    password: str | None
    timeout_s: int
    page_size: int
    ignores_referrals: bool
    base: str | None


def settings(config: Mapping[str, object], place: Place) -> Settings:
    """Read the config. Raises SourceMisconfigured."""
    scheme, host, port = _address(config.get("url"), place)
    is_starttls = _flag(config, "starttls", place)
    if is_starttls and scheme == "ldaps":
        raise place.misconfigured("ldaps is encrypted from the beginning; starttls goes with ldap://")
    if scheme == "ldap" and not is_starttls and not _is_loopback(host) and not _flag(config, "allow_plain", place):
        raise place.misconfigured("the url is not encrypted; use ldaps://, or starttls: true, or say allow_plain: true")
    bind_dn, password = (str(config.get(name) or "") or None for name in ("bind_dn", "password"))
    if (bind_dn is None) is not (password is None):  # a name without a password is bound as nobody, in silence (RFC 4513, 5.1.2)
        raise place.misconfigured("bind_dn and password go together; leave out both to be anonymous")
    ca_file = config.get("ca_file")
    if ca_file is not None and not Path(str(ca_file)).is_file():
        raise place.misconfigured("ca_file is not there")
    return Settings(host, port, scheme == "ldaps", is_starttls, str(ca_file) if ca_file else None, bind_dn, password,
                    max(1, round(timeout_s(config, place))), _page_size(config, place), _flag(config, "ignore_referrals", place),
                    str(config.get("base") or "") or None)


def _address(url: object, place: Place) -> tuple[str, str, int]:
    if not isinstance(url, str) or not url:
        raise place.misconfigured("config has no url")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        raise place.misconfigured("the url cannot be read; ldaps://host:636 is one") from None
    if scheme not in ("ldap", "ldaps") or not host or parts.username or parts.path.strip("/"):
        raise place.misconfigured("the url is ldaps://host or ldap://host, with a port or without, and nothing more")
    return scheme, host, port or (636 if scheme == "ldaps" else 389)


def _page_size(config: Mapping[str, object], place: Place) -> int:
    given = str(config.get("page_size", PAGE))
    if not given.isascii() or not given.isdecimal() or not int(given):
        raise place.misconfigured("page_size is no number of entries")
    return int(given)


def _flag(config: Mapping[str, object], name: str, place: Place) -> bool:
    """A setting may come from the environment, as text."""
    given = str(config.get(name, False)).lower()
    if given not in ("true", "false"):
        raise place.misconfigured(f"{name} is true or false")
    return given == "true"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
