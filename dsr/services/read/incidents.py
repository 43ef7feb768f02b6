"""The register of incidents as pages and exports show it: facts, clocks, who was told, and the answers that were called back.

Invariant: the register is told whole also after the request's keys are gone; what is sealed with the request is then missing, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.errors import NotFound, VaultError
from dsr.domain.incident import Duty, MarkAct
from dsr.domain.words import Role
from dsr.models import Company, Incident, IncidentMark, Message, MessageState, Part, Request, Response, Staff
from dsr.services import holds, incidents
from dsr.services.incidents import Facts
from dsr.services.read import recall
from dsr.services.read.collection import Atlas
from dsr.vault import Vault


@dataclass(frozen=True, slots=True)
class ClockLine:
    """`is_aim`: the law says "without undue delay", and the hours are ours."""

    duty: Duty
    ends_at: datetime
    is_aim: bool
    settled_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class MarkLine:
    """`letter` is where the letter stands that told it; `by` is a member of staff, "" the program."""

    duty: Duty
    act: MarkAct
    done_at: datetime
    number: str
    note: str
    by: str
    letter: MessageState | None


@dataclass(frozen=True, slots=True)
class Line:
    """One incident, with all that the register says of it."""

    id: int
    reference: str
    role: Role
    company: str
    aware_at: datetime
    opened_at: datetime
    opened_by: str
    facts: Facts
    clocks: tuple[ClockLine, ...]
    marks: tuple[MarkLine, ...]
    closed_at: datetime | None

    @property
    def next(self) -> ClockLine | None:
        """The clock that ends first of those that run."""
        return next((clock for clock in self.clocks if clock.settled_at is None), None)


@dataclass(frozen=True, slots=True)
class Page:
    """One incident and the answers that were called back with it. `parts` are none where the request is forgotten."""

    line: Line
    locale: str                           # of the person who asked
    parts: tuple[recall.Page, ...]


def register(session: Session, *, now: datetime, settings: Settings, request_id: int | None = None) -> tuple[Line, ...]:
    """All incidents, those that are open first and of these the newest; or those of one request."""
    wanted = select(Incident, Request.reference).join(Request, Request.id == Incident.request_id)
    if request_id is not None:
        wanted = wanted.where(holds.concerns(request_id))
    rows = session.execute(wanted.order_by(Incident.closed_at.is_not(None), Incident.id.desc())).all()
    return tuple(_lines(session, [(row, reference) for row, reference in rows], now=now, settings=settings))


def page(session: Session, incident_id: int, *, now: datetime, settings: Settings, vault: Vault, atlas: Atlas) -> Page:
    """Raises NotFound."""
    row = session.get(Incident, incident_id)
    if row is None:
        raise NotFound()
    request = session.get_one(Request, row.request_id)
    parts = session.execute(select(Part).where(Part.id.in_(select(Response.part_id).where(Response.incident_id == row.id))).order_by(Part.id))
    found: list[recall.Page] = []
    with suppress(VaultError):  # the request is forgotten; the register is not
        found = [recall.page(session, part, vault=vault, now=now, atlas=atlas) for part in parts.scalars()]
    (line,) = _lines(session, [(row, request.reference)], now=now, settings=settings)
    return Page(line, request.locale, tuple(found))


def joinable(session: Session, part: Part) -> tuple[int, ...]:
    """Open incidents that an answer of the part may belong to."""
    same = Incident.role == part.role, Incident.company_id.is_not_distinct_from(part.company_id)
    wanted = select(Incident.id).where(Incident.closed_at.is_(None), *same)
    return tuple(session.execute(wanted.order_by(Incident.id.desc())).scalars())


def _lines(session: Session, rows: Iterable[tuple[Incident, str]], *, now: datetime, settings: Settings) -> list[Line]:
    found = list(rows)
    people = dict(session.execute(select(Staff.id, Staff.email)).all())
    names = dict(session.execute(select(Company.id, Company.name).where(Company.id.in_({row.company_id for row, _ in found}))).all())
    marked = session.execute(select(IncidentMark, Message.state).outerjoin(Message, Message.id == IncidentMark.message_id).where(
        IncidentMark.incident_id.in_([row.id for row, _ in found])).order_by(IncidentMark.done_at, IncidentMark.id)).all()
    return [_line(session, row, reference, people, names.get(row.company_id or 0, ""),
                  tuple(_mark(one, state, people) for one, state in marked if one.incident_id == row.id), now=now, settings=settings)
            for row, reference in found]


def _line(session: Session, row: Incident, reference: str, people: dict[int, str], company: str, marks: tuple[MarkLine, ...], *, now: datetime,
          settings: Settings) -> Line:
    clocks = tuple(ClockLine(clock.duty, clock.ends_at, clock.is_aim, clock.settled_at, clock.is_late(now))
                   for clock in incidents.clocks_of(session, row, settings=settings))
    facts = Facts(what=row.what, happened_on=row.happened_on, categories=row.categories, people=row.people, records=row.records,
                  consequences=row.consequences, measures=row.measures, risk=row.risk, risk_reason=row.risk_reason)
    return Line(row.id, reference, row.role, company, row.aware_at, row.opened_at, people.get(row.opened_by, ""), facts, clocks, marks, row.closed_at)


def _mark(row: IncidentMark, state: MessageState | None, people: dict[int, str]) -> MarkLine:
    return MarkLine(row.duty, row.act, row.done_at, row.number, row.note, people.get(row.staff_id or 0, ""), state)


@dataclass(frozen=True, slots=True)
class Told:
    """What a company sees of an incident that concerns it (GDPR Art. 33(2), 33(3))."""

    id: int
    aware_at: datetime
    happened_on: date | None
    what: str
    categories: str
    people: int | None
    records: int | None
    consequences: str
    measures: str


def told(session: Session, part: Part) -> tuple[Told, ...]:
    """Of the part of a company that decides about it, the newest first."""
    wanted = select(Incident).where(holds.concerns(part.request_id), Incident.role == Role.PROCESSOR, Incident.company_id == part.company_id)
    return tuple(Told(row.id, row.aware_at, row.happened_on, row.what, row.categories, row.people, row.records, row.consequences, row.measures)
                 for row in session.execute(wanted.order_by(Incident.id.desc())).scalars())
