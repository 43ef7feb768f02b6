"""Files in a store owe what files in a folder owe, and what may go wrong on the way is one of the three errors."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from dsr.connectors.base import Query
from dsr.connectors.files_remote import matches
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused, SourceUnavailable
from tests.connectors.archive import parquet
from tests.connectors.asking import by, collected, opened
from tests.connectors.conformance import Conformance, Lists, Streams
from tests.connectors.shelves import Columns, CsvShelf, FilesShelf, ParquetShelf, Row, csv_bytes
from tests.servers.s3 import Store

BUCKET = "archive"
_numbers = count()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    server = Store()
    server.bucket(BUCKET)
    yield server
    server.stop()


class _Stored(FilesShelf):
    """What a shelf writes to its folder goes on to the store, and the folder is not told to anybody."""

    store: Store
    prefix: str

    def config(self) -> dict[str, object]:
        return self.store.config(f"s3://{BUCKET}/{self.prefix}")

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        super().put(table, columns, rows)
        for part in (1, 2):
            self.store.put(BUCKET, f"{self.prefix}/{self.path(table, part).name}", self.path(table, part).read_bytes())


class StoredParquet(_Stored, ParquetShelf):
    pass


class StoredCsv(_Stored, CsvShelf):
    pass


def stored(shelf: _Stored, store: Store) -> FilesShelf:
    shelf.store, shelf.prefix = store, f"shelf-{next(_numbers)}"
    return shelf


class TestParquet(Conformance, Lists, Streams):
    @pytest.fixture
    def shelf(self, tmp_path: Path, store: Store) -> FilesShelf:
        return stored(StoredParquet(tmp_path), store)


class TestCsv(Conformance):
    @pytest.fixture
    def shelf(self, tmp_path: Path, store: Store) -> FilesShelf:
        return stored(StoredCsv(tmp_path, ".gz"), store)


def a_source(store: Store, path: str, root: str, **config: Any) -> tuple[Source, Collection]:
    collection = Collection(Address("d", "calls"), tuple(Field(name) for name in ("id", "owner", "year")), location={"path": path})
    given = {name: value for name, value in store.config(root, **config).items() if value is not None}
    return Source("archive", "files", given, (Dataset("d", (collection,)),)), collection


def found(store: Store, path: str, *columns: str, root: str, **config: Any) -> list[Row]:
    source, collection = a_source(store, path, root, **config)
    return sorted(collected(source, collection, columns or ("id",), by("owner", "me")), key=str)


@pytest.fixture
def root(store: Store) -> str:
    """A place of its own with three months of CSV."""
    prefix = f"own-{next(_numbers)}"
    for number in (1, 2, 3):
        store.put(BUCKET, f"{prefix}/month={number}/a.csv", csv_bytes([("id", "owner"), (number, "me"), (number + 10, "Carol-Secret")]))
    return f"s3://{BUCKET}/{prefix}"


def told(error: pytest.ExceptionInfo[SourceError], says: str) -> None:
    assert says in str(error.value)
    assert "hidden-key" not in str(error.value)
    assert "Secret" not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None or error.value.__suppress_context__, "the library's own words would be in the log"


def test_objects_are_found_by_pattern_below_the_prefix(store: Store, root: str) -> None:
    store.put(BUCKET, root.removeprefix(f"s3://{BUCKET}/") + "/month=3/.hidden.csv", b"owner,id\nme,9\n")
    store.put(BUCKET, root.removeprefix(f"s3://{BUCKET}/") + "-other/a.csv", b"owner,id\nme,9\n")
    assert found(store, "month=*/a.csv", root=root) == [("1",), ("2",), ("3",)]
    assert found(store, "**/*.csv", root=root + "/") == [("1",), ("2",), ("3",)]
    assert found(store, "month=2/*", root=root) == [("2",)]


def test_folders_are_columns_of_parquet(store: Store, root: str, tmp_path: Path) -> None:
    prefix = root.removeprefix(f"s3://{BUCKET}/")
    store.put(BUCKET, f"{prefix}/year=2026/æ [1].parquet", parquet(tmp_path / "a.parquet", "SELECT 7 AS id, 'me' AS owner"))
    assert found(store, "year=*/*.parquet", "id", "year", root=root) == [(7, "2026")]


def test_a_column_may_be_younger_than_some_objects_and_older_than_none(store: Store, root: str) -> None:
    store.put(BUCKET, root.removeprefix(f"s3://{BUCKET}/") + "/month=2/a.csv", b"id,owner,year\n2,me,2026\n")
    assert found(store, "*/a.csv", "id", "year", root=root) == [("1", None), ("2", "2026"), ("3", None)]
    for number, line in enumerate((b'{"id": 1, "owner": "me"}', b'{"id": 2, "owner": "me", "year": 2026}', b'{"id": 3, "owner": "me"}')):
        store.put(BUCKET, root.removeprefix(f"s3://{BUCKET}/") + f"/lines/{number}.jsonl", line)
    assert found(store, "lines/*", "id", "year", root=root) == [(1, None), (2, 2026), (3, None)]
    with pytest.raises(SourceMisconfigured, match="no column 'year'"):
        found(store, "lines/0*", "id", "year", root=root)
    with pytest.raises(SourceMisconfigured, match="no column 'year'"):
        found(store, "month=1/a.csv", "year", root=root)


def test_one_object_is_here_at_a_time_and_none_afterwards(store: Store, root: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source, collection = a_source(store, "*/a.csv", root)
    with opened(source) as connector:
        for _ in range(2):
            for _batch in connector.collect(Query(collection, ("id",), (by("owner", "me"),))):
                assert len(list(tmp_path.rglob("*.csv"))) == 1
        assert list(tmp_path.rglob("*.csv")) == []
        batches = connector.collect(Query(collection, ("id",), (by("owner", "me"),)))
        next(batches)
        batches.close()  # type: ignore[attr-defined]  # a generator in every kind
        assert list(tmp_path.rglob("*.csv")) == []
    assert list(tmp_path.iterdir()) == []


def test_an_object_that_changes_while_others_are_read_is_an_error(store: Store, root: str) -> None:
    prefix = root.removeprefix(f"s3://{BUCKET}/")
    other = csv_bytes([("id", "owner"), (3, "ma"), (13, "Carol-Secret")])  # of the same size
    for change in (lambda: store.put(BUCKET, f"{prefix}/month=3/a.csv", other), lambda: store.take(BUCKET, f"{prefix}/month=3/a.csv")):
        source, collection = a_source(store, "*/a.csv", root)
        with opened(source) as connector:
            batches = connector.collect(Query(collection, ("id",), (by("owner", "me"),)))
            next(batches)
            change()
            with pytest.raises(SourceUnavailable) as error:
                list(batches)
            told(error, "file 3 of 3 that match '*/a.csv'")


def test_a_damaged_object_is_an_error(store: Store, root: str) -> None:
    store.put(BUCKET, root.removeprefix(f"s3://{BUCKET}/") + "/month=3/b.csv.gz", gzip.compress(b"id,owner\n" + b"7,me\n" * 50_000)[:-20])
    with pytest.raises(SourceUnavailable) as error:
        found(store, "*/b.csv.gz", root=root)
    told(error, "cut off or damaged")


@pytest.mark.parametrize(("config", "path", "kind", "says"), [
    ({"root": "s3://nowhere/x"}, "*", SourceMisconfigured, "no such bucket"), ({"root": "s3://"}, "*", SourceMisconfigured, "names no bucket"),
    ({"endpoint": "http://127.0.0.1:1"}, "*", SourceUnavailable, "cannot be reached"),
    ({"endpoint": "http://s3.example"}, "*", SourceMisconfigured, "not encrypted"),
    ({"endpoint": "s3.example"}, "*", SourceMisconfigured, "no address"),
    ({"access_key_id": None}, "*", SourceMisconfigured, "no access_key_id"),
    ({"secret_access_key": ""}, "*", SourceMisconfigured, "no access_key_id"),
    ({"object_limit": "much"}, "*", SourceMisconfigured, "object_limit is no size"),
    ({"object_limit": "3B"}, "**/a.csv", SourceMisconfigured, "larger"),
    ({"timeout_s": "soon"}, "*", SourceMisconfigured, "timeout_s"), ({}, "none-*.csv", SourceMisconfigured, "no file matches 'none-*.csv'"),
    ({}, "**x", SourceMisconfigured, "is no pattern"), ({}, "../*", SourceMisconfigured, "leads out"),
    ({}, "*", SourceMisconfigured, "no file matches")])
def test_what_does_not_fit_is_told(store: Store, root: str, config: dict[str, Any], path: str, kind: type[SourceError], says: str) -> None:
    with pytest.raises(kind) as error:
        found(store, path, **{"root": root, "timeout_s": 5, **config})
    told(error, says)


def test_probing_says_what_is_wrong(store: Store, root: str) -> None:
    for where, kind in ((root, None), ("s3://nowhere", SourceMisconfigured)):
        with opened(a_source(store, "*", where)[0]) as connector:
            if kind is None:
                connector.probe()
                continue
            with pytest.raises(kind, match="no such bucket"):
                connector.probe()


def test_an_account_that_may_not_read_is_refused(store: Store, root: str) -> None:
    store.trust(anybody=False)
    try:
        with pytest.raises(SourceRefused) as error:
            found(store, "**/a.csv", root=root)
        told(error, "does not let this account read")
    finally:
        store.trust(anybody=True)


def test_a_store_that_is_gone_is_unavailable() -> None:
    other = Store()
    other.kill()
    try:
        with pytest.raises(SourceUnavailable) as error:
            found(other, "*", root="s3://archive", timeout_s=2)
        told(error, "cannot be reached")
    finally:
        other.stop()


@pytest.mark.parametrize(("path", "pattern", "expected"), [
    ("a.csv", "*.csv", True), ("a/b.csv", "*.csv", False), ("a/b.csv", "**/*.csv", True), ("b.csv", "**/*.csv", True),
    ("a/b/c.csv", "a/**/c.csv", True),
    ("a/c.csv", "a/**/c.csv", True), ("a/b/c.csv", "a/*/c.csv", True), ("A.csv", "a.csv", False),
    ("a1.csv", "a[0-9].csv", True), ("a/b.csv", "a?b.csv", False), ("a[1].csv", "a[[]1].csv", True)])
def test_a_pattern_matches_as_in_a_folder(tmp_path: Path, path: str, pattern: str, expected: bool) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    assert matches(tuple(path.split("/")), tuple(pattern.split("/"))) is expected
    assert (file in set(tmp_path.glob(pattern))) is expected
