"""Spreadsheets must not run what a stranger typed; machine files keep every value as it was."""

from __future__ import annotations

import csv
import io

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsr.documents.files import JsonLines, _joined
from dsr.domain.answer import Column
from dsr.domain.values import Kind, Wire
from tests.documents.answers import answer, batch, table, write


@pytest.mark.parametrize("text", ["=1+1", "+4578770202", "-2+3", "-", "@SUM(A1)", "\tx", "\rx", "\nx", "=cmd|' /C calc'!A0", "＝1+1"])
def test_text_never_starts_a_formula(text: str) -> None:
    sink, _ = write(answer(table(1, "note")), batch([[text]]))
    assert next(iter(list(csv.reader(io.StringIO(sink.sheet("crm.contact"), newline="")))[1:])) == ["'" + text]
    assert sink.lines("crm.contact") == [{"note": text}]


def test_headings_and_loose_cells_are_guarded_too() -> None:
    one = table(3, columns=(Column("n", "=EVIL()", "user"),))
    sink, _ = write(answer(one), batch([["=1"], [-5], [["=1"]]], Kind.MIXED))
    assert list(csv.reader(io.StringIO(sink.sheet("crm.contact")))) == [["'=EVIL()"], ["'=1"], ["-5"], ['["=1"]']]


@pytest.mark.parametrize(("text", "cell"), [
    ("a;=1+1", "a;'=1+1"), ('a;"=1+1', 'a;"\'=1+1'), ("a\n@x", "a\n'@x"), ("a\t -2", "a\t '-2"), ("a; b=c", "a; b=c"), ("a-b=c,+d", "a-b=c,+d")])
def test_nor_does_what_another_program_takes_for_a_cell_of_its_own(text: str, cell: str) -> None:
    sink, _ = write(answer(table(1, "note")), batch([[text]]))
    assert list(csv.reader(io.StringIO(sink.sheet("crm.contact"), newline="")))[1] == [cell]
    assert sink.lines("crm.contact") == [{"note": text}]


@pytest.mark.parametrize("text", ["-2", "-12.50", "7"])
def test_a_number_written_as_text_stays_one(text: str) -> None:
    sink, _ = write(answer(table(1, "note")), batch([[text]]))
    assert sink.sheet("crm.contact") == f"Note\r\n{text}\r\n"


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


TRAPS = st.text(st.sampled_from('{}[],:"\\na'), max_size=8)


@pytest.mark.parametrize(("first", "value"), [(",", "a},{"), ("n", '},{"n":'), ("n", "a},{")])
def test_a_value_that_looks_like_the_end_of_a_row_is_not_one(first: str, value: str) -> None:
    file, both = io.BytesIO(), table(2, columns=(Column(first, "A", "user"), Column(":x", "B", "user")))
    JsonLines(file, both).add(batch([[value, value], [value, value]]))
    assert [orjson.loads(line) for line in file.getvalue().splitlines()] == [{first: value, ":x": value}] * 2


@given(st.data(), st.sampled_from(["n", "_n", "", '"n', "{n", ",", "ø"]), st.sampled_from(["a", 'a"', ":x", ",x", "}"]))
def test_lines_are_those_of_each_row_by_itself(data: st.DataObject, first: str, second: str) -> None:
    rows = data.draw(st.lists(st.tuples(TRAPS, TRAPS | st.none()).map(list), min_size=1, max_size=5))
    file, both = io.BytesIO(), table(len(rows), columns=(Column(first, "A", "user"), Column(second, "B", "user")))
    JsonLines(file, both).add(batch(rows))
    assert file.getvalue() == b"".join(orjson.dumps({first: a, second: b}) + b"\n" for a, b in rows)


@given(st.lists(st.lists(st.dictionaries(st.just("n"), TRAPS), max_size=3), min_size=1, max_size=4))
def test_lines_of_nested_values_too(values: list[list[dict[str, str]]]) -> None:
    file = io.BytesIO()
    JsonLines(file, table(len(values), "n")).add(batch([[value] for value in values], Kind.NESTED))
    assert [orjson.loads(line) for line in file.getvalue().splitlines()] == [{"n": value} for value in values]


def test_wire_values_are_as_they_are() -> None:
    row = ["2026-11-03T08:12:05.123456+01:00", "9007199254740993", {"a": [1, None, "x"]}, "QUJD", None, 0.1, False]
    kinds = (Kind.TIME, Kind.DECIMAL, Kind.NESTED, Kind.BYTES, Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN)
    sink, _ = write(answer(table(1, *"abcdefg")), batch([row], *kinds))
    assert list(sink.lines("crm.contact")[0].values()) == row


CELLS = st.none() | st.integers() | st.floats() | st.text(st.sampled_from('a7 \0,;"\r\n\u2028é'), max_size=3)


@given(st.integers(1, 3).flatmap(lambda width: st.lists(st.tuples(*[CELLS] * width), min_size=1, max_size=4)))
@example([("a,b", "c")])
@example([("a\rb", "c"), ("d", "e\nf")])
@example([('a"b', "c")])
@example([("",), (None,)])
def test_cells_that_need_no_quotes_are_joined_as_the_csv_module_does(rows: list[tuple[Wire, ...]]) -> None:
    expected = io.StringIO(newline="")
    csv.writer(expected).writerows(rows)
    assert _joined(list(zip(*rows, strict=True)), len(rows)) in ("", expected.getvalue())


def test_ordinary_rows_are_joined() -> None:
    assert _joined([[1, None], ["a b", "c"]], 2) == "1,a b\r\n,c\r\n"
