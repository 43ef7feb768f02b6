"""DuckDB on its lead: it sees the folder and nothing else, stops when its time is over, and leaves nothing behind."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from dsr.connectors.faults import Place
from dsr.connectors.files_duck import Duck, Limits
from dsr.connectors.files_errors import spoken_plainly
from dsr.connectors.files_found import File
from dsr.connectors.files_pipe import poured
from dsr.domain.errors import SourceRefused, SourceUnavailable

PLACE = Place("archive")
ENDLESS = "SELECT count(*) FROM range(10000000000) a(i), range(1000) b(j) WHERE i * j % 7 = 3"


@pytest.fixture
def duck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Duck]:
    (tmp_path / "root").mkdir()
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    with closing(Duck(tmp_path / "root", Limits(0.3, "256MB", 2))) as made:
        yield made


def threads() -> set[str]:
    """What Python has started. Threads of libraries and of the test runner show up, as dummies, whenever they first ask who they are."""
    return {one.name for one in threading.enumerate() if not isinstance(one, threading._DummyThread)}


def rows(duck: Duck, statement: str) -> list[tuple[object, ...]]:
    with spoken_plainly(PLACE):
        return [row for batch in duck.rows(statement, [], 100) for row in batch]


@pytest.mark.parametrize("statement", [
    "SELECT * FROM read_text('/etc/hostname')", "SELECT * FROM read_csv('{root}/../secret.csv')", "SELECT * FROM glob('/etc/*')",
    "COPY (SELECT 1) TO '/tmp/dsr-never.csv'", "ATTACH '/tmp/dsr-never.db'", "INSTALL httpfs", "LOAD httpfs", "SELECT * FROM 'https://example.com/a.csv'"])
def test_nothing_outside_of_the_folder_is_reached(duck: Duck, tmp_path: Path, statement: str) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(SourceRefused):
        rows(duck, statement.format(root=tmp_path / "root"))


@pytest.mark.parametrize("setting", ["enable_external_access = true", "allowed_directories = ['/']", "autoinstall_known_extensions = true",
                                     "memory_limit = '64GB'", "threads = 64"])
def test_the_lead_cannot_be_lengthened(duck: Duck, setting: str) -> None:
    with pytest.raises(duckdb.Error):
        list(duck.rows(f"SET {setting}", [], 1))


def test_it_stops_when_its_time_is_over_and_is_fit_for_the_next(duck: Duck) -> None:
    began = time.monotonic()
    with pytest.raises(SourceUnavailable, match="InterruptException"):
        rows(duck, ENDLESS)
    assert time.monotonic() - began < 5
    assert rows(duck, "SELECT 1") == [(1,)]


def test_it_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = threads()
    made = Duck(tmp_path, Limits(5, "256MB", 2))
    assert made.folder.parent == tmp_path
    assert made.folder.stat().st_mode & 0o077 == 0
    made.close()
    with pytest.raises(duckdb.Error):
        Duck(tmp_path, Limits(5, "no size", 2))
    assert list(tmp_path.iterdir()) == []
    assert threads() == before


@pytest.mark.parametrize("reads", ["nothing", "the beginning", "all"])
def test_a_pipe_ends_with_its_reader(duck: Duck, tmp_path: Path, reads: str) -> None:
    path = tmp_path / "root" / "a.csv"
    path.write_text("line\n" * 2_000_000)
    before = threads()
    with poured(File(path, "file 1", "csv", ""), "utf-8", duck.folder, PLACE) as pipe:
        if reads != "nothing":
            table = f"read_csv('{pipe}', auto_detect = false, header = false, columns = {{'a': 'VARCHAR'}})"
            with closing(duck.rows(f"SELECT a FROM {table}", [], 1000)) as found:
                next(found)
                assert reads != "all" or 1000 + sum(len(batch) for batch in found) == 2_000_000
    assert list(duck.folder.glob("*")) == []
    assert threads() == before
