"""The search of response.html in a real browser, from the file alone: under its own policy, and without a script at all.

Needs the Debian package chromium.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dsr.domain.tally import Tally
from dsr.domain.values import Kind
from tests.all.test_axe import chromium, faults
from tests.documents.answers import answer, batch, table, write

__all__ = ["chromium"]


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Twelve rows: eight of October, three of November, one without a date."""
    rows = [*[["2026-10-02T10:00:00Z", f"Call {place}"] for place in range(8)], *[["2026-11-03T10:00:00Z", f"Mail {place}"] for place in range(3)],
            [None, "Søren’s  note"]]
    rows[8][1] += " +4533121234"
    tally = Tally(12, {"": 1, "2026-10": 8, "2026-11": 3, "2026-12": 0}, date(2026, 10, 2), date(2026, 11, 3),
                  runs=(("2026-10", 8), ("2026-11", 3), ("", 1)))
    calls = table(12, "at", "note", time="at", tally=tally)
    (tmp_path / "response.html").write_bytes(write(answer(calls), batch(rows, Kind.TIME, Kind.TEXT))[0].files["response.html"])
    return (tmp_path / "response.html").as_uri()


@pytest.mark.parametrize("width", [360, 1280])
def test_typing_and_choosing_a_month_hide_what_does_not_match(chromium: Browser, file: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text))
    page.goto(file)
    rows, said = page.locator("#A tbody tr:not(.m):visible"), page.get_by_role("status")
    search, month = page.get_by_role("searchbox", name="Search"), page.get_by_role("combobox", name="Month")
    expect(said).to_have_text("12 of 12 records on this page are shown.")
    search.fill("  sØREN’s note ")
    expect(rows).to_have_count(1)
    expect(said).to_have_text("1 of 12 records on this page are shown.")
    for typed in ("+45 33 12", "33 12-12 34", "+4533121234"):
        search.fill(typed)
        expect(rows).to_have_count(1)
    search.fill("45 99")
    expect(rows).to_have_count(0)
    search.fill("")
    expect(rows).to_have_count(12)
    assert month.locator("option").all_text_contents() == ["All months", "October 2026", "November 2026", "without a date"]
    heads = page.locator("#A tr.m:visible")
    expect(heads).to_have_text(["October 2026, 8 records", "November 2026, 3 records", "without a date, 1 record"])
    month.select_option("November 2026")
    expect(rows).to_have_count(3)
    expect(heads).to_have_text(["November 2026, 3 records"])
    search.fill("call")
    expect(rows).to_have_count(0)
    month.select_option("without a date")
    search.fill("")
    expect(rows).to_have_count(1)
    assert troubles == []
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_the_file(chromium: Browser, file: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(file)
    page.screenshot(path=Path(file.removeprefix("file://")).with_name(f"find-{width}.png"), full_page=True)
    assert faults(page, width) == []
    context.close()


def test_without_script_every_row_is_there_and_no_field(chromium: Browser, file: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file)
    expect(page.locator("#A tbody tr:not(.m):visible")).to_have_count(12)
    expect(page.locator(".find")).to_be_hidden()
    context.close()
