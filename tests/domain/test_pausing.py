"""The rules of a clock that stands, as tables."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.pausing import SILENCE_DAYS, counted_until, is_in_time, last_day, may_clarify
from dsr.domain.words import Right

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(("days", "limit", "is_asked_in_time"), [
    (0, 7, True), (7, 7, True), (8, 7, False), (30, 7, False), (0, 0, True), (1, 0, False)])
def test_asking_is_in_time_up_to_the_limit(days: int, limit: int, is_asked_in_time: bool) -> None:
    assert is_in_time(DAY, DAY + timedelta(days=days), limit) is is_asked_in_time


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("is_large", [True, False])
def test_only_access_to_much_waits_for_what_is_meant(right: Right, is_large: bool) -> None:
    assert may_clarify(right, is_large=is_large) is (right is Right.ACCESS and is_large)


@pytest.mark.parametrize(("today", "until"), [(-1, 0), (0, 0), (1, 1), (30, 30), (31, 30), (400, 30)])
def test_it_stands_no_longer_than_the_silence_that_is_borne(today: int, until: int) -> None:
    assert SILENCE_DAYS == 30
    assert counted_until(DAY, DAY + timedelta(days=today)) == DAY + timedelta(days=until)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-40, 400), st.integers(0, 40))
def test_a_later_look_never_counts_less(started_on: date, first: int, later: int) -> None:
    seen = [counted_until(started_on, started_on + timedelta(days=days)) for days in (first, first + later)]
    assert started_on <= seen[0] <= seen[1] <= last_day(started_on)
