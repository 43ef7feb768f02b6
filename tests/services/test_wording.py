"""What a mapping says is given in the reader's language, else the entity's fallback, else English; another language is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.terms import Retention, Terms
from dsr.domain.words import Role
from dsr.services.read.collection import Atlas
from dsr.services.wording import borrowed, has_words, in_words, why, without_terms, without_words

BOTH = {"en": "to bill", "da": "at fakturere"}
TERMS = Terms(purpose=BOTH, retention=Retention("accounting", "P5Y"), recipients=({"en": "Drift A/S"},), transfers=({"en": "none"},),
              automated={"en": "none"})
CALLS = Collection(Address("pbx", "calls"), (Field("number", ("user.contact.phone_number",), label={"en": "Number", "da": "Nummer"}),
                                             Field("cause", ("user.behavior",), label={"en": "End", "da": "Slut"},
                                                   legend={"16": {"en": "normal", "da": "normal"}})),
                   label={"en": "Calls", "da": "Opkald"}, terms=TERMS)
SOURCE = Source("pbx", "memory", {}, (Dataset("pbx", (CALLS,)),), label={"en": "Switch", "da": "Central"})


@pytest.mark.parametrize(("words", "locale", "fallback", "expected"), [
    ({"fr": "Appels", "da": "Opkald", "en": "Calls"}, "fr", "da", "Appels"), ({"da": "Opkald", "en": "Calls"}, "fr", "da", "Opkald"),
    ({"sv": "Samtal", "en": "Calls"}, "fr", "da", "Calls"), ({"sv": "Samtal"}, "fr", "da", "Out calls"), ({}, "da", "da", "Out calls"),
    ({"fr": "", "da": "Opkald"}, "fr", "da", "Opkald"), ({"da": "Opkald", "en": "Calls"}, "en", "da", "Calls")])
def test_the_readers_then_the_entitys_then_english_then_the_name(words: Mapping[str, str], locale: str, fallback: str, expected: str) -> None:
    assert in_words(words, "out_calls", locale, fallback) == expected
    assert has_words(words, locale, fallback) is (expected != "Out calls")


def test_words_in_the_fallback_language_are_words() -> None:
    danish = replace(CALLS, label={"da": "Opkald"}, terms=replace(TERMS, purpose={"da": "at fakturere"}))
    assert without_words(danish, danish.fields, "fr", "da") == []
    assert without_words(danish, danish.fields, "fr", "sv") == ["pbx.calls"]
    assert (without_terms(danish, "fr", "da"), without_terms(danish, "fr", "sv")) == ([], ["pbx.calls (purpose)"])
    assert why(danish, "fr", "da").purpose == "at fakturere"


@pytest.mark.parametrize(("locale", "fallback", "expected"), [("en", "da", ()), ("da", "en", ()), ("fr", "da", ("da",)), ("fr", "en", ("en",))])
def test_a_language_that_is_not_the_readers_is_told(locale: str, fallback: str, expected: tuple[str, ...]) -> None:
    assert borrowed([(SOURCE, CALLS)], ("user",), locale, fallback) == expected


@pytest.mark.parametrize("changed", [
    replace(CALLS, label={"en": "Calls"}), replace(CALLS, fields=(Field("number", ("user.contact",), label={"en": "Number"}),)),
    replace(CALLS, fields=(Field("cause", ("user.behavior",), label={"en": "End", "da": "Slut"}, legend={"16": {"en": "normal"}}),)),
    replace(CALLS, terms=replace(TERMS, purpose={"en": "to bill"})), replace(CALLS, terms=replace(TERMS, automated={"en": "a score"})),
    replace(CALLS, terms=replace(TERMS, recipients=({"en": "the bank", "sv": "banken"},))),
    replace(CALLS, terms=replace(TERMS, recipient_kinds=({"en": "banks"},)))])
def test_one_word_is_enough(changed: Collection) -> None:
    assert borrowed([(SOURCE, changed)], ("user",), "da", "da") == ("en",)


def test_names_are_the_same_in_every_language_and_what_is_not_shown_is_not_said() -> None:
    assert borrowed([(SOURCE, replace(CALLS, terms=replace(TERMS, recipients=({"en": "Other A/S"},))))], ("user",), "da") == ()
    theirs = replace(CALLS, role=Role.PROCESSOR, fields=(Field("number", ("user.contact",), label={"en": "Number"}),))
    assert borrowed([(SOURCE, theirs)], ("user",), "da") == ()
    assert borrowed([(replace(SOURCE, label={"en": "Switch"}), theirs)], ("user",), "da") == ("en",)
    assert borrowed([], ("user",), "da", named=[(SOURCE, replace(CALLS, label={"en": "Calls"}))]) == ("en",)


def test_the_desk_reads_the_fallback_language_too() -> None:
    danish = replace(SOURCE, label={"da": "Central"}, datasets=(Dataset("pbx", (replace(CALLS, label={"da": "Opkald"}),)),))
    told = [(atlas.source("pbx"), atlas.collection("pbx.calls")) for atlas in (Atlas([danish], "en", "da"), Atlas([danish], "en"))]
    assert told == [("Central", "Opkald"), ("Pbx", "Calls")]
