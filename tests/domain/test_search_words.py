"""What a text is found by, in every spelling that people use."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.reference import new_mail_reference, new_reference
from dsr.domain.search_words import MOST_TERMS, Term, plain, query, terms

REFERENCE, MAIL = new_reference(bytes(range(16))), new_mail_reference(bytes(range(16, 32)))
NUMBER = "+4531000417"
FINDS = (  # what is written in a request, what somebody looks for
    (NUMBER, "31 00 04 17"), (NUMBER, "31000417"), (NUMBER, "+45 31 00 04 17"), (NUMBER, "0045 31000417"), (NUMBER, "(+45) 3100-0417"),
    (NUMBER, "45 31 00 04 17"), ("call me on 31.00.04.17, please", "+4531000417"), ("31000417", "+45 31000417"),
    (REFERENCE, REFERENCE), (REFERENCE, REFERENCE.lower()), (REFERENCE, REFERENCE.replace("-", "")), (REFERENCE, REFERENCE.replace("-", " ")),
    (REFERENCE, REFERENCE.replace("-", "–")), (REFERENCE, REFERENCE.removeprefix("DSR-").replace("-", "")), (MAIL, MAIL), (MAIL, MAIL.lower()),
    (MAIL, MAIL.replace("-", " ")),
    ("Søren Ærø O'Brien", "søren"), ("Søren Ærø O'Brien", "SOREN AERO"), ("Søren Ærø O'Brien", "o’brien"), ("Søren Ærø", "Soeren Aeroe"),
    ("Bjørn Ågård", "Aagaard"), ("Anne-Lise Grønkjær-Thorvaldsen", "anne lise"), ("Anne-Lise", "Lise"), ("Łukasz Wiśniewski", "lukasz wisniewski"),
    ("Fußmann", "FUSSMANN"), ("Müller", "Mueller"), ("Жанна", "жанна"), ("José", "Jose\u0301"),
    ("Carol@Nordlys.example", "carol@nordlys.example"), ("write to <carol@nordlys.example>.", "CAROL@nordlys.example"),
    ("the invoice of 2026", "2026 invoice"), ("Nordlys A/S", "nordlys a/s"), ('say "never"', '+never -say AND'.replace(" AND", "")),
)


def _forms(text: str) -> set[str]:
    return {form for term in terms(text, "DK") for form in term.forms}


@pytest.mark.parametrize(("written", "typed"), FINDS)
def test_it_is_found_however_it_is_spelt(written: str, typed: str) -> None:
    known = _forms(written)
    found = query(typed, "DK")
    assert found.terms
    assert all(known.intersection(term.forms) for term in found.terms), (known, found)


@pytest.mark.parametrize(("written", "typed"), [
    (NUMBER, "+46 31 00 04 17"), (NUMBER, "31 00 04 18"), (REFERENCE, MAIL), ("Nordlys", "nord"), ("carol@nordlys.example", "carol@sydhavn.example")])
def test_another_is_not(written: str, typed: str) -> None:
    known = _forms(written)
    assert not all(known.intersection(term.forms) for term in query(typed, "DK").terms)


def test_a_number_says_that_it_is_one() -> None:
    assert query("31000417", "DK").terms == (Term((NUMBER, "31000417"), (NUMBER,)),)


def test_a_reference_that_is_none_is_words() -> None:
    assert query("DSR-0000-0000-1", "DK").terms[0].forms == ("dsr",)


@pytest.mark.parametrize("text", ["", " ", "-", '"" OR ""'.replace("OR", "*"), "%_%", "\x00\x00", "()[]{}", "\ud800"])
def test_signs_alone_look_for_nothing(text: str) -> None:
    assert query(text, "DK") == query("", "DK")


def test_what_is_too_much_is_cut_and_says_so() -> None:
    many = query(" ".join(f"word{number}x" for number in range(50)), "DK")
    assert (len(many.terms), many.is_cut) == (MOST_TERMS, True)
    assert query("one two one TWO", "DK") == query("one two", "DK")
    assert query("x" * 10_000, "DK").is_cut


@pytest.mark.parametrize("text", ["1" * 10_000, "1 " * 5_000, "a@" * 5_000, "@" * 10_000, "dsr-" * 2_500, "+(" * 5_000, "ae" * 5_000, "́" * 10_000,
                                  "1-" * 50_000, "a." * 50_000])
def test_a_long_text_is_read_quickly(text: str) -> None:
    began = time.process_time()
    list(terms(text, "DK"))
    query(text, "DK")
    assert time.process_time() - began < 2


@given(st.text(max_size=300))
def test_every_text_is_read_and_its_words_are_found(text: str) -> None:
    known = _forms(text)
    assert all(known.intersection(term.forms) for term in query(text, "DK").terms)
    assert plain(plain(text)) == plain(text) or len(text) > 1
