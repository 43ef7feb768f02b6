"""What rows come to is counted before they are written, and stops the answer if the writers count otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.documents.lines import Grid
from dsr.documents.overview import overview
from dsr.domain.answer import Column
from dsr.domain.errors import ResultFailedCheck
from dsr.domain.tally import UNWORDED
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.services.survey import surveyed, tally
from tests.documents.answers import answer, batch, columns, table, write

ZONE = ZoneInfo("Europe/Copenhagen")
KINDS = (Kind.TIME, Kind.TEXT, Kind.TEXT)
COLUMNS = (*columns("at"), Column("kind", "Kind", "user", legend={"O": "outgoing", "I": "incoming"}), *columns("note"))


def calls(rows: int = 5, **facts: Any) -> Any:
    return table(rows, columns=COLUMNS, **facts)


def rows(*cells: tuple[str | None, str | None, str | None]) -> WireBatch:
    return batch([list(row) for row in cells], *KINDS, names=("at", "kind", "note"))


def test_months_are_those_where_the_entity_is() -> None:
    told = tally(calls(), [rows(("2026-10-31T22:30:00+00:00", "O", None), ("2026-10-31T23:30:00+00:00", "I", "")), rows((None, "O", None))], ZONE)
    assert told.months == {"": 1, "2026-10": 1, "2026-11": 1}
    assert (told.first, told.last, told.rows) == (date(2026, 10, 31), date(2026, 11, 1), 3)


def test_kinds_are_counted_by_year_and_codes_without_words_only_counted() -> None:
    told = tally(calls(), [rows(("2025-01-01T08:00:00+00:00", "O", None), ("2026-01-01T08:00:00+00:00", "O", None),
                                ("2026-01-01T08:00:00+00:00", "X", None), ("2026-01-01T08:00:00+00:00", None, None))], ZONE)
    assert told.kind == "kind"
    assert told.kinds == {"O": {"2025": 1, "2026": 1}, UNWORDED: {"2026": 1}, "": {"2026": 1}}
    assert (told.codes, told.unknown) == ({"kind": frozenset({"O"})}, {"kind": 1})


def test_fifty_thousand_codes_without_words_are_one_line_of_the_first_page() -> None:
    told = tally(calls(), [rows(*(("2026-01-01T08:00:00+00:00", f"code {place}", None) for place in range(50_000)))], ZONE)
    assert (told.kinds, told.unknown) == ({UNWORDED: {"2026": 50_000}}, {"kind": 50_000})
    grid = next(block for block in overview(answer(replace(calls(50_000), tally=told))) if isinstance(block, Grid))
    assert grid.rows == (("Contact: other kinds", "50,000", "50,000"), ("All", "50,000", "50,000"))


@pytest.mark.parametrize(("code", "kind"), [(True, "true"), (False, "false")])
def test_a_kind_is_spelled_as_in_its_legend(code: Wire, kind: str) -> None:
    one = table(1, columns=(Column("paid", "Paid", "user", legend={"true": "paid", "false": "open"}),))
    assert tally(one, [batch([[code]], Kind.BOOLEAN)], ZONE).kinds == {kind: {"": 1}}


@pytest.mark.parametrize(("cells", "empty"), [
    ([None, None], {"note"}), (["", None], {"note"}), ([None, "x"], set()), (["0", None], set())])
def test_a_column_is_empty_if_no_row_has_a_value(cells: list[str | None], empty: set[str]) -> None:
    told = tally(calls(), [rows(*((None, "O", cell) for cell in cells[:1])), rows(*((None, "O", cell) for cell in cells[1:]))], ZONE)
    assert told.empty - {"at"} == empty


def test_a_masked_cell_is_not_empty() -> None:
    hidden = replace(rows((None, "O", None)), masked={2: [0]})
    assert "note" not in tally(calls(), [hidden], ZONE).empty


def test_the_time_column_of_the_mapping_counts_before_the_first_one() -> None:
    two = table(1, columns=(*columns("made", "started"),), time="started")
    told = tally(two, [batch([["2020-01-01T12:00:00+00:00", "2024-05-01T12:00:00+00:00"]], Kind.TIME, Kind.TIME)], ZONE)
    assert told.months == {"2024-05": 1}


@given(st.lists(st.lists(st.tuples(st.none() | st.datetimes().map(lambda one: one.isoformat(timespec="seconds") + "+00:00"),
                                   st.sampled_from(["O", "I", "?", None]), st.none() | st.text(max_size=3)), min_size=1, max_size=6), max_size=4))
def test_every_row_is_in_one_month_and_one_kind(batches: list[list[tuple[str | None, str | None, str | None]]]) -> None:
    told = tally(calls(), [rows(*one) for one in batches], ZONE)
    whole = sum(map(len, batches))
    assert told.rows == sum(told.months.values()) == sum(told.years.values()) == whole
    assert sum(sum(years.values()) for years in told.kinds.values()) == whole
    assert all(month == "" or len(month) == 7 for month in told.months)


def test_only_tables_that_show_rows_are_looked_at() -> None:
    looked = surveyed(answer(calls(1), table(0, "n", address="a.b")), lambda _table: [rows((None, "O", None))])
    assert [one.tally is None for one in looked.tables] == [False, True]


def test_a_first_page_that_counts_otherwise_than_the_files_is_not_released() -> None:
    some = rows(("2026-01-01T08:00:00+00:00", "O", "a"), ("2026-01-02T08:00:00+00:00", "O", "b"))
    right = replace(calls(2), tally=tally(calls(2), [some], ZONE))
    write(answer(right), some)
    wrong = replace(right, tally=replace(right.tally, months={"2026-01": 1}))
    with pytest.raises(ResultFailedCheck):
        write(answer(wrong), some)


def test_columns_without_a_value_take_no_room_and_are_named() -> None:
    some = rows(("2026-01-01T08:00:00+00:00", "O", None))
    sink, _ = write(answer(replace(calls(1), tally=tally(calls(1), [some], ZONE))), some)
    for text in (sink.text(), sink.html()):
        assert "Empty in all of your records, and so not printed: Note." in text
    assert "Entry At Kind A-1" in sink.text()
    assert sink.lines("crm.contact") == [{"at": "2026-01-01T08:00:00+00:00", "kind": "O", "note": None}]
    assert sink.sheet("crm.contact").startswith("At,Kind,Note")


def test_only_codes_that_occur_are_explained() -> None:
    some = rows(("2026-01-01T08:00:00+00:00", "O", "x"))
    sink, _ = write(answer(replace(calls(1), tally=tally(calls(1), [some], ZONE))), some)
    assert "O = outgoing" in sink.text()
    assert "I = incoming" not in sink.text() + sink.html()


def test_text_in_the_place_of_times_stops_no_answer() -> None:
    some = rows(*[("not a time", "O", "a")] * 20)
    told = tally(calls(20), [some], ZONE)
    assert told.first is None
    sink, _ = write(answer(replace(calls(20), tally=told)), some)
    assert sink.text().count("not a time") == 20


def test_months_above_the_limit_are_those_of_the_first_page() -> None:
    cells = [["2020-01-01T12:00:00+00:00", "2024-05-01T12:00:00+00:00"]] * 12
    some = batch(cells, Kind.TIME, Kind.TIME)
    two = table(12, columns=(*columns("made", "started"),), time="started")
    sink, _ = write(answer(replace(two, tally=tally(two, [some], ZONE)), print_rows=5), some)
    assert "May 2024 12" in sink.text()
    assert "January 2020" not in sink.text()


def test_half_an_hour_apart_is_another_month_where_the_clocks_differ_by_half_hours() -> None:
    some = rows(("2025-02-01T04:10:00+05:30", "O", "a"), ("2025-02-01T04:40:00+05:30", "O", "b"))
    assert tally(calls(2), [some], ZONE).months == {"2025-01": 1, "2025-02": 1}


def _run(*days: str | None) -> Any:
    """Rows of these days, two to a batch."""
    made = [rows(*((day and f"{day}T10:00:00+00:00", "O", None) for day in days[at:at + 2])) for at in range(0, len(days), 2)]
    return tally(calls(len(days)), made, ZONE)


@pytest.mark.parametrize(("days", "runs", "is_in_order"), [
    ((), (), True),
    (("2026-01-31", "2026-02-01", "2026-02-03", "2026-03-01", None), (("2026-01", 1), ("2026-02", 2), ("2026-03", 1), ("", 1)), True),
    (("2026-02-03", "2026-02-01", "2026-01-09"), (("2026-02", 2), ("2026-01", 1)), False),
    (("2026-01-31", "2026-02-01", "2026-01-30", "2026-01-29"), (), False),
    ((None, "2026-01-31", "2026-01-30"), (("", 1), ("2026-01", 2)), False),
    (("2026-01-31", None, "2026-02-01", None), (), False)])
def test_months_part_the_rows_only_where_none_is_in_two_places(
        days: tuple[str | None, ...], runs: tuple[tuple[str, int], ...], is_in_order: bool) -> None:
    told = _run(*days)
    assert (told.runs, told.is_in_order) == (runs, is_in_order)


@given(st.lists(st.none() | st.sampled_from(["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01", "2027-02-01"]), max_size=12))
def test_the_parts_of_any_rows_are_those_of_each_row_by_itself(days: list[str | None]) -> None:
    told, months = _run(*days), [(day or "")[:7] for day in days]
    runs = [(month, len(list(one))) for month, one in groupby(months)]
    assert told.runs == (tuple(runs) if len(runs) == len(set(months)) else ())
    assert told.is_in_order == ([day or "~" for day in days] == sorted(day or "~" for day in days))


def test_rows_in_no_order_at_all_are_not_kept_in_mind() -> None:
    told = _run(*(["2026-01-01", "2026-02-01"] * 3_000))
    assert (told.runs, told.months) == ((), {"2026-01": 3_000, "2026-02": 3_000})


def test_measured_columns_are_added_up_by_month_without_what_cannot_be_right() -> None:
    cols = (*columns("at"), Column("length", "Length", "user", unit="seconds"), Column("cost", "Cost", "user", unit="DKK"), *columns("to"))
    kinds = (Kind.TIME, Kind.INTEGER, Kind.DECIMAL, Kind.TEXT)
    cells: list[list[Any]] = [["2026-10-31T22:30:00+00:00", 60, "1.50", "a"], ["2026-10-31T22:31:00+00:00", -7, "-0.50", "a"],
                              ["2026-10-31T23:30:00+00:00", 30, None, "b"], [None, None, "3", "c"]]
    told = tally(table(4, columns=cols), [batch(cells[:3], *kinds), batch(cells[3:], *kinds)], ZONE)
    assert told.sums == {"2026-10": {"length": (60, 1), "cost": (1, 0)}, "2026-11": {"length": (30, 0), "cost": (0, 0)},
                         "": {"length": (0, 0), "cost": (3, 0)}}
