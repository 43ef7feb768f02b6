"""Names the Debian packages that tests/all needs and this machine has not. `make test-all` asks first, so that no test is skipped for them."""

from __future__ import annotations

import os
import shutil
import sys

PACKAGES = {"chromium": "chromium", "mariadbd": "mariadb-server", "mariadb-install-db": "mariadb-server",
            "slapd": "slapd", "slapadd": "slapd", "ldapadd": "ldap-utils",
            "dovecot": "dovecot-imapd",
            "qpdf": "qpdf", "pdfinfo": "poppler-utils", "pdftotext": "poppler-utils", "pdfdetach": "poppler-utils"}  # program -> package
_SERVERS = ("/usr/sbin", "/usr/local/sbin")  # not on the path of everybody


def missing(path: str) -> list[str]:
    """Packages of which a program is not found."""
    places = os.pathsep.join([path, *_SERVERS])
    return sorted({package for program, package in PACKAGES.items() if shutil.which(program, path=places) is None})


if __name__ == "__main__":
    if wanted := missing(os.environ.get("PATH", "")):
        sys.exit(f"make test-all needs Debian packages that are not here: apt-get install {' '.join(wanted)}")
