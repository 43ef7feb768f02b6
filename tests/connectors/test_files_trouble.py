"""Files that are not what they should be: an error says so without a value in it, and never are there fewer rows in silence."""

from __future__ import annotations

import gzip
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dsr.connectors.base import Query
from dsr.connectors.files_found import is_whole_zstd
from dsr.domain.dataset import Address, Collection, Field
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceUnavailable
from tests.connectors.archive import archive, parquet
from tests.connectors.asking import by, collected, opened
from tests.connectors.shelves import Row, csv_bytes, zstd

SECRET = "Carol-Secret"
ROWS = [(number, "me" if number % 2 else SECRET, SECRET) for number in range(50_000)]
CSV = csv_bytes([("id", "owner", "note"), *ROWS])
LINES = "".join(f'{{"id": {number}, "owner": "{owner}", "note": "{note}"}}\n' for number, owner, note in ROWS).encode()


def a_collection(path: str, **more: Any) -> Collection:
    return Collection(Address("d", "notes"), tuple(Field(name) for name in ("id", "owner", "note")), location={"path": path, **more})


def found(root: Path, path: str, *columns: str, key: object = "me", config: Mapping[str, object] | None = None, **more: Any) -> list[Row]:
    collection = a_collection(path, **more)
    return collected(archive(root, collection, **(config or {})), collection, columns or ("id",), by("owner", key))


def a_parquet(path: Path) -> bytes:
    return parquet(path, "SELECT i AS id, if(i % 2 = 1, 'me', 'Carol-Secret') AS owner, 'Carol-Secret' AS note FROM range(50000) t(i)")


def flipped(data: bytes, at: int, size: int = 64) -> bytes:
    return data[:at] + bytes(byte ^ 0x5A for byte in data[at:at + size]) + data[at + size:]


PACKED = gzip.compress(CSV)
DAMAGED: list[tuple[str, str, Callable[[Path], bytes], type[SourceError], str]] = [
    ("no parquet", "a.parquet", lambda _: b"hello" * 100, SourceMisconfigured, "is no Parquet file"),
    ("half a parquet", "a.parquet", lambda path: a_parquet(path)[:-500], SourceUnavailable, "still being written"),
    ("an empty parquet", "a.parquet", lambda _: b"", SourceUnavailable, "still being written"),
    ("a parquet with other bytes", "a.parquet", lambda path: flipped(a_parquet(path), 20_000, 40_000), SourceMisconfigured, "damaged"),
    ("a parquet with another end", "a.parquet", lambda path: flipped(a_parquet(path), path.stat().st_size - 200, 99), SourceMisconfigured, "damaged"),
    ("half a gz", "a.csv.gz", lambda _: PACKED[:-2000], SourceUnavailable, "cut off or damaged"),
    ("the beginning of a gz", "a.csv.gz", lambda _: PACKED[:12], SourceUnavailable, "cut off or damaged"),
    ("a gz without its end", "a.csv.gz", lambda _: PACKED[:-8], SourceUnavailable, "cut off or damaged"),
    ("a gz with another checksum", "a.csv.gz", lambda _: flipped(PACKED, len(PACKED) - 8, 4), SourceUnavailable, "cut off or damaged"),
    ("a gz with other bytes", "a.csv.gz", lambda _: flipped(PACKED, 5000), SourceUnavailable, "cut off or damaged"),
    ("a gz that is none", "a.csv.gz", lambda _: CSV, SourceUnavailable, "cut off or damaged"),
    ("an empty gz", "a.csv.gz", lambda _: b"", SourceUnavailable, "still being written"),
    ("half a gz of lines", "a.jsonl.gz", lambda _: gzip.compress(LINES)[:-2000], SourceUnavailable, "cut off or damaged"),
    ("a zst that ends between two blocks", "a.csv.zst", lambda _: zstd(CSV)[: 6 + 5 * (3 + (1 << 16))], SourceUnavailable, "still being written"),
    ("half a zst of lines", "a.jsonl.zst", lambda _: zstd(LINES)[:-5], SourceUnavailable, "still being written"),
    ("a zst that is none", "a.csv.zst", lambda _: CSV, SourceUnavailable, "still being written"),
    ("an empty zst", "a.csv.zst", lambda _: b"", SourceUnavailable, "still being written"),
    ("a row with too few cells", "a.csv", lambda _: CSV + b"50001,me\n", SourceMisconfigured, "damaged"),
    ("a row with too many cells", "a.csv", lambda _: CSV + b"50001,me,Carol-Secret,x\n", SourceMisconfigured, "damaged"),
    ("a quote that never ends", "a.csv", lambda _: CSV + b'50001,me,"Carol-Secret\n', SourceMisconfigured, "damaged"),
    ("bytes that are no UTF-8", "a.csv", lambda _: CSV + b"50001,me,Carol-Secret \xf8\n", SourceMisconfigured, "damaged"),
    ("a header that is no UTF-8", "a.csv", lambda _: b"id,owner,note,S\xf8ren\n", SourceMisconfigured, "name its encoding"),
    ("a line that never ends", "a.csv", lambda _: CSV + b"50001,me," + b"x" * 9_000_000 + b"\n", SourceMisconfigured, "damaged"),
    ("half a line", "a.jsonl", lambda _: LINES + b'{"id": 50001, "owner": "Carol-Secret', SourceMisconfigured, "damaged"),
    ("a line that is no JSON", "a.jsonl", lambda _: LINES + b"Carol-Secret\n", SourceMisconfigured, "damaged"),
    ("a line that is no UTF-8", "a.jsonl", lambda _: LINES + b'{"id": 1, "owner": "me", "note": "\xf8"}\n', SourceMisconfigured, "damaged"),
    ("a line that is a list", "a.jsonl", lambda _: LINES + b'[{"id": 1, "owner": "me", "note": "x"}]\n', SourceMisconfigured, "no JSON object"),
    ("one list of all", "a.jsonl", lambda _: b'[{"id": 1, "owner": "me", "note": "Carol-Secret"}]', SourceMisconfigured, "no JSON object"),
    ("a name without a format", "a.dat", lambda _: CSV, SourceMisconfigured, "give the format in the mapping"),
]


CASES = [pytest.param(*case[1:], key, id=f"{case[0]} for {key}") for case in DAMAGED for key in ("me", "nobody") if
         key == "me" or "parquet" not in case[1]]  # of a Parquet file only what may hold the key is read


@pytest.mark.parametrize(("name", "content", "error", "says", "key"), CASES)
def test_a_damaged_file_is_an_error_without_a_value(
        tmp_path: Path, name: str, content: Callable[[Path], bytes], error: type[SourceError], says: str, key: str) -> None:
    path = tmp_path / name
    path.write_bytes(content(path))
    with pytest.raises(error) as caught:
        found(tmp_path, "a.*", "id", "note", key=key)
    assert says in str(caught.value)
    assert "Secret" not in str(caught.value) + str(caught.value.facts)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__, "the library's own words would be in the log"


def test_an_error_names_a_file_by_its_place_and_not_by_its_name(tmp_path: Path) -> None:
    for name in ("calls-11223344.csv.gz", "calls-78770202.csv.gz"):
        (tmp_path / name).write_bytes(gzip.compress(CSV) if "1122" in name else b"")
    with pytest.raises(SourceUnavailable, match=r"file 2 of 2 that match 'calls-\*.csv.gz'") as caught:
        found(tmp_path, "calls-*.csv.gz")
    assert "7877" not in str(caught.value)


def test_a_file_that_goes_while_others_are_read_is_an_error(tmp_path: Path) -> None:
    for part in (1, 2, 3):
        (tmp_path / f"{part}.csv.gz").write_bytes(gzip.compress(CSV))
    collection = a_collection("*.csv.gz")
    with opened(archive(tmp_path, collection)) as connector:
        batches = connector.collect(Query(collection, ("id",), (by("owner", "me"),), batch_rows=100))
        next(batches)
        (tmp_path / "3.csv.gz").unlink()
        with pytest.raises(SourceUnavailable):
            list(batches)


def test_a_parquet_file_that_goes_while_others_are_read_is_an_error(tmp_path: Path) -> None:
    a_parquet(tmp_path / "00.parquet")
    for part in range(1, 60):
        shutil.copyfile(tmp_path / "00.parquet", tmp_path / f"{part:02}.parquet")
    collection = a_collection("*.parquet")
    with opened(archive(tmp_path, collection, threads=1)) as connector:
        batches = connector.collect(Query(collection, ("id", "note"), (by("owner", "me"),), batch_rows=100))
        next(batches)
        (tmp_path / "59.parquet").unlink()
        with pytest.raises(SourceUnavailable):
            list(batches)


READS_AS_NOBODY = """import os, sys
from pathlib import Path
import duckdb, dsr.connectors.files  # what nobody may not be able to import
from dsr.domain.errors import SourceRefused
from tests.connectors.test_files_trouble import found
if os.geteuid() == 0:
    os.setuid(int(sys.argv[2]))
try:
    found(Path(sys.argv[1]), "a.jsonl")
except SourceRefused as error:
    print(error)"""


def test_a_file_that_may_not_be_read_is_refused() -> None:
    """In a process of its own, which is not root: root may read everything."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(LINES)
        path.chmod(0)
        path.parent.chmod(0o755)
        command = [sys.executable, "-c", READS_AS_NOBODY, folder, str(pwd.getpwnam("nobody").pw_uid)]
        done = subprocess.run(command, capture_output=True, text=True)
    assert "may not be read" in done.stdout, done.stderr[-500:]


@pytest.mark.parametrize("pattern", ["../outside/*.csv", "sub/../../outside/a.csv", "/etc/*", "link/*.csv", "leaf.csv", "**/../*"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, pattern: str) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    (root / "sub").mkdir(parents=True)
    (outside / "a.csv").write_bytes(CSV)
    (root / "link").symlink_to(outside)
    (root / "leaf.csv").symlink_to(outside / "a.csv")
    with pytest.raises(SourceMisconfigured, match="leads out of the source's folder"):
        found(root, pattern)


def test_a_link_within_the_folder_is_followed_and_the_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.csv").write_bytes(CSV)
    (tmp_path / "real" / "b.csv").symlink_to(tmp_path / "real" / "a.csv")
    (tmp_path / "root").symlink_to(tmp_path / "real")
    assert len(found(tmp_path / "root", "b.csv")) == 25_000


@pytest.mark.parametrize(("config", "says"), [
    ({"root": ""}, "no root"), ({"root": "/nowhere/at/all"}, "is not there"), ({"root": __file__}, "is no folder"), ({"threads": "all"}, "threads"),
    ({"memory_limit": "much"}, "memory_limit"), ({"timeout_s": "soon"}, "timeout_s"), ({"timeout_s": "nan"}, "timeout_s"),
    ({"timeout_s": "inf"}, "timeout_s"), ({"timeout_s": -1}, "timeout_s"),
])
def test_a_config_that_does_not_fit_is_told(tmp_path: Path, config: dict[str, object], says: str) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    with pytest.raises(SourceMisconfigured, match=says):
        found(tmp_path, "a.csv", config=config)


@pytest.mark.parametrize(("more", "says"), [
    ({"path": ""}, "names no files"), ({"format": "xlsx"}, "no format 'xlsx'"), ({"encoding": "klingon"}, "no encoding"),
    ({"encoding": "base64"}, "no encoding"), ({"delimiter": "::"}, "one sign"), ({"path": "none-*.csv"}, r"no file matches 'none-\*.csv'"),
    ({"path": "**x"}, "no pattern"),
])
def test_a_location_that_does_not_fit_is_told(tmp_path: Path, more: dict[str, Any], says: str) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    with pytest.raises(SourceMisconfigured, match=says):
        found(tmp_path, **{"path": "a.csv", **more})


def test_what_no_file_is_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(SourceMisconfigured, match="is no file"):
        found(tmp_path, "a.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "gone.csv")
    with pytest.raises(SourceUnavailable, match="not there any more"):
        found(tmp_path, "b*.csv")


def test_a_library_zstd_file_is_whole_and_any_shorter_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.zst"
    with duckdb.connect() as db:
        db.execute(f"COPY (SELECT i, hash(i) FROM range(60000) t(i)) TO '{path}' (COMPRESSION zstd)")
    data = path.read_bytes()
    skipped = bytes.fromhex("502a4d18") + (5).to_bytes(4, "little") + b"extra"
    for whole in (data, data + data, skipped + data, data + skipped, zstd(b"x")):
        path.write_bytes(whole)
        assert is_whole_zstd(path)
    for cut in (1, 4, 100, len(data) // 2, len(data) - 4, len(data) - 1):
        path.write_bytes(data[:cut])
        assert not is_whole_zstd(path), cut
    path.write_bytes(data + b"x")
    assert not is_whole_zstd(path)


def test_the_readers_own_pause_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    collection = a_collection("a.csv")
    seen = 0
    with opened(archive(tmp_path, collection, timeout_s=0.5)) as connector:
        for number, batch in enumerate(connector.collect(Query(collection, ("id",), (by("owner", "me"),)))):
            seen += len(batch.rows)
            if number in (0, 3):
                time.sleep(0.7)
    assert seen == 25_000
