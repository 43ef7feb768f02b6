"""The foot of a page: the number of the page and of all pages, ending where the lines above end."""

from __future__ import annotations

import pypdfium2  # type: ignore[import-untyped]
import pytest

from dsr.documents.sheet import LANDSCAPE, PORTRAIT
from tests.documents.answers import MemorySink, answer, batch, table, write


def right_ends(sink: MemorySink) -> list[float]:
    """Where the foot of each page ends, in points from its right margin; below nothing: within it."""
    ends = []
    with pypdfium2.PdfDocument(sink.files["response.pdf"]) as pdf:
        for page in pdf:
            form, text = PORTRAIT if page.get_width() < page.get_height() else LANDSCAPE, page.get_textpage()
            boxes = [text.get_charbox(place, loose=True) for place in range(text.count_chars())]
            ends.append(max(right for _, bottom, right, top in boxes if form.foot - 4 < bottom and top < form.foot + 12) - form.right)
    return ends


@pytest.mark.parametrize(("rows", "print_rows", "is_tagged"), [
    (3, None, True),        # fewer than ten pages
    (320, None, True),      # ten and more, though the rows alone would fit on nine
    (320, None, False),
    (9_000, 50, True),      # many rows and few pages: only the sums are printed
])
def test_the_number_of_all_pages_ends_at_the_right_margin(rows: int, print_rows: int | None, is_tagged: bool) -> None:
    one = answer(table(rows, "n"), print_rows=print_rows, tag_rows=20_000 if is_tagged else 1)

    sink, _ = write(one, batch([[f"row {number}"] for number in range(rows)]))

    ends = right_ends(sink)
    assert all(-0.5 < end < 0.1 for end in ends), ends
    assert f"Page 1 of {len(ends)}" in sink.pages()[0]
