"""Reports at the desk: three pages of figures, the file of each table, and the yearly report. Numbers only: who may read the queue may read them.

Invariant: a page, its files and its charts are about the period that stands in its address.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response as FileResponse
from flask import render_template, request, url_for

from dsr.domain.capability import Capability
from dsr.domain.errors import NotFound
from dsr.domain.figures import SMALL
from dsr.domain.reporting import Period, named, offered
from dsr.services import routing, yearly
from dsr.services.read import reports as read
from dsr.services.read import reports_systems
from dsr.services.read.collection import Atlas
from dsr.services.read.reports import Answered, Work
from dsr.services.read.reports_systems import Systems
from dsr.web.access import needs
from dsr.web.attachment import headers, streamed
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp, report_charts, report_tables
from dsr.web.staff.recall import atlas
from dsr.web.staff.report_tables import Table, as_csv, period_words

_ANSWERED: dict[str, Callable[[Answered], Table]] = {
    "months": report_tables.months, "rights": report_tables.rights, "companies": report_tables.companies, "endings": report_tables.endings,
    "grounds": report_tables.grounds, "channels": report_tables.channels,
}
_WORK: dict[str, Callable[[Work], Table]] = {"ages": report_tables.ages, "hands": report_tables.hands, "weeks": report_tables.weeks}
_SYSTEMS: dict[str, Callable[[Systems], Table]] = {
    "sources": lambda found: report_tables.sources(found, atlas().source), "reasons": lambda found: report_tables.reasons(found, atlas().source),
    "letters": report_tables.letters,
}


@bp.get("/reports")
@needs(Capability.READ)
def reports() -> str | tuple[str, int]:
    found = _answered(_period())
    tables = {name: make(found) for name, make in _ANSWERED.items() if name != "channels"}
    return _page("staff/reports.html", found.period, whole=found.whole, received=sum(found.received.values()), tables=tables,
                 by_month=report_charts.on_time(found), by_days=report_charts.days(found))


@bp.get("/reports/work")
@needs(Capability.READ)
def report_work() -> str | tuple[str, int]:
    period = _period()
    found, came = _work(period), _answered(period)
    tables = {**{name: make(found) for name, make in _WORK.items()}, "channels": report_tables.channels(came)}
    return _page("staff/reports_work.html", period, tables=tables, by_age=report_charts.by_age(found), by_week=report_charts.by_week(found),
                 by_channel=report_charts.by_channel(came))


@bp.get("/reports/systems")
@needs(Capability.READ)
def report_systems() -> str | tuple[str, int]:
    found = _systems(_period())
    return _page("staff/reports_systems.html", found.period, tables={name: make(found) for name, make in _SYSTEMS.items()}, written=found.written)


@bp.get("/reports/<what>.csv")
@needs(Capability.READ)
def report_file(what: str) -> FileResponse:
    """One table. Raises NotFound."""
    period = _period()
    if what in _ANSWERED:
        table = _ANSWERED[what](_answered(period))
    elif what in _WORK:
        table = _WORK[what](_work(period))
    elif what in _SYSTEMS:
        table = _SYSTEMS[what](_systems(period))
    else:
        raise NotFound()
    data = as_csv(table)
    return streamed(iter((data,)), headers(f"{what} {period.name}.csv", "text/csv; charset=utf-8", len(data)))


@bp.get("/reports/year/<int:year>.pdf")
@needs(Capability.READ)
def yearly_report(year: int) -> FileResponse:
    """For a meeting, the management or an authority: it names no company of few requests. Raises NotFound for a year that no report is about."""
    try:
        period = named(f"{year:04d}")
    except ValueError:
        raise NotFound() from None
    if period.first > _today():
        raise NotFound()
    settings = kit().settings
    with kit().database.reading() as db:
        told = yearly.gathered(db, period, now=kit().now(), settings=settings)
        names = Atlas(routing.of_own(db, kit().sources.sources), settings.entity_language, settings.fallback_language)
    data = yearly.written(told, settings, names.source)
    name = _("yearly report %(year)s", year=year)
    return streamed(iter((data,)), headers(f"{name}.pdf", "application/pdf", len(data)))


def _page(template: str, period: Period, **facts: object) -> tuple[str, int]:
    """A page with its choice of periods. 422 where what was chosen is none: then this year is shown."""
    today, is_wrong = _today(), _wanted() is None

    def link(endpoint: str, what: str | None = None) -> str:
        return url_for(f"desk.{endpoint}", period=period.name, what=what)

    choices = [(one.name, period_words(one)) for one in offered(today)]
    return render_template(template, period=period, period_words=period_words(period), choices=choices, link=link, is_wrong=is_wrong, today=today,
                           small=SMALL, year=min(period.last, today).year, typed=request.args, **facts), 422 if is_wrong else 200


def _answered(period: Period) -> Answered:
    with kit().database.reading() as db:
        return read.answered(db, period, today=_today(), zone=_zone())


def _work(period: Period) -> Work:
    with kit().database.reading() as db:
        return read.work(db, period, today=_today(), zone=_zone())


def _systems(period: Period) -> Systems:
    with kit().database.reading() as db:
        return reports_systems.systems(db, period, now=kit().now(), zone=_zone())


def _period() -> Period:
    """What was chosen, else this year."""
    return _wanted() or named(f"{_today().year}")


def _wanted() -> Period | None:
    """The period in the address: its name, or both days. None if it is none."""
    first, last = request.args.get("from", "").strip(), request.args.get("to", "").strip()
    name = f"{first}..{last}" if first or last else request.args.get("period", "").strip()
    try:
        return named(name or f"{_today().year}")
    except ValueError:
        return None


def _zone() -> ZoneInfo:
    return ZoneInfo(kit().settings.entity_timezone)


def _today() -> date:
    return kit().now().astimezone(_zone()).date()
