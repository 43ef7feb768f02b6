"""A folder shows one answer, whole: never half of one, and nothing of another."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from dsr.cli.sink import FolderSink


def write(root: Path, **files: bytes) -> None:
    with FolderSink(root) as sink:
        for name, data in files.items():
            with sink.open(name.replace("__", "/").replace("_", ".")) as file:
                file.write(data)


def held(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_files_take_their_names_when_all_are_whole(tmp_path: Path) -> None:
    with FolderSink(tmp_path / "new/out") as sink:
        with sink.open("data/a.csv") as file:
            file.write(b"1")
        assert held(tmp_path / "new/out") == {"data/a.csv.part": b"1"}
    assert held(tmp_path / "new/out") == {"data/a.csv": b"1"}


def test_an_earlier_answer_goes_with_the_new_one_and_not_before(tmp_path: Path) -> None:
    write(tmp_path, response_pdf=b"carol", data__a_csv=b"carol", data__b_jsonl=b"carol", manifest_json=b"carol")
    (tmp_path / "data/mine.txt").write_bytes(b"mine")
    earlier = held(tmp_path)
    with suppress(RuntimeError), FolderSink(tmp_path) as sink:
        sink.open("data/c.csv").close()
        with sink.open("response.pdf") as file:
            file.write(b"bob")
            raise RuntimeError
    assert held(tmp_path) == earlier
    write(tmp_path, response_pdf=b"bob", data__a_csv=b"bob")
    assert held(tmp_path) == {"response.pdf": b"bob", "data/a.csv": b"bob", "data/mine.txt": b"mine"}


def test_drafts_of_a_run_that_died_go(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/x.csv.part").write_bytes(b"carol")
    write(tmp_path, response_pdf=b"bob")
    assert held(tmp_path) == {"response.pdf": b"bob"}


@pytest.mark.parametrize("name", ["/etc/passwd", "../x", "data/../../x"])
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    with FolderSink(tmp_path / "out") as sink, pytest.raises(ValueError, match="below the folder"):
        sink.open(name)
