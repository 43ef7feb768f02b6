"""The letter explains what stands in the lines: all that this answer needs, and nothing that it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dsr.documents.lines import Line
from dsr.documents.reading import how_to_read
from dsr.domain.answer import Column, Table
from dsr.domain.tally import Tally
from dsr.text import ANSWERS, translator
from tests.documents.answers import answer, batch, columns, table, write

PLAIN = table(20, "note", tally=Tally(20))
DATED = replace(PLAIN, time="note", tally=Tally(20, {"2026-10": 20}, date(2026, 10, 1), date(2026, 10, 2), runs=(("2026-10", 20),)))
ALWAYS = ["Entry", "–"]


def about(*tables: Table, locale: str = "en") -> list[str]:
    return [line.lead or line.words for line in how_to_read(answer(*tables, locale=locale))]


@pytest.mark.parametrize(("one", "leads"), [
    (PLAIN, []), (DATED, ["Times", "Months"]), (replace(DATED, time=""), ["Times"]),
    (replace(PLAIN, columns=(Column("a", "A", "user", unit="seconds"),)), ["Durations"]),
    (replace(PLAIN, columns=(Column("a", "A", "user", unit="bytes"), Column("b", "B", "user", unit="DKK"))), ["Amounts of data"]),
    (replace(PLAIN, columns=columns("a", masked={"caller": 1})), ["withheld"]),
    (replace(PLAIN, tally=Tally(20, sums={"": {"a": (Decimal(1), 2)}})), ["(?)"]),
    (replace(PLAIN, tally=Tally(20, sums={"": {"a": (Decimal(1), 0)}})), [])])
def test_only_what_the_answer_needs(one: Table, leads: list[str]) -> None:
    told = about(one)
    assert told[0] == "How to read the lines"
    assert set(told[1:]) == {*ALWAYS, *leads}


@pytest.mark.parametrize("tables", [(), (replace(PLAIN, shown=0, found=0),)], ids=["no table", "no row"])
def test_without_rows_nothing_is_explained(tables: tuple[Table, ...]) -> None:
    assert about(*tables) == []


@pytest.mark.parametrize("locale", ANSWERS)
def test_every_language_explains_all_of_it(locale: str) -> None:
    one = replace(DATED, columns=(Column("a", "A", "user", unit="seconds"), Column("b", "B", "user", unit="bytes", masked={"caller": 1})),
                  tally=replace(DATED.tally or Tally(), sums={"": {"a": (Decimal(1), 2)}}), time="a")
    lines = how_to_read(answer(one, locale=locale))
    assert len(lines) == 9
    assert all("{" not in line.words + line.lead for line in lines)
    assert any("Europe/Copenhagen" in line.words for line in lines)
    assert next(line.lead for line in lines if line.lead.startswith("(")) == "(?)"
    assert translator(locale)("letter.masked_cell") in {line.lead for line in lines}


def test_it_stands_before_the_data_in_both_documents() -> None:
    one = answer(table(1, "note", label="Calls"))
    sink, _ = write(one, batch([["the only note"]]))
    for text in (sink.text(), sink.html()):
        assert 0 < text.index("How to read the lines") < text.index("the only note")
    assert isinstance(how_to_read(one)[0], Line)
