"""Which parts are in a view of the queue, how many, and in which order.

Invariants: every open part is in "open" or not confirmed, and what is in "open" waits either for us or for others, never both, so that no request is
hidden and the counts add up; what is not confirmed is in "open" too while it waits for us. A page reads a few rows of each lane by an index and
merges them by the rule of `dsr.domain.lateness`, so that it costs the same however many wait.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, CompoundSelect, Select, and_, bindparam, false, func, literal, or_, select, true, union_all
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

    @property
    def shape(self) -> tuple[str, ...]:
        """Which of these are asked for: each shape is a statement of its own, and the values are its parameters."""
        named = ("right", self.right), ("state", self.state), ("company", self.company), ("keeper" if self.keeper else "team", self.keeper)
        return tuple(name for name, value in named if value is not None)

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("right", "state", "company", "keeper")}


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a list, and what a link to what comes after it says."""

    part_id: int
    after: str


def counts(session: Session, *, today: date, mine: Collection[int]) -> dict[str, int]:
    """How many open parts each view has. The closed only grow, and are not counted."""
    asked = {**_days(today), "mine": list(mine)}
    by_state, stuck, kept = (session.execute(one, asked).all() for one in _counting())
    return _views({row[0]: tuple(row[1:]) for row in by_state}, {row[0]: tuple(row[1:]) for row in stuck}, kept[0][0])


def _views(by_state: Mapping[State, tuple[int, ...]], stuck: Mapping[State, tuple[int, ...]], kept: int) -> dict[str, int]:
    """`stuck` are those of each state that wait for us though they would go on by themselves."""
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
    since = lateness.read(after)
    wanted = _wanted(view, since.rank if since is not None else None, narrowed.shape, narrowed.state, most)
    if wanted is None:
        return []
    asked = {**narrowed.values, **_days(today), **_spot(since), "mine": list(mine)}
    found = [lateness.place(row.id, Lane(row.state, row.for_us), due_on=row.due_on, plan_on=row.plan_on, is_paused=row.paused, today=today)
             for row in session.execute(wanted, asked)]
    return [Spot(place.part_id, place.spelt()) for place in sorted(found)[:most]]


def _days(today: date) -> dict[str, date]:
    return {"today": today, "soon": today + timedelta(days=SOON_DAYS)}


def _spot(since: Place | None) -> dict[str, Any]:
    """What comes after it, said in the days of each lane."""
    if since is None:
        return {}
    return {"last_id": since.part_id, "last_day": since.day, **{_name(lane): since.day + lane.work for lane in lateness.lanes()}}


def _name(lane: Lane) -> str:
    return f"last_{lane.state.value}_{'us' if lane.for_us else 'others'}"


def _mine() -> ColumnElement[bool]:
    return Part.keeper_id.in_(bindparam("mine", expanding=True))


def _soon() -> ColumnElement[bool]:
    return Part.due_on.between(bindparam("today"), bindparam("soon"))


@cache
def _counting() -> tuple[Select[*tuple[Any, ...]], ...]:
    """By state, all and those in trouble: how many, late, due soon, mine; then how many of the confirmed are mine."""
    sums = func.count(), func.count().filter(Part.due_on < bindparam("today")), func.count().filter(_soon())
    by_state = select(Part.state, *sums).where(holdups.is_open()).group_by(Part.state)
    in_trouble = Part.id.in_(select(holdups.troubled().c.id))
    is_confirmed = Part.state.not_in((*UNCONFIRMED_STATES, State.CLOSED))
    return (by_state, select(Part.state, *sums, func.count().filter(_mine())).where(in_trouble).group_by(Part.state),
            select(func.count()).select_from(Part).where(_mine(), is_confirmed))


def _narrow(shape: tuple[str, ...]) -> ColumnElement[bool]:
    every = {"right": Part.right == bindparam("right"), "state": Part.state == bindparam("state"), "company": Part.company_id == bindparam("company"),
             "keeper": Part.keeper_id == bindparam("keeper"), "team": Part.keeper_id.is_(None)}
    return and_(true(), *(every[name] for name in shape))


@lru_cache(maxsize=256)
def _wanted(view: str, since: Rank | None, shape: tuple[str, ...], state: State | None, most: int) -> CompoundSelect[*tuple[Any, ...]] | None:
    """What may come next: of what is late, of each lane, and of what is paused."""
    lanes, troubled = [lane for lane in _lanes(view) if state in (None, lane.state)], holdups.troubled()
    if not lanes:
        return None
    where = and_(_narrow(shape), _mine()) if view == MINE else _narrow(shape)
    in_any = or_(false(), *(_in(lane, troubled) for lane in lanes))
    in_time = _soon() if view == SOON else Part.due_on >= bindparam("today")
    arms = []
    if view != SOON and _is_ahead(since, Rank.LATE):
        arms.append(_arm(Rank.LATE, in_any & (Part.due_on < bindparam("today")) & where, since, most))
    if view != OVERDUE and _is_ahead(since, Rank.RUNNING):
        arms += [_arm(Rank.RUNNING, _in(lane, troubled) & in_time & ~holdups.is_paused() & where, since, most, lane) for lane in lanes]
    if view != OVERDUE:
        arms.append(_arm(Rank.PAUSED, in_any & in_time & holdups.is_paused() & where, since, most))
    return union_all(*arms) if arms else None


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


def _is_ahead(since: Rank | None, rank: Rank) -> bool:
    return since is None or since <= rank


def _arm(rank: Rank, where: ColumnElement[bool], since: Rank | None, most: int, lane: Lane | None = None) -> Select[Any]:
    day = Part.due_on if rank is Rank.LATE else Part.plan_on
    if since is rank:
        last = _name(lane) if lane is not None else "last_day"
        where = where & (day >= bindparam(last)) & ((day > bindparam(last)) | (Part.id > bindparam("last_id")))
    arm = select(Part.id, Part.state, Part.due_on, Part.plan_on, literal(lane is not None and lane.for_us).label("for_us"),
                 literal(rank is Rank.PAUSED).label("paused")).where(where).order_by(day, Part.id).limit(most).subquery()
    return select(arm)


def _closed(session: Session, narrowed: Narrowing, after: str, most: int) -> list[Spot]:
    """The one that was closed last comes first."""
    wanted = select(Part.id, Part.closed_at).where(Part.closed_at.is_not(None), _narrow(narrowed.shape))
    micros, _, number = after.partition(".")
    if micros.isdecimal() and number.isdecimal() and len(after) <= 40:
        try:
            at, last = _EPOCH + int(micros) * _US, int(number)
        except OverflowError:
            return []
        wanted = wanted.where((Part.closed_at <= at) & ((Part.closed_at < at) | (Part.id < last)))
    rows = session.execute(wanted.order_by(Part.closed_at.desc(), Part.id.desc()).limit(most), narrowed.values)
    return [Spot(row.id, f"{(row.closed_at - _EPOCH) // _US}.{row.id}") for row in rows]
