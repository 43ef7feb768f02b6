"""Lines of a folded text are heard as the words they are: where a text was broken at a blank, the blank is there."""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.documents.script import REGULAR, Script, fold, spaced
from dsr.documents.stream import StreamDocument
from tests.documents.answers import answer, batch, table, write

WORDS = st.lists(st.text("abc,-", min_size=1, max_size=40), min_size=1, max_size=30).map(" ".join)
LONG = "alpha beta gamma delta " * 12


@pytest.fixture(scope="module")
def script() -> Script:
    return Script(StreamDocument(BytesIO(), zlib.compress), REGULAR, 8.0)


@given(text=WORDS, room=st.floats(20, 200))
def test_the_lines_together_are_the_text(script: Script, text: str, room: float) -> None:
    assert "".join(spaced(text, fold(text, room, script))) == text


def test_a_word_that_was_cut_is_one_word() -> None:
    assert spaced("one twothree", ["one", "two", "three"]) == ["one ", "two", "three"]


def shown(tag_rows: int) -> bytes:
    """All that the pages of an answer with folded text and cells write."""
    sink, _ = write(answer(table(1, "note"), tag_rows=tag_rows), batch([[LONG.strip()]]))
    with pikepdf.open(BytesIO(sink.files["response.pdf"])) as pdf:
        for page in pdf.pages:
            page.contents_coalesce()
        return b"\n".join(page.Contents.read_bytes() for page in pdf.pages)


def test_a_tagged_document_writes_them_and_an_untagged_one_has_nobody_who_hears() -> None:
    tagged, untagged = shown(10), shown(0)
    assert b"delta )Tj" in tagged
    assert b"on the next pages, and in the files )Tj" in tagged
    assert b" )Tj" not in untagged
