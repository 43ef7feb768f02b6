"""Who cannot see the page hears the same: every text has an element, every cell its row and its headings, and the checkers find nothing."""

from __future__ import annotations

import itertools
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pikepdf.pdfa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfua import validate

from dsr.domain.answer import Answer, Column, Gap
from dsr.domain.values import Kind
from dsr.domain.words import NotReached, Role, Withheld
from tests.documents.answers import MemorySink, answer, batch, table, write
from tests.documents.spoken import Said, rows, spoken
from tests.documents.test_art15 import WHY
from tests.documents.test_overview import usage

CALLS = 70
LENGTHS = [1 + 90 * (place % 6 == 5) for place in range(30)]  # words of a note
SIGNS = st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=("Cc", "Cf", "Cn", "Zs", "Zl", "Zp")) | st.sampled_from("  αβγЖד")
SAYS_SO = ("pdfuaid", "pdfaExtension", "pdfaSchema", "pdfaProperty")  # by which a file says that it is accessible; this checker knows none of them
ROWS: list[list[Any]] = [[f"2025-{1 + place % 12:02d}-15T08:00:00+00:00", "O"] for place in range(CALLS)]


def everything(**facts: Any) -> MemorySink:
    """Something of each kind: chart, small tables, a long table, folded cells, records one below the other, sums, gaps."""
    names = [f"field{place}" for place in range(40)]
    tables = (usage({f"2025-{month:02d}": CALLS // 12 + (month <= CALLS % 12) for month in range(1, 13)}, {"O": {"2025": CALLS}}, why=WHY),
              table(30, "note", "ελ", address="s.notes"), table(2, *names, address="s.wide"),
              table(0, "n", found=4, withheld={Withheld.PROCESSOR: 4}, role=Role.PROCESSOR, address="s.voice"))
    more = {"crm.contact": [batch(ROWS, Kind.TIME, Kind.TEXT)],
            "s.notes": [batch([[f"word{place} " * LENGTHS[place], "Ελλάδα שלום 日本 🙂"] for place in range(30)])],
            "s.wide": [batch([[f"r{row}c{place}" for place in range(40)] for row in range(2)])]}
    return write(answer(*tables, gaps=(Gap("s", "Old", "s.old", NotReached.UNAVAILABLE),), **facts), more=more)[0]


@pytest.fixture(scope="module")
def heard() -> Said:
    return spoken(everything().files["response.pdf"])


@pytest.mark.parametrize("locale", ["en", "da"])
@pytest.mark.parametrize("print_rows", [None, 40])
def test_the_checker_of_tags_finds_nothing(tmp_path: Path, locale: str, print_rows: int | None) -> None:
    path = tmp_path / "response.pdf"
    path.write_bytes(everything(locale=locale, print_rows=print_rows).files["response.pdf"])
    report = validate(path)
    assert (list(report.findings), list(report.skipped)) == ([], [])


def findings(data: bytes) -> list[str]:
    with pikepdf.open(BytesIO(data)) as pdf:
        return [one.message for one in pikepdf.pdfa.check(pdf, "3b").findings]


def test_the_archive_checker_finds_nothing_but_that_the_file_says_it_is_accessible() -> None:
    assert findings(everything(tag_rows=0).files["response.pdf"]) == []
    told = findings(everything().files["response.pdf"])
    assert [one for one in told if not any(name in one for name in SAYS_SO)] == []


def test_headings_go_down_one_step_at_a_time(heard: Said) -> None:
    levels = [int(one.tag[1]) for one in heard.every("H1", "H2", "H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


def test_every_row_of_a_long_table_is_one_row_of_one_table(heard: Said) -> None:
    (calls,) = [one for one in heard.every("Table") if rows(one)[0][0] == "Entry" and "At" in rows(one)[0]]
    told = rows(calls)
    assert [row[0] for row in told[1:]] == [f"A-{number}" for number in range(1, CALLS + 1)]
    assert all(row[2] == "outgoing" for row in told[1:])
    assert [cell.scope for cell in next(calls.every("TR")).kids] == ["Column"] * 3
    assert {row.kids[0].scope for row in calls.every("TR") if row.kids[0].tag == "TH"} == {"Column", "Row"}


def test_a_cell_over_many_lines_and_pages_is_heard_whole(heard: Said) -> None:
    (notes,) = [one for one in heard.every("Table") if rows(one)[0][:2] == ["Entry", "Note"]]
    assert [row[1].split() for row in rows(notes)[1:]] == [[f"word{place}"] * LENGTHS[place] for place in range(30)]


def test_records_one_below_the_other_have_a_heading_and_a_table_each(heard: Said) -> None:
    assert [one.text for one in heard.every("H3") if one.text.startswith("C-")] == ["C-1", "C-2"]
    wide = [rows(one) for one in heard.every("Table") if rows(one)[0][0] == "Field0"]
    assert wide == [[[f"Field{place}", f"r{row}c{place}"] for place in range(40)] for row in range(2)]


def test_the_chart_says_in_words_what_it_shows(heard: Said) -> None:
    (figure,) = heard.every("Figure")
    assert figure.alt.startswith("From January 2025 to December 2025, between 5 and 6 a month")
    assert any(figure.alt in one.text for one in heard.every("P"))


def test_every_link_has_its_annotation_and_words() -> None:
    with pikepdf.open(BytesIO(everything().files["response.pdf"])) as pdf:
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
        assert len(links) >= 6
        assert all(str(link.Contents) and "/StructParent" in link for link in links)
        keys = [int(page.StructParents) for page in pdf.pages] + [int(link.StructParent) for link in links]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("tag_rows", "is_tagged"), [(99, False), (102, True)])
def test_above_a_number_of_rows_there_are_no_tags_and_the_answer_says_so(tag_rows: int, is_tagged: bool) -> None:
    sink = everything(tag_rows=tag_rows)
    with pikepdf.open(BytesIO(sink.files["response.pdf"])) as pdf:
        assert ("/StructTreeRoot" in pdf.Root) is is_tagged
    words = f"more than {tag_rows} records, and so it has no marks for screen readers"
    assert (words in sink.text(), words in sink.html()) == (not is_tagged, not is_tagged)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text(SIGNS, max_size=60), st.integers(-10 ** 9, 10 ** 9), st.booleans()), min_size=1, max_size=60))
def test_a_table_is_heard_as_it_was_written(cells: list[tuple[str, int, bool]]) -> None:
    named = (Column("t", "Text", "user"), Column("n", "Number", "user"), Column("b", "Flag", "user"))
    sink, _ = write(answer(table(len(cells), columns=named)), batch([list(row) for row in cells], Kind.TEXT, Kind.INTEGER, Kind.BOOLEAN))
    heard = [rows(one) for one in spoken(sink.files["response.pdf"]).every("Table") if rows(one)[0][0] == "Entry"]
    expected = [[f"A-{place}", text, str(number), "yes" if flag else "no"] for place, (text, number, flag) in enumerate(cells, 1)]
    assert _plain(heard[0][1:]) == _plain([[cell if cell.strip() else "" for cell in row] for row in expected])


def _plain(told: list[list[str]]) -> list[list[str]]:
    """Without blanks, which folding takes, and with the signs of a word in no order, because Hebrew is laid from right to left."""
    return [["".join(sorted("".join(cell.split()))) for cell in row] for row in told]


def test_the_same_answer_is_the_same_bytes_with_tags() -> None:
    assert everything().files["response.pdf"] == everything().files["response.pdf"]


def test_an_answer_object_says_whether_it_is_tagged() -> None:
    one: Answer = answer(table(30, "n"), table(10, "n", address="a.b"), print_rows=20, tag_rows=10)
    assert one.is_tagged  # what is not printed needs no tags
