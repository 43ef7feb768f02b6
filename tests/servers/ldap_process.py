"""The process behind `tests.servers.ldap`: ldaptor's protocol over entries in a file: python -m tests.servers.ldap_process FOLDER.

ldaptor has no paged results and no rules of comparison but "without case"; those are tested with slapd. Entries are looked up here and
not in ldaptor's tree, which takes a minute for what the conformance suite asks. `manner.json` makes the server misbehave.
"""

from __future__ import annotations

import base64
import json
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ldaptor.protocols import pureldap
from ldaptor.protocols.ldap.ldapserver import BaseLDAPServer
from twisted.internet import reactor, ssl
from twisted.internet.protocol import Factory

Attributes = dict[bytes, list[bytes]]  # names in lower case
Test = Callable[[Attributes], bool]
STARTTLS = b"1.3.6.1.4.1.1466.20037"
FOLDER = Path(sys.argv[1])


class Entries:
    """What the file holds, read again when there is another."""

    def __init__(self) -> None:
        self._stamp: tuple[int, int] | None = None
        self.all: list[tuple[str, list[tuple[bytes, list[bytes]]], Attributes]] = []

    def fresh(self) -> Entries:
        path = FOLDER / "entries.jsonl"
        state = path.stat()
        if (state.st_ino, state.st_mtime_ns) != self._stamp:
            self._stamp = (state.st_ino, state.st_mtime_ns)
            self.all = []
            for line in path.read_text().splitlines():
                dn, attributes = json.loads(line)
                own = [(name.encode(), [base64.b64decode(one) for one in values]) for name, values in attributes.items()]
                self.all.append((dn, own, {name.lower(): values for name, values in own}))
        return self


def condition_of(condition: Any) -> Test:
    """A filter as a function; many equalities of one attribute are one look into a set."""
    match condition:
        case pureldap.LDAPFilter_and():
            tests = [condition_of(one) for one in condition]
            return lambda entry: all(test(entry) for test in tests)
        case pureldap.LDAPFilter_or():
            return any_of(list(condition))
        case pureldap.LDAPFilter_not():
            test = condition_of(condition.value)
            return lambda entry: not test(entry)
        case pureldap.LDAPFilter_present():
            name = condition.value.lower()
            return lambda entry: name == b"objectclass" or bool(entry.get(name))
        case pureldap.LDAPFilter_substrings() if len(condition.substrings) == 1:
            name, start = condition.type.lower(), condition.substrings[0].value.decode().lower()
            return lambda entry: any(lowered(one).startswith(start) for one in entry.get(name, ()))
        case pureldap.LDAPFilter_equalityMatch():
            return any_of([condition])
    raise NotImplementedError(condition)


def any_of(conditions: list[Any]) -> Test:
    values: defaultdict[bytes, set[str]] = defaultdict(set)
    tests: list[Test] = []
    for one in conditions:
        if isinstance(one, pureldap.LDAPFilter_equalityMatch):
            values[one.attributeDesc.value.lower()].add(lowered(one.assertionValue.value))
        else:
            tests.append(condition_of(one))
    return lambda entry: any(lowered(cell) in wanted for name, wanted in values.items() for cell in entry.get(name, ())) or any(
        test(entry) for test in tests)


def lowered(value: bytes) -> str:
    return value.decode("utf-8", "replace").lower()


class Server(BaseLDAPServer):  # type: ignore[misc]  # untyped
    entries = Entries()

    def handle_LDAPBindRequest(self, request: Any, controls: Any, reply: Any) -> Any:
        known = {b"": b"", b"cn=dsr,dc=example,dc=dk": b"right"}
        return pureldap.LDAPBindResponse(resultCode=0 if known.get(request.dn) == request.auth else 49, errorMessage="Carol-Secret")

    def handle_LDAPUnbindRequest(self, request: Any, controls: Any, reply: Any) -> None:
        self.transport.loseConnection()

    def handle_LDAPExtendedRequest(self, request: Any, controls: Any, reply: Any) -> Any:
        if request.requestName != STARTTLS or "no_starttls" in manner():
            return pureldap.LDAPExtendedResponse(resultCode=2)
        reply(pureldap.LDAPExtendedResponse(resultCode=0, responseName=STARTTLS))
        self.transport.startTLS(certificate().options())
        return None

    def handle_LDAPSearchRequest(self, request: Any, controls: Any, reply: Any) -> Any:
        base, how = request.baseObject.decode().lower(), manner()
        asked = [one.decode() if isinstance(one, bytes) else str(one) for one in request.attributes]
        with (FOLDER / "asked.jsonl").open("a") as out:
            print(json.dumps({"base": base, "attributes": asked, "deref": request.derefAliases, "time_limit": request.timeLimit}), file=out)
        if how.get("slam") and base not in ("", "cn=subschema"):
            self.transport.abortConnection()
            return None
        if how.get("silent") and base not in ("", "cn=subschema"):
            return None
        every = self.entries.fresh().all
        names = {dn.lower() for dn, _, _ in every}
        if base not in names:
            matched = base
            while matched and matched not in names:
                matched = matched.partition(",")[2]
            return pureldap.LDAPSearchResultDone(resultCode=32, matchedDN=matched)
        return self._searched(request, base, how, asked, reply)

    def _searched(self, request: Any, base: str, how: dict[str, Any], asked: list[str], reply: Any) -> Any:
        test = condition_of(request.filter)
        sent = 0
        option = how.get("option", "").encode() if base.startswith("ou=") else b""
        wanted = {one.lower().encode() for one in asked}
        for dn, own, attributes in self.entries.all:
            if is_below(dn.lower(), base, request.scope) and test(attributes):
                if sent == how.get("cut_after"):
                    break
                sent += 1
                shown = [(name + option, values) for name, values in own if name.lower().partition(b";")[0] in wanted]
                reply(pureldap.LDAPSearchResultEntry(objectName=dn, attributes=shown))
        if base not in ("", "cn=subschema"):
            if "referral" in how:
                reply(pureldap.LDAPSearchResultReference([pureldap.LDAPString(how["referral"].encode())]))
            return pureldap.LDAPSearchResultDone(resultCode=how.get("result", 0), errorMessage="Carol-Secret")
        return pureldap.LDAPSearchResultDone(resultCode=0)


def is_below(dn: str, base: str, scope: int) -> bool:
    if scope == 0 or not base:
        return dn == base
    return dn.partition(",")[2] == base if scope == 1 else dn == base or dn.endswith("," + base)


def manner() -> dict[str, Any]:
    path = FOLDER / "manner.json"
    return json.loads(path.read_text()) if path.exists() else {}


def certificate() -> Any:
    return ssl.PrivateCertificate.loadPEM((FOLDER / "server.pem").read_bytes())


def main() -> None:
    factory = Factory.forProtocol(Server)
    plain = reactor.listenTCP(0, factory, interface="127.0.0.1")  # type: ignore[attr-defined]
    tls = reactor.listenSSL(0, factory, certificate().options(), interface="127.0.0.1")  # type: ignore[attr-defined]
    (FOLDER / "ports.new").write_text(f"{plain.getHost().port} {tls.getHost().port}")
    (FOLDER / "ports.new").rename(FOLDER / "ports")
    reactor.run()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
