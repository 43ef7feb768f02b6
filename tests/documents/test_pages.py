"""How the pages are laid out: found by eye first, held by these."""

from __future__ import annotations

import re
from ctypes import byref, c_int
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest

from dsr.documents import grid
from dsr.documents.grid import spread
from dsr.domain.answer import Column
from dsr.domain.values import Kind
from tests.documents.answers import MemorySink, answer, batch, table, write


def links(sink: MemorySink, page: int) -> list[int]:
    """Index of the page that each link of a page leads to, in order."""
    found: list[int] = []
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        at, link = c_int(0), pdfium.FPDF_LINK()
        while pdfium.FPDFLink_Enumerate(pdf[page], byref(at), byref(link)):
            found.append(pdfium.FPDFDest_GetDestPageIndex(pdf, pdfium.FPDFLink_GetDest(pdf, link)))
    return found


def right_edges(sink: MemorySink, page: int, words: list[str]) -> list[float]:
    """Where each word ends on a page, in points."""
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        text = pdf[page].get_textpage()
        return [text.get_charbox(text.search(word).get_next()[0] + len(word) - 1)[2] for word in words]


def test_links_lead_to_the_sections_and_their_page_numbers_are_right() -> None:
    tables = [table(150, "name", address=f"s.t{place}") for place in range(3)]
    sink, _ = write(answer(*tables), batch([["x"]] * 150))
    pages = sink.pages()
    starts = [next(number for number, page in enumerate(pages) if f"{letter} T{place} S" in page) for place, letter in enumerate("ABC")]
    assert links(sink, 0)[:3] == starts
    held = [f"T{place}, from S (section {letter}) page {start + 1}" for place, (letter, start) in enumerate(zip("ABC", starts, strict=True))]
    assert [words for words in held if words not in pages[0]] == []
    assert [*links(sink, 0), *links(sink, 1)][-3:] == starts


def test_the_sum_of_all_records_is_said() -> None:
    rows = {"s.a": [batch([["x"]] * 2)], "s.b": [batch([["x"]] * 3)]}
    sink, _ = write(answer(table(2, "n", address="s.a"), table(3, "n", address="s.b")), more=rows)
    assert "5 records in all" in sink.pages()[0]
    assert "<b>5</b> <span>records in all</span>" in sink.html()


def test_a_long_table_repeats_its_name_and_headings_on_every_page() -> None:
    sink, _ = write(answer(table(200, "name", "other", label="Calls")), batch([["x", "y"]] * 200))
    pages = [page for page in sink.pages() if "A-" in page and "for example A-1" not in page]
    assert len(pages) > 3
    assert all(re.search(r"A Calls .*Entry Name Other A-\d+ x y", page) for page in pages)


def test_a_record_that_goes_on_says_so_on_the_next_page() -> None:
    names = [f"field{place}" for place in range(60)]
    sink, _ = write(answer(table(2, *names)), batch([["value"] * 60] * 2))
    assert [re.findall(r"A-\d, continued", page) for page in sink.pages()[-2:]] == [["A-1, continued"], ["A-2, continued"]]


@pytest.mark.parametrize("rows", range(30, 60))
def test_a_heading_never_stands_alone_at_the_foot_of_a_page(rows: int) -> None:
    first, second = table(rows, "name", address="s.first"), table(3, "name", address="s.second")
    sink, _ = write(answer(first, second), more={"s.first": [batch([["x"]] * rows)], "s.second": [batch([["y"]] * 3)]})
    page = next(page for page in sink.pages() if "B Second S" in page)
    assert "B-1 y" in page


def test_a_row_of_a_few_lines_is_not_torn_by_the_end_of_a_page() -> None:
    columns = (Column("a", "A", "user"), Column("b", "B", "user"))
    rows = [[f"first{n}", " ".join([f"start{n}", *["word"] * (n % 5) * 30, f"end{n}"])] for n in range(90)]
    sink, _ = write(answer(table(90, columns=columns)), batch(rows))
    pages = sink.pages()
    assert [n for n in range(90) if not any(f"start{n} " in page and f"end{n} " in page for page in pages)] == []


def test_numbers_end_in_one_line_and_words_begin_in_one() -> None:
    sink, _ = write(answer(table(3, "number", "sum", "word")), batch([[7, "1.50", "x"], [-12345, "-0.25", "x"], [999, "1234567.00", "x"]],
                                                                     Kind.INTEGER, Kind.DECIMAL, Kind.TEXT))
    page = len(sink.pages()) - 1
    for words in (["7", "-12345", "999"], ["1.50", "-0.25", "1,234,567.00"]):
        edges = right_edges(sink, page, words)
        assert max(edges) - min(edges) < 1.0, edges


@pytest.mark.parametrize(("natural", "least", "expected"), [
    ([50, 80, 60], [50, 40, 40], [74, 104, 84]),                # room enough: some air
    ([60, 90, 1000], [60, 90, 60], [60, 90, 150]),              # the long one gets the rest
    ([60, 900, 500], [60, 50, 50], [60, 120, 120]),             # long ones share
    ([200, 200, 20], [140, 140, 40], None)])
def test_what_is_narrow_is_not_folded_for_what_is_wide(natural: list[float], least: list[float], expected: list[float] | None) -> None:
    widths = spread(natural, least, 300)
    assert widths == (None if expected is None else pytest.approx(expected, abs=0.1))


def test_long_addresses_are_broken_behind_a_sign() -> None:
    value = "sip:" + "meeting-room.north@nordlys.example;" * 8
    cells: list[list[Any]] = [[value, "x" * 60, "y" * 60, "z" * 60]] * 3
    sink, _ = write(answer(table(3, "a", "b", "c", "d")), batch(cells))
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        lines = pdf[len(pdf) - 1].get_textpage().get_text_range().split("\r\n")
    pieces = [piece for line in lines for piece in line.split(" ") if "nordlys" in piece or "meeting" in piece]
    assert len(pieces) > 3
    assert all(piece[-1] in "-/@.,:;_?&=" for piece in pieces)


def test_signs_of_east_asia_have_a_font_and_pictures_are_spelt() -> None:
    sink, _ = write(answer(table(1, "note")), batch([["漢字 かな 한국 🎉 🇩🇰"]]))
    text = sink.text()
    assert "漢字 かな 한국 [party popper] [d][k]" in text
    assert "cannot show" not in text
    assert b"DroidSansFallback" in sink.files["response.pdf"]
    assert b"DroidSansFallback" not in write(answer(table(1, "note")), batch([["Søren Ærø"]]))[0].files["response.pdf"]


def test_the_time_zone_is_named_where_there_are_times() -> None:
    timed, plain = table(1, "at", address="s.timed"), table(1, "name", address="s.plain")
    sink, _ = write(answer(timed, plain), more={"s.timed": [batch([["2026-11-03T08:12:05+01:00"]], Kind.TIME)], "s.plain": [batch([["x"]])]})
    assert sink.pages()[-1].count("Times are in the time zone Europe/Copenhagen.") == 1


def test_values_are_right_whatever_the_batches_and_however_often_they_come() -> None:
    rows = [[n, f"name {n % 50}", n % 4000, "ø" if n % 9 == 0 else "o"] for n in range(24_000)]
    kinds = (Kind.INTEGER, Kind.TEXT, Kind.INTEGER, Kind.TEXT)
    sink, written = write(answer(table(24_000, "a", "b", "c", "d")), *(batch(rows[at:at + 1000], *kinds) for at in range(0, 24_000, 1000)))
    printed = re.findall(r"A-(\d+) (\d+) name (\d+) (\d+) ([oø])", sink.text())
    assert [[int(a), f"name {b}", int(c), d] for _, a, b, c, d in printed] == rows
    assert [int(entry) for entry, *_ in printed] == list(range(1, 24_001))
    assert written.counts["crm.contact"]["pdf"] == 24_000


def test_what_a_column_remembers_is_bounded_and_still_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MEMO", 400)
    rows = [[n // 2, f"long {n // 3} " + "word " * 60 if n % 11 == 0 else "short"] for n in range(2_107)]
    sink, _ = write(answer(table(2_107, "a", "b")), *(batch(rows[at:at + 301], Kind.INTEGER, Kind.TEXT) for at in range(0, 2_107, 301)))
    assert [(int(a), int(b)) for a, b in re.findall(r"A-(\d+) (\d+) (?:long|short)", sink.text())] == [(n + 1, n // 2) for n in range(2_107)]
    assert re.findall(r"long (\d+)", sink.text()) == [str(n // 3) for n in range(0, 2_107, 11)]


@pytest.mark.parametrize(("value", "is_said"), [("ก", True), ("a\x00b", True), ("Ærø 漢 مرحبا 🎉", False)])
def test_a_sign_that_cannot_be_shown_is_spoken_of_and_only_there(value: str, is_said: bool) -> None:
    other, plain = table(1, "note", address="s.other"), table(1, "note", address="s.plain")
    sink, _ = write(answer(other, plain), more={"s.other": [batch([[value]])], "s.plain": [batch([["plain"]])]})
    assert sink.text().count("stands for a sign that this document cannot show") == is_said


def test_the_letter_stands_upright_and_tables_lie() -> None:
    sink, _ = write(answer(table(1, "name")), batch([["Søren"]]))
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        upright = [page.get_height() > page.get_width() for page in pdf]
    assert upright == ["A-1 Søren" not in page for page in sink.pages()]
    assert upright.count(False) == 1


def test_a_code_is_shown_in_words_and_with_its_code_where_words_alone_would_not_tell() -> None:
    legend = {"a": "answered", "n": "not reached", "b": "not reached"}
    sink, _ = write(answer(table(3, columns=(Column("c", "Outcome", "user", legend=legend),))), batch([["a"], ["n"], ["z"]]))
    text = sink.text()
    assert "Outcome: a = answered, n = not reached, b = not reached" in text
    assert "A-1 answered A-2 not reached (n) A-3 z" in text
    assert "Outcome: a = answered, n = not reached, b = not reached" in sink.html()


def test_the_number_of_pages_covers_nothing_however_many_they_became() -> None:
    sink, _ = write(answer(table(110, "name")), batch([["long " * 120]] * 110))
    pages = sink.pages()
    assert len(pages) >= 10, "more pages than the rows alone would fill"
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        text = pdf[2].get_textpage()
        at, count = text.search(f"of {len(pages)}").get_next()
        assert text.get_charbox(at + 1)[2] < text.get_charbox(at + count - len(str(len(pages))))[0], "the words end before the number begins"
