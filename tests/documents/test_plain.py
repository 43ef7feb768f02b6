"""Text from outside cannot hide, reorder or break what stands around it."""

from __future__ import annotations

import pytest

from dsr.documents.plain import REPLACED, safe


@pytest.mark.parametrize(("text", "shown"), [
    ("plain <b>&amp;", "plain <b>&amp;"), ("a\tb\nc", "a b c"), ("a\x00b", f"a{REPLACED}b"), ("a\u202eb", f"a{REPLACED}b"),
    ("a\u200bb", f"a{REPLACED}b"), ("e\u0301", "é"), ("a\u200db", f"a{REPLACED}b"), ("a\u200cb", f"a{REPLACED}b"),
    ("\u200cم", f"{REPLACED}م"), ("\ud800", REPLACED)])
def test_what_hides_is_made_visible(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize("text", ["می\u200cخواهم", "👩\u200d👧", "❤\ufe0f\u200d🔥"])
def test_joiners_stay_where_they_are_spelling(text: str) -> None:
    assert safe(text) == text
