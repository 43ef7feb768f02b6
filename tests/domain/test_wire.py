"""Whatever a cell holds becomes a wire value, and the instant it names is the one that was meant, or none."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.keys import Batch
from dsr.domain.values import Kind
from dsr.domain.wire import SAFE_INTEGER, instant
from dsr.services.columns import to_wire

CPH = ZoneInfo("Europe/Copenhagen")
ID = UUID("0e2b8f1a-0000-4000-8000-00000000beef")


def column(*cells: object, written: str | None = None) -> tuple[Kind, list[object]]:
    made = to_wire(Batch(("c",), [(cell,) for cell in cells]), timezone=CPH, times={"c": written} if written else {})
    return made.kinds[0], [row[0] for row in made.rows]


@pytest.mark.parametrize(("cell", "kind", "wire"), [
    ("text", Kind.TEXT, "text"), ("", Kind.TEXT, ""), ("a\0b", Kind.TEXT, "a\0b"),
    ("a\ud800b", Kind.TEXT, "a?b"), (7, Kind.INTEGER, 7), (-7, Kind.INTEGER, -7), (SAFE_INTEGER, Kind.INTEGER, SAFE_INTEGER),
    (SAFE_INTEGER + 1, Kind.DECIMAL, "9007199254740993"), (-SAFE_INTEGER - 1, Kind.DECIMAL, "-9007199254740993"),
    (1.5, Kind.NUMBER, 1.5), (float("nan"), Kind.TEXT, "nan"), (float("-inf"), Kind.TEXT, "-inf"),
    (True, Kind.BOOLEAN, True), (Decimal("19.90"), Kind.DECIMAL, "19.90"), (Decimal("1E+3"), Kind.DECIMAL, "1000"),
    (Decimal("NaN"), Kind.TEXT, "NaN"), (Decimal("Infinity"), Kind.TEXT, "Infinity"), (Decimal("1E-9"), Kind.DECIMAL, "0.000000001"),
    (datetime(2026, 3, 2, 12), Kind.TIME, "2026-03-02T12:00:00+01:00"), (datetime(2026, 7, 2, 12), Kind.TIME, "2026-07-02T12:00:00+02:00"),
    (datetime(2026, 3, 2, 12, tzinfo=UTC), Kind.TIME, "2026-03-02T12:00:00+00:00"),
    (datetime(2026, 3, 2, 12, 0, 0, 5), Kind.TIME, "2026-03-02T12:00:00.000005+01:00"),
    (datetime(2026, 10, 25, 2, 30), Kind.TIME, "2026-10-25T02:30:00+02:00"), (datetime(2026, 3, 29, 2, 30), Kind.TIME, "2026-03-29T02:30:00+01:00"),
    (datetime(1, 1, 1), Kind.TIME, "0001-01-01T00:00:00+00:50:20"), (datetime.max, Kind.TIME, "9999-12-31T23:59:59.999999+01:00"),
    (datetime.min.replace(tzinfo=timezone(timedelta(hours=2))), Kind.TIME, "0001-01-01T00:00:00+02:00"),
    (date(9999, 12, 31), Kind.DATE, "9999-12-31"), (time(23, 59), Kind.CLOCK, "23:59:00"),
    (timedelta(seconds=-1), Kind.TEXT, "-00:00:01"), (timedelta(hours=26, seconds=3), Kind.TEXT, "26:00:03"),
    (timedelta(microseconds=1500), Kind.TEXT, "00:00:00.001500"), (timedelta(days=-1, microseconds=1), Kind.TEXT, "-23:59:59.999999"),
    (b"\x00\xff", Kind.BYTES, "AP8="), (bytearray(b"\x00"), Kind.BYTES, "AA=="), (memoryview(b"\x00"), Kind.BYTES, "AA=="), (b"", Kind.BYTES, ""),
    ({"a": [1, None, Decimal("1.0")], 2: b"\x00"}, Kind.NESTED, {"a": [1, None, "1.0"], "2": "AA=="}), ((1, "a\udc00"), Kind.NESTED, [1, "a?"]),
    ({3, 1, 2}, Kind.NESTED, [1, 2, 3]), ([], Kind.NESTED, []), ([SAFE_INTEGER + 1], Kind.NESTED, ["9007199254740993"]), (ID, Kind.TEXT, str(ID)),
])
def test_a_cell_becomes_its_wire_value(cell: object, kind: Kind, wire: object) -> None:
    assert column(cell) == (kind, [wire])
    assert column(None, cell) == (kind, [None, wire])


@pytest.mark.parametrize(("cell", "written", "wire"), [
    ("2026-03-02 12:00:00", "auto", "2026-03-02T12:00:00+01:00"), ("2026-07-02T12:00:00.5", "local", "2026-07-02T12:00:00.5+02:00"),
    ("2026-07-02 12:00:00", "utc", "2026-07-02T12:00:00+00:00"), ("2026-07-02 12:00:00Z", "auto", "2026-07-02T12:00:00+00:00"),
    ("2026-07-02T12:00:00-0500", "auto", "2026-07-02T12:00:00-05:00"), (1782907200, "epoch_s", "2026-07-01T14:00:00+02:00"),
    ("1782907200123", "epoch_ms", "2026-07-01T14:00:00.123000+02:00"), (1782907200, "auto", "2026-07-01T14:00:00+02:00"),
    ("20260701120000", "auto", "2026-07-01T12:00:00+02:00"), (datetime(2026, 7, 2, 12), "auto", "2026-07-02T12:00:00+02:00"),
    (datetime(2026, 7, 2, 12, tzinfo=UTC), "auto", "2026-07-02T12:00:00+00:00"), ("2026-10-25 02:30:00", "auto", "2026-10-25T02:30:00+02:00"),
    ("2026-10-25 02:30:00", "local", "2026-10-25T02:30:00+02:00"), (datetime.max, "auto", "9999-12-31T23:59:59.999999+01:00"),
])
def test_a_column_of_instants_tells_them_with_their_offset(cell: object, written: str, wire: str) -> None:
    assert column(cell, None, written=written) == (Kind.TIME, [wire, None])
    meant, told = instant(cell, CPH, written), instant(wire, CPH)
    assert meant is not None
    assert told is not None
    assert meant.timestamp() == told.timestamp()


@pytest.mark.parametrize(("cell", "kind", "wire"), [
    ("2026-07-02", Kind.TEXT, "2026-07-02"), (date(2026, 7, 2), Kind.DATE, "2026-07-02"), ("infinity", Kind.TEXT, "infinity"), (0, Kind.INTEGER, 0),
    ("2026-02-30 12:00:00", Kind.TEXT, "2026-02-30 12:00:00"), ("2026-02-03 25:00:00", Kind.TEXT, "2026-02-03 25:00:00"), (None, Kind.TEXT, None),
    ("٢٠٢٦-07-02 12:00:00", Kind.TEXT, "٢٠٢٦-07-02 12:00:00")])
def test_what_names_no_instant_stays_what_it_is(cell: object, kind: Kind, wire: object) -> None:
    assert column(cell, written="auto") == (kind, [wire])
    assert column("2026-03-02 12:00:00", cell, written="auto") == (
        Kind.TIME if cell is None else Kind.MIXED, ["2026-03-02T12:00:00+01:00", wire])


def test_what_is_large_stays_whole() -> None:
    assert column("x" * 1_000_000) == (Kind.TEXT, ["x" * 1_000_000])
    assert column(10 ** 6000) == (Kind.DECIMAL, ["1" + "0" * 6000])
    assert instant(10 ** 6000, CPH) is instant("9" * 6000, CPH) is None


@pytest.mark.parametrize(("cells", "kind", "wire"), [
    ((1, SAFE_INTEGER * 4), Kind.MIXED, [1, str(SAFE_INTEGER * 4)]), ((1, Decimal("1.5"), None), Kind.MIXED, [1, "1.5", None]),
    ((1, 1.5), Kind.NUMBER, [1, 1.5]), ((1.5, float("nan")), Kind.MIXED, [1.5, "nan"]), ((1, "a"), Kind.MIXED, [1, "a"]),
    ((1, True), Kind.MIXED, [1, True]), ((None, None), Kind.TEXT, [None, None]), (("a", "\ud800"), Kind.TEXT, ["a", "?"]),
    ((datetime(2026, 3, 2), "infinity"), Kind.MIXED, ["2026-03-02T00:00:00+01:00", "infinity"]),
])
def test_cells_that_differ(cells: tuple[object, ...], kind: Kind, wire: list[object]) -> None:
    assert column(*cells) == (kind, wire)


@pytest.mark.parametrize("depth", [50, 99, 101, 900])
def test_what_is_nested_deeper_than_json_goes_becomes_text(depth: int) -> None:
    cell: object = 1
    for _ in range(depth):
        cell = [cell]
    kind, (wire,) = column(cell)
    assert kind is (Kind.NESTED if depth < 100 else Kind.TEXT)
    assert orjson.dumps(wire)


cells = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(st.characters()) | st.binary(max_size=20) | st.datetimes()
    | st.datetimes(timezones=st.timezones()) | st.dates() | st.times() | st.timedeltas() | st.uuids(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4), max_leaves=10)


@given(st.lists(st.tuples(cells, cells), max_size=6))
def test_nothing_a_source_can_hold_is_an_error(rows: list[tuple[object, ...]]) -> None:
    made = to_wire(Batch(("a", "b"), rows), timezone=CPH)
    assert len(made.rows) == len(rows)
    assert [[cell is None for cell in row] for row in made.rows] == [[cell is None for cell in row] for row in rows]
    assert json.loads(orjson.dumps(made.rows)) == [list(row) for row in made.rows]
    assert orjson.dumps(to_wire(Batch(("a", "b"), rows), timezone=CPH).rows) == orjson.dumps(made.rows)


@given(cells, st.sampled_from(["auto", "local", "utc", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns"]))
def test_any_cell_names_an_instant_or_none(cell: object, written: str) -> None:
    found = instant(cell, CPH, written)
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(("cell", "written", "names"), [
    (datetime(2026, 7, 1, 12), "auto", "2026-07-01T10:00:00+00:00"), (datetime(2026, 7, 1, 12), "utc", "2026-07-01T12:00:00+00:00"),
    (datetime(2026, 7, 1, 12, tzinfo=UTC), "local", "2026-07-01T12:00:00+00:00"), (date(2026, 7, 1), "auto", "2026-06-30T22:00:00+00:00"),
    ("2026-07-01 12:00:00", "auto", "2026-07-01T10:00:00+00:00"), ("2026-07-01T12:00", "local", "2026-07-01T10:00:00+00:00"),
    ("2026-07-01T12:00:00Z", "auto", "2026-07-01T12:00:00+00:00"), ("2026-07-01 12:00:00 +0200", "auto", "2026-07-01T10:00:00+00:00"),
    ("2026-07-01 12:00:00.123456+02", "auto", "2026-07-01T10:00:00.123456+00:00"),
    ("2026-07-01T12:00:00,5Z", "auto", "2026-07-01T12:00:00.500000+00:00"),
    (" 2026-07-01 ", "auto", "2026-06-30T22:00:00+00:00"), ("20260701120000", "auto", "2026-07-01T10:00:00+00:00"),
    (20260701120000, "utc", "2026-07-01T12:00:00+00:00"), (1782907200, "auto", "2026-07-01T12:00:00+00:00"),
    ("1782907200.5", "auto", "2026-07-01T12:00:00.500000+00:00"), (1782907200123, "auto", "2026-07-01T12:00:00.123000+00:00"),
    (Decimal("1782907200123456"), "auto", "2026-07-01T12:00:00.123456+00:00"), (1782907200123456789, "auto", "2026-07-01T12:00:00.123456+00:00"),
    (60, "epoch_s", "1970-01-01T00:01:00+00:00"), ("60", "epoch_ms", "1970-01-01T00:00:00.060000+00:00"),
    (-1, "epoch_s", "1969-12-31T23:59:59+00:00"), (datetime(2026, 10, 25, 2, 30), "auto", "2026-10-25T00:30:00+00:00"),
])
def test_the_instant_that_is_meant(cell: object, written: str, names: str) -> None:
    found = instant(cell, CPH, written)
    assert found is not None
    assert found.astimezone(UTC).isoformat() == names


@pytest.mark.parametrize("cell", [
    None, True, "", "noon", "01/07/2026 12:00", "2026-13-01", "20261301120000", "0000-00-00 00:00:00", "infinity", "-infinity", float("nan"),
    float("inf"), Decimal("sNaN"), b"2026-07-01", [datetime(2026, 7, 1)],
    0, -1, 20260701, "20260701", 78770202, "78770202", 4578770202, 45787702020000])
def test_what_may_be_anything_names_no_instant(cell: object) -> None:
    assert instant(cell, CPH) is None


@pytest.mark.parametrize("cell", [datetime(2026, 7, 1), "2026-07-01", 10 ** 30, None])
def test_a_column_of_seconds_holds_nothing_else(cell: object) -> None:
    assert instant(cell, CPH, "epoch_s") is None


@given(st.sampled_from([st.text(max_size=4), st.integers(), st.floats(), st.decimals(), st.datetimes(), st.datetimes(timezones=st.just(UTC)),
                        st.datetimes(timezones=st.timezones()), st.integers() | st.floats(), cells]).flatmap(
           lambda kind: st.lists(st.none() | kind, min_size=1, max_size=12)),
       st.sampled_from([None, "auto", "local", "utc", "epoch_s"]))
def test_a_column_becomes_what_its_cells_become_one_by_one(many: list[object], written: str | None) -> None:
    kind, made = column(*many, written=written)
    singly = [column(one, written=written) for one in many]
    assert orjson.dumps(made) == orjson.dumps([wire for _, (wire,) in singly])
    kinds = {own for cell, (own, _) in zip(many, singly, strict=True) if cell is not None}
    assert kind in (*kinds, Kind.MIXED, Kind.NUMBER if Kind.INTEGER in kinds else Kind.MIXED, Kind.TEXT)
    assert len(kinds) != 1 or {kind} == kinds
