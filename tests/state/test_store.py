"""Sealed files: whole or not there, never plain on disk, never more memory than a frame."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from dsr.domain.errors import NotFound, VaultError
from dsr.store import FRAME, Store
from dsr.vault import Handle

KEY, OTHER = Handle(bytes(32)), Handle(bytes([1]) * 32)
PLACE = "part-1/task-2/a1"
SENTINEL = b"Carol Lindqvist, +45 78 77 02 02"
SIZES = [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 5]


def content(size: int) -> bytes:
    return (SENTINEL * (size // len(SENTINEL) + 1))[:size]


def written(store: Store, path: str, data: bytes, *, piece: int = 50_000, context: str = "here") -> str:
    with store.create(path, KEY, context) as file:
        for start in range(0, len(data), piece):
            file.write(data[start:start + piece])
    return path


def on_disk(store: Store, path: str) -> Path:
    return store._root / path


def frames(data: bytes) -> list[bytes]:
    """The sealed frames of a file, each with its head."""
    found = []
    while data:
        length = 5 + int.from_bytes(data[:4], "big")
        found.append(data[:length])
        data = data[length:]
    return found


def test_one_value(store: Store) -> None:
    store.put(f"{PLACE}/0", SENTINEL, KEY, "here")
    assert store.get(f"{PLACE}/0", KEY, "here") == SENTINEL
    store.put(f"{PLACE}/0", b"second", KEY, "here")
    assert store.get(f"{PLACE}/0", KEY, "here") == b"second"
    for handle, context in ((OTHER, "here"), (KEY, "there")):
        with pytest.raises(VaultError):
            store.get(f"{PLACE}/0", handle, context)


@pytest.mark.parametrize(("passing", "syncs"), [(False, 2), (True, 0)])
def test_what_is_put_is_on_disk_when_it_has_its_name_unless_it_may_pass(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passing: bool, syncs: int) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    store = Store(tmp_path, passing=passing)
    store.put(PLACE, SENTINEL, KEY, "here")
    assert len(synced) == syncs  # the file, and the folder with its name
    assert store.get(PLACE, KEY, "here") == SENTINEL
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a1"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", [1 << 24, 50_001])
def test_a_file_comes_back(store: Store, size: int, piece: int) -> None:
    path = written(store, f"{PLACE}/response.pdf", content(size), piece=piece)
    assert b"".join(store.read(path, KEY, "here")) == content(size)
    assert max(len(frame) for frame in frames(on_disk(store, path).read_bytes())) <= FRAME + 5 + 28


def test_nothing_lies_there_in_plain(store: Store, tmp_path: Path) -> None:
    written(store, f"{PLACE}/a", content(FRAME * 2))
    store.put(f"{PLACE}/b", SENTINEL, KEY, "here")
    for path in tmp_path.rglob("*"):
        assert "carol" not in path.name.lower()
        assert not path.is_file() or b"Carol" not in path.read_bytes()


def test_a_file_appears_when_it_is_whole(store: Store) -> None:
    file = store.create(f"{PLACE}/a", KEY, "here")
    file.write(content(FRAME * 2))
    with pytest.raises(NotFound):
        list(store.read(f"{PLACE}/a", KEY, "here"))
    file.close()
    file.close()
    assert b"".join(store.read(f"{PLACE}/a", KEY, "here")) == content(FRAME * 2)


SPOILED: dict[str, Callable[[list[bytes]], bytes]] = {
    "the last frame cut off": lambda found: b"".join(found[:-1]),
    "two frames cut off": lambda found: b"".join(found[:-2]),
    "empty": lambda _found: b"",
    "two frames swapped": lambda found: b"".join([found[1], found[0], *found[2:]]),
    "a frame twice": lambda found: b"".join([found[0], *found]),
    "a frame left out": lambda found: b"".join([found[0], *found[2:]]),
    "something after the end": lambda found: b"".join([*found, found[0]]),
    "a byte changed": lambda found: b"".join([found[0][:99] + bytes([found[0][99] ^ 1]) + found[0][100:], *found[1:]]),
    "an end in the middle": lambda found: found[0][:4] + b"L" + found[0][5:],
    "half a head": lambda found: b"".join(found) + b"\0\0",
    "half a frame": lambda found: b"".join(found)[:-3],
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_spoiled_file_is_found(store: Store, what: str) -> None:
    path = written(store, f"{PLACE}/a", content(3 * FRAME + 5))
    target = on_disk(store, path)
    target.write_bytes(SPOILED[what](frames(target.read_bytes())))
    with pytest.raises(VaultError):
        list(store.read(path, KEY, "here"))


def test_another_key_or_place_does_not_open(store: Store) -> None:
    path = written(store, f"{PLACE}/a", b"x")
    for handle, context in ((OTHER, "here"), (KEY, "there"), (KEY, "here#0")):
        with pytest.raises(VaultError):
            list(store.read(path, handle, context))


@pytest.mark.parametrize("path", [
    "", "/etc/passwd", "../up", "a/../b", "a//b", "a/", ".hidden", "a/.hidden", "A", "a b", "æ", "a\n", "a\0", "a\\b", "-a", "~", "c:/x"])
def test_a_path_stays_below_the_root(store: Store, path: str) -> None:
    for use in (lambda: store.put(path, b"", KEY, ""), lambda: store.get(path, KEY, ""), lambda: store.create(path, KEY, ""),
                lambda: list(store.read(path, KEY, "")), lambda: store.delete(path), lambda: store.folders(path)):
        with pytest.raises(ValueError, match="store path"):
            use()


def test_what_is_not_there(store: Store) -> None:
    with pytest.raises(NotFound):
        store.get("a", KEY, "")
    with pytest.raises(NotFound):
        list(store.read("a", KEY, ""))
    store.delete("a")
    assert store.folders("a") == []


def test_deleting_a_file_and_a_folder(store: Store, tmp_path: Path) -> None:
    for path in ("part-1/task-1/a", "part-1/task-1/b", "part-1/task-2/a", "part-2/task-3/a"):
        store.put(path, b"x", KEY, path)
    store.delete("part-1/task-1/a")
    assert store.folders("part-1/task-1") == ["b"]
    store.delete("part-1")
    assert store.folders("part-1") == []
    assert store.get("part-2/task-3/a", KEY, "part-2/task-3/a") == b"x"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a"]


def test_the_sweep_takes_what_a_killed_process_left(store: Store, tmp_path: Path) -> None:
    store.put("part-1/a", b"x", KEY, "here")
    killed = store.create("part-1/b", KEY, "here")
    killed.write(content(FRAME * 2))
    (tmp_path / "store" / "part-2-1234.gone").mkdir()
    (tmp_path / "store" / "part-2-1234.gone" / "a").write_bytes(b"left")
    assert store.sweep() == 2
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a"]
    assert store.sweep() == 0
    with pytest.raises(FileNotFoundError):
        killed.close()


def test_memory_stays_small(store: Store) -> None:
    piece = content(1 << 20)
    tracemalloc.start()
    with store.create("a", KEY, "here") as file:
        for _ in range(24):
            file.write(piece)
    size = sum(len(frame) for frame in store.read("a", KEY, "here"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size == 24 << 20
    assert peak < 6 << 20


def test_a_file_is_written_like_any_other(store: Store) -> None:
    with io.TextIOWrapper(store.create("a", KEY, "here"), encoding="utf-8", newline="") as text:
        text.write("æøå\r\n")
    assert b"".join(store.read("a", KEY, "here")).decode() == "æøå\r\n"


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_read_at_any_place(store: Store, size: int) -> None:
    data = content(size)
    path = written(store, f"{PLACE}/0000", data)
    with store.seekable(path, KEY, "here") as file:
        assert file.seek(0, io.SEEK_END) == size
        for start in (0, 1, FRAME - 1, FRAME, FRAME + 1, size - 1, size, size + 9):
            for length in (0, 1, 40, FRAME + 7):
                assert file.seek(max(0, start)) == max(0, start)
                assert file.read(length) == data[max(0, start):max(0, start) + length]


@pytest.mark.parametrize("spoil", [
    lambda data: data[:-1], lambda data: b"".join(frames(data)[:-1]), lambda data: data + b"M", lambda data: b"",
    lambda data: b"".join([*frames(data), frames(data)[-1]]), lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]])
def test_a_file_whose_end_was_spoiled_is_not_opened_at_all(store: Store, spoil: Callable[[bytes], bytes]) -> None:
    path = written(store, f"{PLACE}/0000", content(2 * FRAME + 5))
    on_disk(store, path).write_bytes(spoil(on_disk(store, path).read_bytes()))
    with pytest.raises(VaultError):
        store.seekable(path, KEY, "here")


def test_frames_that_were_swapped_or_changed_are_found_when_they_are_read(store: Store) -> None:
    path = written(store, f"{PLACE}/0000", content(3 * FRAME))
    first, second, *rest = frames(on_disk(store, path).read_bytes())
    on_disk(store, path).write_bytes(b"".join([second, first, *rest]))
    with store.seekable(path, KEY, "here") as file, pytest.raises(VaultError):
        file.read(10)
    with pytest.raises(VaultError):
        store.seekable(path, OTHER, "here")
    with pytest.raises(NotFound):
        store.seekable(f"{PLACE}/none", KEY, "here")


def test_a_place_in_a_large_file_costs_a_few_frames(store: Store) -> None:
    path = written(store, f"{PLACE}/0000", content(20 * FRAME))
    tracemalloc.start()
    with store.seekable(path, KEY, "here") as file:
        for number in (*range(20), 3, 17):
            file.seek(number * FRAME + 5)
            file.read(10)
        peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * FRAME
