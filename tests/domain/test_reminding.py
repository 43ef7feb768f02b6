"""Who of us hears when, and when the person does."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.reminding import Stage, To, must_be_told, reminder

PLANNED, DUE = date(2026, 12, 17), date(2026, 12, 24)

STAGES = {
    "2026-12-13": None, "2026-12-14": "ahead", "2026-12-16": "ahead", "2026-12-17": "planned", "2026-12-21": "planned", "2026-12-22": "soon",
    "2026-12-23": "soon", "2026-12-24": "due", "2026-12-25": "overdue", "2027-02-01": "overdue",
}


@pytest.mark.parametrize("today", STAGES)
def test_one_reminder_is_in_force(today: str) -> None:
    found = reminder(plan_on=PLANNED, due_on=DUE, today=date.fromisoformat(today), country="DK")
    assert (found.stage.value if found else None) == STAGES[today]


def test_it_goes_higher_the_nearer_it_is() -> None:
    heard = {}
    for day in ("2026-12-14", "2026-12-17", "2026-12-22", "2026-12-24", "2026-12-25"):
        found = reminder(plan_on=PLANNED, due_on=DUE, today=date.fromisoformat(day), country="DK")
        assert found is not None
        heard[found.stage] = found.to
    assert heard == {Stage.AHEAD: (To.ACTING,), Stage.PLANNED: (To.ACTING,), Stage.SOON: (To.ACTING, To.MANAGER), Stage.DUE: (To.ACTING, To.MANAGER),
                     Stage.OVERDUE: (To.ACTING, To.MANAGER, To.CONTACT)}


def test_two_working_days_before_are_two_days_on_which_somebody_works() -> None:
    """Due on the Tuesday after Easter: the Wednesday before, for Maundy Thursday, Good Friday and Easter Monday are none."""
    found = reminder(plan_on=date(2027, 3, 19), due_on=date(2027, 3, 30), today=date(2027, 3, 24), country="DK")
    assert found is not None
    assert found.stage is Stage.SOON


@given(st.integers(0, 120), st.integers(0, 20))
def test_each_is_written_once_and_what_is_late_again_each_week(until: int, ahead: int) -> None:
    plan_on = DUE - timedelta(days=ahead)
    keys = [found.key for day in range(until) if (found := reminder(
        plan_on=plan_on, due_on=DUE, today=DUE - timedelta(days=40) + timedelta(days=day), country="DK"))]
    assert len(set(keys)) <= 4 + max(0, until - 41) // 7 + 1
    assert keys == sorted(keys, key=lambda key: keys.index(key))  # none comes back


def test_a_new_day_is_reminded_of_anew() -> None:
    def of(due_on: date) -> str:
        found = reminder(plan_on=due_on, due_on=due_on, today=due_on, country="DK")
        return found.key if found else ""

    assert of(DUE) != of(date(2027, 2, 24))


@pytest.mark.parametrize(("now", "told"), [
    ("2026-12-23T23:59", False), ("2026-12-24T13:59", False), ("2026-12-24T14:00", True), ("2026-12-25T00:00", True), ("2027-03-01T08:00", True)])
def test_the_person_hears_in_the_afternoon_of_the_day_or_as_soon_as_we_can_after(now: str, told: bool) -> None:
    assert must_be_told(DUE, datetime.fromisoformat(now)) is told
