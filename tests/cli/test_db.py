"""`dsr db` says what is wrong in a sentence, and never the address of the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from dsr.cli.db import run
from dsr.db import make_engine
from dsr.migrations import head


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = f"sqlite:///{tmp_path / 'new' / 'dsr.sqlite'}"
    monkeypatch.setenv("DSR_DATABASE_URL", made)
    return made


def test_from_nothing_to_the_newest(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["current"]) == 0
    assert [run(["upgrade"]), run(["upgrade"])] == [0, 0]
    assert run(["current"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"no tables, this version has {head()}", f"{head()}, this version has {head()}"]


def test_a_database_of_a_newer_version(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["upgrade"])
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    engine.dispose()
    assert run(["upgrade"]) == 2
    assert "newer version" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value", "said"), [
    ("DATABASE_URL", "postgresql://dsr:hunter2@127.0.0.1:9/dsr", "does not answer"), ("DATABASE_URL", "hunter2", "no address"),
    ("DATABASE_URL", "oracle9://dsr:hunter2@h/d", "no address"), ("DATABSE_URL", "hunter2", "did you mean DSR_DATABASE_URL?")])
def test_what_is_wrong_is_a_sentence(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str,
                                     said: str) -> None:
    monkeypatch.setenv(f"DSR_{name}", value)
    assert run(["upgrade"]) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert "hunter2" not in shown
