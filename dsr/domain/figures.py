"""What the figures of a report say: which parts were answered in time, how many days it took, and what is open.

A request of two parts counts by part. A part is decided once, on the day of its answer, or on the day after it was due if no answer had gone out.
Invariants: a part that was decided stays so, and no period counts it twice; on time and late add up to what was decided; no share is rounded up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from dsr.domain.reporting import Period
from dsr.domain.words import Channel, Outcome, Right, State

SMALL = 5  # requests: of fewer a report that leaves the house names no company
Key = TypeVar("Key", bound=Hashable)


class Standing(StrEnum):
    """How a part stands on a day."""

    ON_TIME = "on_time"
    EXTENDED = "extended"            # on time, by a term that was extended
    LATE = "late"                    # answered after it was due
    OVERDUE = "overdue"              # the due date is over, and no answer has gone out
    OPEN = "open"                    # not due yet
    UNCONFIRMED = "unconfirmed"      # nobody has confirmed yet that it is theirs
    WITH_COMPANY = "with_company"    # the company that decides about the data is asked, or has to fetch them
    ENDED = "ended"                  # without an answer of ours being owed: withdrawn, unverified, merged, passed on, about somebody else


DECIDED = (Standing.ON_TIME, Standing.EXTENDED, Standing.LATE, Standing.OVERDUE)
UNOWED = frozenset({Outcome.WITHDRAWN, Outcome.UNVERIFIED, Outcome.DUPLICATE, Outcome.REFERRED, Outcome.NOT_THEIRS})
_UNCONFIRMED = frozenset({State.RECEIVED, State.VERIFYING})


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as the tables have it. Days are those of the entity. `answered_on` is when the first answer or refusal went out that was not called
    back; `due_on` the day that held then, with pauses and extension."""

    right: Right
    channel: Channel
    state: State
    received_on: date
    due_on: date
    company_id: int | None = None
    keeper_id: int | None = None
    is_extended: bool = False
    is_handed_over: bool = False     # what is found goes to the company, which answers itself
    answered_on: date | None = None
    closed_on: date | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A part, how it stands, and the day on which that was decided; None where it is not."""

    row: PartRow
    standing: Standing
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class Times:
    """Days from receipt to the answer, by the nearest rank: at least half, and at least nine of ten, took no longer."""

    count: int
    median: int
    ninetieth: int
    slowest: int


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one group in a period. `decided` are on time and late together, whether those have been answered since or not."""

    on_time: int = 0
    extended: int = 0                # of those on time
    late: int = 0
    unanswered: int = 0              # of those late: not answered on the day of the report
    times: Times | None = None       # of those answered in the period

    @property
    def decided(self) -> int:
        return self.on_time + self.late

    @property
    def share(self) -> Decimal | None:
        """Per cent on time, to one place and never rounded up: 100 says that none was late."""
        return Decimal(self.on_time * 1000 // self.decided) / 10 if self.decided else None


def judged(row: PartRow, today: date) -> Judged:
    """How a part stands on that day."""
    answered_on = None if row.is_handed_over else row.answered_on
    if row.outcome in UNOWED and (answered_on is None or row.outcome is Outcome.REFERRED):
        return Judged(row, Standing.ENDED, None)
    if answered_on is None and row.state is State.CLOSED:
        answered_on = row.closed_on
    if answered_on is not None and answered_on <= row.due_on:
        return Judged(row, Standing.EXTENDED if row.is_extended else Standing.ON_TIME, answered_on)
    if answered_on is not None:
        return Judged(row, Standing.LATE, row.due_on + timedelta(days=1))
    if row.state in _UNCONFIRMED:
        return Judged(row, Standing.UNCONFIRMED, None)
    if row.state is State.REFERRED or (row.is_handed_over and row.state is State.DELIVERING):
        return Judged(row, Standing.WITH_COMPANY, None)
    if row.due_on < today:
        return Judged(row, Standing.OVERDUE, row.due_on + timedelta(days=1))
    return Judged(row, Standing.OPEN, None)


def answered_on(one: Judged) -> date | None:
    """The day of the answer, of a part that was owed one."""
    if one.standing not in (Standing.ON_TIME, Standing.EXTENDED, Standing.LATE):
        return None
    return one.row.answered_on or one.row.closed_on


def line(parts: Iterable[Judged], period: Period) -> Line:
    """The figures of these parts in the period."""
    counts, days = Counter[Standing](), Counter[int]()
    for one in parts:
        if one.decided_on in period:
            counts[one.standing] += 1
        if (day := answered_on(one)) is not None and day in period:
            days[(day - one.row.received_on).days] += 1
    late = counts[Standing.LATE] + counts[Standing.OVERDUE]
    return Line(counts[Standing.ON_TIME] + counts[Standing.EXTENDED], counts[Standing.EXTENDED], late, counts[Standing.OVERDUE], times(days))


def lines(parts: Iterable[Judged], period: Period, key: Callable[[PartRow], Key]) -> dict[Key, Line]:
    """The same for each group; those of which nothing was decided or answered are left out."""
    groups: dict[Key, list[Judged]] = {}
    for one in parts:
        groups.setdefault(key(one.row), []).append(one)
    found = {name: line(some, period) for name, some in groups.items()}
    return {name: one for name, one in found.items() if one.decided or one.times}


def by_step(parts: Sequence[Judged], steps: Sequence[Period], within: Period) -> tuple[Line, ...]:
    """The same for each step, as a month, of the days that lie within the period."""
    groups: dict[int, list[Judged]] = {}
    for one in parts:
        for place in {_place(day, steps) for day in (one.decided_on, answered_on(one)) if day in within} - {None}:
            groups.setdefault(place or 0, []).append(one)
    return tuple(line(groups.get(place, ()), cut(step, within)) for place, step in enumerate(steps))


def cut(step: Period, within: Period) -> Period:
    """The days of a step that lie within the period. Raises ValueError if none does."""
    return Period(max(step.first, within.first), min(step.last, within.last))


def per_step(days: Iterable[date | None], steps: Sequence[Period], within: Period) -> tuple[int, ...]:
    """How many of the days fall into each step, of those within the period."""
    counts = Counter(_place(day, steps) for day in days if day in within)
    return tuple(counts[place] for place in range(len(steps)))


def _place(day: date | None, steps: Sequence[Period]) -> int | None:
    """Which step a day falls into; they follow each other without a gap."""
    if day is None or not steps or not steps[0].first <= day <= steps[-1].last:
        return None
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if steps[middle].first <= day else (low, middle - 1)
    return low


def times(days: Mapping[int, int]) -> Times | None:
    """Of how many took how many days. None where none is counted."""
    total = sum(days.values())
    return Times(total, _rank(days, -(-total // 2)), _rank(days, -(-total * 9 // 10)), max(days)) if total else None


def _rank(days: Mapping[int, int], rank: int) -> int:
    seen = 0
    for day in sorted(days):
        seen += days[day]
        if seen >= rank:
            return day
    raise ValueError("fewer than the rank")


def folded(found: Mapping[Key, Line], least: int = SMALL) -> tuple[dict[Key, Line], tuple[Key, ...]]:
    """The groups that may be named to others, and those to be told as one.

    Groups of fewer than `least` are not named; nor are the smallest of the rest, as long as those that are not come to fewer than `least` together:
    a difference would tell what they are.
    """
    order = sorted(found, key=lambda name: (size(found[name]), str(name)))
    few = [name for name in order if size(found[name]) < least]
    rest = order[len(few):]
    while few and rest and sum(size(found[name]) for name in few) < least:
        few.append(rest.pop(0))
    return {name: found[name] for name in found if name in rest}, tuple(few)


def size(one: Line) -> int:
    """How many requests the figures of a group tell of."""
    return max(one.decided, one.times.count if one.times else 0)
