"""Parquet: cells come with their types, and files that were written differently are each read as they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from dsr.domain.dataset import Field, TimeColumn
from dsr.domain.errors import SourceMisconfigured
from dsr.domain.keys import Key, Lookup
from dsr.domain.window import Window
from tests.connectors.archive import parquet, read
from tests.connectors.asking import by

HANDOVER = datetime(2026, 6, 1, tzinfo=UTC)

CELLS: list[tuple[str, object]] = [
    ("TIMESTAMPTZ '2026-07-01 12:00:00+02'", datetime(2026, 7, 1, 10, tzinfo=UTC)),
    ("TIMESTAMP '2026-07-01 12:00:00.000001'", datetime(2026, 7, 1, 12, 0, 0, 1)),
    ("TIMESTAMP '0001-01-01'", datetime(1, 1, 1)), ("TIMESTAMP '9999-12-31 23:59:59'", datetime(9999, 12, 31, 23, 59, 59)),
    ("DATE '0001-01-01'", date(1, 1, 1)), ("DATE '9999-12-31'", date(9999, 12, 31)), ("DATE '12026-01-01'", "12026-01-01"),
    ("TIMESTAMP '12026-01-01 10:00:00'", "12026-01-01 10:00:00"), ("INTERVAL '3 days'", timedelta(days=3)), ("1.10::DECIMAL(9,2)", Decimal("1.10")),
    ("170141183460469231731687303715884105727::HUGEINT", float(2**127)), ("9223372036854775807", 2**63 - 1), ("'\\xAA\\x00'::BLOB", b"\xaa\x00"),
    ("UUID '0e2b8f1a-0000-4000-8000-00000000beef'", UUID("0e2b8f1a-0000-4000-8000-00000000beef")), ("TRUE", True), ("'a' || chr(0) || 'b'", "a\0b"),
    ("{'a': 1, 'b': [{'c': 'x'}]}", {"a": 1, "b": [{"c": "x"}]}), ("['x', NULL]", ["x", None]), ("[[1], []]", [[1], []]), ("MAP {'k': 1}", {"k": 1}),
    ("NULL::VARCHAR", None), ("''", ""), ("'NaN'::DOUBLE", "nan"),
]


@pytest.mark.parametrize(("written", "cell"), CELLS, ids=[written for written, _ in CELLS])
def test_a_typed_cell_comes_with_its_type(tmp_path: Path, written: str, cell: object) -> None:
    parquet(tmp_path / "a.parquet", f"SELECT 'me' AS owner, {written} AS cell")
    found = read(tmp_path, "*.parquet", ["cell"], by("owner", "me"))[0][0]
    assert (str(found) if cell == "nan" else found) == cell
    assert cell == "nan" or type(found) is type(cell)


FOUND_BY: list[tuple[str, object, str | None]] = [
    ("42", "42", None), ("42::UTINYINT", 42, None), ("42::HUGEINT", Decimal(42), None), ("42.0::DOUBLE", 42, None),
    ("42.50::DECIMAL(9,2)", "42.5", None),
    ("4578770202::DOUBLE", "+4578770202", "phone_number"), ("4578770202::DECIMAL(18,0)", "+4578770202", "phone_number"), ("TRUE", 1, None),
    ("UUID '0e2b8f1a-0000-4000-8000-00000000beef'", "0E2B8F1A-0000-4000-8000-00000000BEEF", None),
    ("'0E2B8F1A-0000-4000-8000-00000000BEEF'", UUID("0e2b8f1a-0000-4000-8000-00000000beef"), None), ("DATE '2026-03-29'", date(2026, 3, 29), None),
    ("DATE '2026-03-29'", "2026-03-29", None), ("TIMESTAMP '2026-03-29 01:00:00'", datetime(2026, 3, 29, 1), None),
    ("TIMESTAMP '2026-03-29 01:00:00'", "2026-03-29 01:00:00", None),
    ("TIMESTAMPTZ '2026-03-29 01:00:00+00'", datetime(2026, 3, 29, 1, tzinfo=UTC), None),
    ("'\\xAA'::BLOB", b"\xaa", None), ("'ada@x.example'::BLOB", "ada@x.example", "email"), ("TIME '12:00:00'", "12:00:00", None),
    ("[['x'], ['78 77 02 02']]", "+4578770202", "phone_number"), ("[42, NULL]", "42", None), ("'a'::ENUM('a', 'b')", "a", None),
]


@pytest.mark.parametrize(("written", "key", "kind"), FOUND_BY, ids=[written for written, *_ in FOUND_BY])
def test_a_key_finds_a_cell_of_any_type_that_equals_it(tmp_path: Path, written: str, key: object, kind: str | None) -> None:
    parquet(tmp_path / "a.parquet", f"SELECT 1 AS id, {written} AS cell UNION ALL SELECT 2, NULL")
    assert read(tmp_path, "*.parquet", ["id"], by("cell", key, kind=kind), fields=(Field("cell", kind=kind),)) == [(1,)]
    assert read(tmp_path, "*.parquet", ["id"], by("cell", "no such key", 7, "+4512345678", kind=kind), fields=(Field("cell", kind=kind),)) == []


def test_files_that_write_a_column_otherwise_are_each_read_as_they_are(tmp_path: Path) -> None:
    parquet(tmp_path / "2024.parquet", "SELECT 7 AS number, 'a' AS what")
    parquet(tmp_path / "2025.parquet", "SELECT '007' AS number, 'b' AS what")
    parquet(tmp_path / "2026.parquet", "SELECT 'c' AS what, '7' AS number")
    assert read(tmp_path, "*.parquet", ["number", "what"], by("number", "7")) == [("7", "c"), (7, "a")]
    assert read(tmp_path, "*.parquet", ["number", "what"], by("number", "007")) == [("007", "b")]


def test_a_column_that_only_younger_files_have_is_null_before(tmp_path: Path) -> None:
    parquet(tmp_path / "2024.parquet", "SELECT 'me' AS owner, 1 AS id")
    parquet(tmp_path / "2025.parquet", "SELECT 'me' AS owner, 2 AS id, 'SE' AS roaming")
    assert read(tmp_path, "*.parquet", ["id", "roaming"], by("owner", "me")) == [(1, None), (2, "SE")]


def test_a_column_that_is_searched_by_must_be_in_every_file(tmp_path: Path) -> None:
    parquet(tmp_path / "2024.parquet", "SELECT 'me' AS ownr, 1 AS id")
    parquet(tmp_path / "2025.parquet", "SELECT 'me' AS owner, 2 AS id")
    with pytest.raises(SourceMisconfigured, match=r"no column in file 1 of 2 that match '\*.parquet': 'owner'; did you mean 'ownr'\?"):
        read(tmp_path, "*.parquet", ["id"], by("owner", "me"))


def test_names_in_a_path_are_columns_and_leave_out_whole_files(tmp_path: Path) -> None:
    for tenant, number in (("007", 1), ("7", 2), ("8", 3)):
        parquet(tmp_path / f"tenant={tenant}" / "a.parquet", f"SELECT '201' AS extension, {number} AS id")
    (tmp_path / "tenant=8" / "a.parquet").write_bytes(_broken_inside(tmp_path / "tenant=8" / "a.parquet"))
    assert read(tmp_path, "*/a.parquet", ["id", "tenant"], by("extension", "201", tenant="007"), more={"tenant": "tenant"}) == [(1, "007")]


def test_a_name_in_a_path_does_not_hide_the_files_own_column(tmp_path: Path) -> None:
    parquet(tmp_path / "owner=you" / "a.parquet", "SELECT 'me' AS owner, 1 AS id")
    assert read(tmp_path, "*/*.parquet", ["owner"], by("owner", "me")) == [("me",)]


@pytest.mark.parametrize(("kind", "written"), [("TIMESTAMP", "auto"), ("TIMESTAMPTZ", "auto"), ("DATE", "auto"), ("BIGINT", "epoch_ms")])
def test_files_outside_of_all_windows_are_not_read(tmp_path: Path, kind: str, written: str) -> None:
    cells = {"BIGINT": "epoch_ms(TIMESTAMP '{}')"}.get(kind, "CAST(TIMESTAMP '{}' AS " + kind + ")")
    for day in ("2026-05-01", "2026-07-01"):
        parquet(tmp_path / f"{day}.parquet", f"SELECT '78770202' AS number, {cells.format(day)} AS at")
    (tmp_path / "2026-05-01.parquet").write_bytes(_broken_inside(tmp_path / "2026-05-01.parquet"))
    window = Lookup(("number",), frozenset({Key("+4578770202", window=Window(HANDOVER, None))}), "phone_number")
    assert len(read(tmp_path, "*.parquet", ["number"], window, more={"time": TimeColumn("at", written)})) == 1
    with pytest.raises(SourceMisconfigured):
        read(tmp_path, "*.parquet", ["number"], by("number", "+4578770202", kind="phone_number"))


def _broken_inside(path: Path) -> bytes:
    """The file with its first page overwritten: whoever reads more than its end fails."""
    data = path.read_bytes()
    return data[:4] + b"\xff" * 24 + data[28:]


