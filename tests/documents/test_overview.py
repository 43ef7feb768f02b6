"""The first page: from when to when, how many of each kind in each year, a chart with its words, and the months in full."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from dsr.documents import overview, wording
from dsr.documents.lines import Chart, Grid, Line
from dsr.domain.answer import Answer, Column
from dsr.domain.tally import Tally
from dsr.domain.values import Kind
from tests.documents.answers import answer, batch, columns, table, write

KIND = Column("kind", "Kind", "user", legend={"O": "outgoing", "I": "incoming"})


def usage(months: dict[str, int], kinds: dict[str, dict[str, int]] | None = None, **facts: Any) -> Any:
    """A table whose rows have these months; undated under ""."""
    rows, days = sum(months.values()), [date.fromisoformat(f"{month}-15") for month in months if month]
    tally = Tally(rows, months, min(days, default=None), max(days, default=None), "kind" if kinds else "", kinds or {})
    return table(rows, columns=(*columns("at"), KIND), tally=tally, **{"label": "Calls", **facts})


def parts(one: Answer) -> tuple[list[str], list[Chart], list[Grid]]:
    blocks = overview.overview(one)
    return ([block.words for block in blocks if isinstance(block, Line)], [block for block in blocks if isinstance(block, Chart)],
            [block for block in blocks if isinstance(block, Grid)])


def test_a_year_without_calls_has_its_place_in_the_chart() -> None:
    words, charts, _ = parts(answer(usage({"2023-11": 10, "2025-02": 5})))
    assert words == ["The records with a date are from Wednesday 15 November 2023 to Saturday 15 February 2025."]
    assert [bar.value for bar in charts[0].bars] == [10, *[0] * 14, 5]
    assert [bar.mark for bar in charts[0].bars if bar.mark] == ["2023", "2024", "2025"]
    assert charts[0].words == ("From November 2023 to February 2025, between 0 and 10 a month; most in November 2023. "
                               "Every month is listed under Records per month.")


@pytest.mark.parametrize(("first", "last", "named"), [
    ("2023-12", "2026-11", ["2024", "2025", "2026"]), ("2023-09", "2026-11", ["2023", "2024", "2025", "2026"]), ("2021-02", "2027-01", None),
    ("1990-01", "2026-11", None), ("1905-01", "2026-11", None)])
def test_the_years_below_the_chart_never_touch_and_none_ends_beyond_it(first: str, last: str, named: list[str] | None) -> None:
    _, (chart,), _ = parts(answer(usage({first: 10, last: 10})))
    for room, sign in ((465.0, 5.7), (666.0, 7.5)):
        marks = chart.marks(room, lambda mark, sign=sign: sign * len(mark))  # type: ignore[misc]
        ends = [x + sign * len(mark) for x, mark in marks]
        assert all(end < x for end, (x, _) in zip(ends, marks[1:], strict=False))
        assert marks[0][0] >= 0
        assert ends[-1] <= room
        assert marks[-1][1] == last[:4]
        assert named is None or [mark for _, mark in marks] == named


def test_both_documents_leave_out_the_year_that_has_no_room() -> None:
    one = usage({"2023-12": 10, "2026-11": 10}, {"O": {"2023": 10, "2026": 10}})
    cells = [[f"{month}-{day:02d}T08:00:00+00:00", "O"] for month in ("2023-12", "2026-11") for day in range(1, 11)]
    sink, _ = write(answer(one), batch(cells, Kind.TIME, Kind.TEXT))
    assert " 2024 2025 2026 From December 2023" in sink.pages()[0]
    assert "2023 2024" not in sink.pages()[0].partition("Records by kind")[0]
    assert re.findall(r'y="118">(\d+)<', sink.html()) == ["2024", "2025", "2026"]


def test_more_months_than_fit_are_shown_as_years() -> None:
    _, charts, _ = parts(answer(usage({"2015-01": 8, "2015-03": 1, "2024-12": 9})))
    assert charts[0].title == "Records per year"
    assert [bar.value for bar in charts[0].bars] == [9, 0, 0, 0, 0, 0, 0, 0, 0, 9]


@pytest.mark.parametrize("months", [{"2026-01": 1_000_000}, {"0001-01": 20, "9999-12": 20}, {"": 50}])
def test_where_a_chart_would_say_nothing_there_is_none(months: dict[str, int]) -> None:
    assert parts(answer(usage(months)))[1] == []


def test_kinds_add_up_by_year_and_in_all() -> None:
    one = usage({"2024-05": 7, "2025-06": 9, "": 4}, {"O": {"2024": 7, "": 1}, "I": {"2025": 9, "": 2}, "": {"": 1}})
    _, _, (grid,) = parts(answer(one))
    assert grid.heads == ("Kind", "2024", "2025", "without a date", "All")
    assert grid.rows == (("Calls: not stated", "0", "0", "1", "1"), ("Calls: incoming", "0", "9", "2", "11"),
                         ("Calls: outgoing", "7", "0", "1", "8"), ("All", "7", "9", "4", "20"))


def test_years_before_the_last_five_are_added_up() -> None:
    _, _, (grid,) = parts(answer(usage({f"{year}-01": 2 for year in range(2018, 2026)})))
    assert grid.heads == ("Kind", "Earlier", "2021", "2022", "2023", "2024", "2025", "All")
    assert grid.rows[0] == ("Calls", "6", "2", "2", "2", "2", "2", "16")


def test_a_few_records_make_no_chart_but_have_their_period() -> None:
    words, charts, grids = parts(answer(usage({"2026-01": 3})))
    assert (len(words), charts, grids) == (1, [], [])


def test_the_months_of_all_collections_stand_beside_each_other_and_add_up() -> None:
    tables = [usage({"2026-01": 12 + place, "2026-02": 1, "": 1}, label=f"L{place}", address=f"s.t{place}") for place in range(8)]
    (grid,) = (block for block in overview.months(answer(*tables)) if isinstance(block, Grid))
    assert grid.heads == ("Month", "L3", "L4", "L5", "L6", "L7", "other kinds")
    assert grid.rows[-2][0] == "without a date"
    sums = [sum(int(row[place]) for row in grid.rows[:-1]) for place in range(1, 7)]
    assert [int(cell) for cell in grid.rows[-1][1:]] == sums == [17, 18, 19, 20, 21, 14 + 15 + 16]


def test_what_we_hold_is_said_in_five_lines() -> None:
    tables = [table(place + 1, "n", label=f"L{place}", address=f"s.t{place}") for place in range(7)]
    counts = [(block.lead, block.words) for block in wording.letter(answer(*tables)) if isinstance(block, Line) and block.style == "count"]
    assert [words.split(",")[0] for _, words in counts] == ["L3", "L4", "L5", "L6", "more kinds of records; see Contents"]
    assert [lead for lead, _ in counts] == ["4", "5", "6", "7", "3"]


@pytest.mark.parametrize("locale", ["en", "da"])
def test_chart_and_tables_stand_in_both_documents(locale: str) -> None:
    one = usage({"2025-12": 10, "2026-01": 10}, {"O": {"2025": 10, "2026": 10}})
    cells = [[f"{month}-{day:02d}T08:00:00+00:00", "O"] for month in ("2025-12", "2026-01") for day in range(1, 11)]
    sink, _ = write(answer(one, locale=locale), batch(cells, Kind.TIME, Kind.TEXT))
    page, html = sink.pages()[0], sink.html()
    alt = next(block.words for block in overview.overview(answer(one, locale=locale)) if isinstance(block, Chart))
    assert alt in page
    assert f'role="img" aria-label="{alt}"' in html
    assert "outgoing 10 10 20" in page
    assert Counter(re.findall("<rect ", html))["<rect "] == 2
