"""`dsr sources`: the folder of source files, tried against the sources it describes, published, or drafted from a database.

Invariant: what is printed are names of tables, columns and files, and codes without words; no address of a source, which may hold a
password, and no value that may be somebody's.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import config
from dsr.cli.sources_report import Report
from dsr.domain.errors import Misconfigured, SourceError
from dsr.domain.words import NotReached
from dsr.kit import utc_now
from dsr.mapping import SourceBook, load_folder, shipped
from dsr.mapping.json_schema import json_schema
from dsr.services import sources
from dsr.services.check_places import places

FITS, MISFITS, NOT_REACHED = 0, 2, 3


def run(argv: list[str]) -> int:
    """check: status 2 if files and sources do not fit, 3 if a source could not be asked. The others: status 2 if it could not be done."""
    parser = argparse.ArgumentParser(prog="dsr sources", description="The folder of source files.")
    what = parser.add_subparsers(dest="what", required=True)
    check = what.add_parser("check", help="compare files and sources")
    check.add_argument("--strict", action="store_true", help="warnings count as faults")
    publish = what.add_parser("publish", help="store the revision of the folder")
    for each in (check, publish):
        each.add_argument("where", nargs="?", metavar="DIR", help="the folder (default: DSR_SOURCES_DIR)")
    discover = what.add_parser("discover", help="draft a mapping from a database")
    discover.add_argument("url", metavar="URL", help="in SQLAlchemy's form: sqlite:///path, postgresql://user:password@host/name")
    discover.add_argument("--schema", metavar="S", help="database schema (default: the database's own)")
    discover.add_argument("--country", metavar="CC", help="of telephone numbers without a country code (default: that of most that have one)")
    discover.add_argument("--out", metavar="FILE", type=Path, help="where to write the source file (default: standard output)")
    what.add_parser("profiles", help="mappings that ship with the product")
    what.add_parser("schema", help="print the JSON Schema of a source file, for editors")
    options = parser.parse_args(argv)
    try:
        match options.what:
            case "discover":
                return _discover(options.url, options.schema, options.country, options.out)
            case "profiles":
                return _profiles()
            case "schema":
                print(json_schema(), end="")
                return FITS
        settings = config.load(os.environ)
        folder = Path(options.where or settings.sources_dir)
        book = load_folder(folder, os.environ)
        if options.what == "publish":
            for warning in book.warnings:
                _say(f"warning: {warning}")
            return _publish(book, settings)
        return _check(book, folder, settings.fallback_language, is_strict=options.strict)
    except (config.ConfigError, Misconfigured) as error:
        return _say(str(error))


def _check(book: SourceBook, folder: Path, fallback: str, *, is_strict: bool) -> int:
    found = sources.check(book)
    report = Report(book, found, places(folder), fallback)
    for warning in book.warnings:
        _say(f"warning: {warning}")
    for line in report.lines():
        print(line)
    if any(fault.why in (NotReached.MISCONFIGURED, NotReached.NO_PATH) for fault in found.faults) or (is_strict and report.warnings):
        return MISFITS
    return NOT_REACHED if found.faults else FITS


def _publish(book: SourceBook, settings: config.Settings) -> int:
    from sqlalchemy.exc import OperationalError, ProgrammingError  # a check needs no database of ours

    from dsr.db import open_database  # the same

    try:
        with open_database(settings.database_url.get_secret_value()).transaction() as session:
            row = sources.publish(session, book, now=utc_now())
            digest, since = row.digest, row.published_at
    except (OperationalError, ProgrammingError):
        return _say("dsr sources: the database does not answer, or has no tables yet: run 'dsr db upgrade' first.")
    print(f"revision {digest[:12]} of {len(book.sources)} sources, published {since.isoformat(timespec='seconds')}")
    return FITS


def _discover(url: str, schema: str | None, country: str | None, out: Path | None) -> int:
    from dsr.services.discover import discover  # the other commands need no drafts

    try:
        draft = discover(url, schema, country.upper() if country else None)
    except SourceError as error:
        detail = error.facts.get("detail", "")
        return _say(f"dsr sources discover: the database could not be read ({detail}). Check the address, the account and its rights.")
    if out is None:
        print(draft.text, end="")
    else:
        try:
            with out.open("x", encoding="utf-8") as file:  # somebody's corrections are not written over
                file.write(draft.text)
        except OSError as error:
            return _say(f"dsr sources discover: {out} cannot be written ({error.strerror}). Name another file with --out.")
    for table in draft.unread:
        _say(f"rows of {table} could not be read; only its names were looked at.")
    personal = sum(len(one.personal) for one in draft.judged)
    _say(f"{len(draft.judged)} tables, {personal} columns that seem personal, {len(draft.paths.identities)} to start from, "
         f"{len(draft.paths.unreached)} tables that nothing leads to. Set {draft.named.variable} and run 'dsr sources check'.")
    return FITS


def _profiles() -> int:
    """Name, connectors, system; then what an installation has to see to."""
    for name in shipped.names():
        about = shipped.profile(name, name).about
        print(f"{name} ({', '.join(about.connectors)}): {about.system}")
        for need in about.needs:
            print(f"  {need}")
    return FITS


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return MISFITS
