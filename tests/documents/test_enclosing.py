"""The files that belong to an answer: written beside it, listed in every form, and counted with what is not there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dsr.documents.bundle import write_response
from dsr.domain.answer import Answer
from dsr.domain.enclosed import ContentCount, Enclosed
from dsr.domain.errors import VaultError
from dsr.domain.outcome import outcome_of
from dsr.domain.words import FileKind, LeftOut, NotEnclosed, Outcome, Right
from tests.documents.answers import ENTITY, MemorySink, answer, batch, table

SOUND = b"RIFF....WAVE" * 1000


def enclosed(number: int, data: bytes = SOUND, **facts: Any) -> Enclosed:
    return Enclosed(**{"number": number, "source": "pbx", "address": "pbx.calls", "label": "Your calls", "row": 2, "entry": "A-2",
                       "kind": FileKind.RECORDING, "name": "call <b> +45.wav", "media_type": "audio/wav", "size": len(data),
                       "digest": hashlib.sha256(data).hexdigest(), "path": "p", **facts})


def counted(**facts: Any) -> ContentCount:
    return ContentCount(**{"source": "pbx", "address": "pbx.calls", "label": "Your calls", "enclosed": 1, **facts})


def written(one: Answer, files: dict[int, bytes], rows: int = 2) -> MemorySink:
    sink = MemorySink()

    def blocks(file: Enclosed) -> Iterator[bytes]:
        data = files[file.number]
        return iter([data[:5], data[5:]])

    write_response(one, lambda _table: iter([batch([["x"]] * rows)]), sink, files=blocks)
    return sink


@pytest.fixture
def sink() -> MemorySink:
    calls = table(2, "at", address="pbx.calls")
    notes = enclosed(12, b"hello", name="note.txt", media_type="text/plain", kind=FileKind.TRANSCRIPT, address="", row=None, entry="",
                     label="Archive")
    return written(answer(
        calls, enclosed=(enclosed(7), notes),
        contents=(counted(not_there={NotEnclosed.GONE: 3}, left_out={LeftOut.OTHER_PERSON: 1}),
                  ContentCount("archive", "", "Archive", 1))), {7: SOUND, 12: b"hello"})


def test_each_file_lies_beside_the_answer_and_is_in_the_manifest(sink: MemorySink) -> None:
    assert sink.files["files/0007-call%20_b_%20%2B45.wav"] == SOUND
    assert sink.files["files/0012-note.txt"] == b"hello"
    manifest = json.loads(sink.files["manifest.json"])["files"]
    assert manifest["files/0012-note.txt"] == hashlib.sha256(b"hello").hexdigest()
    assert "files/0007-call%20_b_%20%2B45.wav" in manifest


def test_the_machine_file_says_what_became_of_every_file(sink: MemorySink) -> None:
    first, second = sink.response["enclosures"]
    assert first == {"entry": 7, "source": "pbx", "address": "pbx.calls", "row": 2, "file": "files/0007-call%20_b_%20%2B45.wav", "kind": "recording",
                     "media_type": "audio/wav", "size": len(SOUND), "sha256": hashlib.sha256(SOUND).hexdigest()}
    assert (second["address"], second["row"]) == (None, None)
    (calls,) = sink.response["collections"]
    assert calls["content"] == {"found": 5, "enclosed": 1, "missing": 3, "left_out": 1, "reasons": ["gone", "other_person"]}
    assert sink.response["other_files"] == [{"source": "archive", "found": 1, "enclosed": 1, "missing": 0, "left_out": 0, "reasons": []}]
    assert sink.response["status"] == "complete"


@pytest.mark.parametrize("form", ["text", "html"])
def test_pdf_and_page_list_the_files_and_what_is_missing(sink: MemorySink, form: str) -> None:
    text = getattr(sink, form)()
    for said in ("Files that belong to your answer", "0007", "A-2", "Your calls", "recording", "12.0 kB", "0012", "transcript", "5 B", "Archive",
                 "3 files: the file is not there any more.", "1 file: it would reveal another person."):
        assert said in text, said
    assert "(recording: 1, transcript: 1)" in text
    assert "call <b>" not in sink.html()


def test_the_files_are_not_attached_to_the_pdf(sink: MemorySink) -> None:
    assert b"RIFF" not in sink.files["response.pdf"]
    assert b"files-0007" not in sink.files["response.pdf"]


def test_an_answer_without_files_says_nothing_of_files() -> None:
    sink = written(answer(table(2, "at")), {})
    assert "Files that belong" not in sink.text() + sink.html()
    assert not {"enclosures", "other_files"} & sink.response.keys()
    assert "content" not in sink.response["collections"][0]


def test_a_file_that_is_not_what_was_kept_stops_the_answer() -> None:
    one = answer(table(2, "at", address="pbx.calls"), enclosed=(enclosed(7),), contents=(counted(),))
    with pytest.raises(VaultError):
        written(one, {7: SOUND + b"!"})


def test_files_alone_are_an_answer() -> None:
    one = answer(table(0, "at", address="pbx.calls"), enclosed=(enclosed(1, row=None, entry=""),), contents=(counted(),))
    sink = written(one, {1: SOUND})
    assert "Yes, we process personal data about you." in sink.text()
    assert "What we hold" in sink.html()
    assert not one.holds_nothing


def test_danish_has_its_own_words() -> None:
    sink = written(answer(table(2, "at", address="pbx.calls"), locale="da", enclosed=(enclosed(7),),
                          contents=(counted(not_there={NotEnclosed.TOO_LARGE: 1}),)), {7: SOUND})
    for said in ("Filer, der hører til dit svar", "optagelse", "12,0 kB", "1 fil: filen er større, end vi kan sende."):
        assert said in sink.text(), said
    assert "Nogle filer kunne ikke gives med." in sink.text()
    assert "Ikke alle systemer kunne søges." not in sink.text()


@pytest.mark.parametrize(("facts", "is_complete", "outcome"), [
    ({"not_there": {NotEnclosed.GONE: 1}}, True, Outcome.FULFILLED), ({"not_there": {NotEnclosed.UNREADABLE: 1}}, False, Outcome.PARTLY_FULFILLED),
    ({"not_there": {NotEnclosed.TOO_LARGE: 1}}, False, Outcome.PARTLY_FULFILLED),
    ({"not_there": {NotEnclosed.OUTSIDE: 1}}, False, Outcome.PARTLY_FULFILLED),
    ({"not_there": {NotEnclosed.PROCESSOR: 1}}, True, Outcome.PARTLY_FULFILLED), ({"not_there": {NotEnclosed.MASKED: 1}}, True, Outcome.FULFILLED),
    ({"left_out": {LeftOut.OTHER_PERSON: 1}}, True, Outcome.PARTLY_FULFILLED), ({"left_out": {LeftOut.REPEATED: 1}}, True, Outcome.FULFILLED),
    ({"left_out": {LeftOut.HARMFUL: 1}}, True, Outcome.PARTLY_FULFILLED)])
def test_what_is_not_given_decides_how_the_part_ends(facts: dict[str, Any], is_complete: bool, outcome: Outcome) -> None:
    one = Answer("R", Right.ACCESS, "en", ENTITY, answer().generated_at, "", None, None, (), (table(1, "at"),), contents=(counted(**facts),))
    assert (one.is_complete, outcome_of(one)) == (is_complete, outcome)
    assert not replace(one, tables=()).holds_nothing
