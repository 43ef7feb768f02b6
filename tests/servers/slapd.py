"""A throw-away OpenLDAP from the machine's own package, on loopback. For `make test-all` only. Stops only what it started."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.servers.ldap import SUFFIX, Entry

ADMIN, READER, SMALL = (f"cn={name},{SUFFIX}" for name in ("admin", "reader", "small"))
PASSWORD = "right"
MANY = 20_000
_TEXT = "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15"
OWN = ("id", "email", "number", "company", "branch", "owner", "note", "big", "price", "at", "isOn", "share", "extension", "since", "till", "numbers",
       "mails")
CONFIG = """
attributetype ( 0.9.2342.19200300.100.1.25 NAME 'dc' {text} )
{types}
attributetype ( 1.3.6.1.4.1.99999.90 NAME 'phone' EQUALITY telephoneNumberMatch SUBSTR telephoneNumberSubstringsMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.50 )
attributetype ( 1.3.6.1.4.1.99999.91 NAME 'exactMail' EQUALITY caseExactIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )
attributetype ( 1.3.6.1.4.1.99999.92 NAME 'photo' SYNTAX 1.3.6.1.4.1.1466.115.121.1.28 )
objectclass ( 1.3.6.1.4.1.99999.99 NAME 'shelfRow' SUP top STRUCTURAL MUST cn MAY ( name $ userPassword $ dc $ phone $ exactMail $ photo $ {names} ) )
pidfile {folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
sizelimit 500
access to attrs=userPassword by anonymous auth by * none
access to * by users read by anonymous auth
database mdb
maxsize 2147483648
suffix "{suffix}"
rootdn "{admin}"
rootpw {password}
directory {folder}/data
dbnosync
limits dn.exact="{reader}" size=unlimited size.prtotal=unlimited
"""

PEOPLE = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
pidfile {folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
access to attrs=userPassword by anonymous auth by * none
access to * by * read
database mdb
maxsize 104857600
suffix "{suffix}"
rootdn "{admin}"
rootpw {password}
directory {folder}/data
dbnosync
"""


class Slapd:
    """Started by making one; `put` adds entries. `config` may be that of a directory with the classes that ship with OpenLDAP, and no entry."""

    def __init__(self, config: str = CONFIG) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sl-", dir="/tmp"))
        (self.folder / "data").mkdir()
        types = "\n".join(f"attributetype ( 1.3.6.1.4.1.99999.{number} NAME '{name}' {_TEXT} )" for number, name in enumerate(OWN, 1))
        self._config = self.folder / "slapd.conf"
        self._config.write_text(config.format(text=_TEXT, types=types, names=" $ ".join(OWN), folder=self.folder, suffix=SUFFIX, admin=ADMIN,
                                              reader=READER, password=PASSWORD))
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]
        self.url = f"ldap://127.0.0.1:{self.port}"
        self.start()
        if config is not CONFIG:
            return
        self.put([(SUFFIX, {"objectClass": ["shelfRow"], "cn": ["root"], "dc": ["example"]}),
                  *((one, {"objectClass": ["shelfRow"], "cn": [name], "userPassword": [PASSWORD]})
                    for one, name in ((READER, "reader"), (SMALL, "small")))])

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            command = [_found("slapd"), "-d", "0", "-f", str(self._config), "-h", self.url]
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        deadline = time.monotonic() + 30
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.02)

    def _listens(self) -> bool:
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def put(self, entries: Iterable[Entry]) -> None:
        """Many entries are put into the database itself, which takes a tenth of the time."""
        path = self.folder / "new.ldif"
        count = 0
        with path.open("w") as out:
            for dn, attributes in entries:
                count += 1
                lines = [f"dn:: {_base64(dn)}", *(f"{name}:: {_base64(one)}" for name, values in attributes.items() for one in values)]
                out.write("\n".join(lines) + "\n\n")
        if count > MANY:
            self.kill()
            _run("slapadd", "-q", "-f", str(self._config), "-l", str(path))
            self.start()
        else:
            _run("ldapadd", "-x", "-H", self.url, "-D", ADMIN, "-w", PASSWORD, "-f", str(path))

    def kill(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _base64(value: str | bytes) -> str:
    return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run([_found(program), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])


def _found(name: str) -> str:
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if path is None:
        raise RuntimeError(f"{name} is not on this machine: install the packages slapd and ldap-utils")
    return path
