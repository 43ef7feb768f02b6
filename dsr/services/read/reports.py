"""The figures of a report: plain columns out of the tables, summed up by the rules of `dsr.domain.figures`.

Invariants: numbers only, nothing sealed is opened and no person is named; the number of statements is the same however many rows there are. One
row is read for each part that was answered or is open, all else is counted by the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy import case as choose
from sqlalchemy.orm import Session

from dsr.domain import figures
from dsr.domain.figures import UNOWED, Judged, Line, PartRow, Standing, judged
from dsr.domain.figures_open import Age, ages
from dsr.domain.instruction import Decision
from dsr.domain.reporting import Period, months, weeks
from dsr.domain.words import Channel, Outcome, Right, State
from dsr.models import Company, Instruction, LegalEntity, Message, Part, Request, Response, Staff
from dsr.services import endings, on_paper

_UNCONFIRMED = (State.RECEIVED, State.VERIFYING)
_NO = (endings.REFUSAL, endings.GONE)  # letters that are the answer themselves


@dataclass(frozen=True, slots=True)
class Answered:
    """What was decided and answered in a period. `companies` are by name, "" for what we decide about ourselves; `others` are those that are too
    small to be named, where that was asked for."""

    period: Period
    whole: Line
    months: tuple[tuple[Period, Line], ...]
    rights: Mapping[Right, Line]
    companies: Mapping[str, Line]
    others: Line | None
    channels: Mapping[Channel, Line]
    received: Mapping[Channel, int]
    received_months: tuple[int, ...]
    endings: Mapping[Outcome, int]
    grounds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody looks after; `who` "" is the team."""

    who: str
    open: int
    overdue: int
    answered: int


@dataclass(frozen=True, slots=True)
class Work:
    """What is open today, and how much came and went in each week of a period."""

    period: Period
    ages: tuple[Age, ...]
    hands: tuple[Hand, ...]
    weeks: tuple[tuple[Period, int, int], ...]     # received, answered


def answered(session: Session, period: Period, *, today: date, zone: ZoneInfo, is_folded: bool = False) -> Answered:
    """The figures of a period, as they are known today. `is_folded`: companies of few requests are told as one."""
    steps, parts = months(_so_far(period, today)), _parts(session, period, today, zone)
    names = _companies(session)
    came = _received(session, period)
    channels = Counter[Channel]()
    for _, channel, count in came:
        channels[channel] += count
    companies = figures.lines(parts, period, lambda row: names.get(row.company_id or 0, ""))
    few = figures.folded({name: line for name, line in companies.items() if name})[1] if is_folded else ()
    others = figures.line([one for one in parts if names.get(one.row.company_id or 0, "") in few], period) if few else None
    ended = _ended(session, period, zone)
    return Answered(
        period, figures.line(parts, period), tuple(zip(steps, figures.by_step(parts, steps, period), strict=True)),
        figures.lines(parts, period, lambda row: row.right), {name: line for name, line in companies.items() if name not in few}, others,
        figures.lines(parts, period, lambda row: row.channel), channels,
        _per_step(came, steps, period), _summed((outcome, count) for outcome, _, count in ended),
        _summed((ground or "", count) for outcome, ground, count in ended if outcome is Outcome.REFUSED))


def work(session: Session, period: Period, *, today: date, zone: ZoneInfo) -> Work:
    """What is open today, who looks after it, and the weeks of the period."""
    steps = weeks(_so_far(period, today))
    parts = _parts(session, period, today, zone)
    waiting = _waiting(session, today, zone)
    days = [day for one in parts if (day := figures.answered_on(one)) in period]
    came = _per_step(_received(session, period), steps, period)
    went = figures.per_step(days, steps, period)
    return Work(period, _ages(session, waiting, today), _hands(session, waiting, parts, period), tuple(zip(steps, came, went, strict=True)))


def open_ages(session: Session, *, today: date, zone: ZoneInfo) -> tuple[Age, ...]:
    """What is open today, by age."""
    return _ages(session, _waiting(session, today, zone), today)


def _waiting(session: Session, today: date, zone: ZoneInfo) -> list[Judged]:
    """The parts that are owed an answer and have none; those that nobody has confirmed are only counted, see `_ages`."""
    rows = _rows(session, and_(Part.state != State.CLOSED, Part.state.not_in(_UNCONFIRMED)), zone)
    return [one for one in (judged(row, today) for row in rows) if one.standing in (Standing.OPEN, Standing.OVERDUE, Standing.WITH_COMPANY)]


def _ages(session: Session, waiting: list[Judged], today: date) -> tuple[Age, ...]:
    unconfirmed = session.execute(select(Request.received_on, func.count()).select_from(Part).join(Request).where(
        Part.state.in_(_UNCONFIRMED)).group_by(Request.received_on)).all()
    return ages([*((one.row.received_on, one.standing, 1) for one in waiting),
                 *((day, Standing.UNCONFIRMED, count) for day, count in unconfirmed)], today)


def moments(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first moment of the period to the first after it, where the entity is."""
    return datetime.combine(period.first, time(), zone), datetime.combine(period.last + timedelta(days=1), time(), zone)


def _companies(session: Session) -> dict[int, str]:
    """By id; two of one name are told apart by what sources call them."""
    rows = session.execute(select(Company.id, Company.name, Company.key)).all()
    often = Counter(name for _, name, _ in rows)
    return {number: name if often[name] == 1 else f"{name} ({key})" for number, name, key in rows}


def _hands(session: Session, waiting: list[Judged], parts: list[Judged], period: Period) -> tuple[Hand, ...]:
    names = dict(session.execute(select(Staff.id, Staff.email)).all())
    is_open, overdue, done = Counter[str](), Counter[str](), Counter[str]()
    for one in waiting:
        who = names.get(one.row.keeper_id or 0, "")
        is_open[who] += 1
        overdue[who] += one.standing is Standing.OVERDUE
    for one in parts:
        done[names.get(one.row.keeper_id or 0, "")] += figures.answered_on(one) in period
    return tuple(Hand(who, is_open[who], overdue[who], done[who]) for who in sorted({*is_open, *done}, key=lambda who: (-is_open[who], who))
                 if is_open[who] or done[who])


def _so_far(period: Period, today: date) -> Period:
    """Without days that are yet to come: a month of noughts would look like one without requests."""
    return Period(period.first, max(period.first, min(period.last, today)))


def _parts(session: Session, period: Period, today: date, zone: ZoneInfo) -> list[Judged]:
    """The parts that a period may tell of: what was closed before it began was answered before."""
    start, _ = moments(period, zone)
    may_tell = Request.received_on <= period.last, or_(Part.closed_at.is_(None), Part.closed_at >= start), Part.state.not_in(_UNCONFIRMED)
    return [judged(row, today) for row in _rows(session, and_(*may_tell), zone)]


def _rows(session: Session, where: ColumnElement[bool], zone: ZoneInfo) -> list[PartRow]:
    zones = {entity: ZoneInfo(name) for entity, name in session.execute(select(LegalEntity.id, LegalEntity.timezone))}
    return [_row(one, zones.get(one.entity_id, zone)) for one in session.execute(_wanted(where))]


def _wanted(where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What went out first: an answer that was not called back, or a letter that says no. Who closed without either was owed none."""
    answers = select(Response.part_id, func.min(Response.approved_at).label("approved_at")).where(
        Response.approved_at.is_not(None), Response.recalled_at.is_(None)).group_by(Response.part_id).subquery()
    is_printed = Message.kind.in_(on_paper.PRINTED)
    letters = select(
        Message.part_id, func.min(choose((Message.kind.in_(_NO), Message.sent_at))).label("refused_at"),
        func.min(choose((is_printed, Message.created_at))).label("printed_at"), func.min(choose((is_printed, Message.sent_at))).label("posted_at"),
    ).where(Message.part_id.is_not(None), Message.kind.in_((*_NO, *on_paper.PRINTED))).group_by(Message.part_id).subquery()
    handed = exists().where(Instruction.part_id == Part.id, Instruction.revoked_at.is_(None), Instruction.decision == Decision.HAND_OVER)
    return select(
        Part.right, Part.state, Part.due_on, Part.extended_on, Part.company_id, Part.keeper_id, Part.closed_at, Part.outcome, Request.entity_id,
        Request.channel, Request.received_on, handed.label("is_handed_over"), answers.c.approved_at, letters.c.refused_at, letters.c.printed_at,
        letters.c.posted_at,
    ).join(Request, Request.id == Part.request_id).outerjoin(answers, answers.c.part_id == Part.id).outerjoin(
        letters, letters.c.part_id == Part.id).where(
            where, or_(Part.outcome.is_(None), Part.outcome.not_in(UNOWED), answers.c.approved_at.is_not(None)))


def _row(one: Any, zone: ZoneInfo) -> PartRow:
    """An answer on paper is out when it is posted, not when it is approved."""
    is_on_paper = one.printed_at is not None and one.approved_at is not None and one.printed_at <= one.approved_at
    out = [moment for moment in (one.posted_at if is_on_paper else one.approved_at, one.refused_at) if moment is not None]
    return PartRow(
        one.right, one.channel, one.state, one.received_on, one.due_on, company_id=one.company_id, keeper_id=one.keeper_id,
        is_extended=one.extended_on is not None, is_handed_over=one.is_handed_over, outcome=one.outcome,
        answered_on=_day(min(out), zone) if out else None, closed_on=_day(one.closed_at, zone) if one.closed_at is not None else None)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _received(session: Session, period: Period) -> list[tuple[date, Channel, int]]:
    """Parts by the day on which their request came, and how it came."""
    wanted = select(Request.received_on, Request.channel, func.count()).select_from(Part).join(Request).where(
        Request.received_on.between(period.first, period.last)).group_by(Request.received_on, Request.channel)
    return [(day, channel, count) for day, channel, count in session.execute(wanted)]


def _per_step(came: list[tuple[date, Channel, int]], steps: tuple[Period, ...], period: Period) -> tuple[int, ...]:
    return figures.per_step((day for day, _, count in came for _ in range(count)), steps, period)


def _ended(session: Session, period: Period, zone: ZoneInfo) -> list[tuple[Outcome, str | None, int]]:
    """How the parts ended that were closed in the period, and on which ground."""
    start, end = moments(period, zone)
    wanted = select(Part.outcome, Part.refusal_ground, func.count()).where(
        Part.state == State.CLOSED, Part.closed_at >= start, Part.closed_at < end).group_by(Part.outcome, Part.refusal_ground)
    return [(outcome, ground, count) for outcome, ground, count in session.execute(wanted) if outcome is not None]


def _summed(pairs: Any) -> dict[Any, int]:
    """The largest first."""
    counts: Counter[Any] = Counter()
    for name, count in pairs:
        counts[name] += count
    return dict(sorted(counts.items(), key=lambda one: (-one[1], str(one[0]))))
