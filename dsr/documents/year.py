"""The report of a year in sections: figures with what they mean, in the words of the entity's language.

Invariant: every figure comes from `YearTold`; what a figure counts is said in the last section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dsr.documents.lines import Bar, Chart, Grid, Line, Listing, Piece, Section
from dsr.domain.figures import SMALL, Times
from dsr.domain.figures import Line as Figures
from dsr.domain.figures_open import COLUMNS
from dsr.domain.year_told import YearTold
from dsr.text import translator
from dsr.text.dates import month_name
from dsr.text.labels import word
from dsr.text.numbers import number

_METHOD = ("parts", "decided", "due", "answer", "days", "unowed", "sources", "small")


@dataclass(frozen=True, slots=True)
class Teller:
    """`named` gives the name of a source by its key."""

    locale: str
    named: Callable[[str], str]

    def say(self, key: str, **facts: object) -> str:
        return translator(self.locale)(f"yearly.{key}", **facts)

    def count(self, value: object) -> str:
        return number(str(value), self.locale)

    def pairs(self, *facts: tuple[str, object]) -> list[Piece]:
        """A line for each figure that there is, under its name."""
        return [Line("pair", self.count(value), self.say(key)) for key, value in facts if value is not None]


def sections(told: YearTold, its: Teller) -> tuple[Section, ...]:
    """What is told, the most asked first."""
    found: list[tuple[str, list[Piece]]] = [
        ("short", _short(told, its)), ("months", _months(told, its)), ("rights", _groups(its, "asked", (
            (its.say(f"right_{right.value}"), line) for right, line in told.rights.items()))),
        ("companies", _companies(told, its)), ("channels", _counts(its, "channel", {word(one, its.locale): n for one, n in told.channels.items()})),
        ("endings", _counts(its, "ending", {word(one, its.locale): n for one, n in told.endings.items()})),
        ("grounds", _counts(its, "ground", {_ground(one, its): n for one, n in told.grounds.items()})),
        ("open", its.pairs(*((f"open_{one.value}", told.open.get(one, 0)) for one in COLUMNS))), ("sources", _sources(told, its)),
        ("letters", its.pairs(("written", told.letters), ("unreached", told.unreached))), ("trouble", _trouble(told, its)),
        ("method", [Line("body", its.say(f"method_{one}", small=SMALL)) for one in _METHOD])]
    return tuple(Section(place, its.say(f"{place}_title"), tuple(pieces) or (Line("body", its.say("none")),)) for place, pieces in found)


def _short(told: YearTold, its: Teller) -> list[Piece]:
    whole, times = told.whole, told.whole.times
    days = (("median", times.median), ("ninetieth", times.ninetieth), ("slowest", times.slowest)) if times else ()
    return its.pairs(("received", told.received), ("decided", whole.decided), ("on_time", whole.on_time), ("extended", whole.extended),
                     ("late", whole.late), ("unanswered", whole.unanswered), ("share", whole.share), *days)


def _months(told: YearTold, its: Teller) -> list[Piece]:
    """The chart, and its figures as a table."""
    if not told.whole.decided and not told.received:
        return []
    most = max(line.decided for _month, _came, line in told.months)
    late = [f"{month_name(month.name, its.locale)} ({its.count(line.late)})" for month, _came, line in told.months if line.late]
    words = its.say("chart_words", all=its.count(told.whole.decided), on_time=its.count(told.whole.on_time))
    words += " " + (its.say("chart_late", months=", ".join(late)) if late else its.say("chart_none_late"))
    bars = tuple(Bar(line.decided, month_name(month.name, its.locale)[:3]) for month, _came, line in told.months)
    rows = [(month_name(month.name, its.locale), came, line) for month, came, line in told.months] + [(its.say("all"), told.received, told.whole)]
    heads = tuple(its.say(f"head_{one}") for one in ("month", "received", "decided", "on_time", "late", "share", "median"))
    return [*([Chart(its.say("chart_title"), words, bars, its.count(most))] if most else []), Grid(its.say("grid_title"), heads, tuple(
        (name, its.count(came), its.count(line.decided), its.count(line.on_time), its.count(line.late), _share(line, its), _days(line.times, its))
        for name, came, line in rows))]


def _companies(told: YearTold, its: Teller) -> list[Piece]:
    named = sorted(((name, line) for name, line in told.companies.items() if name), key=lambda one: (-one[1].decided, one[0]))
    ours = [(its.say("ours"), told.companies[""])] if "" in told.companies else []
    others = [(its.say("others"), told.others)] if told.others is not None else []
    pieces = _groups(its, "company", [*ours, *named, *others])
    return [*pieces, Line("body", its.say("method_small", small=SMALL))] if others else pieces


def _groups(its: Teller, first: str, rows: Iterable[tuple[str, Figures]]) -> list[Piece]:
    found = tuple((name, its.count(line.decided), its.count(line.on_time), its.count(line.late), _share(line, its), _days(line.times, its),
                   its.count(line.times.ninetieth) if line.times else "–") for name, line in rows)
    heads = (its.say(f"head_{first}"), *(its.say(f"head_{one}") for one in ("decided", "on_time", "late", "share", "median", "ninetieth")))
    return [Listing(heads, (177, 51, 51, 51, 51, 51, 51), found, (1, 2, 3, 4, 5, 6))] if found else []


def _counts(its: Teller, first: str, counts: Mapping[str, int]) -> list[Piece]:
    rows = tuple((name, its.count(count)) for name, count in counts.items())
    return [Listing((its.say(f"head_{first}"), its.say("head_requests")), (383, 100), rows, (1,))] if rows else []


def _sources(told: YearTold, its: Teller) -> list[Piece]:
    """Those that failed at all."""
    searches = sum(one.searches for one in told.sources)
    rows = tuple((its.named(one.source), its.count(one.searches), its.count(one.failed), its.count(one.outage.count),
                  its.count(-(-int(one.outage.total.total_seconds()) // 3600))) for one in told.sources if one.failed or one.outage.count)
    heads = tuple(its.say(f"head_{one}") for one in ("source", "searches", "failed", "outages", "hours"))
    failed: list[Piece] = [Listing(heads, (203, 70, 70, 70, 70), rows, (1, 2, 3, 4))] if rows else [Line("body", its.say("no_source_failed"))]
    return [*its.pairs(("searches", searches)), *failed] if searches else []


def _trouble(told: YearTold, its: Teller) -> list[Piece]:
    own = told.trouble
    risks = [Line("pair", its.count(count), its.say("of_risk", risk=word(risk, its.locale))) for risk, count in own.by_risk.items()]
    return [*its.pairs(("incidents", own.incidents)), *risks, *its.pairs(
        ("authority_told", own.authority_told), ("people_told", own.people_told), ("open_incidents", own.open_incidents), ("recalled", own.recalled),
        ("complaints", own.complaints), ("complaints_answered", own.complaints_answered), ("complaints_open", own.complaints_open))]


def _share(line: Figures, its: Teller) -> str:
    return its.count(line.share) if line.share is not None else "–"


def _days(times: Times | None, its: Teller) -> str:
    return its.count(times.median) if times else "–"


def _ground(ground: str, its: Teller) -> str:
    return translator(its.locale)(f"ground.{ground}.text") if ground else its.say("no_ground")
