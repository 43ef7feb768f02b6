"""Arabic and Hebrew are printed as they are read, and what runs the other way inside stays so."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.documents.rtl import has_rtl, visual


@pytest.mark.parametrize(("typed", "printed"), [
    ("שלום עולם", "םלוע םולש"),
    ("abc שלום def", "abc םולש def"),
    ("שלום abc עולם", "םלוע abc םולש"),
    ("abc שלום (123) def", "abc (123) םולש def"),
    ("שלום (abc) עולם", "םלוע (abc) םולש"),
    ("מחיר 12.50, 30%", "30% ,12.50 ריחמ"),
    ("plain", "plain"),
    ("", "")])
def test_hebrew(typed: str, printed: str) -> None:
    assert visual(typed) == printed


@pytest.mark.parametrize(("typed", "forms"), [
    ("محمد", ["DAL FINAL", "MEEM MEDIAL", "HAH MEDIAL", "MEEM INITIAL"]),
    ("دار", ["REH ISOLATED", "ALEF ISOLATED", "DAL ISOLATED"]),
    ("سلام", ["MEEM ISOLATED", "LAM WITH ALEF FINAL", "SEEN INITIAL"]),
    ("لا", ["LAM WITH ALEF ISOLATED"]),
    ("بَب", ["BEH FINAL", "FATHA", "BEH INITIAL"]),
    ("ب\u200cب", ["BEH ISOLATED", "ZERO WIDTH NON-JOINER", "BEH ISOLATED"]),
    ("پگ", ["GAF FINAL", "PEH INITIAL"])])
def test_arabic_letters_take_the_form_their_neighbours_ask_for(typed: str, forms: list[str]) -> None:
    names = [unicodedata.name(sign).removesuffix(" FORM") for sign in visual(typed)]
    assert [name.removeprefix("ARABIC ").removeprefix("LETTER ").removeprefix("LIGATURE ") for name in names] == forms


def test_numbers_in_arabic_keep_their_order() -> None:
    assert visual("هاتف 78770202").startswith("78770202 ")


def test_the_eight_forms_of_one_word_are_found_again_as_letters() -> None:
    assert unicodedata.normalize("NFKC", visual("مرحبا")[::-1]) == "مرحبا"


@given(st.text(st.sampled_from("abאב 12 .,%-+:()")))
def test_nothing_is_lost(line: str) -> None:
    swapped = str.maketrans("()", "((")
    assert sorted(visual(line).translate(swapped)) == sorted(line.translate(swapped))


@pytest.mark.parametrize(("text", "expected"), [("Søren", False), ("Ελλάδα", False), ("漢字", False), ("א", True), ("م", True), ("ﻡ", True)])
def test_only_what_needs_it_is_reordered(text: str, expected: bool) -> None:
    assert has_rtl(text) is expected
