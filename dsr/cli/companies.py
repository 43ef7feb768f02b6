"""`dsr companies import`: customer companies out of a file or a source. Without --apply it tells what would become of each, and nothing changes.

Invariant: what is printed are numbers of lines, keys of companies and sentences; no name, no address.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sqlalchemy.exc import OperationalError, ProgrammingError

import config
from dsr.db import open_database
from dsr.domain.errors import DsrError, InvalidInput, Misconfigured, SourceError, SourceMisconfigured
from dsr.kit import make_vault, utc_now
from dsr.mapping import load_folder
from dsr.services import company_import, company_source, entities, own_entity, staff
from dsr.services.company_import import Became, Report
from dsr.text.labels import sentence

USAGE, REFUSED = 2, 3


class _TakenBack(Exception):
    """Everything was done to see what would become of it."""


def run(argv: list[str]) -> int:
    """Status 2 for settings, a file that cannot be read or somebody who may not; 3 if a line is refused, and nothing was imported then."""
    parser = argparse.ArgumentParser(prog="dsr companies", description="Customer companies.")
    parser.add_argument("what", choices=("import",))
    parser.add_argument("file", metavar="FILE.csv", type=Path, nargs="?", help="columns: " + ", ".join(company_import.COLUMNS))
    parser.add_argument("--source", metavar="KEY", help="instead of a file: the source that lists them, by its mapping's companies")
    parser.add_argument("--staff", required=True, metavar="EMAIL", help="who imports")
    parser.add_argument("--apply", action="store_true", help="import; without it nothing changes")
    options = parser.parse_args(argv)
    if (options.file is None) is (options.source is None):
        return _say("dsr companies: say either a file or --source.")
    try:
        settings = config.load(os.environ)
        lines = company_import.read(options.file.read_bytes()) if options.file else _listed(settings, options.source)
        report = _carried_in(settings, lines, options.staff, is_kept=options.apply)
    except (config.ConfigError, Misconfigured) as error:
        return _say(f"dsr companies: {error}")
    except OSError as error:
        return _say(f"dsr companies: {options.file} cannot be read ({error.strerror}).")
    except SourceError as error:
        return _say(f"dsr companies: {sentence(error, 'en')} ({error.facts.get('detail', '')})")
    except DsrError as error:
        return _say(f"dsr companies: {sentence(error, 'en')}")
    except (OperationalError, ProgrammingError):
        return _say("dsr companies: the database does not answer, or has no tables yet: run 'dsr db upgrade' first.")
    return _told(report, is_kept=options.apply, is_of_file=options.file is not None)


def _listed(settings: config.Settings, key: str) -> list[company_import.Given]:
    """Raises Misconfigured, SourceError, InvalidInput."""
    source = next((one for one in load_folder(Path(settings.sources_dir), os.environ).sources if one.key == key), None)
    if source is None:
        raise SourceMisconfigured(source=key, address="", detail=f"no source has the key '{key}'")
    return company_source.read(source)


def _carried_in(settings: config.Settings, lines: list[company_import.Given], email: str, *, is_kept: bool) -> Report:
    database, now = open_database(settings.database_url.get_secret_value()), utc_now()
    report: Report | None = None
    try:
        with database.transaction() as session:
            by, entity = staff.named(session, email, vault=make_vault(settings)), own_entity.own(session, settings)
            today = now.astimezone(entities.zone(settings)).date()
            report = company_import.carry_in(session, lines, entity_id=entity.id, today=today, by=by, now=now)
            if report.is_refused or not is_kept:
                raise _TakenBack
    except _TakenBack:
        pass
    finally:
        database.engine.dispose()
    assert report is not None
    return report


def _told(report: Report, *, is_kept: bool, is_of_file: bool) -> int:
    for line in report.lines:
        if line.became is not Became.SAME:
            key = f"line {line.number}: {line.key}" if is_of_file else line.key or "a row without a key"
            print(f"{key}: {line.became.value}" + (f": {_why(line.error)}" if line.error else ""))
    counts = ", ".join(f"{report.count(one)} {one.value}" for one in Became)
    if report.is_refused:
        return _say(f"{counts}. Nothing was imported: mend the lines that are refused.", REFUSED)
    print(f"{counts}. " + ("Imported." if is_kept else "Nothing was changed: say --apply to import."))
    return 0


def _why(error: InvalidInput) -> str:
    return f"{error.facts.get('field')}: {sentence(error, 'en')}"


def _say(text: str, status: int = USAGE) -> int:
    print(text, file=sys.stderr)
    return status
