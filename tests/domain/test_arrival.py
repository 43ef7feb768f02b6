"""A letter counts from the day it reached us, and from no day to come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from dsr.domain.arrival import instant, is_long_ago
from dsr.domain.errors import InvalidInput

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)  # half an hour into the fifth there


def test_a_request_of_today_counts_from_now_and_an_earlier_one_from_the_first_of_its_day() -> None:
    assert instant(date(2026, 5, 5), now=NOW, zone=ZONE) == NOW
    assert instant(date(2026, 5, 2), now=NOW, zone=ZONE) == datetime(2026, 5, 1, 22, tzinfo=UTC)


def test_no_request_arrives_tomorrow() -> None:
    with pytest.raises(InvalidInput, match="future"):
        instant(date(2026, 5, 6), now=NOW, zone=ZONE)


@pytest.mark.parametrize(("day", "is_asked"), [(date(2026, 5, 5), False), (date(2026, 4, 28), False), (date(2026, 4, 27), True)])
def test_a_day_more_than_a_week_ago_is_asked_about(day: date, is_asked: bool) -> None:
    assert is_long_ago(day, date(2026, 5, 5)) is is_asked
