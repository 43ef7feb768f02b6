"""Tasks wait longer after each attempt, and are handed to staff in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.work import MOST_ATTEMPTS, SETTLED, TaskState, backoff, is_spent


@pytest.mark.parametrize(("attempts", "seconds"), [
    (0, 5), (1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 320), (8, 640), (9, 900), (10, 900), (1000, 900), (-1, 5)])
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(attempts: int, seconds: int) -> None:
    assert backoff(attempts) == timedelta(seconds=seconds)


@given(st.integers(0, 500))
def test_a_later_attempt_never_waits_less(attempts: int) -> None:
    assert timedelta(0) < backoff(attempts) <= backoff(attempts + 1)


@pytest.mark.parametrize(("attempts", "expected"), [(0, False), (MOST_ATTEMPTS - 1, False), (MOST_ATTEMPTS, True), (MOST_ATTEMPTS + 1, True)])
def test_after_the_last_attempt_staff_take_over(attempts: int, expected: bool) -> None:
    assert is_spent(attempts) is expected


def test_a_source_that_restarts_within_two_minutes_troubles_nobody() -> None:
    assert sum((backoff(attempts) for attempts in range(1, MOST_ATTEMPTS)), timedelta(0)) > timedelta(minutes=2)


@pytest.mark.parametrize(("state", "expected"), [
    (TaskState.DONE, True), (TaskState.SKIPPED, True), (TaskState.WAITING, False), (TaskState.READY, False), (TaskState.RUNNING, False),
    (TaskState.FAILED, False), (TaskState.ASKED, False)])
def test_only_what_is_done_or_left_out_knowingly_lets_a_part_go_on(state: TaskState, expected: bool) -> None:
    assert (state in SETTLED) is expected
