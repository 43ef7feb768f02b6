"""`dsr db`: the tables of the database. Invariant: no message shows the address of the database, for it may hold a password."""

from __future__ import annotations

import argparse
import os
import sys

from alembic.util.exc import CommandError
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

import config
from dsr import migrations

USAGE = 2


def run(argv: list[str]) -> int:
    """Status 2 if the settings are not right or the database cannot be reached or is newer than this version."""
    parser = argparse.ArgumentParser(prog="dsr db", description="The tables of the database.")
    parser.add_argument("what", choices=("upgrade", "current", "draft"),
                        help="upgrade: make it what this version needs; current: say where it is; draft: write the next revision from the models")
    parser.add_argument("message", nargs="?", default="", help="draft: what the revision does, in a few words")
    options = parser.parse_args(argv)
    try:
        url = config.load(os.environ).database_url.get_secret_value()
        match options.what:
            case "upgrade":
                migrations.upgrade(url)
            case "current":
                print(f"{migrations.current(url) or 'no tables'}, this version has {migrations.head()}")
            case "draft":
                migrations.draft(url, options.message or "changes")
    except config.ConfigError as error:
        return _say(str(error))
    except (ArgumentError, NoSuchModuleError):
        return _say("dsr db: DSR_DATABASE_URL is no address of a SQLite or Postgres database.")
    except OperationalError as error:
        return _say(f"dsr db: the database does not answer ({type(error.orig).__name__}).")
    except CommandError:
        return _say("dsr db: the database was made by a newer version of this program, which is the one to start.")
    return 0


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return USAGE
