"""Pages of an answer as pictures and text: whole, in order, with what is hidden in a frame, and never of a file that was changed."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from dsr.documents import preview
from dsr.documents.preview import Preview
from dsr.domain.errors import VaultError
from dsr.domain.values import Kind
from dsr.text import translator
from tests.documents.answers import answer, batch, table, write

_EDGE = preview._EDGE[:3]


def _pdf(*rows: str, locale: str = "en") -> bytes:
    told = replace(answer(table(len(rows), "number")), locale=locale)
    return write(told, batch([[row] for row in rows], Kind.TEXT))[0].files["response.pdf"]


def _frames(data: bytes, page: int, locale: str = "en") -> int:
    """Frames drawn on a page: each has a left edge, two pixels wide, that begins somewhere."""
    with Preview(io.BytesIO(data)) as pdf:
        image = Image.open(io.BytesIO(pdf.picture(page, locale))).convert("RGB")
    corners = 0
    pixels = image.load()
    assert pixels is not None
    for x in range(1, image.width):
        for y in range(1, image.height):
            corners += pixels[x, y] == _EDGE and pixels[x - 1, y] != _EDGE and pixels[x, y - 1] != _EDGE
    return corners


def _page_of(data: bytes, words: str) -> int:
    with Preview(io.BytesIO(data)) as pdf:
        return next(page for page in range(pdf.pages) if words in pdf.text(page))


def test_the_text_of_all_pages_is_that_of_the_answer() -> None:
    data = _pdf(*(f"call number {number}" for number in range(400)))
    with Preview(io.BytesIO(data)) as pdf:
        told = "\n".join(pdf.text(page) for page in range(pdf.pages))
        assert pdf.pages > 3
    assert [number for number in range(400) if told.count(f"call number {number}\n") != 1 and f"call number {number}" not in told] == []


@pytest.mark.parametrize(("cell", "is_framed"), [
    ("withheld", True), ("+453100xxx", True), ("+45 31 00 0x xx", True), ("Contact 07", True), ("+4531000417", False), ("withheldly", False),
    ("xxx", True), ("Contact", False), ("exxx", False), ("xxxy", False), ("2x3", False), ("hello", False)])
def test_what_is_hidden_has_a_frame_and_nothing_else(cell: str, is_framed: bool) -> None:
    data = _pdf("marker", cell)
    page = _page_of(data, "marker")
    plain = _frames(_pdf("marker", "hello"), page)
    assert (_frames(data, page) > plain) is is_framed


def test_it_knows_the_words_of_the_answers_language() -> None:
    word = translator("da")("letter.masked_cell")
    data = _pdf("marker", word, locale="da")
    page = _page_of(data, "marker")
    assert _frames(data, page, "da") > _frames(_pdf("marker", "hej", locale="da"), page, "da")


def test_the_file_is_only_read() -> None:
    data = _pdf("withheld")
    file = io.BytesIO(data)
    with Preview(file) as pdf:
        pdf.picture(0, "en")
    assert file.getvalue() == data


def test_one_looks_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "_PATIENCE_S", 0.01)
    data = _pdf("a")
    with Preview(io.BytesIO(data)), pytest.raises(preview.Busy), Preview(io.BytesIO(data)):
        pass
    with Preview(io.BytesIO(data)) as pdf:  # free again
        assert pdf.pages


class _Broken(io.BytesIO):
    """Whole until it was opened; after that a frame does not open."""

    is_whole = True

    def readinto(self, buffer: object) -> int:  # type: ignore[override]
        if not self.is_whole:
            raise VaultError()
        return super().readinto(buffer)  # type: ignore[arg-type]


def _last_page(file: _Broken) -> bytes:
    with Preview(file) as pdf:
        file.is_whole = False
        return pdf.picture(pdf.pages - 1, "en")


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_page_of_which_a_part_does_not_open_is_no_picture(is_whole: bool) -> None:
    file = _Broken(_pdf(*("row" for _ in range(3000))))
    file.is_whole = is_whole
    with pytest.raises(VaultError):
        _last_page(file)
    assert preview._turn.acquire(blocking=False)
    preview._turn.release()
