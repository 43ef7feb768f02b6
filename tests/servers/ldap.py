"""A throw-away directory on loopback: a real process that speaks LDAP with and without TLS. Stops only what it started."""

from __future__ import annotations

import base64
import ipaddress
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SUFFIX = "dc=example,dc=dk"
ACCOUNT, PASSWORD = f"cn=dsr,{SUFFIX}", "right"
Entry = tuple[str, Mapping[str, Iterable[str | bytes]]]
_TEXT, _OCTETS, _TIME, _NUMBER = (f"1.3.6.1.4.1.1466.115.121.1.{number}" for number in (15, 40, 24, 27))


class Directory:
    """Started by making one; `put` says what it holds, `manner` how it misbehaves."""

    def __init__(self, *, host: str = "127.0.0.1", days: int = 30) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ld-", dir="/tmp"))
        write_certificate(self.folder, host, days)
        self.put([])
        command = [sys.executable, "-m", "tests.servers.ldap_process", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        deadline = time.monotonic() + 30
        while not (self.folder / "ports").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.02)
        self.port, self.tls_port = map(int, (self.folder / "ports").read_text().split())
        self.url, self.tls_url = f"ldap://127.0.0.1:{self.port}", f"ldaps://127.0.0.1:{self.tls_port}"
        self.ca_file = str(self.folder / "ca.pem")

    def put(self, entries: Iterable[Entry], attribute_types: Iterable[str] = (), object_classes: Iterable[str] = ()) -> None:
        """All that it holds from now on, beside its root, its schema and `ou=people`."""
        own: list[Entry] = [
            ("", {"subschemaSubentry": ["cn=Subschema"], "namingContexts": [SUFFIX], "supportedLDAPVersion": ["3"]}),
            ("cn=Subschema", {"attributeTypes": [*STANDARD, *attribute_types], "objectClasses": ["( 2.5.6.6 NAME 'person' )", *object_classes]}),
            (SUFFIX, {"objectClass": ["domain"]}), (f"ou=people,{SUFFIX}", {"objectClass": ["organizationalUnit"], "ou": ["people"]})]
        with (self.folder / "entries.new").open("w") as out:
            for dn, attributes in (*own, *entries):
                shown = {name: [base64.b64encode(one if isinstance(one, bytes) else one.encode()).decode() for one in values]
                         for name, values in attributes.items()}
                out.write(json.dumps([dn, shown]) + "\n")
        (self.folder / "entries.new").rename(self.folder / "entries.jsonl")

    def manner(self, **how: Any) -> None:
        (self.folder / "manner.json").write_text(json.dumps(how))

    def asked(self) -> list[dict[str, Any]]:
        """Every search so far."""
        return [json.loads(line) for line in (self.folder / "asked.jsonl").read_text().splitlines()]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def a_type(number: int, name: str, syntax: str = _TEXT, more: str = "") -> str:
    return f"( 1.3.6.1.4.1.99999.{number} NAME '{name}' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX {syntax} {more})"


STANDARD = [
    f"( 2.5.4.41 NAME 'name' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX {_TEXT}{{32768}} )",
    "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'RFC4519: common name(s)' SUP name )", "( 2.5.4.11 NAME ( 'ou' 'organizationalUnitName' ) SUP name )",
    "( 2.5.4.0 NAME 'objectClass' EQUALITY objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )", a_type(1, "mail"),
    a_type(2, "telephoneNumber"), a_type(3, "createTimestamp", _TIME, "SINGLE-VALUE "), a_type(4, "userPassword", _OCTETS),
    a_type(5, "uid", more="SINGLE-VALUE "),
    f"( 0.9.2342.19200300.100.1.60 NAME 'jpegPhoto' SYNTAX {_TEXT.removesuffix('15')}28 )"]


def write_certificate(folder: Path, host: str, days: int) -> None:
    """`ca.pem` and `server.pem` (key and certificate); one that is valid for `days` days, which may be over."""
    now = datetime.now(UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in ("Test CA", "Test server")]
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    for file, own, name, extension in (("ca.pem", keys[0], names[0], x509.BasicConstraints(ca=True, path_length=None)),
                                       ("server.pem", keys[1], names[1], x509.SubjectAlternativeName([alternative]))):
        made = x509.CertificateBuilder(names[0], name, own.public_key(), x509.random_serial_number(), now - timedelta(days=60),
                                       now + timedelta(days=days if file == "server.pem" else 30))
        signed = made.add_extension(extension, critical=file == "ca.pem").sign(keys[0], hashes.SHA256())
        private = own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / file).write_bytes((private if file == "server.pem" else b"") + signed.public_bytes(serialization.Encoding.PEM))
        os.chmod(folder / file, 0o600)
