"""An upload on its way: whole wherever it is read, and on disk in sealed frames only."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.web.spool import FRAME, Spool


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(0, 5), st.integers(-1, 4 * FRAME))
def test_what_was_written_is_read_from_anywhere(parts: list[bytes], times: int, start: int) -> None:
    data = b"".join(part * (200 * times + 1) for part in parts)
    spool = Spool()
    for part in parts:
        spool.write(part * (200 * times + 1))
    assert spool.size == len(data)
    spool.seek(0)
    assert spool.read() == data
    spool.seek(max(0, start))
    assert spool.read(FRAME + 1) == data[max(0, start):][:FRAME + 1]
    spool.close()


def test_what_reads_archives_can_read_it() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", bytes(range(256)) * 1000)
        archive.writestr("b", "b")
    spool = Spool()
    spool.write(made.getvalue())
    assert zipfile.ZipFile(spool).read("a") == bytes(range(256)) * 1000
    spool.close()


def test_nothing_of_it_is_on_disk_in_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = (tmp_path / "kept").open("w+b")
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: kept)
    spool = Spool()
    for _ in range(5):
        spool.write(b"the secret of Carol " * 5000)
    kept.flush()
    found = (tmp_path / "kept").read_bytes()
    assert len(found) > 4 * FRAME
    assert b"secret" not in found
    spool.close()
    assert kept.closed


def test_a_small_one_needs_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: pytest.fail("a file was opened"))
    spool = Spool()
    spool.write(b"x" * (FRAME - 1))
    spool.seek(-1, io.SEEK_END)
    assert spool.read() == b"x"
    spool.close()
