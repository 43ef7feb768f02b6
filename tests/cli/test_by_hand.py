"""`dsr access` writes to nobody: what a person would have to search is a gap, in the files and in the status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsr.cli.access import run
from tests.cli import shop


def test_what_a_person_searches_is_a_gap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    shop.make(url)
    sources, out = shop.write_source(tmp_path / "sources", url), tmp_path / "out"
    shop.write_archive(sources)
    status = run(["--sources", str(sources), "--identity", "email=carol.holm@nordlys.example", "--out", str(out)])
    told = json.loads((out / "response.json").read_text(encoding="utf-8"))
    assert (status, told["status"]) == (3, "incomplete")
    assert told["unreached"] == [{"source": "archive", "address": "archive.letters", "why": "not_asked"}]
    assert "archive.letters" not in {table["address"] for table in told["collections"]}
    assert "not searched to the end: archive.letters (not_asked)" in capsys.readouterr().err
