"""`dsr access` writes the files of the contract, and its status says how it went: whole, refused, with a gap, or not as it should be."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from dsr.cli.access import run
from tests.cli import shop
from tests.servers.postgres import Postgres

CAROL = "email=carol.holm@nordlys.example"
COMMAND = [sys.executable, "-m", "dsr", "access"]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The shop on SQLite, and the folder of its source file."""
    url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    shop.make(url)
    return shop.write_source(tmp_path / "sources", url)


@pytest.fixture(params=["sqlite", "postgres"])
def each_sources(request: pytest.FixtureRequest, tmp_path: Path, sources: Path) -> Path:
    """The same on both kinds of database."""
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        shop.write_source(sources, _in_postgres(server))
    return sources


@cache
def _in_postgres(server: Postgres) -> str:
    """The shop is only read: one for all tests."""
    url = server.create_database("shop")
    shop.make(url)
    return url


def access(sources: Path, *more: str, out: str = "out") -> tuple[int, Path]:
    """The status and the folder of files."""
    folder = sources.parent / out
    return run(["--sources", str(sources), "--out", str(folder), "--progress", "never", *more]), folder


def rows(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "data" / f"shop.{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def response(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "response.json").read_text(encoding="utf-8"))
    return found


def ids(out: Path) -> set[str]:
    return {str(row["id"]) for row in rows(out, "calls")}


CAROLS_CALLS = {"9007199254740993", "2", "4"}


def test_a_person_gets_what_is_theirs_and_nothing_else(each_sources: Path) -> None:
    status, out = access(each_sources, "--identity", CAROL, "--identity", "extension=201#nordlys.example")
    assert status == 0
    assert ids(out) == CAROLS_CALLS
    assert rows(out, "lines") == [{"number": "78 77 02 02", "since": "2025-01-01T00:00:00+01:00"}]
    assert not any(b"bob" in path.read_bytes().lower() for path in out.rglob("*") if path.is_file() and path.suffix != ".pdf")


@pytest.mark.parametrize("identity", [
    "email=Carol.Holm@Nordlys.Example", "email=CAROL.HOLM@NORDLYS.EXAMPLE", "email= carol.holm@nordlys.example "])
def test_an_email_in_any_case_finds_the_same(each_sources: Path, identity: str) -> None:
    assert access(each_sources, "--identity", identity)[0] == 0
    assert ids(each_sources.parent / "out") == CAROLS_CALLS


@pytest.mark.parametrize("number", ["+4578770202", "0045 78 77 02 02", "78770202", "+45 (0)7877-0202", "4578770202"])
def test_a_number_in_any_spelling_finds_the_same(each_sources: Path, number: str) -> None:
    _, out = access(each_sources, "--identity", f"phone_number={number}")
    assert ids(out) == {*CAROLS_CALLS, "3"}
    _, out = access(each_sources, "--identity", f"phone_number={number}@..2026-03-02T12:00:00+01:00")
    assert ids(out) == CAROLS_CALLS
    _, out = access(each_sources, "--identity", f"phone_number={number}@2026-03-02T12:00:00+01:00..")
    assert ids(out) == {"3"}


def test_a_time_without_an_offset_is_ours(sources: Path) -> None:
    _, out = access(sources, "--identity", "phone_number=78770202@2026-03-02T12:00..")
    assert ids(out) == {"3"}


@pytest.mark.parametrize(("identity", "found"), [("extension=201#nordlys.example", 1), ("extension=201#nobody.example", 0), ("extension=201", 2)])
def test_an_extension_is_one_companys(each_sources: Path, identity: str, found: int) -> None:
    _, out = access(each_sources, "--identity", identity)
    (table,) = [one for one in response(out)["collections"] if one["address"] == "shop.voicemail"]
    assert (table["found"], table["shown"], table["withheld"], table["reasons"]) == (found, 0, found, ["processor"] if found else [])
    assert rows(out, "voicemail") == []


def test_values_are_typed_and_whole(each_sources: Path) -> None:
    _, out = access(each_sources, "--identity", CAROL)
    (person,) = rows(out, "people")
    credit = person.pop("credit")
    assert person == {"id": 1, "email": "Carol.Holm@Nordlys.Example", "name": "Carol Holm", "tag": None, "photo": "AP8="}
    assert credit == "12345678901234567890.50" or isinstance(credit, float)  # SQLite has no decimals
    (call,) = [row for row in rows(out, "calls") if row["id"] == "9007199254740993"]
    assert call == {"id": "9007199254740993", "caller": "78770202", "started": "2026-03-02T11:59:59+01:00", "note": "=cmd|A0", "cause": "16"}


def test_response_json_has_the_shape_of_the_contract(sources: Path) -> None:
    _, out = access(sources, "--identity", CAROL, "--as-of", "2026-03-03T10:00:00", "--request", "DSR-7", "--category", "user.contact")
    told = response(out)
    assert {name: told[name] for name in ("format", "status", "request", "generated_at", "unreached")} == {
        "format": "dsr-response/1", "status": "complete", "request": "DSR-7", "generated_at": "2026-03-03T10:00:00+01:00", "unreached": []}
    tables = {table["address"]: table for table in told["collections"]}
    assert tables["shop.lines"] == {
        "source": "shop", "address": "shop.lines", "role": "controller", "found": 1, "shown": 1, "masked": 0, "withheld": 0, "reasons": [],
        "fields": [{"name": "number", "label": "Telephone", "category": "user.contact.phone_number"}], "left_out": ["person_id", "since"],
        "files": {"jsonl": "data/shop.lines.jsonl", "csv": "data/shop.lines.csv"}}
    assert tables["shop.odd name/é"]["files"] == {"jsonl": "data/shop.odd%20name%2F%C3%A9.jsonl", "csv": "data/shop.odd%20name%2F%C3%A9.csv"}
    for table in told["collections"]:
        assert table["found"] == table["shown"] + table["withheld"]
        assert len((out / table["files"]["jsonl"]).read_text().splitlines()) == table["shown"]


def test_what_another_identity_would_reach_is_listed_and_leaves_the_answer_complete(sources: Path) -> None:
    status, out = access(sources, "--identity", CAROL)
    assert (status, response(out)["status"], response(out)["unreached"]) == (0, "complete", [])
    assert response(out)["not_searched"] == [{"source": "shop", "address": "shop.voicemail", "why": "identity_not_given"}]


def test_the_manifest_knows_every_file(sources: Path) -> None:
    _, out = access(sources, "--identity", CAROL)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["format"] == "dsr-manifest/1"
    written = {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in out.rglob("*") if path.is_file()}
    written.pop("manifest.json")
    assert manifest["files"] == written
    assert {"response.pdf", "response.html", "response.json"} <= written.keys()
    assert (out / "response.pdf").read_bytes().startswith(b"%PDF-")


def test_a_spreadsheet_takes_nothing_for_a_formula(sources: Path) -> None:
    _, out = access(sources, "--identity", CAROL)
    calls = (out / "data/shop.calls.csv").read_text(encoding="utf-8-sig")
    assert calls.splitlines()[0] == "Record,Caller,Started,Note,Ended"
    assert "'=cmd|A0" in calls
    assert "'+1+1" in calls
    assert (out / "data/shop.people.csv").read_text(encoding="utf-8-sig").splitlines()[0] == "Number,Email,'=Name,Credit,Tag,Photo"


def test_the_reader_is_answered_in_their_language(sources: Path) -> None:
    _, out = access(sources, "--identity", CAROL, "--locale", "da")
    assert (out / "data/shop.calls.csv").read_text(encoding="utf-8-sig").splitlines()[0] == "Post,Opkalder,Start,Notat,Slut"
    assert 'lang="da"' in (out / "response.html").read_text()
    assert "optaget" in (out / "response.html").read_text()


def test_somebody_unknown_is_told_that_nothing_is_held(each_sources: Path) -> None:
    status, out = access(each_sources, "--identity", "email=nobody@nordlys.example")
    assert status == 0
    assert "hold no personal data about you" in (out / "response.html").read_text()
    assert {table["found"] for table in response(out)["collections"]} == {0}


def test_a_kind_that_no_mapping_knows(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = access(sources, "--identity", CAROL, "--identity", "imsi=238011234567890")
    assert status == 3
    assert "no source knows identities of the kind 'imsi'" in capsys.readouterr().err
    assert (response(out)["status"], ids(out)) == ("incomplete", CAROLS_CALLS)


def test_a_source_that_is_down_is_named_and_the_files_are_written(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = shop.SOURCE.format(url="postgresql://127.0.0.1:1/gone").replace("key: shop", "key: gone").replace("fides_key: shop", "fides_key: gone")
    (sources / "gone.yml").write_text(text.replace("dataset: shop,", "dataset: gone,"), encoding="utf-8")
    status, out = access(sources, "--identity", CAROL)
    assert (status, response(out)["status"], ids(out)) == (3, "incomplete", CAROLS_CALLS)
    assert {"source": "gone", "address": "gone.people", "why": "unavailable"} in response(out)["unreached"]
    assert "not searched to the end: gone.people (unavailable)" in capsys.readouterr().err
    assert "the system did not answer" in (out / "response.html").read_text()


def test_a_column_the_table_lacks_is_a_gap(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sources / "shop.yml"
    file.write_text(file.read_text().replace("name: credit", "name: credits"))
    status, out = access(sources, "--identity", CAROL)
    assert status == 3
    assert {"source": "shop", "address": "shop.people", "why": "misconfigured"} in response(out)["unreached"]
    assert {"source": "shop", "address": "shop.calls", "why": "upstream"} in response(out)["unreached"]


@pytest.mark.parametrize(("part", "other", "said"), [
    ("label: {en: Credit, da: Saldo}", "unit: DKK", "shop.people.credit"),
    ('"99": {en: otherwise, da: andet}', '"98": {en: x}', "shop.calls.cause (1 codes)"),
    ('"99": {en: otherwise, da: andet}', '"99": {da: andet}', "shop.calls.cause=99"),
    ("purpose: {en: Selling, da: Salg}, ", "", "shop.people (purpose)"), ("en: Selling, ", "", "shop.calls (purpose)"),
    ("retention: {ground: contract, period: P5Y}, ", "", "shop.people (retention)"),
    (", recipients: [Nobody A/S]", "", "shop.people (recipients)"), ("[Nobody A/S]", "[{da: Ingen}]", "shop.lines (recipients)")])
def test_a_strict_run_fails_where_words_are_missing(sources: Path, capsys: pytest.CaptureFixture[str], part: str, other: str, said: str) -> None:
    assert access(sources, "--identity", CAROL, "--strict")[0] == 0
    file = sources / "shop.yml"
    assert part in file.read_text()
    file.write_text(file.read_text().replace(part, other))
    assert access(sources, "--identity", CAROL)[0] == 0
    capsys.readouterr()
    status, out = access(sources, "--identity", CAROL, "--strict")
    shown = capsys.readouterr().err
    assert status == 5
    assert said in shown
    assert ids(out) == CAROLS_CALLS


def test_a_category_narrows_what_is_disclosed(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out = access(sources, "--identity", CAROL, "--category", "user.name", "--category", "user.contact.email")
    assert rows(out, "people") == [{"email": "Carol.Holm@Nordlys.Example", "name": "Carol Holm"}]
    assert rows(out, "calls") == []
    access(sources, "--identity", CAROL, "--category", "user.nam")
    assert "warning: no field of any source has the category 'user.nam'" in capsys.readouterr().err


@pytest.mark.parametrize(("printed", "shown"), [("all", True), ("3", True), ("2", False), ("0", False)])
def test_the_pdf_prints_as_many_rows_as_asked(sources: Path, printed: str, shown: bool) -> None:
    status, out = access(sources, "--identity", CAROL, "--print", printed)
    assert status == 0
    with closing(pypdfium2.PdfDocument(out / "response.pdf")) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert ("9007199254740993" in text) is shown
    assert ids(out) == CAROLS_CALLS


def test_of_an_earlier_answer_nothing_is_left(sources: Path) -> None:
    _, out = access(sources, "--identity", CAROL)
    (out / "data/other.collection.csv").write_text("somebody else's")
    (out / "notes.txt").write_text("mine")
    access(sources, "--identity", "email=nobody@nordlys.example")
    assert not (out / "data/other.collection.csv").exists()
    assert not any(b"carol" in path.read_bytes().lower() for path in out.rglob("*") if path.is_file())
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(("more", "said"), [
    (["--identity", "carol"], "An identity is written KIND=VALUE"), (["--identity", "email="], "needs a value"),
    (["--identity", "email=carol@2026-13-01.."], "A window is written FROM..TO"), (["--identity", "extension=201#"], ""),
    (["--identity", "phone_number=---"], "needs a value")])
def test_a_slip_in_an_identity_is_told_without_it(sources: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str) -> None:
    status, out = access(sources, *more)
    shown = capsys.readouterr().err
    assert (status, out.exists()) == (2, False)
    assert said in shown
    assert "carol" not in shown


@pytest.mark.parametrize("more", [
    ["--identity", CAROL, "--print", "some"], ["--identity", CAROL, "--as-of", "noon"], ["--identity", CAROL, "--locale", "xx"], [],
    ["--identity", CAROL, "--progress", "loud"], ["--identity", CAROL, "--stric"], ["--identity", CAROL, "--print", "²"]])
def test_usage(sources: Path, more: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        access(sources, *more)
    assert ended.value.code == 2


def test_a_folder_that_is_not_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert access(tmp_path / "gone", "--identity", CAROL)[0] == 2
    assert "there is no such folder of source files" in capsys.readouterr().err
    (tmp_path / "s").mkdir()
    (tmp_path / "s/a.yml").write_text("source: {key: a, conector: sql}")
    assert access(tmp_path / "s", "--identity", CAROL)[0] == 2
    assert "a.yml:1: the key 'conector' is not known here; did you mean 'connector'?" in capsys.readouterr().err


def test_where_nothing_can_be_written(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sources.parent / "file").write_text("")
    assert access(sources, "--identity", CAROL, out="file/below")[0] == 2
    assert "the files could not be written to" in capsys.readouterr().err


def test_a_setting_that_is_wrong(sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DSR_ENTITY_CONTRY", "DK")
    assert access(sources, "--identity", CAROL)[0] == 2
    assert "did you mean DSR_ENTITY_COUNTRY?" in capsys.readouterr().err


def test_the_command_itself(sources: Path) -> None:
    out = sources.parent / "out"
    done = subprocess.run([*COMMAND, "--sources", sources, "--identity", CAROL, "--out", out], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "6 rows collected, 6 written\n")
    assert ids(out) == CAROLS_CALLS
