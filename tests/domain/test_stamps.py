"""Offsets are worked out a day at a time; a stamp must not notice."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dsr.domain.keys import Batch
from dsr.domain.values import Kind
from dsr.services.columns import to_wire


@pytest.mark.parametrize(("name", "day"), [
    ("Europe/Copenhagen", "2026-03-29"), ("Europe/Copenhagen", "2026-10-25"), ("Europe/Copenhagen", "2026-06-01"),
    ("America/Goose_Bay", "1990-04-01"),
    ("Australia/Lord_Howe", "2026-04-05"), ("Asia/Kathmandu", "1986-01-01"), ("Pacific/Apia", "2011-12-31"), ("Africa/Monrovia", "1972-01-07")])
def test_a_stamp_has_the_offset_of_its_own_moment(name: str, day: str) -> None:
    zone = ZoneInfo(name)
    start = datetime.fromisoformat(day) - timedelta(days=1)
    moments = [start + timedelta(minutes=minute) for minute in range(0, 3 * 24 * 60, 10)]
    expected = [moment.replace(tzinfo=zone).isoformat() for moment in moments]
    made = to_wire(Batch(("text", "typed"), [(str(moment), moment) for moment in moments]), timezone=zone, times={"text": "auto"})
    assert made.kinds == (Kind.TIME, Kind.TIME)
    assert [row[0] for row in made.rows] == expected
    assert [row[1] for row in made.rows] == expected
