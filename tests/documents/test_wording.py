"""What the letter must hold (first version), in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dsr.documents import wording
from dsr.domain.answer import Answer, Gap
from dsr.domain.searched import Searched
from dsr.domain.words import NotReached, Role, Withheld
from dsr.text.dates import long_date, short_date
from tests.documents.answers import ENTITY, answer, batch, table, write


def said(one: Answer) -> str:
    return "\n".join(f"{line.lead} {line.words}" for line in wording.letter(one))


@pytest.mark.parametrize(("locale", "received", "answered"), [
    ("en", "Tuesday 3 November 2026", "Thursday 26 November 2026"), ("da", "tirsdag den 3. november 2026", "torsdag den 26. november 2026")])
def test_the_letter_names_everything_it_must(locale: str, received: str, answered: str) -> None:
    words = said(answer(table(1234, "name", label="Calls"), locale=locale))
    expected = (ENTITY.name, ENTITY.address, "DSR-7K2M-93QD-4", received, answered, "Søren Ærø O’Brien", "Calls", ENTITY.dpo_contact,
                ENTITY.authority_name, ENTITY.authority_site, "A-1", "1.234" if locale == "da" else "1,234")
    assert [text for text in expected if text not in words] == []


@pytest.mark.parametrize(("locale", "rights"), [
    ("en", ["correct", "delete", "restrict", "object", "complain", "where you live or work"]),
    ("da", ["rette", "slette", "begrænse", "indsigelse", "klage", "bor eller arbejder"])])
def test_the_rights_are_named(locale: str, rights: list[str]) -> None:
    words = said(answer(locale=locale))
    assert [right for right in rights if right not in words] == []


def test_each_gap_and_each_reason_has_a_line() -> None:
    gaps = tuple(Gap("s", f"System {why.value}", f"s.{why.value}", why) for why in NotReached)
    tables = (table(3, "n", masked=2, left_out=("x",)),
              table(0, "n", found=4, withheld={Withheld.PROCESSOR: 4}, role=Role.PROCESSOR, label="Voicemail"),
              table(0, found=1, withheld={Withheld.NO_PERSONAL_DATA: 1}, label="Links"))
    lines = wording.missing(answer(*tables, gaps=gaps, unknown_kinds=("badge_number",)))
    assert len(lines) == len(gaps) + 2 + 1 + 1 + 1
    leads = " ".join(line.lead for line in lines)
    assert all(f"s.{why.value}, System {why.value}" in leads for why in NotReached)
    assert "badge number" in leads
    assert any("2 records shown here" in line.words for line in lines)


@pytest.mark.parametrize(("tables", "gaps", "expected"), [
    ((table(1, "n"),), (), "yes"),
    ((table(0, "n"),), (), "nothing"),
    ((table(0, "n"),), (NotReached.IDENTITY_NOT_GIVEN,), "nothing"),
    ((table(0, "n"),), (NotReached.UNAVAILABLE,), "nothing_yet"),
    ((table(0, "n", found=1, withheld={Withheld.PROCESSOR: 1}, role=Role.PROCESSOR),), (), "only_processor"),
    ((table(0, "n", found=1, withheld={Withheld.SHARED_LINE: 1}),), (), "only_shared"),
    ((table(0, "n", found=1, withheld={Withheld.SHARED_LINE: 1}, role=Role.PROCESSOR),), (), "only_shared"),
    ((table(0, "n", found=2, withheld={Withheld.PROCESSOR: 1, Withheld.SHARED_LINE: 1}, role=Role.PROCESSOR),), (), "only_processor"),
    ((table(1, "n", found=2, withheld={Withheld.SHARED_LINE: 1}),), (), "yes"),
    ((), (), "nothing")])
def test_the_confirmation_fits_what_was_found(tables: tuple[object, ...], gaps: tuple[NotReached, ...], expected: str) -> None:
    one = answer(*tables, gaps=tuple(Gap("s", "S", "s.t", why) for why in gaps))  # type: ignore[arg-type]  # tables of the cases
    assert wording.verdict(one) == expected


def test_an_incomplete_answer_says_so() -> None:
    assert "Not every system could be searched" in said(answer(table(1, "n"), gaps=(Gap("s", "S", "s.t", NotReached.REFUSED),)))


def test_what_no_system_can_be_searched_with_is_not_told_as_a_system_that_was_not_searched() -> None:
    given = (Searched("email", "a@b.example"), Searched("badge_number", "4711"))
    words = said(answer(table(1, "n"), identities=given, unknown_kinds=("badge_number",)))
    assert "Not every system could be searched" not in words
    assert "hear from us again" not in words, "another search cannot find more"
    assert "cannot be searched with everything that we were given" in words
    assert "We searched with: email a@b.example." in words


def test_each_line_says_from_when_to_when_it_was_searched_and_how_more_is() -> None:
    spans = ((date(2022, 3, 1), date(2024, 6, 5)), (date(2025, 10, 1), None))
    given = (Searched("email", "a@b.example"), Searched("phone_number", "+4578770202", spans, is_cut=True),
             Searched("extension", "614", ((None, None),)), Searched("login", "cj", ((None, date(2024, 1, 2)),), is_cut=True),
             Searched("extension", "202", ((date(2026, 11, 26), date(2026, 11, 26)),), is_cut=True))
    words = said(answer(identities=given))
    assert ("We searched with: email a@b.example; telephone number +4578770202 (from 1 Mar 2022 to 5 Jun 2024, from 1 Oct 2025 until today); "
            "extension 614 (from the beginning until today); sign-in cj (from the beginning to 2 Jan 2024); extension 202 (on 26 Nov 2026).") in words
    assert f"If they were, write to {ENTITY.dpo_contact} and say from when to when" in words
    whole = said(answer(identities=(Searched("extension", "614", ((None, None),)),)))
    assert "it is not proven" not in whole


@pytest.mark.parametrize("locale", ["da", "sv", "nb", "fi", "nl", "fr", "de", "pl"])
def test_the_days_are_those_of_the_readers_language(locale: str) -> None:
    spans = ((date(2022, 3, 1), date(2024, 6, 5)), (date(2025, 10, 1), None), (None, date(2021, 1, 2)), (None, None))
    words = said(answer(locale=locale, identities=(Searched("phone_number", "+4578770202", spans, is_cut=True),)))
    assert all(short_date(day, locale) in words for span in spans for day in span if day is not None)
    assert ENTITY.dpo_contact in words.split("+4578770202")[1][:600]


@pytest.mark.parametrize(("facts", "expected", "not_said"), [
    ({}, "ask there", "separately"),
    ({"not_passed_on": True}, "As you wished", "separately"),
    ({"decided_by": ("Nordlys A/S",)}, "What we hold on behalf of Nordlys A/S is not in this answer", "ask there"),
    ({"left_to_us": ("Nordlys A/S",)}, "named members of our staff look at it", "ask there"),
    ({"decided_by": ("Nordlys A/S", "Havblik ApS")}, "on behalf of Nordlys A/S; Havblik ApS is not", "ask there")])
def test_what_a_company_decides_about_is_told_as_it_stands(facts: dict[str, object], expected: str, not_said: str) -> None:
    theirs = table(0, "n", found=4, withheld={Withheld.PROCESSOR: 4}, role=Role.PROCESSOR, label="Voicemail")
    words = said(answer(table(1, "n"), theirs, **facts))
    assert expected in words
    assert not_said not in words


def test_that_nothing_is_held_for_a_company_is_not_told_as_nothing_at_all() -> None:
    one = answer(table(0, "n"), on_behalf="Nordlys A/S")
    assert wording.verdict(one) == "nothing_behalf"
    assert "hold no personal data about you on behalf of Nordlys A/S." in said(one)


def test_nothing_found_with_what_could_be_used_does_not_say_that_systems_were_not_searched() -> None:
    one = answer(table(0, "n"), unknown_kinds=("badge_number",))
    assert wording.verdict(one) == "nothing_found"
    assert "Not all of them could be searched" not in said(one)
    assert "cannot be searched with everything that we were given" in said(one)


def test_both_are_said_where_both_are_so() -> None:
    words = said(answer(table(1, "n"), gaps=(Gap("s", "S", "s.t", NotReached.REFUSED),), unknown_kinds=("badge_number",)))
    assert "Not every system could be searched" in words
    assert "cannot be searched with everything that we were given" in words


def test_unknown_facts_leave_no_holes() -> None:
    words = said(answer(person_name="", received_on=None, reference=""))
    assert "None" not in words
    assert "  ·" not in words
    assert "Hello," in words


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")])
def test_entry_letters(place: int, letters: str) -> None:
    assert wording.entry_letters(place) == letters


def test_counts_of_what_was_searched_add_up() -> None:
    rows = wording.searched(answer(table(3, "n", found=5, withheld={Withheld.NO_PERSONAL_DATA: 2})))
    assert rows[0][2:5] == ["5", "3", "2"]


@pytest.mark.parametrize(("locale", "borrowed", "expected"), [
    ("en", ("da",), "only there in another language: Danish."), ("da", ("en",), "kun på et andet sprog: engelsk."),
    ("en", ("da", "sv"), "only there in another language: Danish, Swedish.")])
def test_words_in_another_language_are_told_on_the_first_page(locale: str, borrowed: tuple[str, ...], expected: str) -> None:
    sink, _ = write(replace(answer(table(1, "n"), locale=locale), borrowed=borrowed), batch([["x"]]))
    assert expected in sink.pages()[0]
    assert expected in sink.html()


def test_nothing_is_told_where_all_words_are_the_readers() -> None:
    assert "another language" not in said(answer(table(1, "n")))


@pytest.mark.parametrize("locale", ["da", "en", "sv", "nb", "fi", "nl", "fr", "de", "pl"])
def test_that_only_some_days_were_asked_about_is_said(locale: str) -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    none = said(answer(locale=locale))
    for days in ((first, last), (first, None), (None, last)):
        words = said(answer(locale=locale, narrowed=days))
        assert len(words) > len(none)
        assert [day for day in days if day is not None and long_date(day, locale) not in words] == []
    assert "You asked only" in said(answer(locale="en", narrowed=(first, None)))
