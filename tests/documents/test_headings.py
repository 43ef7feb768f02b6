"""A heading stands on the page of what it is the heading of, wherever the letter breaks."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]
import pytest

from dsr.documents import wording
from dsr.documents.lines import Line
from dsr.domain.answer import Answer, Gap
from dsr.domain.values import Kind
from dsr.domain.words import NotReached
from tests.documents.answers import batch, write
from tests.documents.test_art15 import whole


def last_lines(one: Answer) -> list[str]:
    """The last line of each page above its foot."""
    sink, _ = write(one, batch([["O"], ["O"], ["O"]], Kind.TEXT))
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        pages = [page.get_textpage() for page in pdf]
        return [page.get_text_bounded(bottom=55).split("\r\n")[-1] for page in pages]


@pytest.mark.parametrize("locale", ["en", "pl"])
def test_no_heading_is_the_last_line_of_a_page(locale: str) -> None:
    plain = whole(locale)
    table = replace(plain.tables[0], why=replace(plain.tables[0].why, purpose="to bill calls " * 25))
    gaps = tuple(Gap(f"old{number}", f"Archive {number}", "", NotReached.UNAVAILABLE) for number in range(36))
    for count in range(len(gaps)):  # one row more each time, so that every heading comes to the foot of a page
        one = replace(plain, tables=(table, *plain.tables[1:]), gaps=gaps[:count])
        headings = {line.words for line in wording.letter(one) if isinstance(line, Line) and line.style in ("head", "sub")}
        ends = last_lines(one)
        assert len(ends) > 2
        assert headings.isdisjoint(ends), count
