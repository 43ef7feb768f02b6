"""`dsr access`: the answer without web or queue, by the very services the workers use. For dry runs, support and measurement.

Invariant: what could not be searched is in the files and in the exit status, never only on the screen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import config
from dsr.cli.progress import Progress
from dsr.cli.sink import FolderSink
from dsr.documents.finishing import Finish
from dsr.domain.answer import Answer
from dsr.domain.dataset import Source
from dsr.domain.errors import DsrError, InvalidInput, Misconfigured
from dsr.domain.graph import Plan, plan
from dsr.domain.identity import normalise, parse_identity
from dsr.domain.keys import Identity
from dsr.domain.policy import Policies, defaults
from dsr.domain.searched import searched
from dsr.domain.words import Right
from dsr.mapping import load_folder
from dsr.services import answer as answers
from dsr.services.entities import facts, zone
from dsr.services.search import search
from dsr.store import Store
from dsr.text import ANSWERS
from dsr.text.labels import sentence
from dsr.vault import ephemeral_key

SHORTEST = 12  # characters of a password: a file that is sent can be tried for years
COMPLETE, USAGE, INCOMPLETE, REFUSED, FAILED_CHECK = 0, 2, 3, 4, 5
STATUS_OF = {"result_failed_check": FAILED_CHECK, "not_allowed": REFUSED, "not_found": REFUSED}


def run(argv: list[str]) -> int:
    """Write the files of CONTRACT section 4 into --out; the status is that of CONTRACT section 2."""
    options = _options(argv)
    try:
        return _run(options, config.load(os.environ))
    except (config.ConfigError, Misconfigured) as error:
        return _say(str(error), USAGE)
    except DsrError as error:
        return _say(sentence(error, "en"), STATUS_OF.get(error.code, USAGE))
    except OSError as error:
        return _say(f"dsr access: the files could not be written to {options.out} ({error.strerror or type(error).__name__}).", USAGE)


def _run(options: argparse.Namespace, settings: config.Settings) -> int:
    book = load_folder(Path(options.sources), os.environ)
    for warning in book.warnings:
        _say(f"warning: {warning}")
    country = _country(book.sources, settings)
    identities = tuple(_identity(text, country, zone(settings)) for text in options.identity)
    now = datetime.now(UTC)
    policies: Policies | None = defaults(settings.entity_country)
    if settings.mode == "production":
        policies = _let_in(options, settings, identities, now)
    if policies is None:
        return REFUSED
    categories = tuple(options.category or ("user",))
    planned = plan(book.sources, frozenset(one.kind for one in identities), categories)
    _warn(planned, book.sources, categories)
    dated = _in_zone(options.as_of, zone(settings)) or now
    occasion = answers.Occasion(
        reference=options.request or "", right=Right.ACCESS, locale=options.locale, entity=facts(settings), generated_at=dated,
        identities=searched(identities, at=dated, answered_on=dated.astimezone(zone(settings)).date(), zone=zone(settings)),
        print_rows=options.print, tag_rows=settings.tag_rows, categories=categories)
    finish = Finish(attach=options.attach == "yes", sign=answers.signing(settings), password=_password(options.password_file))
    return _status(_write(occasion, planned, book.sources, identities, options, finish, policies), strict=options.strict)


def _let_in(options: argparse.Namespace, settings: config.Settings, identities: tuple[Identity, ...], now: datetime) -> Policies | None:
    """The policy on other people's data as the desk keeps it, for a member of staff who may search; it is on record then.

    Raises NotAllowed, NotFound.
    """
    from sqlalchemy.exc import OperationalError, ProgrammingError  # the database and its models: only where there is one

    from dsr.db import open_database  # the same
    from dsr.kit import make_vault  # the same
    from dsr.services import operator  # the same
    from dsr.services.policies import in_force  # the same

    if not options.staff or not (options.request or options.reason):
        _say("dsr access: in production give --staff EMAIL, and --request REF or --reason TEXT: each look at records is on record.")
        return None
    database = open_database(settings.database_url.get_secret_value())
    try:
        with database.transaction() as session:
            operator.enter(session, options.request, email=options.staff, identities=identities, reason=options.reason or "", now=now,
                           vault=make_vault(settings))
            return in_force(session, settings.entity_country)
    except (OperationalError, ProgrammingError):
        raise Misconfigured("dsr access: the database does not answer, or has no tables yet: run 'dsr db upgrade' first.") from None


def _warn(planned: Plan, sources: tuple[Source, ...], categories: tuple[str, ...]) -> None:
    for kind in planned.unknown_kinds:
        _say(f"warning: no source knows identities of the kind '{kind}'; nothing was searched with it.")
    for category in categories:
        if not any(collection.columns_in((category,)) for source in sources for collection in source.collections()):
            _say(f"warning: no field of any source has the category '{category}' or one below it.")


def _write(occasion: answers.Occasion, planned: Plan, sources: tuple[Source, ...], identities: tuple[Identity, ...],
           options: argparse.Namespace, finish: Finish, policies: Policies) -> Answer:
    with tempfile.TemporaryDirectory(prefix="dsr-") as folder, FolderSink(Path(options.out)) as sink, Progress(options.progress) as progress:
        store, handle = Store(Path(folder), passing=True), ephemeral_key()
        haul = search(planned, sources, identities, occasion.categories, now=occasion.generated_at, store=store, handle=handle,
                      beat=progress.collected, policies=policies)
        answer = answers.look(answers.assemble(occasion, planned, sources, haul), haul, store=store, handle=handle)
        answers.write(answer, haul, sink, store=store, handle=handle, finish=finish, progress=progress.written)
    return answer


def _status(answer: Answer, *, strict: bool) -> int:
    for gap in answer.gaps:
        if gap.makes_incomplete:
            _say(f"not searched to the end: {gap.address or gap.source} ({gap.why.value})")
    for one in answer.contents:
        for why, count in one.not_there.items():
            if why.makes_incomplete:
                _say(f"files not given: {count} of {one.address or one.source} ({why.value})")
    names = answer.without_words
    if names:
        _say(f"{len(names)} names have no words in the mapping and were made readable: {', '.join(names[:10])}" + (" ..." if names[10:] else ""))
    if strict and names:
        return FAILED_CHECK
    return COMPLETE if answer.is_complete else INCOMPLETE


def _country(sources: tuple[Source, ...], settings: config.Settings) -> str:
    """Of a number typed without its country: that of the sources where they agree, else our own."""
    named = {source.country for source in sources if source.country}
    return named.pop() if len(named) == 1 else settings.entity_country


def _identity(text: str, country: str, where: ZoneInfo) -> Identity:
    one = parse_identity(text, where)
    value = normalise(one.kind, one.value, country)
    if not value:
        raise InvalidInput(field="identity", problem="empty")
    return Identity(one.kind, value, one.tenant, one.window)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dsr access", description=__doc__.splitlines()[0] if __doc__ else None, allow_abbrev=False)
    parser.add_argument("--sources", required=True, metavar="DIR", help="folder of source files (*.yml)")
    parser.add_argument("--identity", required=True, action="append", metavar="ID", help="KIND=VALUE[@FROM..TO][#TENANT], repeatable")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the files; made when missing, an earlier answer in it goes")
    parser.add_argument("--category", action="append", metavar="NAME", help="what is disclosed (default: user), repeatable")
    parser.add_argument("--locale", default="en", type=_language, metavar="CODE", help=f"language of the answer: {', '.join(ANSWERS)} (default: en)")
    parser.add_argument("--as-of", type=_time, metavar="TIME", help="the moment the answer is dated, ISO 8601 (default: now)")
    parser.add_argument("--print", type=_rows, default=5000, metavar="all|N", help="rows of a collection printed in the PDF (default: 5000)")
    parser.add_argument("--attach", choices=("yes", "no"), default="yes", help="whether the data files are put into the PDF, too (default: yes)")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="also write response-encrypted.pdf, which what stands in FILE opens")
    parser.add_argument("--strict", action="store_true", help="status 5 if a column, code, purpose, retention or recipient has no words")
    parser.add_argument("--progress", choices=("auto", "never"), default="auto")
    parser.add_argument("--request", metavar="REF", help="reference of the request, printed in the answer; needed in production")
    parser.add_argument("--staff", metavar="EMAIL", help="who searches; needed in production")
    parser.add_argument("--reason", metavar="TEXT", help="why; in production kept as a sealed note of the request")
    return parser.parse_args(argv)


def _language(text: str) -> str:
    if text not in ANSWERS:
        raise argparse.ArgumentTypeError(f"there are no answers in {text!r}; there are in {', '.join(ANSWERS)}")
    return text


def _password(file: Path | None) -> str:
    """What opens the second copy; blanks and line ends around it are none of it. Raises Misconfigured."""
    if file is None:
        return ""
    try:
        word = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Misconfigured(f"--password-file: '{file}' cannot be read as text.") from None
    if len(word) < SHORTEST:
        raise Misconfigured(f"--password-file: a password has at least {SHORTEST} characters.")
    return word


def _rows(text: str) -> int | None:
    if text == "all":
        return None
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError("a number of rows, or all")
    return int(text)


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a time in ISO 8601, for example 2026-01-15T12:00:00+01:00") from None


def _in_zone(moment: datetime | None, where: ZoneInfo) -> datetime | None:
    return moment.replace(tzinfo=where) if moment is not None and moment.tzinfo is None else moment


def _say(text: str, status: int = COMPLETE) -> int:
    print(text, file=sys.stderr)
    return status
