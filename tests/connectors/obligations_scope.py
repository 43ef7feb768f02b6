"""What every connector owes to those who held a number before, or hold the same one elsewhere: tenants and windows are kept exactly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dsr.domain.dataset import TimeColumn
from dsr.domain.keys import Key, Lookup
from dsr.domain.window import Window
from tests.connectors.asking import by, ids
from tests.connectors.shelves import Columns, Row, Shelf

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CALLS: Columns = {"id": "whole", "number": "text", "at": "stamp"}
CAROL = "+4578770202"


def a_window(start: str | None, end: str | None) -> Window:
    return Window(*(datetime.fromisoformat(one) if one else None for one in (start, end)))


class Scopes:
    def test_a_key_of_one_tenant_finds_nothing_of_another(self, shelf: Shelf) -> None:
        columns: Columns = {"id": "whole", "company": "text", "extension": "text"}
        rows = [(1, "nord", "201"), (2, "syd", "201"), (3, "nord", "202"), (4, None, "201"), (5, "Nord", "201"), (6, "nord ", "201")]
        mixed = Lookup(("extension",), frozenset({Key("201", "nord"), Key("202", "syd")}))
        for lookup, found in ((by("extension", "201", tenant="nord"), [1]), (mixed, [1]), (by("extension", "201"), [1, 2, 4, 5, 6])):
            assert ids(shelf, "extensions", columns, rows, lookup, tenant="company") == found

    @pytest.mark.parametrize("tenant", ["7", "07", "x", "\x00", "\ud800", "' OR 1=1 --"])
    def test_a_tenant_may_be_a_number(self, shelf: Shelf, tenant: str) -> None:
        columns: Columns = {"id": "whole", "company": "whole", "extension": "text"}
        rows = [(1, 7, "201"), (2, 70, "201"), (3, None, "201")]
        found = ids(shelf, "extensions", columns, rows, by("extension", "201", tenant=tenant), tenant="company")
        assert found == ([1] if tenant == "7" else [])

    @pytest.mark.parametrize(("start", "end", "inside"), [
        ("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", [1, 2, 3, 4]),      # the day with 23 hours
        ("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", [6, 7, 8]),         # the day with 25 hours
        ("2026-03-29T00:59:59.999999+00:00", "2026-03-29T01:00:00+00:00", [2]),        # the last instant before the clock moves
        ("2026-03-29T01:00:00+00:00", "2026-03-29T01:00:00.000001+00:00", [3]),        # and the first after
        (None, "2026-03-29T00:00:00+01:00", [0]),
        ("2026-10-26T00:00:00+01:00", None, [9]),
        ("0001-01-01T00:00:00+00:00", "2026-03-28T23:59:59.999999+01:00", []),
        ("2026-10-26T00:00:00+01:00", "9999-12-31T23:59:59+00:00", [9]),
        ("2026-10-26T00:00:00.000001+01:00", None, []),
    ])
    def test_a_window_holds_its_first_instant_and_not_its_last(self, shelf: Shelf, start: str | None, end: str | None, inside: list[int]) -> None:
        stamps = ["2026-03-28 23:59:59.999999", "2026-03-29 00:00:00", "2026-03-29 01:59:59.999999", "2026-03-29 03:00:00",
                  "2026-03-29 23:59:59.999999", "2026-03-30 00:00:00", "2026-10-25 00:00:00", "2026-10-25 02:30:00",
                  "2026-10-25 23:59:59.999999", "2026-10-26 00:00:00"]
        rows: list[Row] = [(place, "78770202", datetime.fromisoformat(stamp)) for place, stamp in enumerate(stamps)]
        rows += [(100, "78770202", None), (101, "12345678", datetime.fromisoformat("2026-03-29 12:00:00"))]
        lookup = by("number", CAROL, kind="phone_number", window=a_window(start, end))
        assert ids(shelf, "calls", CALLS, rows, lookup, time=TimeColumn("at")) == inside

    def test_each_key_has_its_own_window(self, shelf: Shelf) -> None:
        handover = datetime(2026, 6, 1, tzinfo=COPENHAGEN)
        rows = [(1, "78770202", datetime(2026, 5, 31, 23, 59, 59)), (2, "78770202", datetime(2026, 6, 1)),
                (3, "11223344", datetime(2026, 5, 31, 23, 59, 59)), (4, "11223344", datetime(2026, 6, 1)), (5, "55667788", datetime(1999, 1, 1))]
        keys = {Key(CAROL, window=Window(None, handover)), Key("+4511223344", window=Window(handover, None)), Key("+4555667788")}
        assert ids(shelf, "calls", CALLS, rows, Lookup(("number",), frozenset(keys), "phone_number"), time=TimeColumn("at")) == [1, 4, 5]

    @pytest.mark.parametrize(("written", "unit"), [("epoch_s", 1), ("epoch_ms", 1_000), ("epoch_us", 1_000_000), ("auto", 1)])
    def test_a_window_applies_to_counted_seconds(self, shelf: Shelf, written: str, unit: int) -> None:
        columns: Columns = {"id": "whole", "number": "text", "at": "whole"}
        start, end = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 29, 2, tzinfo=UTC)
        stamps = [int(start.timestamp()) - 1, int(start.timestamp()), int(end.timestamp()) - 1, int(end.timestamp())]
        rows = [(place, "78770202", stamp * unit) for place, stamp in enumerate(stamps)]
        lookup = by("number", CAROL, kind="phone_number", window=Window(start, end))
        assert ids(shelf, "calls", columns, rows, lookup, time=TimeColumn("at", written)) == [1, 2]

    def test_stamps_in_utc_are_read_as_such(self, shelf: Shelf) -> None:
        rows = [(1, "78770202", datetime(2026, 6, 1)), (2, "78770202", datetime(2026, 5, 31, 22))]
        lookup = by("number", CAROL, kind="phone_number", window=Window(datetime(2026, 6, 1, tzinfo=UTC), None))
        assert ids(shelf, "calls", CALLS, rows, lookup, time=TimeColumn("at", "utc")) == [1]

    def test_a_row_that_held_for_the_holder_before_is_not_found(self, shelf: Shelf) -> None:
        columns: Columns = {"id": "whole", "number": "text", "since": "stamp", "till": "stamp"}
        handover = datetime(2026, 6, 1)
        rows = [(1, "78770202", None, handover), (2, "78770202", handover, None), (3, "78770202", handover, datetime(9999, 12, 31)),
                (4, "1", None, None)]
        lookup = by("number", CAROL, kind="phone_number", window=Window(handover.replace(tzinfo=COPENHAGEN), None))
        assert ids(shelf, "numbers", columns, rows, lookup, valid=("since", "till")) == [2, 3]

    def test_hundreds_of_windows_find_each_row_once(self, shelf: Shelf) -> None:
        first = datetime(2026, 1, 1)
        rows = [(day, f"{20_000_000 + day % 600}", first + timedelta(days=day)) for day in range(1200)]
        days = [(first + timedelta(days=day)).replace(tzinfo=COPENHAGEN) for day in range(601)]
        keys = frozenset(Key(f"+45{20_000_000 + day}", window=Window(days[day], days[day + 1])) for day in range(600))
        assert ids(shelf, "calls", CALLS, rows, Lookup(("number",), keys, "phone_number"), time=TimeColumn("at")) == list(range(600))
