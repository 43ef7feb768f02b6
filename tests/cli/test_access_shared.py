"""`dsr access` where a number has several holders: what is withheld is counted in every file, and shown in none."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from dsr.cli.access import run
from tests.cli import shop


def test_rows_of_a_shared_line_are_counted_with_their_reason_and_nowhere_shown(tmp_path: Path) -> None:
    """Bob has had the number beside Carol since the second of January: the call of the third names neither of them."""
    database, out = tmp_path / "shop.sqlite", tmp_path / "out"
    shop.make(f"sqlite:///{database}")
    mapping = shop.write_source(tmp_path / "sources", f"sqlite:///{database}") / "shop.yml"
    marked = mapping.read_text(encoding="utf-8").replace("valid: {from: since", "holders: {line: number, person: person_id}, valid: {from: since")
    mapping.write_text(marked, encoding="utf-8")
    with closing(sqlite3.connect(database)) as shared, shared:
        shared.execute("INSERT INTO lines VALUES (2, '78770202', '2026-01-02 09:00:00', '2026-03-01 00:00:00')")
    carol = ["--identity", "email=carol.holm@nordlys.example"]
    assert run(["--sources", str(mapping.parent), "--out", str(out), "--progress", "never", *carol]) == 0
    told = json.loads((out / "response.json").read_text(encoding="utf-8"))
    (calls,) = [one for one in told["collections"] if one["address"] == "shop.calls"]
    assert (calls["found"], calls["shown"], calls["withheld"], calls["reasons"]) == (3, 2, 1, ["shared_line"])
    shown = [json.loads(line)["id"] for line in (out / "data/shop.calls.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(map(str, shown)) == ["2", "9007199254740993"]
    page = (out / "response.html").read_text(encoding="utf-8")
    assert "1 record: a shared line or address: several people had it then, and the record does not name you." in page
    assert "+1+1" not in page
    assert not any(b"2026-01-02T09:00" in path.read_bytes() for path in out.rglob("*") if path.is_file())
