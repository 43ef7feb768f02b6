"""Transactions: what is durable, what is forgotten, who waits for whom; the same on both databases."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from dsr.db import Database, after_commit, make_engine, open_database, with_driver
from dsr.models import Ticker
from tests.factories import NOW


def tick(session: Session, name: str) -> None:
    session.add(Ticker(name=name, next_at=NOW))
    session.flush()


def names(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.execute(select(Ticker.name)).scalars())


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def test_what_is_written_is_there_for_others(each_database: Database) -> None:
    with each_database.transaction() as session:
        tick(session, "a")
        assert names(each_database) == set()
    assert names(each_database) == {"a"}


def test_an_error_leaves_nothing(each_database: Database) -> None:
    def attempt() -> None:
        with each_database.transaction() as session:
            tick(session, "a")
            raise KeyError("something")

    with pytest.raises(KeyError):
        attempt()
    assert names(each_database) == set()


def test_rows_are_usable_after_reading(each_database: Database) -> None:
    with each_database.transaction() as session:
        tick(session, "a")
    with each_database.reading() as session:
        row = session.execute(select(Ticker)).scalar_one()
    assert (row.name, row.next_at) == ("a", NOW)


def test_reading_keeps_nothing(each_database: Database) -> None:
    with each_database.reading() as session:
        tick(session, "a")
    assert names(each_database) == set()


def test_nesting_is_refused_and_does_no_harm(each_database: Database) -> None:
    with each_database.transaction() as session:
        tick(session, "a")
        with pytest.raises(RuntimeError, match="open already"), each_database.transaction():
            pass
    with pytest.raises(KeyError), each_database.transaction():
        raise KeyError
    with each_database.transaction() as session:
        tick(session, "b")
    assert names(each_database) == {"a", "b"}


def test_rows_are_usable_after_the_commit(each_database: Database) -> None:
    with each_database.transaction() as session:
        row = Ticker(name="a", next_at=NOW)
        session.add(row)
    assert row.name == "a"


def test_a_bell_rings_when_the_change_is_durable_and_once(each_database: Database) -> None:
    rung: list[set[str]] = []

    def ring() -> None:
        rung.append(names(each_database))

    with each_database.transaction() as session:
        after_commit(session, ring)
        tick(session, "a")
        after_commit(session, ring)
        assert rung == []
    assert rung == [{"a"}]


def test_a_bell_is_forgotten_on_rollback(each_database: Database) -> None:
    rung: list[str] = []

    def attempt() -> None:
        with each_database.transaction() as session:
            after_commit(session, partial(rung.append, "x"))
            raise KeyError

    with pytest.raises(KeyError):
        attempt()
    with each_database.transaction() as session:
        tick(session, "a")
    assert rung == []


def test_a_bell_that_fails_is_counted_and_hurts_nobody(each_database: Database) -> None:
    rung: list[str] = []

    def broken() -> None:
        raise ConnectionError("no Valkey")

    with each_database.transaction() as session:
        tick(session, "a")
        after_commit(session, broken)
        after_commit(session, partial(rung.append, "x"))
    assert (names(each_database), rung, each_database.lost_bells) == ({"a"}, ["x"], 1)
    with each_database.transaction() as session:  # and the next may write
        tick(session, "b")


def test_a_bell_may_open_a_transaction_of_its_own(each_database: Database) -> None:
    def ring() -> None:
        with each_database.transaction() as session:
            tick(session, "rung")

    with each_database.transaction() as session:
        after_commit(session, ring)
    assert names(each_database) == {"rung"}


def test_a_reader_does_not_wait_for_a_writer(each_database: Database) -> None:
    with each_database.transaction() as session:
        tick(session, "old")
    with each_database.transaction() as session:
        session.execute(update(Ticker).values(name="new"))
        found: list[set[str]] = []
        reader = threading.Thread(target=lambda: found.append(names(each_database)))
        reader.start()
        reader.join(10)
        assert found == [{"old"}]


def test_a_writer_does_not_wait_for_a_reader(each_database: Database) -> None:
    def write() -> None:
        with each_database.transaction() as session:
            tick(session, "a")

    with each_database.reading() as session:
        assert session.execute(select(func.count()).select_from(Ticker)).scalar_one() == 0
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(10)
        assert not writer.is_alive()
    assert names(each_database) == {"a"}


def test_of_sixteen_that_swap_one_wins(each_database: Database) -> None:
    with each_database.transaction() as session:
        tick(session, "free")
    won: list[int] = []
    gate = threading.Barrier(16)

    def claim(number: int) -> None:
        gate.wait()
        with each_database.transaction() as session:
            taken = session.execute(update(Ticker).where(Ticker.name == "free").values(name=f"taken {number}"))
            if taken.rowcount == 1:  # type: ignore[attr-defined]
                won.append(number)

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert names(each_database) == {f"taken {won[0]}"}


COUNT_UP = """
import sys
from sqlalchemy import select
from dsr.db import open_database
from dsr.models import Chunk, Ticker
database = open_database(sys.argv[1])
for _ in range(25):
    with database.transaction() as session:
        row = session.execute(select(Ticker).with_for_update()).scalar_one()
        row.name = str(int(row.name) + 1)
"""


def test_writers_in_several_processes_take_turns(each_database: Database) -> None:
    with each_database.transaction() as session:
        tick(session, "0")
    started = [subprocess.Popen([sys.executable, "-c", COUNT_UP, url_of(each_database)], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, said
    assert names(each_database) == {"100"}


FORK = """
import os, sys
from sqlalchemy import text
from dsr.db import open_database
from dsr.models import Ticker
database = open_database(sys.argv[1])
def who():
    with database.reading() as session:
        session.execute(text("SELECT * FROM ticker"))
        return id(session.connection().connection.driver_connection), session.connection().connection.driver_connection
kept_id, kept = who()
child = os.fork()
if child == 0:
    other_id, other = who()
    os._exit(0 if other is not kept else 7)
assert os.waitpid(child, 0)[1] == 0, "the child used its parent's connection"
assert who()[1] is kept, "the parent has lost its connection"
with database.transaction() as session:
    session.execute(text("UPDATE ticker SET name = 'after the fork'"))
"""


def test_a_forked_child_starts_without_connections(each_database: Database) -> None:
    with each_database.transaction() as session:
        tick(session, "before")
    done = subprocess.run([sys.executable, "-c", FORK, url_of(each_database)], stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert names(each_database) == {"after the fork"}


def test_sqlite_is_prepared(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'a folder' / 'dsr.sqlite'}")
    with database.reading() as session:
        pragmas = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")}
    database.engine.dispose()
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30000, "synchronous": 1}


@pytest.mark.parametrize(("given", "driver"), [
    ("postgresql://u@h/d", "postgresql+psycopg"), ("postgres://u@h/d", "postgresql+psycopg"), ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
    ("sqlite:////srv/x.sqlite", "sqlite"), ("sqlite://", "sqlite")])
def test_postgres_is_reached_by_psycopg(given: str, driver: str) -> None:
    assert with_driver(given).drivername == driver


def test_a_file_of_sqlite_is_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert with_driver("sqlite:///var/dsr.sqlite").database == str(tmp_path / "var" / "dsr.sqlite")
    assert with_driver("sqlite:////srv/dsr.sqlite").database == "/srv/dsr.sqlite"
    assert with_driver("sqlite:///:memory:").database == ":memory:"


def test_parameters_are_in_no_error() -> None:
    engine = make_engine("sqlite://")
    assert engine.hide_parameters
    engine.dispose()
