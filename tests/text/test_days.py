"""The days of a column of times are those of each time by itself, however it is written."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.text.dates import LocalTimes

_ZONES = ("Europe/Copenhagen", "Asia/Kolkata", "UTC", "Pacific/Auckland")
_OFFSETS = ("+01:00", "+02:00", "+00:00", "Z", "-05:30", "")
_times = st.builds(lambda moment, fraction, offset: moment.strftime("%Y-%m-%dT%H:%M:%S") + fraction + offset,
                   st.datetimes(min_value=datetime(1900, 1, 1)), st.sampled_from(("", ".5", ".123456")), st.sampled_from(_OFFSETS))


@given(st.lists(st.one_of(st.none(), _times), min_size=1, max_size=20), st.sampled_from(_ZONES))
def test_a_column_of_times_has_the_days_of_each(texts: list[str | None], zone: str) -> None:
    local = LocalTimes(ZoneInfo(zone), "en")
    assert local.days(texts, "none") == ["none" if text is None else local.day(text) for text in texts]


@pytest.mark.parametrize(("text", "day"), [
    ("2026-03-28T23:30:00+01:00", "2026-03-28"), ("2026-03-28T23:30:00Z", "2026-03-29"), ("2026-03-29T03:30:00+02:00", "2026-03-29"),
    ("2026-10-25T00:10:00.25+02:00", "2026-10-25"), ("2026-10-24T22:10:00+00:00", "2026-10-25"), ("2026-06-01T23:59:59-05:30", "2026-06-02")])
def test_a_day_is_that_of_the_clock_here(text: str, day: str) -> None:
    assert LocalTimes(ZoneInfo("Europe/Copenhagen"), "en").days([text], "") == [day]
