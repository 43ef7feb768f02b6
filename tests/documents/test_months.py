"""Rows of a collection are parted by month, with a heading above and the sums below; entry numbers stay those of the files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.documents.months import Months
from dsr.domain.answer import Column
from dsr.domain.tally import FEW, Tally
from dsr.domain.values import Kind, WireBatch
from tests.documents.answers import MemorySink, answer, batch, columns, looked, table, write
from tests.documents.spoken import rows as rows_of
from tests.documents.spoken import spoken

KINDS = (Kind.TIME, Kind.INTEGER, Kind.INTEGER, Kind.DECIMAL, Kind.TEXT)
COLUMNS = (Column("at", "Started", "user"), Column("length", "Length", "user", unit="seconds"), Column("up", "Sent", "user", unit="bytes"),
           Column("cost", "Cost", "user", unit="DKK"), Column("note", "Note", "user"))


def calls(*rows: Sequence[Any], size: int = 5, locale: str = "en", print_rows: int | None = None, **facts: Any) -> MemorySink:
    """Written in batches of `size` rows."""
    cells = [list(row) for row in rows]
    made = [batch(cells[at:at + size], *KINDS) for at in range(0, len(cells), size)]
    one = table(len(cells), columns=COLUMNS, **{"time": "at", "label": "Calls", **facts})
    return looked(answer(one, locale=locale, print_rows=print_rows), *made)[0]


def month(name: str, count: int, start: int = 1) -> list[list[Any]]:
    return [[f"{name}-{day:02d}T10:00:00+00:00", 60, 1000, "1.50", f"note {name} {day}"] for day in range(start, start + count)]


def test_each_month_has_a_heading_above_and_its_sums_below() -> None:
    sink = calls(*month("2026-02", 7), *month("2026-03", 8))
    for said in (sink.text(), _plain(sink.html())):
        told = _in_order(said, "February 2026, 7 records", "A-1 ", "A-7 ", "Total, February 2026: Length 0:07:00 · Sent 7.0 kB · Cost 10.50 DKK",
                         "March 2026, 8 records", "A-8 ", "A-15 ", "Total, March 2026: Length 0:08:00 · Sent 8.0 kB · Cost 12.00 DKK")
        assert told
    assert "Total, 15 records: Length 0:15:00 · Sent 15.0 kB · Cost 22.50 DKK" in sink.text()
    assert "in order of time" not in sink.text()


def test_danish_has_its_own_words() -> None:
    text = calls(*month("2026-02", 7), *month("2026-03", 8), locale="da").text()
    assert "februar 2026, 7 poster" in text
    assert "Sum, februar 2026: Length 0:07:00 · Sent 7,0 kB · Cost 10,50 DKK" in text


def test_entry_numbers_are_those_of_the_lines_of_the_files() -> None:
    sink = calls(*month("2026-02", 7), *month("2026-03", 8))
    notes = [line["note"] for line in sink.lines("crm.contact")]
    found = re.findall(r"A-(\d+) [^A]{20,60}?note (2026-\d\d \d+)", sink.text())
    assert [(int(place), f"note {name}") for place, name in found] == list(enumerate(notes, 1))


def test_values_that_cannot_be_right_are_shown_as_they_are_and_in_no_sum() -> None:
    rows = month("2026-02", 12)
    rows[3][1], rows[5][1], rows[6][2] = -5, 2 ** 32 - 1, 2 ** 31 - 1
    sink = calls(*rows)
    for said in (sink.text(), _plain(sink.html())):
        assert "Length 0:10:00 (not added, because they cannot be right: 2) · Sent 11.0 kB (not added, because they cannot be right: 1)" in said
        for value in ("-5 (?)", "4294967295 (?)", "2147483647 (?)"):
            assert said.count(value) == 1
    assert sink.lines("crm.contact")[3]["length"] == -5
    summed = calls(*rows, print_rows=3).text()
    assert all(words in summed for words in ("0:10:00", "they cannot be right: 2)"))


@pytest.mark.parametrize("rows", [month("2026-02", FEW), [[None, 1, 1, "1", "x"]] * 20], ids=["few", "without a date"])
def test_what_is_seen_at_a_glance_or_has_no_month_is_not_parted(rows: list[list[Any]]) -> None:
    sink = calls(*rows)
    assert "Total, " not in sink.text()
    assert '<tr class="m' not in sink.html()


def test_without_a_column_of_times_in_the_mapping_rows_are_not_parted() -> None:
    assert "Total, " not in calls(*month("2026-02", 12), time="").text()


def test_months_in_the_sources_own_order_are_said_to_be_so() -> None:
    sink = calls(*month("2026-03", 8), *month("2026-02", 7))
    assert _in_order(sink.text(), "not in order of time", "March 2026, 8 records", "A-8 ", "February 2026, 7 records", "A-15 ")


def test_mixed_months_have_no_headings_and_their_sums_at_the_end() -> None:
    mixed = [row for pair in zip(month("2026-02", 8), month("2026-03", 8), strict=True) for row in pair]
    sink = calls(*mixed)
    assert "February 2026, 8 records" not in sink.text() + _plain(sink.html())
    assert _in_order(sink.text(), "not in order of time", "A-16 ", "Month (Started)", "February 2026 8 0:08:00", "All 16 0:16:00")
    assert _in_order(_plain(sink.html()), "not in order of time", "A-16 ", "Month (Started)", "February 2026 8 0:08:00", "All 16 0:16:00")


def test_a_month_over_many_pages_is_named_on_each_and_no_heading_stands_alone() -> None:
    february = [[f"2026-02-{1 + place // 20:02d}T10:{place % 60:02d}:00+00:00", 1, 1, "1", "x"] for place in range(200)]
    sink = calls(*february, *month("2026-03", 28), size=70)
    pages = [page for page in sink.pages() if "A-" in page and "Entry Started" in page]
    assert len(pages) > 4
    assert all("A Calls, February 2026 Entry" in page or "February 2026, 200 records" in page or "A Calls, March 2026" in page for page in pages)
    assert all(re.search(r"March 2026, 28 records Entry .* A-20[12]", page) for page in sink.pages() if "March 2026, 28 records" in page)


def test_months_are_headings_for_who_hears_the_page_and_each_has_its_table() -> None:
    heard = spoken(calls(*month("2026-02", 7), *month("2026-03", 8)).files["response.pdf"])
    said = [one for one in heard.every("H3", "Table", "P") if "record" not in one.text or one.tag == "H3"]
    at = next(place for place, one in enumerate(said) if one.text == "February 2026, 7 records")
    assert [(one.tag, one.text[:17]) for one in said[at:at + 6] if one.tag != "Table"] == [
        ("H3", "February 2026, 7 "), ("P", "Total, February 2"), ("H3", "March 2026, 8 rec"), ("P", "Total, March 2026")]
    for place, count in ((at + 1, 7), (at + 4, 8)):
        lines = rows_of(said[place])
        assert (lines[0], len(lines)) == (["Entry", "Started", "Length", "Sent", "Cost", "Note"], count + 1)


def test_on_a_page_of_records_one_below_the_other_the_headings_go_down_step_by_step() -> None:
    names = [f"c{place}" for place in range(30)]
    cols = (Column("at", "Started", "user"), *columns(*names))
    rows = [[f"2026-02-{day:02d}T10:00:00+00:00", *names] for day in range(1, 13)]
    sink, _ = looked(answer(table(12, columns=cols, time="at")), batch(rows, Kind.TIME, *[Kind.TEXT] * 30))
    tags = [one.tag for one in spoken(sink.files["response.pdf"]).every("H2", "H3", "H4")]
    assert tags[-13:] == ["H3", *["H4"] * 12]


@settings(max_examples=60)
@given(st.lists(st.integers(1, 9), max_size=6), st.lists(st.integers(1, 7), min_size=1), st.integers(0, 3))
def test_pieces_of_any_batches_are_all_rows_in_order(runs: list[int], sizes: list[int], extra: int) -> None:
    months = tuple((f"2026-{place + 1:02d}", rows) for place, rows in enumerate(runs))
    count = sum(runs) + extra
    one = table(count, "at", time="at", tally=Tally(count + FEW + 1, dict(months), runs=months))
    rows, parted, given_rows = Months(one), [], iter(range(count))
    seen: list[tuple[str | None, str | None]] = []
    for size in sizes * (count + 1):
        if cells := list(islice(given_rows, size)):
            for begins, piece, ends in rows.pieces(WireBatch(("at",), (Kind.INTEGER,), (tuple(cells),))):
                parted += piece.cells[0]
                seen.append((begins, ends))
    assert parted == list(range(count))
    assert [begins for begins, _ in seen if begins] == [ends for _, ends in seen if ends] == [name for name, _ in months]


def test_a_part_of_a_batch_keeps_what_is_masked_in_it() -> None:
    whole = WireBatch(("a", "b"), (Kind.TEXT, Kind.TEXT), (("x", None, "z", None), ("1", "2", "3", "4")), {0: [1, 3]})
    assert whole.between(0, 4) is whole
    assert whole.between(1, 3) == WireBatch(("a", "b"), (Kind.TEXT, Kind.TEXT), ((None, "z"), ("2", "3")), {0: [0]})
    assert whole.between(2, 3).masked == {}


def test_a_table_that_nobody_looked_through_is_printed_as_it_comes() -> None:
    sink, _ = write(answer(table(12, columns=COLUMNS, time="at")), batch(month("2026-02", 12), *KINDS))
    assert "Total, " not in sink.text()


def _in_order(said: str, *parts: str) -> bool:
    at = 0
    for part in parts:
        assert part in said[at:], part
        at = said.index(part, at) + len(part)
    return True


def _plain(html: str) -> str:
    """The text of a page, what stands between tags set apart by blanks."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition("<main>")[2]).split())
