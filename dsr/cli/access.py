"""`dsr access`: the answer without web or queue, by the very services the workers use. For dry runs, support and measurement.

Invariant: what could not be searched is in the files and in the exit status, never only on the screen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import config
from dsr.cli.progress import Progress
from dsr.cli.sink import FolderSink
from dsr.domain.answer import Answer
from dsr.domain.dataset import Source
from dsr.domain.errors import DsrError, InvalidInput, Misconfigured
from dsr.domain.graph import Plan, plan
from dsr.domain.identity import normalise, parse_identity
from dsr.domain.keys import Identity
from dsr.domain.words import Right
from dsr.mapping import load_folder
from dsr.services import answer as answers
from dsr.services.entities import facts
from dsr.services.search import search
from dsr.store import Store
from dsr.text.labels import sentence
from dsr.vault import ephemeral_key

COMPLETE, USAGE, INCOMPLETE, REFUSED, FAILED_CHECK = 0, 2, 3, 4, 5


def run(argv: list[str]) -> int:
    """Write the files of CONTRACT section 4 into --out; the status is that of CONTRACT section 2."""
    options = _options(argv)
    try:
        settings = config.load(os.environ)
    except config.ConfigError as error:
        return _say(str(error), USAGE)
    if settings.mode == "production":
        return _say("dsr access: in production give --request REF or --reason TEXT with --staff EMAIL; "
                    "running on the production database is not built yet, see README, Limits.", REFUSED)
    try:
        return _answer(options, settings)
    except Misconfigured as error:
        return _say(str(error), USAGE)
    except DsrError as error:
        return _say(sentence(error, "en"), FAILED_CHECK if error.code == "result_failed_check" else USAGE)


def _answer(options: argparse.Namespace, settings: config.Settings) -> int:
    book = load_folder(Path(options.sources), os.environ)
    for warning in book.warnings:
        _say(f"warning: {warning}", 0)
    country = next((source.country for source in book.sources if source.country), None) or settings.entity_country
    identities = tuple(_identity(text, country) for text in options.identity)
    categories = tuple(options.category or ("user",))
    planned = plan(book.sources, frozenset(one.kind for one in identities), categories)
    for kind in planned.unknown_kinds:
        _say(f"warning: no source knows identities of the kind '{kind}'; nothing was searched with it.", 0)
    occasion = answers.Occasion(
        reference=options.request or "", right=Right.ACCESS, locale=options.locale, entity=facts(settings),
        generated_at=options.as_of or datetime.now(UTC), identities=tuple((one.kind, one.value) for one in identities),
        print_rows=options.print, categories=categories)
    answer = _write(occasion, planned, book.sources, identities, options)
    return _status(answer, strict=options.strict)


def _write(occasion: answers.Occasion, planned: Plan, sources: tuple[Source, ...], identities: tuple[Identity, ...],
           options: argparse.Namespace) -> Answer:
    with tempfile.TemporaryDirectory(prefix="dsr-") as folder, Progress(options.progress) as progress:
        store, handle = Store(Path(folder)), ephemeral_key()
        haul = search(planned, sources, identities, occasion.categories, store=store, handle=handle, beat=progress.collected)
        answer = answers.assemble(occasion, planned, sources, haul)
        answers.write(answer, haul, FolderSink(Path(options.out)), store=store, handle=handle, progress=progress.written)
    return answer


def _status(answer: Answer, *, strict: bool) -> int:
    for gap in answer.gaps:
        if gap.makes_incomplete:
            _say(f"not searched to the end: {gap.address or gap.source} ({gap.why.value})", 0)
    _list_words(answer.gaps_in_words)
    if strict and answer.gaps_in_words:
        return FAILED_CHECK
    return COMPLETE if answer.is_complete else INCOMPLETE


def _list_words(names: Iterable[str]) -> None:
    shown = list(names)
    if shown:
        _say(f"{len(shown)} names have no words in the mapping and were made readable: {', '.join(shown[:10])}"
             + (" ..." if len(shown) > 10 else ""), 0)


def _identity(text: str, country: str | None) -> Identity:
    one = parse_identity(text)
    value = normalise(one.kind, one.value, country)
    if not value:
        raise InvalidInput(field="identity", problem="empty")
    return Identity(one.kind, value, one.tenant, one.window)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dsr access", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sources", required=True, metavar="DIR", help="folder of source files (*.yml)")
    parser.add_argument("--identity", required=True, action="append", metavar="ID", help="KIND=VALUE[@FROM..TO][#TENANT], repeatable")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the files; made when missing")
    parser.add_argument("--category", action="append", metavar="NAME", help="what is disclosed (default: user), repeatable")
    parser.add_argument("--locale", default="en", choices=("en", "da"), help="language of the answer")
    parser.add_argument("--as-of", type=_time, metavar="TIME", help="the moment the answer is dated, ISO 8601 (default: now)")
    parser.add_argument("--print", type=_rows, default=5000, metavar="all|N", help="rows of a collection printed in the PDF (default: 5000)")
    parser.add_argument("--strict", action="store_true", help="status 5 if a column has no words")
    parser.add_argument("--progress", choices=("auto", "never"), default="auto")
    parser.add_argument("--request", metavar="REF", help="reference printed in the answer")
    parser.add_argument("--reason", metavar="TEXT", help=argparse.SUPPRESS)
    parser.add_argument("--staff", metavar="EMAIL", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _rows(text: str) -> int | None:
    if text == "all":
        return None
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a number of rows, or all")
    return int(text)


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a time in ISO 8601, for example 2026-01-15T12:00:00+01:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _say(text: str, status: int) -> int:
    print(text, file=sys.stderr)
    return status
