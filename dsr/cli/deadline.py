"""`dsr deadline`: the legal dates of a request, for whoever wants to check them.

Invariant: standard output holds one JSON object and nothing else.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime

from dsr.domain import term
from dsr.domain.errors import Misconfigured
from dsr.domain.term import Pause
from dsr.text import ANSWERS
from dsr.text.because import sentences

USAGE = 2
_FIRST, _LAST = date(1972, 1, 1), date(2099, 12, 31)  # from the first full year of the Regulation to the last of the lists of holidays
_KINDS = ("identity", "clarification")
_DAY_OR_TIME = "a day or a time in ISO 8601, for example 2026-03-05 or 2026-03-31T22:30:00Z"


class _Refused(Exception):
    """What was asked cannot be counted; the message says why."""


def run(argv: list[str]) -> int:
    """Status 2 for a day, a pause or a country that cannot be counted with."""
    options = _options(argv)
    country = options.jurisdiction.upper()
    try:
        received = _day(options.received, country)
        pauses = [_pause(text, received, country) for text in options.pause]
        found = term.due_dates_after(received, country, pauses)
    except (_Refused, Misconfigured) as error:
        print(f"dsr deadline: {error}", file=sys.stderr)
        return USAGE
    for pause in pauses:
        if pause not in term.counting(received, pauses):
            print(f"dsr deadline: the {pause.kind} pause from {pause.start} does not count: only the first of its kind does, asked for within "
                  f"{term.PAUSE_LIMIT_DAYS} days of receipt.", file=sys.stderr)
    if options.explain:
        for word, day, is_extended in (("due", found.due, False), ("extended", found.extended, True)):
            print(f"{word} {day}: {' '.join(sentences(found.why(is_extended=is_extended), received, options.explain))}", file=sys.stderr)
    print(json.dumps({"nominal": found.nominal.isoformat(), "due": found.due.isoformat(), "extended": found.extended.isoformat(),
                      "reasons": list(found.reasons)}))
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dsr deadline", description="The legal dates of a request, as one JSON object.")
    parser.add_argument("--jurisdiction", required=True, metavar="COUNTRY",
                        help=f"country of the entity that answers: {', '.join(term.JURISDICTIONS)}")
    parser.add_argument("--received", required=True, metavar="DATE|TIMESTAMP", help=f"{_DAY_OR_TIME}; a time counts as the local day of the country")
    parser.add_argument("--pause", action="append", default=[], metavar="KIND:FROM..TO",
                        help="days on which the person was asked and had not answered yet; KIND is identity or clarification; repeatable")
    parser.add_argument("--explain", choices=ANSWERS, metavar="LANGUAGE",
                        help=f"say on standard error why, in the words that people read: {', '.join(ANSWERS)}")
    return parser.parse_args(argv)


def _day(text: str, country: str) -> date:
    """The local day; a time without a zone is taken as local already."""
    try:
        moment = datetime.fromisoformat(text.strip())
        day = term.local_day(moment, country) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        raise _Refused(f"'{text}' is not {_DAY_OR_TIME}.") from None
    if not _FIRST <= day <= _LAST:
        raise _Refused(f"'{text}' is not between {_FIRST} and {_LAST}, the days whose rules and holidays are known.")
    return day


def _pause(text: str, received: date, country: str) -> Pause:
    kind, colon, span = text.partition(":")
    start, dots, end = span.partition("..")
    if kind not in _KINDS or not colon or not dots:
        raise _Refused(f"'{text}' is no pause. Write identity:FROM..TO or clarification:FROM..TO with two days.")
    first, last = _day(start, country), _day(end, country)
    if not received <= first <= last:
        raise _Refused(f"the pause '{text}' has to start on or after the day of receipt, {received}, and not to end before it starts.")
    return Pause("identity" if kind == "identity" else "clarification", first, last)
