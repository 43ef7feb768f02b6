"""A number that stands for a time or an address is told as one; what stands for none is nothing, and what cannot be read stays."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dsr.domain.dataset import Address, Collection, Field
from dsr.domain.told import Told

CPH = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("way", "cell", "told"), [
    ("epoch_s", "1768478400", NOON), ("epoch_s", 1768478400, NOON), ("epoch_ms", 1768478400000, NOON), ("epoch_s", "0", None), ("epoch_s", 0, None),
    ("epoch_s", None, None), ("epoch_s", "INTEGER", "INTEGER"), ("epoch_s", "", ""), ("auto", "2026-01-15T12:00:00Z", NOON),
    ("local", "2026-01-15 13:00:00", NOON), ("utc", "2026-01-15 12:00:00", NOON), ("auto", "0001-01-01T00:00:00Z", None),
    ("auto", "9999-12-31T23:59:59Z", None), ("auto", "in May", "in May"),
    ("filetime", "134129520000000000", NOON), ("filetime", 134129520000000000, NOON), ("filetime", "0", None),
    ("filetime", "9223372036854775807", None),
    ("filetime", "never", "never"), ("filetime", "9223372036854775806", "9223372036854775806"),
    ("ipv4_le", "-1139627840", "192.168.18.188"), ("ipv4_le", 16777343, "127.0.0.1"), ("ipv4_le", "0", None), ("ipv4_le", "10.0.0.1", "10.0.0.1"),
    ("ipv4_le", "99999999999", "99999999999"), ("ipv4_le", None, None), ("ipv4_le", True, True)])
def test_a_cell_is_told_as_what_it_stands_for(way: str, cell: object, told: object) -> None:
    collection = Collection(Address("d", "calls"), (Field("id"), Field("cell", told=way)))
    assert Told(collection, ("id", "cell"), CPH)([(1, cell)]) == [(1, told)]
    assert Told(collection, ("id",), CPH)([(1,)]) == [(1,)]
