"""Files that by their path are of another time are not read, and no other file is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

import pytest

from dsr.connectors.files_found import Location
from dsr.connectors.files_partitions import by_date
from dsr.domain.dataset import Address, Collection, Field, TimeColumn
from dsr.domain.keys import Key, Lookup
from dsr.domain.window import Window
from tests.connectors.archive import archive, parquet
from tests.connectors.asking import by, collected
from tests.connectors.shelves import Row, csv_bytes
from tests.connectors.test_files_s3 import BUCKET, a_source
from tests.servers.s3 import Store

MAY = Window(datetime.fromisoformat("2026-05-01T00:00:00+02:00"), datetime.fromisoformat("2026-06-01T00:00:00+02:00"))


def a_collection(pattern: str, *, is_timed: bool = True) -> Collection:
    return Collection(Address("d", "calls"), (Field("id"), Field("owner"), Field("at")), location={"path": pattern},
                      time=TimeColumn("at") if is_timed else None)


def read_of(pattern: str, paths: list[str], *windows: Window, is_timed: bool = True) -> list[str]:
    """Which of the paths are read for keys with these windows."""
    lookup = Lookup(("owner",), frozenset(Key(f"me{number}", window=window) for number, window in enumerate(windows)))
    may_hold = by_date(a_collection(pattern, is_timed=is_timed), Location(pattern), (lookup,))
    return [path for path in paths if may_hold(PurePosixPath(path))]


MONTHS = [f"year=2026/month={month}/a.csv" for month in ("3", "04", "05", "6", "07")]


@pytest.mark.parametrize(("pattern", "paths", "read"), [
    ("year=*/month=*/*.csv", MONTHS, MONTHS[1:4]),                                              # with slack: an edge belongs to both
    ("year=*/month=*/*.csv", ["year=2025/month=05/a.csv", "year=2026/month=5/a.csv"], ["year=2026/month=5/a.csv"]),
    ("year=*/month=*/day=*/*", [f"year=2026/month=05/day={day}/a" for day in (1, 31)], ["year=2026/month=05/day=1/a", "year=2026/month=05/day=31/a"]),
    ("year=*/month=*/day=*/*", [f"year=2026/month=06/day={day}/a" for day in (1, 2, 3)], ["year=2026/month=06/day=1/a"]),
    ("**/year=*/*.csv", ["x/year=2025/a.csv", "x/y/year=2026/a.csv"], ["x/y/year=2026/a.csv"]),
    ("date=*/*", ["date=2026-04-01/a", "date=2026-05-09/a", "date=20260801/a"], ["date=2026-05-09/a"]),
    ("dt=*/*", ["dt=2026-04-01/a", "dt=2026-05/a"], ["dt=2026-05/a"]),
    ("cdr-{date}.csv", ["cdr-2026-05-09.csv", "cdr-20260509.csv", "cdr-2026_05.csv", "cdr-2026.csv", "cdr-2025-05-09.csv", "cdr-20260801.csv"],
     ["cdr-2026-05-09.csv", "cdr-20260509.csv", "cdr-2026_05.csv", "cdr-2026.csv"]),
    ("{date}/{date}-*.csv", ["2026-05/2026-05-09-x.csv", "2026-05/2026-07-09-x.csv", "2026-08/2026-05-09-x.csv"], ["2026-05/2026-05-09-x.csv"]),
    ("**/cdr-{date}.csv", ["a/cdr-2026-08-01.csv", "a/b/cdr-2026-05-09.csv"], ["a/b/cdr-2026-05-09.csv"]),
    ("{date}/**/*.csv", ["2026-08-01/a/b.csv", "2026-05-01/b.csv"], ["2026-05-01/b.csv"])])
def test_a_path_tells_of_what_time_a_file_is(pattern: str, paths: list[str], read: list[str]) -> None:
    assert read_of(pattern, paths, MAY) == read


@pytest.mark.parametrize(("pattern", "paths"), [
    ("*/*/*.csv", MONTHS), ("**/*.csv", MONTHS),                                                # the mapping does not say that these are dates
    ("month=*/*", ["month=01/a"]), ("day=*/*", ["day=01/a"]),                                   # of which year?
    ("year=*/*", ["year=__HIVE_DEFAULT_PARTITION__/a", "year=/a", "year=26/a"]),
    ("year=*/month=*/*", ["year=2026/month=13/a", "year=2026/month=x/a"]), ("year=*/*/*", ["year=2025/year=2026/a"]),
    ("cdr-{date}.csv", ["cdr-old.csv", "cdr-.csv", "cdr-2026-13-01.csv", "cdr-20260230.csv", "cdr-2025-01-01-2.csv", "cdr-12345.csv"]),
    ("cdr-{date}*.csv", ["cdr-20250112.csv"]),                                                  # of January, number 12?
    ("*{date}.csv", ["4520250101.csv"]), ("?{date}.csv", ["x2025-01-01.csv"]), ("1{date}.csv", ["12025.csv"]), ("[a]{date}", ["a2025"]),
    ("*-{date}-*", ["a-2025-01-01-2024-01-01-b"]), ("**/{date}/**/*", ["a/2025-01-01/b/c"])])
def test_a_path_that_says_nothing_for_sure_is_read(pattern: str, paths: list[str]) -> None:
    assert read_of(pattern, paths, MAY) == paths


def test_where_a_key_has_no_window_all_is_read() -> None:
    assert read_of("year=*/month=*/*.csv", MONTHS, MAY, Window()) == MONTHS
    assert read_of("year=*/month=*/*.csv", MONTHS, MAY, is_timed=False) == MONTHS


def test_windows_may_be_open_or_many() -> None:
    assert read_of("year=*/month=*/*.csv", MONTHS, Window(MAY.end, None)) == MONTHS[2:]
    assert read_of("year=*/month=*/*.csv", MONTHS, Window(None, MAY.start)) == MONTHS[:3]
    march = Window(datetime.fromisoformat("2026-03-10T00:00:00+00:00"), datetime.fromisoformat("2026-03-11T00:00:00+00:00"))
    july = Window(datetime.fromisoformat("2026-07-10T00:00:00+00:00"), None)
    assert read_of("year=*/month=*/*.csv", MONTHS, march, july) == [MONTHS[0], MONTHS[4]]


DAYS = [f"2026-0{month}-15" for month in (3, 4, 5, 6, 7)]


def test_what_is_found_is_the_same_and_files_of_other_times_are_not_opened(tmp_path: Path) -> None:
    for number, day in enumerate(DAYS):
        folder = tmp_path / "year=2026" / f"month={day[5:7]}"
        parquet(folder / "a.parquet", f"SELECT {number} AS id, 'me' AS owner, TIMESTAMP '{day} 12:00:00' AS at")
        (tmp_path / f"calls-{day}.csv").write_bytes(csv_bytes([("id", "owner", "at"), (number, "me", f"{day} 12:00:00")]))
    for damaged in (tmp_path / "year=2026/month=03/a.parquet", tmp_path / "calls-2026-03-15.csv"):
        damaged.write_bytes(b"no file of any kind")
    for pattern in ("year=*/month=*/*.parquet", "calls-{date}.csv"):
        collection = a_collection(pattern)
        assert [str(row[0]) for row in collected(archive(tmp_path, collection), collection, ["id"], by("owner", "me", window=MAY))] == ["2"]


def test_where_all_files_are_of_other_times_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "calls-2020-01-01.csv").write_bytes(csv_bytes([("id", "owner", "at"), (1, "me", "2020-01-01 00:00:00")]))
    collection = a_collection("calls-{date}.csv")
    assert collected(archive(tmp_path, collection), collection, ["id"], by("owner", "me", window=MAY)) == []


@pytest.fixture
def store() -> Iterator[Store]:
    server = Store()
    server.bucket(BUCKET)
    yield server
    server.stop()


def test_objects_of_other_times_are_not_fetched(store: Store) -> None:
    for number, day in enumerate(DAYS):
        store.put(BUCKET, f"year=2026/month={day[5:7]}/a.csv", csv_bytes([("id", "owner", "at"), (number, "me", f"{day} 12:00:00")]))
    pattern = "year=*/month=*/*.csv"
    source, _ = a_source(store, pattern, f"s3://{BUCKET}")
    collection = a_collection(pattern)
    rows: list[Row] = collected(source, collection, ["id"], by("owner", "me", window=MAY))
    assert rows == [("2",)]
    assert store.log().count("GET /archive/year") == 3, "of five: May, and what is next to it, because a date has no zone"
