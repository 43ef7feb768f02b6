"""`dsr sources`: the folder of source files, tried against the sources it describes, and published.

Invariant: what is printed are names of tables, columns and files; no address of a source, which may hold a password, and no value.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import config
from dsr.domain.errors import Misconfigured
from dsr.domain.words import NotReached
from dsr.kit import utc_now
from dsr.mapping import SourceBook, load_folder
from dsr.services import sources
from dsr.services.wording import without_words
from dsr.text import LOCALES

FITS, MISFITS, NOT_REACHED = 0, 2, 3
LATER = {"discover": "proposing a mapping from a database", "profiles": "mappings that ship with the product"}


def run(argv: list[str]) -> int:
    """check: status 2 if files and sources do not fit, 3 if a source could not be asked. publish: status 2 if it could not be done."""
    parser = argparse.ArgumentParser(prog="dsr sources", description="The folder of source files.")
    parser.add_argument("what", choices=("check", "publish", *LATER),
                        help="check: compare files and sources; publish: store the revision of the folder; discover, profiles: not built yet")
    parser.add_argument("where", nargs="?", metavar="DIR", help="the folder (default: DSR_SOURCES_DIR)")
    options = parser.parse_args(argv)
    if options.what in LATER:
        return _say(f"dsr sources {options.what}: {LATER[options.what]}: planned, and not built yet. Write the file by hand, see docs/sources.md.")
    try:
        settings = config.load(os.environ)
        book = load_folder(Path(options.where or settings.sources_dir), os.environ)
        for warning in book.warnings:
            _say(f"warning: {warning}")
        return _check(book) if options.what == "check" else _publish(book, settings)
    except (config.ConfigError, Misconfigured) as error:
        return _say(str(error))


def _check(book: SourceBook) -> int:
    found = sources.check(book)
    for source in book.sources:
        own = [fault for fault in found.faults if fault.source == source.key]
        collections = list(source.collections())
        print(f"{source.key}: {len(collections)} collections, {sum(len(one.fields) for one in collections)} fields, "
              + ("fits" if not own else f"{len(own)} faults"))
        for fault in own:
            print(f"  {fault.address or source.key}: {fault.detail or fault.why.value} ({fault.why.value})")
    for edge in found.plan.cut:
        print(f"joins in a circle are followed once: {edge.from_address}.{edge.from_field} does not lead to {edge.to_address}.{edge.to_field}")
    for locale in LOCALES:
        _list_words(_silent(book, locale), locale)
    if any(fault.why in (NotReached.MISCONFIGURED, NotReached.NO_PATH) for fault in found.faults):
        return MISFITS
    return NOT_REACHED if found.faults else FITS


def _silent(book: SourceBook, locale: str) -> Iterable[str]:
    for source in book.sources:
        for collection in source.collections():
            yield from without_words(collection, collection.columns_in(("user",)), locale)


def _list_words(names: Iterable[str], locale: str) -> None:
    shown = list(names)
    if shown:
        print(f"without words in {locale} ({len(shown)}): {', '.join(shown)}")


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


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return MISFITS
