"""`dsr serve` and `dsr worker`: what is wrong with settings or source files is a sentence before anything starts, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import structlog

from dsr import migrations
from dsr.cli import serve
from dsr.domain.errors import Misconfigured
from workers.__main__ import main as worker

Run = Callable[[list[str]], int]


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("DSR_DATABASE_URL", f"sqlite:///{tmp_path / 'dsr.sqlite'}")
    monkeypatch.setenv("DSR_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("DSR_SOURCES_DIR", str(tmp_path))
    (tmp_path / "crm.yml").write_text("source:\n  key: crm\n", encoding="utf-8")
    yield monkeypatch
    structlog.reset_defaults()  # the workers' log lines go to the standard error of this test


@pytest.mark.parametrize("run", [serve.run, worker])
def test_a_source_file_that_is_not_right_is_named_with_its_line(environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], run: Run) -> None:
    assert run([]) == 2
    said = capsys.readouterr().err
    assert "crm.yml:" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("run", [serve.run, worker])
def test_a_country_without_known_dates_is_refused(environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, run: Run) -> None:
    (tmp_path / "crm.yml").unlink()
    environ.setenv("DSR_SOURCES_DIR", str(tmp_path / "none"))
    environ.setenv("DSR_ENTITY_COUNTRY", "ZZ")
    assert run([]) == 2
    assert "DSR_ENTITY_COUNTRY" in capsys.readouterr().err


@pytest.mark.parametrize("run", [serve.run, worker])
def test_a_setting_that_is_none_is_named_with_the_nearest(environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], run: Run) -> None:
    environ.setenv("DSR_SORCES_DIR", "x")
    assert run([]) == 2
    assert "did you mean DSR_SOURCES_DIR" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_database_without_tables_is_said_with_what_to_do(environ: pytest.MonkeyPatch, tmp_path: Path, command: str) -> None:
    environ.setenv("DSR_SOURCES_DIR", str(tmp_path / "none"))
    ended = subprocess.run([sys.executable, "-m", "dsr", command], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "run 'dsr db upgrade'" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("revision", "is_told"), [("base", True), ("r0001", True), ("head", False)])
def test_tables_of_an_earlier_version_are_told_and_those_of_this_one_are_right(tmp_path: Path, revision: str, is_told: bool) -> None:
    url = f"sqlite:///{tmp_path / 'dsr.sqlite'}"
    if revision != "base":
        migrations.upgrade(url, revision)
    with pytest.raises(Misconfigured) if is_told else nullcontext():
        migrations.must_be_ready(url)
    migrations.must_be_ready("postgresql+psycopg://nobody@127.0.0.1:1/none")  # it may be up later


def test_workers_need_something_that_rings_them(environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    environ.delenv("DSR_REDIS_URL")
    assert worker([]) == 2
    assert worker(["--queues", "now,later"]) == 2
    said = capsys.readouterr().err
    assert "DSR_REDIS_URL is needed" in said
    assert "there is no queue 'later'" in said
