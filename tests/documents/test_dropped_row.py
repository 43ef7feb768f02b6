"""A row lost in any single writer stops the answer: each fault is switched on in one place only."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from dsr.documents import html, pdf
from dsr.documents.bundle import _Desk
from dsr.documents.files import Csv, JsonLines
from dsr.domain.errors import ResultFailedCheck, VaultError
from dsr.domain.values import WireBatch
from tests.documents.answers import answer, batch, table, write

ROWS: list[list[Any]] = [["Søren"], ["Žofie"], ["Ærø"]]


def _one_less(given: WireBatch) -> WireBatch:
    return batch(ROWS[: len(given) - 1])


@pytest.mark.parametrize(("writer", "name"), [(JsonLines, "jsonl"), (Csv, "csv"), (pdf.Pdf, "pdf"), (html.Html, "html")])
def test_a_row_dropped_before_one_writer_stops_the_answer(writer: type, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = writer.add  # type: ignore[attr-defined]  # all four have it
    monkeypatch.setattr(writer, "add", lambda self, given: whole(self, _one_less(given)))
    with pytest.raises(ResultFailedCheck) as caught:
        write(answer(table(3, "name")), batch(ROWS))
    assert caught.value.facts == {"address": "crm.contact", "found": 3, "shown": 3, "writer": name, "wrote": 2}


def test_a_line_lost_while_json_is_made_stops_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsr.documents.files._written", lambda cells: [orjson.dumps(cell) for cell in cells[:1]])
    with pytest.raises(ResultFailedCheck) as caught:
        write(answer(table(3, "name")), batch(ROWS))
    assert (caught.value.facts["writer"], caught.value.facts["wrote"]) == ("jsonl", 1)


@pytest.mark.parametrize("name", ["data/crm.contact.jsonl", "data/crm.contact.csv", "response.json"])
def test_what_is_attached_is_what_lies_beside_or_the_answer_stops(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _Desk.keep
    monkeypatch.setattr(_Desk, "keep", lambda self, file, data: whole(self, file, data[:-9] if file == name else data))
    with pytest.raises(VaultError):
        write(answer(table(3, "name")), batch(ROWS))


def test_without_a_fault_the_same_answer_is_written() -> None:
    _, written = write(answer(table(3, "name")), batch(ROWS))
    assert set(written.counts["crm.contact"].values()) == {3}
