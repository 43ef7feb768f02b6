"""Which part is likeliest to be late: the order of the queue.

Invariants: what is late stands before all that may still be in time; between two that wait alike the one planned for the earlier day comes first, so
that a list sorted by day within each kind of waiting can be merged without looking at all of it; a part has one place, and no two share it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from dsr.domain.words import State

# Days of work that usually lie between a state and the answer, also those that others take. The day a part is planned for has five working days of
# reserve behind it, so these are counted back from that day.
_WORK = {
    State.RECEIVED: 5, State.VERIFYING: 5, State.TRIAGE: 6, State.REFERRED: 7, State.COLLECTING: 4, State.REVIEWING: 2, State.EXECUTING: 2,
    State.DELIVERING: 0, State.CLOSED: 0,
}
_STUCK = 2  # days that are lost where something that should go on by itself waits for us: a source failed, a letter came back
_OURS = frozenset({State.TRIAGE, State.REVIEWING, State.EXECUTING})
UNCONFIRMED = frozenset({State.RECEIVED, State.VERIFYING})


class Rank(IntEnum):
    """What decides before any day does."""

    LATE = 0
    RUNNING = 1
    PAUSED = 2   # its day moves on with every day that we wait for the person


@dataclass(frozen=True, slots=True)
class Lane:
    """Parts that wait alike: in one state, for us or for others."""

    state: State
    for_us: bool

    @property
    def work(self) -> timedelta:
        """How long before the day it is planned for the rest has to begin."""
        return timedelta(days=_WORK[self.state] + (_STUCK if self.for_us and self.state not in _OURS else 0))


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a part stands in the queue. `day` is the due day of what is late, else the last day on which the rest can begin."""

    rank: Rank
    day: date
    part_id: int

    def spelt(self) -> str:
        """For a link to what comes after it."""
        return f"{self.rank.value}.{self.day.isoformat()}.{self.part_id}"


def place(part_id: int, lane: Lane, *, due_on: date, plan_on: date, is_paused: bool, today: date) -> Place:
    """Where a part stands that is not closed."""
    if due_on < today:
        return Place(Rank.LATE, due_on, part_id)
    if is_paused:
        return Place(Rank.PAUSED, plan_on, part_id)
    return Place(Rank.RUNNING, plan_on - lane.work, part_id)


def read(text: str) -> Place | None:
    """The place as a link spells it; None for what is none."""
    rank, _, rest = text.partition(".")
    day, _, number = rest.partition(".")
    try:
        found = Place(Rank(int(rank)), date.fromisoformat(day), int(number))
    except ValueError:
        return None
    return found if 0 <= found.part_id < 1 << 62 and 1900 < found.day.year < 9000 and found.spelt() == text else None


def is_ours(state: State) -> bool:
    """Whether a part of this state waits for us, whatever else there is of it."""
    return state in _OURS


def lanes() -> Iterator[Lane]:
    """All that a part which is not closed can be in."""
    for state in State:
        if state is not State.CLOSED:
            yield Lane(state, for_us=True)
            if not is_ours(state):
                yield Lane(state, for_us=False)
