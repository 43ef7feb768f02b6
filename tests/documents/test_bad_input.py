"""What a source, a form or a shelf of files may hold and nobody expects: it is shown, counted or said, and never breaks the answer."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from dsr.domain.answer import Column
from dsr.domain.searched import Searched
from dsr.domain.tally import Tally
from dsr.domain.values import Kind
from dsr.domain.words import FileKind
from dsr.services.survey import tally
from tests.documents.answers import MemorySink, answer, batch, columns, looked, table, write
from tests.documents.test_enclosing import enclosed, written

HIDING = "\u202e\u2066\u200b\u2060\ufeff\x00\x07\x1b\x85"
NASTY = f"Ann{HIDING}gnp.exe <script>x</script> </text>(\\ 😀"


def test_a_name_that_hides_reorders_or_marks_up_stands_plain_in_every_part() -> None:
    one = table(12, columns=(*columns("at"), Column("note", f"Note {NASTY}", "user", note=NASTY, legend={"x": NASTY})), label=NASTY,
                source_label=NASTY, time="at")
    rows = [[f"2026-02-{day:02d}T10:00:00+00:00", NASTY if day > 6 else "x"] for day in range(1, 13)]
    sink, _ = looked(answer(one, person_name=NASTY, identities=(Searched("email", NASTY),)), batch(rows, Kind.TIME, Kind.TEXT))
    html, text = sink.html(), sink.text()
    assert [sign for sign in HIDING if sign in html or sign in text] == []
    assert html.count("<script>") == 1
    assert "&lt;script&gt;x" in html
    assert "<script>x</script>" in text
    assert [line["note"] for line in sink.lines("crm.contact")][6:] == [NASTY] * 6
    with pikepdf.open(BytesIO(sink.files["response.pdf"])) as pdf:
        assert str(pdf.Root.Lang) == "en"


@pytest.mark.parametrize("size", [100_000, 2_000_000])
def test_a_value_of_very_many_signs_is_cut_in_words_and_whole_in_the_files(size: int) -> None:
    value = "ab " * (size // 3)
    sink, _ = write(answer(table(1, "note")), batch([[value]]))
    assert sink.lines("crm.contact") == [{"note": value}]
    assert value in sink.sheet("crm.contact")
    for said in (sink.text(), sink.html()):
        assert "continued in the file data/crm.contact." in said
    assert len(sink.pages()) < 6
    assert len(sink.html()) < 40_000


def test_a_column_of_fifty_thousand_codes_is_told_in_words_row_by_row_and_its_head_stays_short() -> None:
    legend = {f"c{place}": f"meaning no {place}" for place in range(50_000)}
    one = table(3, columns=(Column("code", "Code", "user", legend=legend),))
    sink, _ = looked(answer(one), batch([["c0"], ["c49999"], ["c25000"]]))
    assert "A-2 meaning no 49999 A-3 meaning no 25000" in sink.text()
    assert "Code: c0 = meaning no 0, c25000 = meaning no 25000, c49999 = meaning no 49999" in sink.text()  # those that occur, and no other
    every = table(50_000, columns=(Column("code", "Code", "user", legend=legend),))
    sink, done = looked(answer(every, print_rows=10), batch([[code] for code in legend]))
    assert set(done.counts["crm.contact"].values()) == {50_000}
    assert "c199 = meaning no 199 …" in sink.text()
    assert "c200 = " not in sink.text()


def test_a_year_of_zero_calls_is_searched_shown_as_zero_and_no_section() -> None:
    none = table(0, "at", address="pbx.calls", label="Calls", source_label="Exchange", time="at", tally=Tally())
    sink, _ = write(answer(none, table(1, "name")), more={"crm.contact": [batch([["Carol"]])]})
    assert "Exchange Calls 0 0 0" in sink.text()
    assert "Yes, we process personal data about you" in sink.text()
    assert "B Calls" not in sink.text()
    assert sink.files["data/pbx.calls.jsonl"] == b""
    only, _ = write(answer(none))
    assert "hold no personal data about you" in only.text()
    assert "Exchange Calls 0 0 0" in only.text()


def test_twenty_thousand_calls_in_one_day_are_one_month_of_that_many_rows() -> None:
    start = datetime(2026, 2, 3, tzinfo=timezone(timedelta(hours=1)))
    rows: list[list[Any]] = [[(start + timedelta(seconds=4 * place)).isoformat(), place % 60] for place in range(20_000)]
    one = table(20_000, columns=(*columns("at"), Column("length", "Length", "user", unit="seconds")), label="Calls", time="at")
    sink, done = looked(answer(one, tag_rows=0), *(batch(rows[at:at + 4_000], Kind.TIME, Kind.INTEGER) for at in range(0, 20_000, 4_000)))
    text = sink.text()
    assert set(done.counts["crm.contact"].values()) == {20_000}
    assert text.count("February 2026, 20,000 records") == 1
    assert "A-20000 03 Feb 2026 22:13:16 0:00:19" in text
    assert f"Total, February 2026: Length {sum(row[1] for row in rows) // 3600}:" in text
    assert "The records with a date are from Tuesday 3 February 2026 to Tuesday 3 February 2026." in text
    assert sink.html().count("data-m=") <= 5_001


@pytest.mark.parametrize("locale", ["tlh", "", "en_GB", "../da"])
def test_a_language_that_we_do_not_have_is_answered_in_english_and_said_to_be(locale: str) -> None:
    sink, _ = write(answer(table(1, "at"), locale=locale), batch([["2026-03-02T10:00:00+00:00"]], Kind.TIME))
    assert "Which personal data we hold about you" in sink.text()
    assert "02 Mar 2026 11:00:00" in sink.text()
    assert '<html lang="en">' in sink.html()
    with pikepdf.open(BytesIO(sink.files["response.pdf"])) as pdf:
        assert str(pdf.Root.Lang) == "en"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"\x00\xff" * 50, b"<script>x</script>"], ids=["empty", "torn", "noise", "script"])
def test_a_file_that_is_no_pdf_goes_along_as_it_is_and_the_answer_stays_one(data: bytes) -> None:
    fax = enclosed(1, data, name="fax\u202e.pdf", media_type="application/pdf", kind=FileKind.FAX)
    sink: MemorySink = written(answer(table(2, "at", address="pbx.calls"), enclosed=(fax,)), {1: data})
    (name,) = [name for name in sink.files if name.startswith("files/")]
    assert sink.files[name] == data
    assert json.loads(sink.files["manifest.json"])["files"][name] == hashlib.sha256(data).hexdigest()
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        assert pdf.count_attachments() == len([one for one in sink.files if one.startswith("data/") or one == "response.json"])
    assert "\u202e" not in sink.text() + sink.html()


def test_a_font_without_the_sign_says_so_and_the_files_have_it() -> None:
    rare = "\U00012000\U0001f9ff"  # cuneiform, and a picture younger than the fonts
    sink, _ = write(answer(table(1, "note")), batch([[f"before {rare} after"]]))
    assert "stands for a sign that this document cannot show" in sink.text()
    assert sink.lines("crm.contact") == [{"note": f"before {rare} after"}]
    assert rare in sink.html()


def test_days_that_no_calendar_has_are_printed_and_belong_to_no_day() -> None:
    rows = [[day, "x"] for day in ("0000-00-00", "2026-02-30", "garbage", "9999-12-31")] + [["2026-02-01", "y"]] * 12
    one = table(16, "at", "note", time="at")
    sink, _ = looked(answer(one), batch(rows, Kind.DATE, Kind.TEXT))
    assert all(day in sink.text() for day in ("0000-00-00", "2026-02-30", "garbage"))
    assert "The records with a date are from Sunday 1 February 2026 to Friday 31 December 9999." in sink.text()
    assert tally(one, [batch(rows, Kind.DATE, Kind.TEXT)], ZoneInfo("Europe/Copenhagen")).months == {"": 3, "2026-02": 12, "9999-12": 1}
