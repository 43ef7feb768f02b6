"""All writers agree, say what they hold, and write the same bytes twice."""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import sys
from typing import Any

import orjson
import pypdfium2  # type: ignore[import-untyped]
import pytest

from dsr.documents import bundle
from dsr.domain.answer import Column, Gap, Table
from dsr.domain.dataset import Address
from dsr.domain.errors import ResultFailedCheck
from dsr.domain.values import Kind, WireBatch
from dsr.domain.words import NotReached, Role, Withheld
from tests.documents.answers import MemorySink, answer, batch, table, write

ROWS: list[list[Any]] = [["Søren", 1, "2026-11-03T08:12:05+01:00"], ["Žofie", None, None], ["Ærø", 3, "2026-07-03T08:12:05+02:00"]]
KINDS = (Kind.TEXT, Kind.INTEGER, Kind.TIME)


def test_three_writers_hold_the_same_rows() -> None:
    sink, written = write(answer(table(3, "name", "number", "since")), batch(ROWS, *KINDS))
    assert written.counts == {"crm.contact": {"pdf": 3, "csv": 3, "jsonl": 3, "html": 3}}
    assert [list(row.values()) for row in sink.lines("crm.contact")] == ROWS
    assert list(sink.lines("crm.contact")[0]) == ["name", "number", "since"]
    read = list(csv.reader(io.StringIO(sink.sheet("crm.contact"))))
    assert read == [["Name", "Number", "Since"], ["Søren", "1", ROWS[0][2]], ["Žofie", "", ""], ["Ærø", "3", ROWS[2][2]]]
    assert all(text in sink.text() for text in ("A-1 Søren 1 03 Nov 2026 08:12:05", "A-2 Žofie – –", "A-3 Ærø 3 03 Jul 2026 08:12:05"))
    assert "Žofie" in sink.html()


def test_response_json_is_the_contract() -> None:
    withheld = table(0, "name", address="pbx.voicemail", found=2, withheld={Withheld.PROCESSOR: 2}, role=Role.PROCESSOR)
    gaps = (Gap("old", "Archive", "old.cdr", NotReached.UNAVAILABLE), Gap("lab", "Lab", "lab.test", NotReached.IDENTITY_NOT_GIVEN))
    shown = table(1, "name", left_out=("row_version",), masked=1)
    sink, _ = write(answer(shown, withheld, gaps=gaps, unknown_kinds=("badge",)), batch([["Søren"]]))
    assert sink.response == {
        "format": "dsr-response/1", "status": "incomplete", "request": "DSR-7K2M-93QD-4", "generated_at": "2026-11-26T09:00:00+00:00",
        "collections": [
            {"source": "crm", "address": "crm.contact", "role": "controller", "found": 1, "shown": 1, "masked": 1, "withheld": 0, "reasons": [],
             "fields": [{"name": "name", "label": "Name", "category": "user"}], "left_out": ["row_version"],
             "files": {"jsonl": "data/crm.contact.jsonl", "csv": "data/crm.contact.csv"}},
            {"source": "pbx", "address": "pbx.voicemail", "role": "processor", "found": 2, "shown": 0, "masked": 0, "withheld": 2,
             "reasons": ["processor"], "fields": [{"name": "name", "label": "Name", "category": "user"}], "left_out": [],
             "files": {"jsonl": "data/pbx.voicemail.jsonl", "csv": "data/pbx.voicemail.csv"}}],
        "unreached": [{"source": "old", "address": "old.cdr", "why": "unavailable"}],
        "not_searched": [{"source": "lab", "address": "lab.test", "why": "identity_not_given"}], "unknown_kinds": ["badge"]}


def test_manifest_has_the_hash_of_every_file() -> None:
    sink, written = write(answer(table(1, "name")), batch([["Søren"]]))
    manifest = orjson.loads(sink.files["manifest.json"])["files"]
    assert manifest == {name: hashlib.sha256(data).hexdigest() for name, data in sink.files.items() if name != "manifest.json"}
    assert {file.name: file.size for file in written.files} == {name: len(data) for name, data in sink.files.items()}


@pytest.mark.parametrize("rows", [[["only one"]], [["one"], ["two"], ["three"]]], ids=["fewer", "more"])
def test_a_wrong_count_stops_the_answer(rows: list[list[str]]) -> None:
    with pytest.raises(ResultFailedCheck) as caught:
        write(answer(table(2, "name")), batch(rows))
    assert caught.value.facts["address"] == "crm.contact"


def test_counts_that_do_not_add_up_stop_the_answer() -> None:
    with pytest.raises(ResultFailedCheck):
        write(answer(table(1, "name", found=5)), batch([["one"]]))


def test_a_processors_rows_are_never_written_even_if_asked() -> None:
    with pytest.raises(ResultFailedCheck):
        write(answer(table(1, "name", role=Role.PROCESSOR)), batch([["secret"]]))


def test_a_processors_table_is_counted_and_its_rows_are_not_asked_for() -> None:
    def never(_table: Table) -> None:
        raise AssertionError("asked for rows")

    held = table(0, "name", found=4, withheld={Withheld.PROCESSOR: 4}, role=Role.PROCESSOR)
    sink = MemorySink()
    bundle.write_response(answer(held), never, sink)  # type: ignore[arg-type]  # must not be called
    assert sink.files["data/crm.contact.jsonl"] == b""
    assert sink.sheet("crm.contact") == "Name\r\n"
    assert "4 records: your employer decides about this." in sink.text()


def test_a_table_without_columns_has_empty_files() -> None:
    stone = table(0, found=2, withheld={Withheld.NO_PERSONAL_DATA: 2})
    sink, _ = write(answer(stone))
    assert sink.files["data/crm.contact.csv"] == "\ufeff".encode()
    assert sink.files["data/crm.contact.jsonl"] == b""
    assert "no personal data" in sink.text()


def test_nothing_held_is_a_proper_letter() -> None:
    sink, _ = write(answer(table(0, "name")))
    text = sink.text()
    assert "hold no personal data about you" in text
    assert "Nothing was left out." in text
    assert "Datatilsynet" in text
    assert "What we hold" not in text
    assert sink.response["status"] == "complete"


def test_empty_batches_change_nothing() -> None:
    sink, _ = write(answer(table(1, "name")), batch([], Kind.TEXT), batch([["Søren"]]), batch([], Kind.TEXT))
    assert sink.files["data/crm.contact.jsonl"] == '{"name":"Søren"}\n'.encode()


def test_the_same_answer_is_the_same_bytes() -> None:
    one = answer(table(3, "name", "number", "since"))
    assert write(one, batch(ROWS, *KINDS))[0].files == write(one, batch(ROWS, *KINDS))[0].files


def test_small_data_are_attached_whole() -> None:
    sink, _ = write(answer(table(1, "name")), batch([["Søren"]]))
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        attached = {}
        for place in range(pdf.count_attachments()):
            attachment = pdf.get_attachment(place)
            attached[attachment.get_name()] = bytes(attachment.get_data())
    assert attached == {"response.json": sink.files["response.json"], "data-crm.contact.csv": sink.files["data/crm.contact.csv"],
                        "data-crm.contact.jsonl": sink.files["data/crm.contact.jsonl"]}


def test_large_data_are_not_attached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "ATTACH_UP_TO", 100)
    sink, _ = write(answer(table(9, "name")), batch([["Søren"]] * 9))
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        assert pdf.count_attachments() == 0


def test_odd_names_are_percent_encoded() -> None:
    odd = Table("a", "A", Address("a b", "ø/../c~"), "Odd", Role.CONTROLLER, (Column("x", "X", "user"),), 1, 1)
    sink, _ = write(answer(odd), batch([["1"]]))
    assert sink.response["collections"][0]["files"]["csv"] == "data/a%20b.%C3%B8%2F..%2Fc%7E.csv"
    assert "data/a%20b.%C3%B8%2F..%2Fc%7E.csv" in sink.files


def test_memory_stays_flat_for_long_values_and_many_rows() -> None:
    script = """
from tests.documents.answers import answer, batch, table
from dsr.documents.bundle import write_response
class Null:
    def open(self, name): return open('/dev/null', 'wb')
def rows(_):
    for start in range(0, 60000, 2000):
        yield batch([[f'{n} ' + 'lorem ipsum ' * 40, n] for n in range(start, start + 2000)], *kinds)
from dsr.domain.values import Kind
kinds = (Kind.TEXT, Kind.INTEGER)
write_response(answer(table(60000, 'note', 'number')), rows, Null())
# not ru_maxrss: that begins with the size of the process that forked us
print(next(int(line.split()[1]) // 1024 for line in open('/proc/self/status') if line.startswith('VmHWM')))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 110


def test_importing_the_bundle_does_not_load_reportlab() -> None:
    script = "import sys, dsr.documents.bundle; print(any(name.startswith('reportlab') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_progress_counts_every_row() -> None:
    seen: list[int] = []
    bundle.write_response(answer(table(3, "name")), lambda _t: iter([WireBatch.of_rows(("name",), (Kind.TEXT,), [["a"], ["b"]]), batch([["c"]])]),
                          MemorySink(), progress=seen.append)
    assert sum(seen) == 3
