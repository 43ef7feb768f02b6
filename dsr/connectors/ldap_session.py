"""One connection to a directory. Invariant: it can only search, follows no referral and no alias, and gives all entries or an error."""

from __future__ import annotations

import difflib
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its own, about the library under it
    import ldap3
    from ldap3.core.exceptions import LDAPInvalidFilterError
    from ldap3.operation.search import FilterNode, parse_filter

from dsr.connectors.faults import Place
from dsr.connectors.ldap_errors import NO_SUCH_OBJECT, SUCCESS, refused_by, spoken_plainly
from dsr.connectors.ldap_schema import Schema
from dsr.connectors.ldap_settings import LONGEST_CONNECT_S, Settings
from dsr.connectors.ldap_values import Entry
from dsr.connectors.ldap_where import Area

PAGES = "1.2.840.113556.1.4.319"  # the control of RFC 2696
_SCOPES: dict[str, Any] = {"base": ldap3.BASE, "one": ldap3.LEVEL, "subtree": ldap3.SUBTREE}
_NEIGHBOURS = 200
_CERTIFICATE = {  # numbers of OpenSSL
    9: "is not valid yet", 10: "is not valid any more", 18: "is signed by itself", 19: "is signed by none who is trusted here (ca_file)",
    20: "is signed by none who is trusted here (ca_file)", 62: "is for another host", 64: "is for another address"}


class _Checked(ldap3.Tls):
    """The library's own way checks names by rules of its own, and tells what is wrong in words only."""

    def __init__(self, host: str, ca_file: str | None) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._host, self._context = host, ssl.create_default_context(cafile=ca_file)
        self.fault: str | None = None

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:  # noqa: ARG002  # the library's signature
        try:
            connection.socket = self._context.wrap_socket(connection.socket, server_hostname=self._host)
        except ssl.SSLCertVerificationError as error:
            self.fault = _CERTIFICATE.get(error.verify_code, "cannot be trusted")
            raise


class Session:
    """Opened and bound by making one. Raises SourceError, as everything here does."""

    def __init__(self, settings: Settings, place: Place) -> None:
        self._settings, self._place = settings, place
        try:
            tls = _Checked(settings.host, settings.ca_file)
        except (ssl.SSLError, OSError):
            raise place.misconfigured("ca_file holds no certificates") from None
        server = ldap3.Server(settings.host, settings.port, use_ssl=settings.is_tls, tls=tls, get_info=ldap3.NONE,
                              connect_timeout=min(LONGEST_CONNECT_S, settings.timeout_s))
        self._connection = ldap3.Connection(
            server, settings.bind_dn, settings.password, authentication=ldap3.SIMPLE if settings.bind_dn else ldap3.ANONYMOUS, read_only=True,
            auto_referrals=False, auto_range=False, check_names=False, auto_encode=False, auto_escape=False, receive_timeout=settings.timeout_s)
        try:
            self._open(tls)
            self._root = self._entry("", ["subschemaSubentry", "supportedControl", "namingContexts"])
            self.schema = self._schema()
        except BaseException:
            self.close()
            raise

    def _open(self, tls: _Checked) -> None:
        try:
            with spoken_plainly(self._place):
                self._connection.open(read_server_info=False)
                if self._settings.is_starttls:
                    self._connection.start_tls(read_server_info=False)
                self._connection.bind(read_server_info=False)
                self._check(self._place)
        except Exception:
            if tls.fault is not None:
                raise self._place.misconfigured(f"the server's certificate {tls.fault}") from None
            if self._settings.is_starttls and (self._connection.result or {}).get("type") == "extendedResp":
                raise self._place.misconfigured("the server does not offer starttls") from None
            raise

    @property
    def is_open(self) -> bool:
        return not self._connection.closed

    def close(self) -> None:
        with suppress(Exception):  # of a connection that is gone already
            self._connection.unbind()
        door: socket.socket | None = self._connection.socket
        if door is not None:  # the library leaves the socket of a failed attempt open
            door.close()

    def pages(self, at: Area, condition: str, attributes: list[str], place: Place) -> Iterator[list[Entry]]:
        """Entries for which the condition holds, a page at a time; in one piece from a server that has no pages."""
        has_pages = PAGES.encode() in self._root.get("supportedControl", ())
        cookie: bytes | None = None
        while True:
            page = {"paged_size": self._settings.page_size, "paged_criticality": True, "paged_cookie": cookie} if has_pages else {}
            found = self._search(at.base, condition, _SCOPES[at.scope], attributes, place, **page)
            if found:
                yield found
            cookie = self._connection.result.get("controls", {}).get(PAGES, {}).get("value", {}).get("cookie")
            if not has_pages or not cookie:
                return

    def _search(self, base: str, condition: str, scope: Any, attributes: list[str], place: Place, **more: Any) -> list[Entry]:
        with spoken_plainly(place):
            self._connection.search(base, condition, scope, dereference_aliases=ldap3.DEREF_NEVER, attributes=attributes,
                                    time_limit=self._settings.timeout_s, **more)
            response = self._connection.response or []
        if self._connection.result["result"] == NO_SUCH_OBJECT:
            raise self._no_base(base, self._connection.result["dn"], place)
        self._check(place)
        if not self._settings.ignores_referrals and any(one["type"] == "searchResRef" for one in response):
            raise place.misconfigured("the server says that entries below the base are on another server (referral), which is not asked; "
                                      "connect that one, narrow the base, or say ignore_referrals: true")
        return [one for one in response if one["type"] == "searchResEntry"]

    def _check(self, place: Place) -> None:
        result = self._connection.result
        if result["result"] != SUCCESS:
            raise refused_by(result["result"], result["description"], place)

    def _entry(self, dn: str, attributes: list[str]) -> dict[str, list[bytes]]:
        """The attributes of one entry by the names asked for."""
        found = self._search(dn, "(objectClass=*)", ldap3.BASE, attributes, self._place)
        own = {name.lower(): values for name, values in found[0]["raw_attributes"].items()} if found else {}
        return {name: own.get(name.lower(), []) for name in attributes}

    def _schema(self) -> Schema:
        where = self._root["subschemaSubentry"]
        told = self._entry(where[0].decode(), ["attributeTypes", "objectClasses"]) if where else {}
        schema = Schema.of(*([one.decode("utf-8", "replace") for one in told.get(name, ())] for name in ("attributeTypes", "objectClasses")))
        if not schema.attributes:  # without it, a slip of the pen would find nothing in silence
            raise self._place.refused("the server does not show its schema to this account")
        return schema

    def _no_base(self, base: str, matched: str, place: Place) -> Exception:
        """The nearest names are looked for among units of an organisation, which are nobody's."""
        near = [one.decode("utf-8", "replace") for one in self._root["namingContexts"]]
        if matched:
            with suppress(Exception):  # an error about an error helps nobody
                self._connection.search(matched, "(objectClass=organizationalUnit)", ldap3.LEVEL, dereference_aliases=ldap3.DEREF_NEVER,
                                        attributes=[ldap3.NO_ATTRIBUTES], size_limit=_NEIGHBOURS)
                near = [one["dn"] for one in self._connection.response or [] if one["type"] == "searchResEntry"] or near
        close = difflib.get_close_matches(base.lower(), [one.lower() for one in near], n=1)
        return place.misconfigured(f"there is no base '{base}', or this account may not see it" + (f"; did you mean '{close[0]}'?" if close else ""))


def check_constant(text: str, schema: Schema, place: Place) -> None:
    """The mapping's own condition: whether it is one, and the names in it are known. Raises SourceMisconfigured."""
    try:
        root = parse_filter(text, None, False, False, None, False)  # type: ignore[no-untyped-call]
    except (LDAPInvalidFilterError, IndexError):
        raise place.misconfigured("the filter of the mapping is no filter; (!(employeeType=robot)) is one") from None
    _check_names(root, schema, place)


def _check_names(node: FilterNode, schema: Schema, place: Place) -> None:
    name = (node.assertion or {}).get("attr")
    if name:
        schema.attribute(name, place)
    for below in node.elements:
        _check_names(below, schema, place)
