"""`dsr staff add`: members of staff. Invariant: a password is read from the terminal or from standard input, never from the command line."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from sqlalchemy.exc import OperationalError, ProgrammingError

import config
from dsr.db import open_database
from dsr.domain.actor import SYSTEM
from dsr.domain.capability import StaffRole
from dsr.domain.errors import Conflict, InvalidInput
from dsr.kit import utc_now
from dsr.services import staffing
from dsr.text.labels import sentence

USAGE = 2


def run(argv: list[str]) -> int:
    """Status 2 for settings, an address or a password that are not right, and for an address that is taken."""
    parser = argparse.ArgumentParser(prog="dsr staff", description="Members of staff.")
    parser.add_argument("what", choices=("add",))
    parser.add_argument("email", metavar="EMAIL", help="work address")
    parser.add_argument("--role", required=True, choices=[role.value for role in StaffRole])
    options = parser.parse_args(argv)
    try:
        settings = config.load(os.environ)
        password = _password()
        database = open_database(settings.database_url.get_secret_value())
        try:
            with database.transaction() as session:
                staffing.hire(session, options.email, StaffRole(options.role), password, by=SYSTEM, now=utc_now())
        finally:
            database.engine.dispose()
    except config.ConfigError as error:
        return _say(str(error))
    except InvalidInput as error:
        return _say(f"dsr staff: {error.facts.get('field')}: {sentence(error, 'en')}")
    except Conflict:
        return _say("dsr staff: this address is there already.")
    except (OperationalError, ProgrammingError):
        return _say("dsr staff: the database does not answer, or has no tables yet: run 'dsr db upgrade' first.")
    print(f"{options.email} may sign in as {options.role}.")
    return 0


def _password() -> str:
    """Asked for on a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass("Password (at least 12 characters): ")
    return sys.stdin.readline().rstrip("\r\n")


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return USAGE
