"""Which part is likeliest to be late, as a table of pairs, and what must hold of any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.lateness import Lane, Place, Rank, lanes, place, read
from dsr.domain.words import State

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class One:
    """A part: its state, days until it is due, who is waited for, whether the clock stands; planned for five days before unless said."""

    state: State
    due: int
    for_us: bool = True
    is_paused: bool = False
    planned: int | None = None


def _place(one: One, part_id: int = 1) -> Place:
    due_on = TODAY + timedelta(days=one.due)
    plan_on = due_on - timedelta(days=5) if one.planned is None else TODAY + timedelta(days=one.planned)
    return place(part_id, Lane(one.state, one.for_us), due_on=due_on, plan_on=plan_on, is_paused=one.is_paused, today=TODAY)


SOONER = {
    "late before what is due today": (One(State.DELIVERING, -1), One(State.TRIAGE, 0)),
    "longer late before late": (One(State.DELIVERING, -9), One(State.TRIAGE, -1)),
    "late, though its clock stands": (One(State.TRIAGE, -1, is_paused=True), One(State.TRIAGE, 0)),
    "due sooner, at the same work": (One(State.TRIAGE, 8), One(State.TRIAGE, 9)),
    "all still to do before almost done": (One(State.TRIAGE, 9), One(State.REVIEWING, 6)),
    "almost done, but due now": (One(State.REVIEWING, 1), One(State.TRIAGE, 20)),
    "due tomorrow before due next week, whatever is still to do": (One(State.REVIEWING, 1), One(State.TRIAGE, 7)),
    "a company has to answer first": (One(State.REFERRED, 12, for_us=False), One(State.TRIAGE, 12)),
    "a source that failed before one that runs": (One(State.COLLECTING, 10), One(State.COLLECTING, 9, for_us=False)),
    "a letter that came back before one that is on its way": (One(State.DELIVERING, 6), One(State.DELIVERING, 5, for_us=False)),
    "an open answer is the least of all": (One(State.REVIEWING, 10), One(State.DELIVERING, 9, for_us=False)),
    "a clock that runs before one that stands": (One(State.DELIVERING, 28, for_us=False), One(State.TRIAGE, 1, is_paused=True)),
    "of two whose clock stands the one planned first": (One(State.REVIEWING, 3, is_paused=True), One(State.TRIAGE, 4, is_paused=True)),
    "planned early, for its keeper goes away": (One(State.TRIAGE, 20, planned=1), One(State.TRIAGE, 9, planned=2)),
}


@pytest.mark.parametrize("name", SOONER)
def test_the_likelier_late_comes_first(name: str) -> None:
    first, second = SOONER[name]
    assert _place(first, part_id=2) < _place(second, part_id=1)


def test_of_two_alike_the_one_that_came_first_comes_first() -> None:
    assert _place(One(State.TRIAGE, 9), part_id=1) < _place(One(State.TRIAGE, 9), part_id=2)


@given(st.sampled_from(list(lanes())), st.integers(0, 400), st.integers(0, 400), st.booleans())
def test_within_a_lane_the_order_is_that_of_the_days(lane: Lane, one: int, other: int, is_paused: bool) -> None:
    """Only so may each lane be read by its index and merged."""
    days = [TODAY + timedelta(days=days) for days in (one, other)]
    first, second = (place(1, lane, due_on=TODAY + timedelta(days=500), plan_on=day, is_paused=is_paused, today=TODAY) for day in days)
    assert (first < second) == (days[0] < days[1])


@given(st.builds(Place, st.sampled_from(Rank), st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 1 << 60)))
def test_a_place_is_read_as_it_is_spelt(one: Place) -> None:
    assert read(one.spelt()) == one


@pytest.mark.parametrize("text", ["", ".", "1", "1.2026-11-24", "9.2026-11-24.1", "1.2026-13-01.1", "1.2026-11-24.-1", "1.2026-11-24.x",
                                  "1.2026-11-24.1.1", " 1.2026-11-24.1", "1.20261124.1", "1.9999-12-31.1", "1.2026-11-24." + "9" * 400,
                                  "٣.2026-11-24.1"])
def test_anything_else_is_no_place(text: str) -> None:
    assert read(text) is None
