"""Spans of time are half-open, and what they share is shared both ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.window import ALWAYS, Window, limit

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
moments = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from([UTC, timezone(HOUR)]))
windows = st.tuples(moments, moments).filter(lambda ends: not (ends[0] and ends[1] and ends[0] >= ends[1])).map(lambda ends: Window(*ends))


@pytest.mark.parametrize(("window", "instant", "is_in"), [
    (Window(NOON, None), NOON, True), (Window(NOON, None), NOON - timedelta(microseconds=1), False),
    (Window(None, NOON), NOON, False), (Window(None, NOON), NOON - timedelta(microseconds=1), True),
    (Window(NOON, NOON + HOUR), NOON.astimezone(timezone(HOUR)), True), (ALWAYS, datetime.min.replace(tzinfo=UTC), True),
    (Window(NOON, None), datetime.min.replace(tzinfo=timezone(HOUR)), False),
    (Window(None, NOON), datetime.max.replace(tzinfo=timezone(-HOUR)), False),
])
def test_the_start_lies_in_and_the_end_does_not(window: Window, instant: datetime, is_in: bool) -> None:
    assert window.contains(instant) is is_in


@pytest.mark.parametrize(("start", "end"), [(NOON, NOON), (NOON, NOON - HOUR), (NOON.replace(tzinfo=None), None), (None, NOON.replace(tzinfo=None))])
def test_what_is_no_span_is_not_built(start: datetime | None, end: datetime | None) -> None:
    with pytest.raises(ValueError, match="a window"):
        Window(start, end)


@given(windows, windows, moments.filter(bool))
def test_what_two_share_is_what_lies_in_both(one: Window, other: Window, instant: datetime) -> None:
    shared = one.intersect(other)
    assert shared == other.intersect(one)
    assert (shared is not None and shared.contains(instant)) == (one.contains(instant) and other.contains(instant))


@given(windows)
def test_always_takes_nothing_away(window: Window) -> None:
    assert window.intersect(ALWAYS) == window
    assert window.is_always is (window == ALWAYS)


@pytest.mark.parametrize(("moment", "end"), [
    (None, None), (NOON, NOON), (datetime(1, 1, 1, tzinfo=UTC), None), (datetime(9999, 12, 31, tzinfo=UTC), None),
    (datetime(9998, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC))])
def test_the_ends_of_the_calendar_are_no_limit(moment: datetime | None, end: datetime | None) -> None:
    assert limit(moment) == end


def test_an_hour_that_occurs_twice_is_one_limit() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
    assert limit(first) == limit(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) != limit(first.replace(fold=1))
