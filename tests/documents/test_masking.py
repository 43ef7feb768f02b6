"""What is not shown is empty for machines, a word for people, and counted with its reasons."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from dsr.documents.masking import worded
from dsr.domain.answer import Column
from dsr.domain.values import Kind
from tests.documents.answers import answer, batch, table, write

ROWS = [["+4533661234", 7, None], ["+4533661235", None, "x"], [None, 8, "y"]]
BATCH = replace(batch(ROWS, Kind.TEXT, Kind.INTEGER, Kind.TEXT), masked={0: [2], 1: [1]})
COLUMNS = (Column("caller", "From", "user", masked={"withheld": 1}), Column("minutes", "Minutes", "user", unit="seconds", masked={"mixed": 1}),
           Column("note", "Note", "user"))


def test_a_word_for_people_and_nothing_for_machines() -> None:
    sink, written = write(answer(table(3, columns=COLUMNS, masked=2)), BATCH)
    assert [list(line.values()) for line in sink.lines("crm.contact")] == ROWS
    assert list(csv.reader(io.StringIO(sink.sheet("crm.contact"))))[1:] == [["'+4533661234", "7", ""], ["'+4533661235", "", "x"], ["", "8", "y"]]
    assert "A-2 +4533661235 withheld x" in sink.text()
    assert "A-3 withheld 0:00:08 y" in sink.text()
    assert sink.html().count("<td>withheld</td>") == 2
    assert set(written.counts["crm.contact"].values()) == {3}


def test_the_reasons_are_told_and_counted() -> None:
    sink, _ = write(answer(table(3, columns=COLUMNS, masked=2), locale="da"), BATCH)
    assert "From, ikke vist eller ikke vist helt: den, der ringede, har skjult det (1)" in sink.text()
    assert "I 2 poster, der vises her, er nogle værdier skjult" in sink.text()
    (told,) = sink.response["collections"]
    assert told["masked"] == 2
    assert told["fields"][0] == {"name": "caller", "label": "From", "category": "user", "masked": 1, "masked_why": {"withheld": 1}}
    assert told["fields"][2] == {"name": "note", "label": "Note", "category": "user"}


def test_rows_with_nothing_masked_go_through_as_they_are() -> None:
    whole = batch(ROWS, Kind.TEXT, Kind.INTEGER, Kind.TEXT)
    assert worded(whole, "withheld") is whole
    assert BATCH.rows == [tuple(row) for row in ROWS]


@pytest.mark.parametrize("shown", [0, 3])
def test_a_store_for_the_authorities_is_told_of_in_the_same_words_to_everybody(shown: int) -> None:
    own = answer(table(shown, columns=COLUMNS), is_restricted=True)
    sink, _ = write(own, *([BATCH] if shown else []))
    assert "Whether any of it concerns you may not be told to anybody" in sink.text()
    assert "Whether any of it concerns you may not be told to anybody" in sink.html()
    assert sink.response["restricted"] is True
    assert "restricted" not in write(answer(table(shown, columns=COLUMNS)), *([BATCH] if shown else []))[0].response
