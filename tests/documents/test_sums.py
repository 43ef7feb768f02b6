"""The small tables of numbers at the front: the words have the room that the numbers leave."""

from __future__ import annotations

from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]
import pytest

from dsr.documents.pdf import Pdf
from tests.documents.answers import answer
from tests.documents.test_overview import usage

NAME = "Your calls on the telephone system"


def front(most: int, years: int) -> list[str]:
    """What stands on one line each, in the PDF of one collection with `most` calls in each of so many years: they are told, not written."""
    months = {f"{2026 - year}-01": most for year in range(years)}
    one = answer(usage(months, {"O": {month[:4]: most for month in months}}, label=NAME), print_rows=1)
    file = BytesIO()
    pdf = Pdf(one, file)
    pdf.begin(one.tables[0], "A", "data/crm.contact.csv")
    pdf.finish(())
    with pypdfium2.PdfDocument(file.getvalue()) as read:
        return [line for page in read for line in page.get_textpage().get_text_range().splitlines()]


def test_a_long_name_stands_on_one_line_beside_short_numbers() -> None:
    assert any(line.startswith(f"{NAME}: outgoing 12,059") for line in front(12_059, 4))


@pytest.mark.parametrize(("most", "years"), [(1_000_000_000, 3), (88_888_888, 4)])
def test_a_long_number_is_not_torn(most: int, years: int) -> None:
    assert any(f"{most:,} {most:,}" in line for line in front(most, years))
