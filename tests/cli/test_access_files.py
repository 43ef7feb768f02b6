"""`dsr access` writes the files that rows stand for beside the answer, and its status says whether one could not be read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from dsr.cli.access import run
from tests.servers.postgres import Postgres
from tests.servers.s3 import Store

_TABLES = """
CREATE TABLE recordings (email VARCHAR(99), folder VARCHAR(99), name VARCHAR(99), said VARCHAR(99));
INSERT INTO recordings VALUES ('bob@nordlys.example', '/var/rec/1', 'bob.wav', 'bob speaks');
INSERT INTO recordings VALUES ('carol@nordlys.example', '/var/rec/1', '+45 31.wav', 'carol speaks');
INSERT INTO recordings VALUES ('carol@nordlys.example', '/var/rec/1', 'gone.wav', NULL);
"""
_SOURCE = """
source:
  key: pbx
  connector: sql
  config: {config}
  role: controller
  dataset:
    - fides_key: pbx
      collections:
        - name: recordings
          dsr_meta: {{label: {{en: Recordings, da: Optagelser}}, content: {{path: "{{folder}}/{{name}}", strip: /var/rec, kind: voicemail}}}}
          fields:
            - {{name: email, data_categories: [user.contact.email], fides_meta: {{identity: email}}}}
            - {{name: folder}}
            - {{name: name}}
        - name: said
          dsr_meta: {{table: recordings, content: {{column: said}}}}
          fields:
            - {{name: email, data_categories: [user.contact.email], fides_meta: {{identity: email}}}}
            - {{name: said, data_categories: [user.content]}}
"""
FILES = {"1/bob.wav": b"RIFF....WAVEbob", "1/+45 31.wav": b"RIFF....WAVEcarol"}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    server = Store()
    server.bucket("rec")
    for name, data in FILES.items():
        server.put("rec", f"all/{name}", data)
    yield server
    server.stop()


@pytest.fixture(params=["sqlite and a folder", "postgres and s3"])
def sources(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'pbx.sqlite'}"
        for name, data in FILES.items():
            (tmp_path / "rec" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "rec" / name).write_bytes(data)
        content: dict[str, object] = {"root": str(tmp_path / "rec")}
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create_database(f"files_{tmp_path.name}"[:60])
        content = request.getfixturevalue("store").config("s3://rec/all")
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(text(statement))
    engine.dispose()
    (tmp_path / "sources").mkdir()
    write(tmp_path / "sources", url=url, content=content)
    return tmp_path / "sources"


def write(folder: Path, **config: Any) -> None:
    (folder / "pbx.yml").write_text(_SOURCE.format(config=json.dumps(config)), encoding="utf-8")


def access(sources: Path, *more: str) -> tuple[int, Path]:
    out = sources.parent / "out"
    return run(["--sources", str(sources), "--identity", "email=carol@nordlys.example", "--out", str(out), "--progress", "never", *more]), out


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "files").iterdir())} if (out / "files").is_dir() else {}


def test_the_persons_files_lie_beside_the_answer_and_nobody_elses(sources: Path) -> None:
    status, out = access(sources)
    assert status == 0
    assert files(out) == {"0001-%2B45%2031.wav": b"RIFF....WAVEcarol", "0002-said-1.txt": b"carol speaks"} or files(out) == {
        "0001-%2B45%2031.wav": b"RIFF....WAVEcarol", "0002-said-2.txt": b"carol speaks"}  # no database promises an order
    answer = json.loads((out / "response.json").read_bytes())
    content = {one["address"]: one["content"] for one in answer["collections"]}
    assert content["pbx.recordings"] == {"found": 2, "enclosed": 1, "missing": 1, "left_out": 0, "reasons": ["gone"]}
    assert content["pbx.said"]["enclosed"] == 1
    first = answer["enclosures"][0]
    assert (first["kind"], first["sha256"]) == ("voicemail", hashlib.sha256(b"RIFF....WAVEcarol").hexdigest())
    lines = (out / "data/pbx.said.jsonl").read_text(encoding="utf-8")
    assert "speaks" not in lines
    assert all("said" not in one["left_out"] for one in answer["collections"])
    manifest = json.loads((out / "manifest.json").read_bytes())["files"]
    assert {f"files/{name}" for name in files(out)} <= manifest.keys()


def test_a_second_answer_in_the_folder_leaves_no_file_of_the_first(sources: Path) -> None:
    access(sources)
    out = sources.parent / "out"
    run(["--sources", str(sources), "--identity", "email=bob@nordlys.example", "--out", str(out), "--progress", "never"])
    assert set(files(out).values()) == {b"RIFF....WAVEbob", b"bob speaks"}


def test_a_file_that_cannot_be_given_makes_the_answer_incomplete(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = json.loads((sources / "pbx.yml").read_text(encoding="utf-8").split("config: ")[1].split("\n")[0])
    write(sources, **{**config, "content": {**config["content"], "size_limit": "16B"}})
    status, out = access(sources)
    assert status == 3
    assert "files not given: 1 of pbx.recordings (too_large)" in capsys.readouterr().err
    assert json.loads((out / "response.json").read_bytes())["status"] == "incomplete"
    assert list(files(out).values()) == [b"carol speaks"]


def test_narrower_categories_bring_the_files_of_their_columns_only(sources: Path) -> None:
    assert files(access(sources, "--category", "user.contact")[1]) == {}
