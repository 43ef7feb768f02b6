"""A long table of response.html can be searched; what the script needs is in the file, and nothing of a person is in the script."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256

import pytest

from dsr.documents.html_find import FEW
from dsr.domain.answer import Answer
from dsr.domain.tally import Tally
from dsr.domain.values import Kind
from tests.documents.answers import answer, batch, table, write

MANY = FEW + 1
DAY = date(2026, 10, 2)


def page(one: Answer, rows: list[list[str | None]], *kinds: Kind) -> str:
    return write(one, batch(rows, *kinds))[0].html()


def calls(months: dict[str, int], **facts: object) -> Answer:
    rows = sum(months.values())
    return answer(table(rows, "at", "note", tally=Tally(rows, months, DAY, DAY), **{"time": "at", **facts}))


def test_the_policy_allows_the_script_of_the_file_and_no_other() -> None:
    html = page(answer(table(1, "note")), [["x"]])
    script, = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    policy, = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy == ("default-src 'none'; style-src 'unsafe-inline'; "
                      f"script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'")


def test_the_script_is_the_same_for_everybody() -> None:
    one, other = (page(answer(table(MANY, "note"), person_name=name), [[name]] * MANY) for name in ("Alice", "Carol"))
    assert one.partition("<script>")[2] == other.partition("<script>")[2]


@pytest.mark.parametrize(("rows", "fields"), [(FEW, 0), (MANY, 1)])
def test_only_a_long_table_has_a_field_and_it_is_hidden_until_the_script_runs(rows: int, fields: int) -> None:
    html = page(answer(table(rows, "note")), [["x"]] * rows)
    assert len(re.findall(r'<div class="find"[^>]* hidden ', html)) == fields
    assert html.count('<input type="search"') == fields
    assert html.count("<td>x</td>") == rows
    assert "<select" not in html


def test_a_row_has_the_month_of_its_local_time() -> None:
    rows: list[list[str | None]] = [["2026-10-31T23:30:00Z", "late"], *[["2026-10-02T10:00:00Z", "x"]] * FEW, [None, "never"]]
    html = page(calls({"": 1, "2026-10": FEW, "2026-11": 1}), rows, Kind.TIME, Kind.TEXT)
    assert re.findall(r'<option value="([^"]*)">([^<]*)<', html) == [
        ("*", "All months"), ("2026-10", "October 2026"), ("2026-11", "November 2026"), ("", "without a date")]
    assert re.findall(r'<tr data-m="([^"]*)">', html) == ["2026-11", *["2026-10"] * FEW, ""]


@pytest.mark.parametrize("one", [calls({"2026-10": MANY}), calls({"": MANY}), calls({"2026-10": 1, "2026-11": FEW}, time="")],
                         ids=["one month", "no date", "no column of times"])
def test_months_are_offered_only_where_there_is_a_choice(one: Answer) -> None:
    html = page(one, [["2026-10-02T10:00:00Z", "x"]] * MANY, Kind.TIME, Kind.TEXT)
    assert "<select" not in html
    assert "data-m=" not in html


def test_what_a_source_calls_a_time_or_a_label_cannot_leave_its_attribute() -> None:
    evil = '"><i>'
    html = page(calls({evil: 1, "2026-10": FEW}, label=evil), [[evil, evil], *[["2026-10-02T10:00:00Z", "x"]] * FEW], Kind.TIME, Kind.TEXT)
    assert evil not in html
    assert '<option value="&quot;&gt;&lt;i&gt;">' in html
    assert '<tr data-m="">' in html  # no day of any calendar
    assert 'aria-label="Search in &quot;&gt;&lt;i&gt;"' in html
