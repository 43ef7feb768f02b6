"""A million rows within one day: to all files, every row counted by each writer, in little memory.

Run in a process of its own, for the sake of its peak; about half a minute.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

ROWS, MOST_MB = 1_000_000, 150
WRITE = """
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from dsr.cli.sink import FolderSink
from dsr.documents.bundle import write_response
from dsr.domain.answer import Column
from dsr.domain.values import Kind, WireBatch
from dsr.services.survey import surveyed
from tests.documents.answers import answer, columns, table

ROWS, START = int(sys.argv[1]), datetime(2026, 2, 3, tzinfo=timezone(timedelta(hours=1)))

def rows(_table: object) -> Iterator[WireBatch]:
    for first in range(0, ROWS, 4_000):
        places = range(first, min(ROWS, first + 4_000))
        cells = tuple((START + timedelta(milliseconds=86 * place)).isoformat(timespec="seconds") for place in places), tuple(n % 60 for n in places)
        yield WireBatch(("at", "length"), (Kind.TIME, Kind.INTEGER), cells)

one = table(ROWS, columns=(*columns("at"), Column("length", "Length", "user", unit="seconds")), label="Calls", time="at")
with FolderSink(Path(sys.argv[2])) as sink:
    written = write_response(surveyed(answer(one), rows), rows, sink)
assert set(written.counts["crm.contact"].values()) == {ROWS}, written.counts
print(int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024)
"""


def test_a_million_calls_in_one_day_are_all_printed_in_little_memory(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", WRITE, str(ROWS), str(tmp_path)], cwd=root, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= MOST_MB
    with (tmp_path / "data/crm.contact.jsonl").open("rb") as lines:
        assert sum(1 for _ in lines) == ROWS
    with pypdfium2.PdfDocument(tmp_path / "response.pdf") as pdf:
        last = " ".join(pdf[len(pdf) - 1].get_textpage().get_text_range().split())
    assert "A-1000000 03 Feb 2026 23:53:19 0:00:39" in last
    assert f"Total, February 2026: Length {sum(place % 60 for place in range(ROWS)) // 3600}:" in last
    assert json.loads((tmp_path / "response.json").read_text(encoding="utf-8"))["collections"][0]["shown"] == ROWS
