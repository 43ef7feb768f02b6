"""What stands on the pages: every row once, nothing read as markup, nothing lost in silence."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from dsr.domain.answer import Column
from dsr.domain.searched import Searched
from dsr.domain.values import Kind
from tests.documents.answers import MemorySink, answer, batch, columns, looked, table, write

NASTY = ["<img src=x>", "<para>", "&amp;", "a(b)c\\", "</b><b>", "{name}", "%s", "(", "\\)"]


def test_every_row_is_printed_once_over_many_pages() -> None:
    rows = [[f"value{n}", n] for n in range(1000)]
    sink, _ = write(answer(table(1000, "name", "number")), *(batch(rows[at:at + 170], Kind.TEXT, Kind.INTEGER) for at in range(0, 1000, 170)))
    entries = re.findall(r"A-(\d+) value(\d+) (\d+)", sink.text())
    assert [(int(a), int(b), int(c)) for a, b, c in entries] == [(n + 1, n, n) for n in range(1000)]


def test_rows_of_one_and_of_many_lines_keep_their_order() -> None:
    rows = [[f"v{n} " + ("word " * 90 if n % 7 == 3 else "")] for n in range(203)]
    sink, _ = write(answer(table(203, "note")), batch(rows))
    assert [int(n) for n in re.findall(r"A-(\d+) v\d+", sink.text())] == list(range(1, 204))
    assert sink.text().count("word") == 90 * sum(n % 7 == 3 for n in range(203))


@pytest.mark.parametrize("locale", ["en", "da"])
def test_markup_prints_as_typed_everywhere(locale: str) -> None:
    one = table(len(NASTY), "note", label="<para>Notes & more</para>", source_label="<b>CRM</b>", columns=(Column("n", "<i>Note</i>", "user"),))
    sink, _ = write(answer(one, locale=locale, person_name="Søren <img src=x> &amp;", identities=(Searched("email", "<b>@x.example"),)),
                    batch([[text] for text in NASTY]))
    text = sink.text()
    for expected in (*NASTY, "Søren <img src=x> &amp;", "<para>Notes & more</para>", "<b>CRM</b>", "<i>Note</i>", "<b>@x.example"):
        assert expected in text
    assert [row["n"] for row in sink.lines("crm.contact")] == NASTY


def test_more_characters_than_one_font_subset_holds() -> None:
    codes = (*range(0xC0, 0x180), *range(0x391, 0x3A2), *range(0x410, 0x450), *range(0x10D0, 0x10F0))
    signs = [chr(code) for code in codes if chr(code).isprintable()]
    every, whole = table(len(signs), "before", "sign", address="s.every"), table(1, "before", "signs", address="s.whole")
    sink, _ = write(answer(every, whole), more={"s.every": [batch([["ok", sign] for sign in signs])], "s.whole": [batch([["ok", "".join(signs)]])]})
    text = sink.text()
    assert len(signs) > 300
    assert all(f"A-{place} ok {sign}" in text for place, sign in enumerate(signs, 1))
    assert "".join(signs) in text.replace(" ", "")


def test_what_the_font_lacks_or_hides_is_shown_as_replaced_and_whole_in_the_files() -> None:
    value = "a\x00b\u202ec\u200bdก\nz"
    sink, _ = write(answer(table(1, "note")), batch([[value]]))
    assert sink.lines("crm.contact")[0]["note"] == value
    printed = sink.text()
    assert not set(printed) & set("\x00\u202e\u200bก")
    assert re.search(r"a.b.c.d. z", printed)
    assert "stands for a sign that this document cannot show" in printed
    assert "\u202e" not in sink.html()
    assert "\x00" not in sink.sheet("crm.contact")


def test_a_cell_of_a_megabyte_is_cut_in_words_and_whole_in_the_files() -> None:
    sink, _ = write(answer(table(2, "note", "after")), batch([["wörd " * 200_000, "one"], ["x" * 1_000_000, "two"]]))
    text = sink.text()
    assert text.count("wörd") == 400
    assert text.count("continued in the file data/crm.contact.csv") == 2
    assert "one" in text
    assert "two" in text
    assert [len(row["note"]) for row in sink.lines("crm.contact")] == [1_000_000, 1_000_000]
    assert len(sink.sheet("crm.contact")) > 2_000_000


def test_a_value_below_the_cap_is_printed_to_its_last_word() -> None:
    words = [f"w{n}" for n in range(350)]
    sink, _ = write(answer(table(1, "note")), batch([[" ".join(words)]]))
    assert " ".join(words) in sink.text()


def test_many_columns_become_records_with_every_value() -> None:
    names = [f"field{n}" for n in range(40)]
    sink, written = write(answer(table(30, *names)), batch([[f"r{row}c{place}" for place in range(40)] for row in range(30)]))
    text = sink.text()
    assert all(f"Field{place} r{row}c{place}" in text for row in range(30) for place in range(40))
    assert re.findall(r"A-(\d+)", text.split("A-1 ", 1)[1])[-1] == "30"
    assert written.counts["crm.contact"]["pdf"] == 30


def test_values_in_the_readers_words() -> None:
    cols = (*columns("when", "day", "ok"), Column("length", "Length", "user", unit="seconds"), Column("size", "Size", "user", unit="bytes"),
            Column("cost", "Cost", "user", unit="DKK"), Column("code", "Code", "user", legend={"in": "indgående"}), *columns("raw"))
    kinds = (Kind.TIME, Kind.DATE, Kind.BOOLEAN, Kind.INTEGER, Kind.INTEGER, Kind.DECIMAL, Kind.TEXT, Kind.BYTES)
    rows: list[list[Any]] = [["2026-11-03T07:12:05+00:00", "2026-11-03", True, 3661, 1_234_567, "1234.50", "in", "QUJD"],
            [None, None, False, -5, 0, None, "else", None]]
    sink, _ = write(answer(table(2, columns=cols), locale="da"), batch(rows, *kinds))
    text = sink.text()
    assert "A-1 03.11.2026 08.12.05 03.11.2026 ja 1:01:01 1,2 MB 1.234,50 DKK indgående [3 B, i filen]" in text
    assert "A-2 – – nej -5 (?) 0 B – else –" in text


def test_the_ends_of_the_calendar_are_printed() -> None:
    rows = [["0001-01-01T00:00:00+00:00"], ["9999-12-31T23:59:59+00:00"], ["0001-01-01T00:00:00+14:00"]]
    sink, _ = write(answer(table(3, "when")), batch(rows, Kind.TIME))
    assert "A-1 01 Jan 0001 00:50:20" in sink.text()
    assert "A-2 9999-12-31T23:59:59+00:00" in sink.text()
    assert "A-3 0001-01-01T00:00:00+14:00" in sink.text()


def test_cells_of_mixed_kinds_stay_apart() -> None:
    sink, _ = write(answer(table(5, "any")), batch([[1], [True], [1.5], ["x"], [["a", None]]], Kind.MIXED))
    assert re.findall(r"A-\d (\S+)", sink.text().split("Entry Any", 1)[1]) == ["1", "yes", "1.5", "x", '["a",null]']


def test_batches_may_differ_in_kind() -> None:
    sink, _ = write(answer(table(3, "any")), batch([[None]], Kind.TEXT), batch([[True]], Kind.BOOLEAN), batch([["1.50"]], Kind.DECIMAL))
    assert re.findall(r"A-(\d) (\S+)", sink.text().split("Entry Any", 1)[1]) == [("1", "–"), ("2", "yes"), ("3", "1.50")]


def _summed(**facts: Any) -> MemorySink:
    cols = (*columns("started"), Column("length", "Length", "user", unit="seconds"), Column("cost", "Cost", "user", unit="DKK"), *columns("to"))
    kinds = (Kind.TIME, Kind.INTEGER, Kind.DECIMAL, Kind.TEXT)
    rows: list[list[Any]] = [["2026-10-31T22:30:00+00:00", 60, "1.50", "a"], ["2026-10-31T23:30:00+00:00", 30, "0.25", "b"],
                             ["2026-11-05T10:00:00+00:00", None, None, "c"], [None, 10, "1", "d"]]
    return looked(answer(table(4, columns=cols), print_rows=3, **facts), batch(rows, *kinds))[0]


def test_above_the_limit_the_months_are_summed_and_the_files_named() -> None:
    text = _summed().text()
    assert "4 records. That is more than we print (3)" in text
    assert "data/crm.contact.csv" in text
    assert "October 2026 1 0:01:00 1.50 DKK" in text
    assert "November 2026 2 0:00:30 0.25 DKK" in text  # 23:30 in London is November in Copenhagen
    assert "without a date 1 0:00:10 1 DKK" in text
    assert "All 4 0:01:40 2.75 DKK" in text
    assert "A-1" not in text.replace("for example A-1", "")


def test_above_the_limit_without_times_only_the_count_is_said() -> None:
    sink, written = write(answer(table(5, "name"), print_rows=4), batch([["x"]] * 5))
    assert "5 records. That is more than we print (4); every one of them is in the files data/crm.contact.csv, data/crm.contact.jsonl." in sink.text()
    assert "sum per month" not in sink.text()
    assert written.counts["crm.contact"]["pdf"] == 5


def test_every_page_has_its_number_and_the_bookmarks_lead_there() -> None:
    tables = [table(120, "name", address=f"s.t{place}") for place in range(4)]
    sink, _ = write(answer(*tables), more={str(one.address): [batch([["x"]] * 120)] for one in tables})
    pages = sink.pages()
    assert all(f"Page {place} of {len(pages)}" in page for place, page in enumerate(pages, 1))
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        marks = {entry.get_title(): entry.get_dest().get_index() for entry in pdf.get_toc()}
        assert pdf.get_metadata_value("CreationDate").startswith("D:20261126090000")
        assert pdf.get_metadata_value("Title") == "Answer to your request for access"
    assert b"/Lang (en)" in sink.files["response.pdf"]
    for letter, place in zip("ABCD", range(4), strict=True):
        title = f"{letter} T{place}"
        assert title in pages[marks[f"{letter}  T{place}"]]
        assert f"{title} page {marks[f'{letter}  T{place}'] + 1}" in pages[marks["Contents"]]


def test_a_bookmark_leads_to_the_heading_when_a_long_legend_turns_the_page() -> None:
    legend = {f"code{n}": f"the meaning of code number {n}, in rather many words" for n in range(200)}
    first, second = table(30, "name", address="s.first"), table(1, address="s.second", columns=(Column("c", "Code", "user", legend=legend),))
    sink, _ = write(answer(first, second), more={"s.first": [batch([["x"]] * 30)], "s.second": [batch([["code1"]])]})
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        marks = {entry.get_title(): entry.get_dest().get_index() for entry in pdf.get_toc()}
    assert "B Second" in sink.pages()[marks["B  Second"]]


def test_contents_of_very_many_collections_take_several_pages() -> None:
    tables = [table(1, "name", address=f"s.t{place}") for place in range(100)]
    sink, _ = write(answer(*tables), batch([["x"]]))
    pages = sink.pages()
    assert all(f"{letter} T{place} page" in " ".join(pages[:12]) for letter, place in (("A", 0), ("Z", 25), ("CV", 99)))
    assert "CV T99" in pages[-1]


def test_fonts_are_embedded() -> None:
    sink, _ = write(answer(table(1, "name")), batch([["Søren"]]))
    data = sink.files["response.pdf"]
    assert b"DejaVuSans" in data
    assert b"/FontFile2" in data
    assert b"Helvetica" not in data


def test_an_answer_for_which_nothing_was_to_be_searched_is_written() -> None:
    sink, written = write(answer(unknown_kinds=("badge",)))
    assert "badge" in sink.text()
    assert "response.pdf" in {file.name for file in written.files}
