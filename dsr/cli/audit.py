"""`dsr audit verify`: whether the evidence of what happened still holds.

Invariant: it names requests by their reference and links by their number, and shows nothing that a link says.
"""

from __future__ import annotations

import argparse
import os
import sys

from sqlalchemy import func, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

import config
from dsr.db import open_database
from dsr.models import Event, Request
from dsr.services import audit
from dsr.services.audit import Break

USAGE, BROKEN = 2, 5


def run(argv: list[str]) -> int:
    """Status 5 if a chain does not hold, 2 if the settings are not right or the database cannot be read."""
    parser = argparse.ArgumentParser(prog="dsr audit", description="The evidence: a chain of links per request, and daily anchors above them.")
    parser.add_argument("what", choices=("verify",), help="walk every chain and say where one does not hold")
    parser.parse_args(argv)
    try:
        database = open_database(config.load(os.environ).database_url.get_secret_value())
        try:
            with database.reading() as session:
                return _verify(session)
        finally:
            database.engine.dispose()
    except config.ConfigError as error:
        return _say(str(error))
    except (ArgumentError, NoSuchModuleError):
        return _say("dsr audit: DSR_DATABASE_URL is no address of a SQLite or Postgres database.")
    except (OperationalError, ProgrammingError):
        return _say("dsr audit: the database does not answer, or has no tables yet: run 'dsr db upgrade' first.")


def _verify(session: Session) -> int:
    breaks = audit.verify(session)
    for one in breaks:
        print(_sentence(session, one))
    if breaks:
        print(f"The evidence does not hold in {len(breaks)} places. Keep this database and its backups as they are, and tell the privacy manager.",
              file=sys.stderr)
        return BROKEN
    chains, links = session.execute(select(func.count(func.coalesce(Event.request_id, 0).distinct()), func.count())).one()
    print(f"The evidence holds: {chains} chains, {links} links.")
    return 0


def _sentence(session: Session, one: Break) -> str:
    if one.is_anchor:
        return f"Anchor {one.seq} was changed, or the one before it was removed."
    if one.request_id is None:
        return f"The chain of what belongs to no request: link {one.seq} was changed, removed, added or moved."
    reference = session.execute(select(Request.reference).where(Request.id == one.request_id)).scalar_one_or_none()
    return f"Request {reference or f'number {one.request_id}, which is gone'}: link {one.seq} was changed, removed, added or moved."


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return USAGE
