"""Which parts are in a view of the queue, how many, and in which order.

Invariants: every open part is in "open" or not confirmed, and what is in "open" waits either for us or for others, never both, so that no request is
hidden and the counts add up; what is not confirmed is in "open" too while it waits for us. A page reads a few rows of each lane by an index and
merges them by the rule of `dsr.domain.lateness`, so that it costs the same however many wait.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, false, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from dsr.domain import lateness
from dsr.domain.lateness import UNCONFIRMED as UNCONFIRMED_STATES
from dsr.domain.lateness import Lane, Place, Rank
from dsr.domain.words import Right, State
from dsr.models import Part
from dsr.services.read import holdups

OVERDUE, SOON, MINE, FOR_US, FOR_OTHERS, UNCONFIRMED, OPEN, CLOSED = (
    "overdue", "soon", "mine", "waiting_us", "waiting_them", "unconfirmed", "open", "closed")
VIEWS = (OVERDUE, SOON, FOR_US, FOR_OTHERS, MINE, OPEN, UNCONFIRMED, CLOSED)
SOON_DAYS = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a view is narrowed to. `keeper` 0 is the team."""

    right: Right | None = None
    state: State | None = None
    company: int | None = None
    keeper: int | None = None

    def where(self) -> ColumnElement[bool]:
        wanted: list[ColumnElement[bool]] = [true()]
        if self.right is not None:
            wanted.append(Part.right == self.right)
        if self.state is not None:
            wanted.append(Part.state == self.state)
        if self.company is not None:
            wanted.append(Part.company_id == self.company)
        if self.keeper is not None:
            wanted.append(Part.keeper_id == self.keeper if self.keeper else Part.keeper_id.is_(None))
        return and_(*wanted)


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a list, and what a link to what comes after it says."""

    part_id: int
    after: str


def counts(session: Session, *, today: date, mine: Collection[int]) -> dict[str, int]:
    """How many open parts each view has. The closed only grow, and are not counted."""
    by_state = _by_state(session, select(Part.state, *_sums(today)).where(holdups.is_open()).group_by(Part.state))
    troubled = holdups.troubled()
    theirs = select(Part.state, *_sums(today), func.count().filter(Part.keeper_id.in_(mine))).where(
        Part.id.in_(select(troubled.c.id))).group_by(Part.state)
    stuck = _by_state(session, theirs)
    kept = _confirmed_of(session, mine)

    def total(column: int, rows: Mapping[State, tuple[int, ...]], states: Collection[State]) -> int:
        return sum(rows[state][column] for state in states if state in rows)

    confirmed = [state for state in State if state not in UNCONFIRMED_STATES]
    ours = [state for state in State if lateness.is_ours(state)]
    every = total(0, by_state, confirmed) + total(0, stuck, UNCONFIRMED_STATES)
    for_us = total(0, by_state, ours) + total(0, stuck, [state for state in State if state not in ours])
    return {OVERDUE: total(1, by_state, confirmed) + total(1, stuck, UNCONFIRMED_STATES),
            SOON: total(2, by_state, confirmed) + total(2, stuck, UNCONFIRMED_STATES),
            FOR_US: for_us, FOR_OTHERS: every - for_us, MINE: kept + total(3, stuck, UNCONFIRMED_STATES), OPEN: every,
            UNCONFIRMED: total(0, by_state, UNCONFIRMED_STATES)}


def page(session: Session, view: str, *, today: date, narrowed: Narrowing, mine: Collection[int], after: str, most: int) -> list[Spot]:
    """The next parts of a view after a spot, the first ones for a spot that is none. Raises KeyError for a view that is none."""
    if view not in VIEWS:
        raise KeyError(view)
    if view == CLOSED:
        return _closed(session, narrowed, after, most)
    where = and_(narrowed.where(), Part.keeper_id.in_(mine)) if view == MINE else narrowed.where()
    since = lateness.read(after)
    arms = list(_arms(view, today, where, since, most, narrowed.state))
    if not arms:
        return []
    found = [lateness.place(row.id, Lane(row.state, row.for_us), due_on=row.due_on, plan_on=row.plan_on, is_paused=row.paused, today=today)
             for row in session.execute(union_all(*arms))]
    return [Spot(place.part_id, place.spelt()) for place in sorted(found)[:most]]


def _sums(today: date) -> tuple[ColumnElement[int], ...]:
    return (func.count(), func.count().filter(Part.due_on < today),
            func.count().filter(Part.due_on.between(today, today + timedelta(days=SOON_DAYS))))


def _by_state(session: Session, wanted: Select[*tuple[Any, ...]]) -> dict[State, tuple[int, ...]]:
    return {row[0]: tuple(row[1:]) for row in session.execute(wanted)}


def _confirmed_of(session: Session, mine: Collection[int]) -> int:
    is_confirmed = Part.state.not_in((*UNCONFIRMED_STATES, State.CLOSED))
    return session.execute(select(func.count()).select_from(Part).where(Part.keeper_id.in_(mine), is_confirmed)).scalar_one()


def _arms(view: str, today: date, where: ColumnElement[bool], since: Place | None, most: int, state: State | None) -> Iterator[Select[Any]]:
    """What may come next: of what is late, of each lane, and of what is paused."""
    troubled = holdups.troubled()
    lanes = [lane for lane in _lanes(view) if state in (None, lane.state)]
    if not lanes:
        return
    in_any = or_(false(), *(_in(lane, troubled) for lane in lanes))
    in_time = Part.due_on.between(today, today + timedelta(days=SOON_DAYS)) if view == SOON else Part.due_on >= today
    if view != SOON and _is_ahead(since, Rank.LATE):
        yield _arm(Rank.LATE, in_any & (Part.due_on < today) & where, since, most)
    if view != OVERDUE and _is_ahead(since, Rank.RUNNING):
        for lane in lanes:
            yield _arm(Rank.RUNNING, _in(lane, troubled) & in_time & ~holdups.is_paused() & where, since, most, lane)
    if view != OVERDUE:
        yield _arm(Rank.PAUSED, in_any & in_time & holdups.is_paused() & where, since, most)


def _lanes(view: str) -> Iterator[Lane]:
    for lane in lateness.lanes():
        is_confirmed = lane.state not in UNCONFIRMED_STATES
        if view == UNCONFIRMED:
            fits = not is_confirmed
        elif view == FOR_US:
            fits = lane.for_us
        else:
            fits = is_confirmed and not lane.for_us if view == FOR_OTHERS else is_confirmed or lane.for_us
        if fits:
            yield lane


def _in(lane: Lane, troubled: CTE) -> ColumnElement[bool]:
    if lateness.is_ours(lane.state):
        return Part.state == lane.state
    is_troubled = Part.id.in_(select(troubled.c.id))
    return and_(Part.state == lane.state, is_troubled if lane.for_us else ~is_troubled)


def _is_ahead(since: Place | None, rank: Rank) -> bool:
    return since is None or since.rank <= rank


def _arm(rank: Rank, where: ColumnElement[bool], since: Place | None, most: int, lane: Lane | None = None) -> Select[Any]:
    day = Part.due_on if rank is Rank.LATE else Part.plan_on
    if since is not None and since.rank is rank:
        last = since.day + lane.work if lane is not None else since.day
        where = where & (day >= last) & ((day > last) | (Part.id > since.part_id))
    arm = select(Part.id, Part.state, Part.due_on, Part.plan_on, literal(lane is not None and lane.for_us).label("for_us"),
                 literal(rank is Rank.PAUSED).label("paused")).where(where).order_by(day, Part.id).limit(most).subquery()
    return select(arm)


def _closed(session: Session, narrowed: Narrowing, after: str, most: int) -> list[Spot]:
    """The one that was closed last comes first."""
    wanted = select(Part.id, Part.closed_at).where(Part.closed_at.is_not(None), narrowed.where())
    micros, _, number = after.partition(".")
    if micros.isdecimal() and number.isdecimal() and len(after) <= 40:
        try:
            at, last = _EPOCH + int(micros) * _US, int(number)
        except OverflowError:
            return []
        wanted = wanted.where((Part.closed_at <= at) & ((Part.closed_at < at) | (Part.id < last)))
    rows = session.execute(wanted.order_by(Part.closed_at.desc(), Part.id.desc()).limit(most))
    return [Spot(row.id, f"{(row.closed_at - _EPOCH) // _US}.{row.id}") for row in rows]
