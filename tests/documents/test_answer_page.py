"""docs/answer.md tells the truth: each field that a letter owes stands under the heading that the page names for it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from dsr.documents import wording
from dsr.documents.lines import Line
from dsr.text import translator
from tests.documents.test_art15 import FIELDS, NOT_IN_THE_LETTER, whole

PAGE = (Path(__file__).parents[2] / "docs/answer.md").read_text(encoding="utf-8")
SAY = translator("en")
LISTS = {SAY(f"letter.{name}_title") for name in ("contents", "searched", "files")}  # the writers put these after the letter
_ROW = re.compile(r"\| (\d+) \|.*\| (.*) \|")


def by_heading() -> dict[str, str]:
    """What an answer in which there is something of everything says under each heading; who writes stands above the first."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    heading = SAY("letter.subject")
    for line in wording.letter(whole()):
        if isinstance(line, Line) and line.style in ("title", "head"):
            heading = line.words
        if isinstance(line, Line):
            said[heading].append(f"{line.lead} {line.words}")
    return {name: "\n".join(lines).lower() for name, lines in said.items()}


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def where(title: str) -> dict[int, str]:
    """The last cell of each numbered row of a section's table."""
    return {int(number): cell for number, cell in _ROW.findall(section(title))}


def headings(text: str) -> set[str]:
    return set(re.findall(r"\*\*([^*]+)\*\*", text))


OWED, FORM = where("The 25 fields"), where("The form letter of datenanfragen.de")


def test_every_field_has_its_row() -> None:
    assert list(OWED) == list(range(1, 26)) == sorted(FIELDS.keys() | NOT_IN_THE_LETTER)
    assert list(FORM) == list(range(1, 16))


@pytest.mark.parametrize("number", FIELDS)
def test_a_field_stands_under_the_headings_that_the_page_names(number: int) -> None:
    there = "\n".join(words for name, words in by_heading().items() if name in headings(OWED[number]))
    assert [words for words in FIELDS[number] if words.lower() not in there] == []


@pytest.mark.parametrize("table_of", [OWED, FORM], ids=["fields", "form letter"])
def test_no_heading_is_named_that_the_answer_does_not_have(table_of: dict[int, str]) -> None:
    assert {name for cell in table_of.values() for name in headings(cell)} - by_heading().keys() - LISTS == set()


def test_no_row_of_the_account_is_named_that_the_letter_does_not_have() -> None:
    why = {line.lead for line in wording.letter(whole()) if isinstance(line, Line) and line.style == "pair"}
    named = {name for cell in (*OWED.values(), *FORM.values()) for name in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", cell)}
    assert named
    assert named - why == set()


def test_every_heading_of_the_letter_is_described() -> None:
    assert (by_heading().keys() | LISTS) - headings(section("The letter, heading by heading")) == set()
