"""How long somebody who is asked has, when they are reminded, what their link opens, and what the answer says if they do not answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.asking import Ending, Standing, gap_of, last_day, remind_on, standing
from dsr.domain.words import NotReached, State
from dsr.domain.work import TaskState

ASKED_ON = date(2026, 11, 2)


@pytest.mark.parametrize(("due_on", "days", "last"), [
    (date(2026, 12, 2), 14, date(2026, 11, 16)), (date(2026, 12, 2), 28, date(2026, 11, 27)), (date(2026, 11, 21), 14, date(2026, 11, 16)),
    (date(2026, 11, 20), 14, date(2026, 11, 15)), (date(2026, 11, 8), 14, date(2026, 11, 3)), (date(2026, 11, 2), 14, date(2026, 11, 3)),
    (date(2026, 10, 1), 14, date(2026, 11, 3))])
def test_the_last_day_leaves_time_to_review_and_is_never_today(due_on: date, days: int, last: date) -> None:
    assert last_day(ASKED_ON, days, due_on) == last


@pytest.mark.parametrize(("after", "last", "day"), [
    (7, 16, 9), (1, 16, 3), (13, 16, 15), (20, 16, 15), (7, 5, 4), (7, 4, 3), (7, 3, None)])
def test_the_reminder_comes_before_the_last_day_or_not_at_all(after: int, last: int, day: int | None) -> None:
    assert remind_on(ASKED_ON, after, date(2026, 11, last)) == (date(2026, 11, day) if day else None)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(-40, 120))
def test_the_reminder_lies_between(days: int, after: int, due: int) -> None:
    last = last_day(ASKED_ON, days, ASKED_ON + timedelta(days=due))
    assert ASKED_ON < last <= ASKED_ON + timedelta(days=days)
    day = remind_on(ASKED_ON, after, last)
    assert day is None or ASKED_ON < day < last


@pytest.mark.parametrize(("ending", "task", "part", "is_last", "expected"), [
    (None, TaskState.ASKED, State.COLLECTING, True, Standing.OPEN),
    (None, TaskState.SKIPPED, State.CLOSED, True, Standing.OVER),          # withdrawn
    (None, TaskState.SKIPPED, State.COLLECTING, False, Standing.OVER),     # reopened and asked anew
    (Ending.EXPIRED, TaskState.SKIPPED, State.REVIEWING, True, Standing.LATE),
    (Ending.EXPIRED, TaskState.SKIPPED, State.REVIEWING, False, Standing.OVER),
    (Ending.EXPIRED, TaskState.SKIPPED, State.COLLECTING, True, Standing.LATE),   # somebody else is still waited for
    (Ending.EXPIRED, TaskState.SKIPPED, State.COLLECTING, False, Standing.OVER),
    (Ending.EXPIRED, TaskState.SKIPPED, State.CLOSED, True, Standing.OVER),
    (Ending.EXPIRED, TaskState.SKIPPED, State.DELIVERING, True, Standing.OVER),
    (Ending.WAIVED, TaskState.SKIPPED, State.REVIEWING, True, Standing.OVER),
    (Ending.FILES, TaskState.DONE, State.REVIEWING, True, Standing.ANSWERED), (Ending.NOTHING, TaskState.DONE, State.CLOSED, True, Standing.ANSWERED),
    (Ending.CANNOT, TaskState.SKIPPED, State.REVIEWING, True, Standing.ANSWERED)])
def test_what_a_link_opens(ending: Ending | None, task: TaskState, part: State, is_last: bool, expected: Standing) -> None:
    assert standing(ending, task, part, is_last_round=is_last) is expected


@pytest.mark.parametrize("ending", Ending)
def test_only_an_answer_leaves_no_gap(ending: Ending) -> None:
    expected = {Ending.FILES: None, Ending.NOTHING: None, Ending.CANNOT: NotReached.DECLINED}
    assert gap_of(ending) is expected.get(ending, NotReached.NOT_ANSWERED)
