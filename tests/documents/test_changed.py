"""The letter of an answer that replaces another says which, and what has changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dsr.documents import wording
from dsr.documents.lines import Grid, Line
from dsr.domain.answer import Answer, Gap
from dsr.domain.earlier import Earlier, Then
from dsr.domain.values import Kind
from dsr.domain.words import NotReached
from dsr.text import ANSWERS
from tests.documents.answers import answer, batch, table, write

DAY = date(2026, 11, 2)


def corrected(counts: dict[str, Then] | None, *, files: int = 0, locale: str = "en", **facts: Any) -> Answer:
    return answer(table(3, "n"), earlier=Earlier(DAY, counts, files), locale=locale, **facts)


def said(one: Answer) -> str:
    return "\n".join(line.words for line in wording.letter(one) if isinstance(line, Line))


def grid(one: Answer) -> Grid | None:
    return next((block for block in wording.letter(one) if isinstance(block, Grid) and block.place == "changed"), None)


def test_a_first_answer_says_nothing_of_another() -> None:
    assert "replaces" not in said(answer(table(3)))
    assert grid(answer(table(3))) is None


def test_it_names_the_day_and_counts_each_kind_then_and_now() -> None:
    one = corrected({"crm.contact": Then(1, 4), "old.calls": Then(7)})
    assert "This answer replaces our answer of Monday 2 November 2026. Please use only this one." in said(one)
    found = grid(one)
    assert found is not None
    assert found.heads == ("Kind", "Then", "Now", "Left out then")
    assert found.rows == (("Contact, CRM", "1", "3", "4"), ("old.calls", "7", "–", "0"), ("records in all", "8", "3", "4"))
    assert "A dash stands where something was not searched" in said(one)
    assert "as many records of each kind" not in said(one)


def test_what_was_out_of_reach_has_a_dash_and_the_name_that_people_read() -> None:
    gap = Gap("old", "Old archive", "old.calls", NotReached.UNAVAILABLE, "Old calls")
    found = grid(corrected({"crm.contact": Then(3)}, gaps=(gap,)))
    assert found is not None
    assert ("Old calls, Old archive", "–", "–", "–") in found.rows


def test_where_the_numbers_are_the_same_it_says_so_and_needs_no_dash() -> None:
    one = corrected({"crm.contact": Then(3)})
    assert "as many records of each kind" in said(one)
    assert "A dash stands" not in said(one)


def test_files_are_counted_apart() -> None:
    one = corrected({"crm.contact": Then(3)}, files=2)
    assert "Files: 2 in the earlier answer, 0 in this one." in said(one)
    assert "as many records" not in said(one)


def test_of_an_answer_of_which_nothing_was_kept_it_says_only_that_it_is_replaced() -> None:
    one = corrected(None, files=0)
    assert "This answer replaces our answer of Monday 2 November 2026." in said(one)
    assert "as many records" not in said(one)
    assert grid(one) is None


@pytest.mark.parametrize("locale", ANSWERS)
def test_it_stands_in_all_files_and_languages(locale: str) -> None:
    one = corrected({"crm.contact": Then(1, 4)}, locale=locale)
    sink, _ = write(one, batch([["a"], ["b"], ["c"]], Kind.TEXT, names=("n",)))
    titles = [line.words for line in wording.letter(one) if isinstance(line, Line) and line.style == "head"]
    found = grid(one)
    assert found is not None
    for words in (titles[0], found.title):
        assert words in sink.text()
        assert words in sink.html()
    assert sink.response["replaces"] == {"answered_on": "2026-11-02", "files": 0, "collections": {
        "crm.contact": {"shown": 1, "withheld": 4, "searched": True, "to_the_end": True}}}
    assert "replaces" not in write(answer(table(3, "n")), batch([["a"], ["b"], ["c"]], Kind.TEXT, names=("n",)))[0].response
