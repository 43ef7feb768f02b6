"""Spreadsheets must not run what a stranger typed; machine files keep every value as it was."""

from __future__ import annotations

import csv
import io

import pytest

from dsr.domain.answer import Column
from dsr.domain.values import Kind
from tests.documents.answers import answer, batch, table, write


@pytest.mark.parametrize("text", ["=1+1", "+4578770202", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "=cmd|' /C calc'!A0", "＝1+1"])
def test_text_never_starts_a_formula(text: str) -> None:
    sink, _ = write(answer(table(1, "note")), batch([[text]]))
    assert next(iter(list(csv.reader(io.StringIO(sink.sheet("crm.contact"), newline="")))[1:])) == ["'" + text]
    assert sink.lines("crm.contact") == [{"note": text}]


def test_headings_and_loose_cells_are_guarded_too() -> None:
    one = table(3, columns=(Column("n", "=EVIL()", "user"),))
    sink, _ = write(answer(one), batch([["=1"], [-5], [["=1"]]], Kind.MIXED))
    assert list(csv.reader(io.StringIO(sink.sheet("crm.contact")))) == [["'=EVIL()"], ["'=1"], ["-5"], ['["=1"]']]


def test_numbers_are_left_alone() -> None:
    sink, _ = write(answer(table(1, "a", "b", "c", "d")), batch([[-5, -1.5, "-12.50", True]], Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL, Kind.BOOLEAN))
    assert sink.sheet("crm.contact") == "A,B,C,D\r\n-5,-1.5,-12.50,true\r\n"


def test_quotes_commas_and_lines_survive() -> None:
    value = 'a "b", c;\r\nd'
    sink, _ = write(answer(table(1, "note")), batch([[value]]))
    assert list(csv.reader(io.StringIO(sink.sheet("crm.contact"), newline="")))[1] == [value]


def test_a_spreadsheet_knows_it_is_utf8() -> None:
    sink, _ = write(answer(table(1, "note")), batch([["æøå"]]))
    assert sink.files["data/crm.contact.csv"].startswith(b"\xef\xbb\xbf")


def test_wire_values_are_as_they_are() -> None:
    row = ["2026-11-03T08:12:05.123456+01:00", "9007199254740993", {"a": [1, None, "x"]}, "QUJD", None, 0.1, False]
    kinds = (Kind.TIME, Kind.DECIMAL, Kind.NESTED, Kind.BYTES, Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN)
    sink, _ = write(answer(table(1, *"abcdefg")), batch([row], *kinds))
    assert list(sink.lines("crm.contact")[0].values()) == row
