"""How sources, letters and the house itself did in a period: what failed and why, what did not arrive, incidents and complaints.

Invariants: numbers only; all is counted by the database, but for the moments at which sources failed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import ColumnElement, Integer, String, cast, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from dsr.domain.asking import Ending
from dsr.domain.figures_open import SourceLine, sources
from dsr.domain.incident import Duty, MarkAct, Risk
from dsr.domain.reporting import Period
from dsr.domain.work import TaskKind, TaskState
from dsr.domain.year_told import Trouble
from dsr.models import UNREACHED, Complaint, Event, Incident, IncidentMark, Message, MessageState, Part, Question, Request, Response, Task
from dsr.services.read.reports import moments

_UNANSWERED = (Ending.CANNOT, Ending.EXPIRED, Ending.WAIVED)
_HOUR = 13  # signs of a moment up to its hour


class _Days(FunctionElement[int]):
    """Whole days from the second moment to the first."""

    type = Integer()
    inherit_cache = True


@compiles(_Days, "sqlite")
def _of_sqlite(element: _Days, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(_Days, "postgresql")
def _of_postgres(element: _Days, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(floor(extract(epoch FROM {later} - {earlier}) / 86400) AS INTEGER)"


@dataclass(frozen=True, slots=True)
class LetterLine:
    """Letters of one kind that did not arrive, and of how many that were written in the period."""

    kind: str
    written: int
    failed: int
    bounced: int
    attended: int


@dataclass(frozen=True, slots=True)
class Systems:
    """Sources with those that failed most first, and letters."""

    period: Period
    sources: tuple[SourceLine, ...]
    letters: tuple[LetterLine, ...]
    written: int


def systems(session: Session, period: Period, *, now: datetime, zone: ZoneInfo) -> Systems:
    """What ended, and what was written, in the period."""
    start, end = moments(period, zone)
    kinds = _letters(session, start, end)
    return Systems(period, _sources(session, start, end, min(now, end)), tuple(one for one in kinds if one.failed or one.bounced),
                   sum(one.written for one in kinds))


def trouble(session: Session, period: Period, *, zone: ZoneInfo) -> Trouble:
    """The register in numbers."""
    start, end = moments(period, zone)
    ours = Incident.aware_at >= start, Incident.aware_at < end
    risks = {risk: (count, is_open) for risk, count, is_open in session.execute(
        select(Incident.risk, func.count(), func.count().filter(Incident.closed_at.is_(None))).where(*ours).group_by(Incident.risk))}
    told: dict[Duty, int] = dict(session.execute(
        select(IncidentMark.duty, func.count(IncidentMark.incident_id.distinct())).join(Incident, Incident.id == IncidentMark.incident_id).where(
            *ours, IncidentMark.act == MarkAct.TOLD).group_by(IncidentMark.duty)).all())
    recalled = session.execute(select(func.count()).select_from(Response).where(
        Response.recalled_at >= start, Response.recalled_at < end)).scalar_one()
    came, answered, unended = session.execute(select(
        func.count(), func.count(Complaint.answered_on), func.count().filter(Complaint.ended_at.is_(None))).where(
            Complaint.received_on.between(period.first, period.last))).one()
    return Trouble(sum(count for count, _ in risks.values()), {risk: risks[risk][0] for risk in Risk if risk in risks}, told.get(Duty.AUTHORITY, 0),
                   told.get(Duty.PERSONS, 0), sum(is_open for _, is_open in risks.values()), recalled, came, answered, unended)


def _sources(session: Session, start: datetime, end: datetime, until: datetime) -> tuple[SourceLine, ...]:
    ended = Task.kind == TaskKind.COLLECT, Task.source_key != "", Task.finished_at >= start, Task.finished_at < end
    is_good = Task.state == TaskState.DONE
    is_bad = or_(Task.state == TaskState.FAILED, (Task.state == TaskState.SKIPPED) & or_(
        Task.result_code.is_not(None), Question.ending.in_(_UNANSWERED)))
    counted = select(
        Task.source_key, is_good.label("is_good"), Task.result_code, Question.ending, (Task.attempts > 1).label("again"), func.count(),
    ).outerjoin(Question, Question.task_id == Task.id).where(*ended, or_(is_good, is_bad)).group_by(
        Task.source_key, "is_good", Task.result_code, Question.ending, "again")
    counts = [(key, None if good else _why(code, ending), again, count) for key, good, code, ending, again, count in session.execute(counted)]
    since = _Days(Task.finished_at, Request.received_at).label("days")
    days = session.execute(select(Task.source_key, since, func.count()).join(Part, Part.id == Task.part_id).join(
        Request, Request.id == Part.request_id).where(*ended, is_good).group_by(Task.source_key, "days")).all()
    bad = session.execute(select(Task.source_key, Task.finished_at).outerjoin(Question, Question.task_id == Task.id).where(*ended, is_bad)).all()
    marks = [(key, at, False) for key, at in bad if at is not None] + _retried(session, ended, start, end)
    return sources(counts, [(key, day, count) for key, day, count in days], marks + _working(session, ended, {key for key, _, _ in marks}), until)


def _why(code: str | None, ending: Ending | None) -> str:
    """Why a search gave nothing: a code of the task or, where a person was asked, how that ended."""
    return code or (ending.value if ending is not None else "")


def _retried(session: Session, ended: tuple[ColumnElement[bool], ...], start: datetime, end: datetime) -> list[tuple[str, datetime, bool]]:
    """Moments at which a search that had failed was tried again by staff: once it works, its row says nothing of it any more."""
    requests = select(Part.request_id).join(Task, Task.part_id == Part.id).where(*ended, Task.attempts > 1)
    found = session.execute(select(Event.at, Event.facts).where(
        Event.request_id.in_(requests), Event.name == "task_retried", Event.at >= start, Event.at < end))
    return [(str(orjson.loads(facts).get("source", "")), at, False) for at, facts in found]


def _working(session: Session, ended: tuple[ColumnElement[bool], ...], keys: set[str]) -> list[tuple[str, datetime, bool]]:
    """The first and the last search of each hour that worked, of sources that failed at all."""
    hour = func.substr(cast(Task.finished_at, String), 1, _HOUR).label("hour")
    found = session.execute(select(Task.source_key, func.min(Task.finished_at), func.max(Task.finished_at), hour).where(
        *ended, Task.state == TaskState.DONE, Task.source_key.in_(keys)).group_by(Task.source_key, "hour"))
    return [(key, at, True) for key, first, last, _ in found for at in (first, last) if at is not None]


def _letters(session: Session, start: datetime, end: datetime) -> list[LetterLine]:
    found = session.execute(select(Message.kind, Message.state, func.count(), func.count(Message.attended_at)).where(
        Message.created_at >= start, Message.created_at < end).group_by(Message.kind, Message.state)).all()
    written, states, attended = Counter[str](), Counter[tuple[str, MessageState]](), Counter[str]()
    for kind, state, count, seen_to in found:
        written[kind] += count
        states[kind, state] += count
        attended[kind] += seen_to if state in UNREACHED else 0
    lines = [LetterLine(kind, count, states[kind, MessageState.FAILED], states[kind, MessageState.BOUNCED], attended[kind])
             for kind, count in written.items()]
    return sorted(lines, key=lambda one: (-one.failed - one.bounced, one.kind))
