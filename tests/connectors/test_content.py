"""The files that rows stand for, in a folder and in a store: what is given, what is missing and why, and what is an error."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from dsr.connectors.content import Damaged, Opened, Shelf, shelf
from dsr.connectors.faults import Place
from dsr.domain.content import Where
from dsr.domain.dataset import Source
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused, SourceUnavailable
from dsr.domain.words import NotEnclosed
from tests.servers.s3 import Store

PLACE = Place("pbx", "pbx.recordings")
FILES = {"2026/a.wav": b"RIFF1", "2026/msg0001.wav": b"one", "2026/msg0001.txt": b"words", "2026/msg00010.wav": b"ten", "2026/a*.wav": b"star",
         "2026/deeper/msg0001.gsm": b"below", "top.wav": b"top", "big.wav": b"x" * 2001, "long.wav": bytes(700_000)}
_numbers = count()
Made = Callable[..., Shelf]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    server = Store()
    server.bucket("files")
    yield server
    server.stop()


def a_shelf(config: dict[str, Any], **other: Any) -> Shelf:
    return shelf(Source("pbx", "sql", {"url": "sqlite://", "content": {**config, **other}}, ()), PLACE)


@pytest.fixture(params=["folder", "s3"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """A shelf with these files."""
    if request.param == "folder":
        for name, data in FILES.items():
            (tmp_path / "rec" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "rec" / name).write_bytes(data)
        return lambda **other: a_shelf({"root": str(tmp_path / "rec")}, **other)
    server: Store = request.getfixturevalue("store")
    prefix = f"shelf-{next(_numbers)}"
    for name, data in FILES.items():
        server.put("files", f"{prefix}/{name}", data)
    return lambda **other: a_shelf(server.config(f"s3://files/{prefix}"), **other)


def given(of: Shelf, *folders: str, name: str, is_pattern: bool = False) -> dict[str, bytes] | list[NotEnclosed]:
    found: dict[str, bytes] = {}
    why: list[NotEnclosed] = []
    for one in of.files(Where(folders, name, is_pattern)):
        if isinstance(one, Opened):
            found[one.name] = b"".join(one.blocks)
        else:
            why.append(one)
    return why or found


@pytest.mark.parametrize(("where", "expected"), [
    (Where(("2026",), "a.wav"), {"a.wav": b"RIFF1"}), (Where((), "top.wav"), {"top.wav": b"top"}),
    (Where((), "long.wav"), {"long.wav": bytes(700_000)}),
    (Where(("2026",), "a*.wav"), {"a*.wav": b"star"}), (Where(("2026",), "a[*].wav", is_pattern=True), {"a*.wav": b"star"}),
    (Where(("2026",), "msg0001.*", is_pattern=True), {"msg0001.txt": b"words", "msg0001.wav": b"one"}),
    (Where((), "t*", is_pattern=True), {"top.wav": b"top"}),
    (Where(("2026",), "b.wav"), [NotEnclosed.GONE]), (Where(("2025",), "a.wav"), [NotEnclosed.GONE]),
    (Where(("top.wav",), "a.wav"), [NotEnclosed.GONE]),
    (Where(("2026",), "msg0002.*", is_pattern=True), [NotEnclosed.GONE]), (Where(("2025",), "*", is_pattern=True), [NotEnclosed.GONE])])
def test_what_lies_at_a_place(made: Made, where: Where, expected: dict[str, bytes] | list[NotEnclosed]) -> None:
    assert given(made(), *where.folders, name=where.name, is_pattern=where.is_pattern) == expected


def test_a_file_above_the_limit_is_not_read(made: Made) -> None:
    of = made(size_limit="2KB")
    assert given(of, name="big.wav") == [NotEnclosed.TOO_LARGE]
    assert given(of, name="top.wav") == {"top.wav": b"top"}


def test_a_file_comes_in_blocks(made: Made) -> None:
    (one,) = made().files(Where((), "long.wav"))
    assert isinstance(one, Opened)
    assert 1 < len(sizes := [len(block) for block in one.blocks]) < 10, sizes


@pytest.mark.parametrize(("other", "said"), [
    ({"size_limit": "large"}, "size_limit is no size; 1GB is one"), ({"rot": "/x"}, "no key of content 'rot'; did you mean 'root'?"),
    ({"root": ""}, "config has no content: root, the folder of the files that rows stand for"),
    ({"root": "/nowhere/at/all"}, "the folder of files (content: root) is not there"),
    ({"root": "s3://"}, "root names no bucket; s3://bucket/folder is one")])
def test_what_the_config_says_wrong_is_told(other: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceMisconfigured) as told:
        a_shelf({"root": "/tmp"}, **other)
    assert told.value.facts["detail"] == said


def test_links_and_folders_are_no_way_out(tmp_path: Path) -> None:
    root, outside = tmp_path / "rec", tmp_path / "secret"
    outside.mkdir()
    (outside / "a.wav").write_bytes(b"another's")
    root.mkdir()
    (root / "inside.wav").write_bytes(b"mine")
    (root / "link.wav").symlink_to(outside / "a.wav")
    (root / "near.wav").symlink_to(root / "inside.wav")
    (root / "away").symlink_to(outside)
    (root / "loop.wav").symlink_to(root / "loop.wav")
    (root / "folder.wav").mkdir()
    os.mkfifo(root / "pipe.wav")
    of = a_shelf({"root": str(root)})
    assert given(of, name="near.wav") == {"near.wav": b"mine"}
    assert given(of, name="link.wav") == given(of, "away", name="a.wav") == given(of, "away", name="*", is_pattern=True) == [NotEnclosed.OUTSIDE]
    assert given(of, name="loop.wav") == given(of, name="folder.wav") == given(of, name="pipe.wav") == [NotEnclosed.UNREADABLE]
    assert given(of, name="n" * 300) == [NotEnclosed.GONE]


def test_a_root_that_is_itself_a_link_is_the_folder_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.wav").write_bytes(b"mine")
    (tmp_path / "rec").symlink_to(tmp_path / "real")
    assert given(a_shelf({"root": str(tmp_path / "rec")}), name="a.wav") == {"a.wav": b"mine"}


def test_an_empty_folder_is_not_mounted_rather_than_all_files_gone(tmp_path: Path, store: Store) -> None:
    for config in ({"root": str(tmp_path)}, store.config("s3://files/nothing-here")):
        with pytest.raises(SourceUnavailable) as told:
            a_shelf(config)
        assert told.value.facts["detail"] == "the folder of files (content: root) is empty"


@pytest.mark.parametrize(("change", "error"), [
    ({"root": "s3://no-such-bucket"}, SourceMisconfigured), ({"endpoint": "http://127.0.0.1:9"}, SourceUnavailable),
    ({"access_key_id": None}, SourceMisconfigured)])
def test_a_store_that_cannot_be_read_is_one_of_three_errors(store: Store, change: dict[str, Any], error: type[SourceError]) -> None:
    with pytest.raises(error):
        a_shelf(store.config("s3://files/x"), timeout_s=2, **change)


def test_a_store_that_refuses_is_told(store: Store) -> None:
    store.trust(anybody=False)
    try:
        with pytest.raises(SourceRefused):
            a_shelf(store.config("s3://files/x"))
    finally:
        store.trust(anybody=True)


def test_a_file_that_goes_while_it_is_read_is_gone_and_one_that_grows_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"x" * 1000)
    of = a_shelf({"root": str(tmp_path)}, size_limit="1KB")
    for change, why in ((lambda path: path.write_bytes(b"x" * 1001), NotEnclosed.TOO_LARGE), (Path.unlink, NotEnclosed.GONE)):
        (tmp_path / "a.wav").write_bytes(b"x" * 1000)
        (one,) = of.files(Where((), "a.wav"))
        assert isinstance(one, Opened)
        change(tmp_path / "a.wav")
        with pytest.raises(Damaged) as told:
            b"".join(one.blocks)
        assert told.value.why is why
