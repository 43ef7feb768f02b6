"""`dsr sources discover` writes a draft that `dsr sources check` takes, and never over somebody's work."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.cli.sources import run
from tests.cli import shop


@pytest.fixture
def url(tmp_path: Path) -> str:
    shop.make(f"sqlite:///{tmp_path / 'shop.sqlite'}")
    return f"sqlite:///{tmp_path / 'shop.sqlite'}"


def test_a_draft_passes_the_check(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sources").mkdir()
    file = tmp_path / "sources" / "shop.yml"
    assert run(["discover", url, "--out", str(file)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "5 tables, " in said.err
    assert "Set SHOP_URL and run 'dsr sources check'." in said.err
    monkeypatch.setenv("SHOP_URL", url)
    assert run(["check", str(tmp_path / "sources")]) == 0
    assert "shop: 5 collections, 21 fields, fits" in capsys.readouterr().out


def test_without_a_file_it_is_printed(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["discover", url]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("# A draft")
    assert [value for value in ("Carol", "nordlys.example", "78770202", "78 77 02 02", str(url)) if value in said.out + said.err] == []


def test_a_file_that_is_there_is_not_written_over(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.yml"
    file.write_text("mine", encoding="utf-8")
    assert run(["discover", url, "--out", str(file)]) == 2
    assert (file.read_text(encoding="utf-8"), "Name another file with --out." in capsys.readouterr().err) == ("mine", True)


@pytest.mark.parametrize("url", ["postgresql://dsr:hunter2@127.0.0.1:1/gone", "hunter2", "nonsense://dsr:hunter2@x/y", "sqlite:///gone/hunter2"])
def test_a_database_that_cannot_be_read(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["discover", url]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), "hunter2" in said.err) == ("", 1, False)


def test_an_unknown_schema(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["discover", url, "--schema", "elsewhere"]) == 2
    assert capsys.readouterr().err != ""
