"""Every catalogue that is there is whole: English's keys, the same facts in each sentence, and no English left in it."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache

import pytest

from dsr import text
from dsr.text.plurals import plural
from tests.guards.tree import ROOT

FOLDER = ROOT / "dsr/text/catalogue"
ANSWERS = ("base", "letter", "mail")
PLURALS = {key.removesuffix("_many") for key in text.catalogue("en") if key.removesuffix("_many") + "_one" in text.catalogue("en")}
SAME = {  # words that a language shares with English, each looked at
    "da": {"fax", "video", "Reference"},
    "sv": {"fax", "video"},
    "nb": {"video"},
    "fi": {"video"},
    "fr": {"document", "page", "Contact {number}"},
    "nl": {"fax", "video", "document", "account", "postcode", "Contact {number}"},
}


@cache
def words(kind: str, locale: str) -> Mapping[str, str]:
    """One file, by dotted key."""
    return text.read(FOLDER / f"{kind}.{locale}.toml")


def holes(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def plural_of(key: str) -> str:
    """The key without the ending of its form, empty if it counts nothing."""
    base, _, form = key.rpartition("_")
    return base if form in ("one", "few", "many") and base in PLURALS else ""


def lost_facts(of: Mapping[str, str], locale: str) -> list[str]:
    """Sentences with other facts than English's; the form for a single number may do without the number."""
    wrong = []
    for key, sentence in of.items():
        base = plural_of(key)
        asked = holes(text.catalogue("en")[f"{base}_many" if base else key])
        is_single = base and key.endswith("_one") and plural(0, locale) != "one"
        if holes(sentence) != asked and not (is_single and holes(sentence) == asked - {"count"}):
            wrong.append(key)
    return wrong


def left_in_english(of: Mapping[str, str], locale: str) -> list[str]:
    """Values that are English's to the letter, but for those of signs and facts only."""
    def has_words(sentence: str) -> bool:
        return any(sign.isalpha() for literal, *_ in string.Formatter().parse(sentence) for sign in literal)

    return [key for key, sentence in of.items() if text.catalogue("en").get(key) == sentence and has_words(sentence)
            and sentence not in SAME.get(locale, set())]


@pytest.mark.parametrize("kind", ["base", "desk", "letter", "mail"])
def test_a_language_has_all_files_of_the_answer_or_the_pages_or_none(kind: str) -> None:
    there = {path.name.split(".")[1] for path in FOLDER.glob(f"{kind}.*.toml")}
    assert there == set(text.PAGES if kind == "desk" else text.ANSWERS)


def test_the_pages_speak_languages_that_have_answers_too() -> None:
    assert set(text.PAGES) <= set(text.ANSWERS)
    assert text.FALLBACK in text.PAGES


@pytest.mark.parametrize("locale", text.ANSWERS)
@pytest.mark.parametrize("kind", ANSWERS)
def test_it_has_the_keys_of_english(kind: str, locale: str) -> None:
    assert words(kind, locale).keys() == words(kind, "en").keys()


@pytest.mark.parametrize("locale", text.ANSWERS)
@pytest.mark.parametrize("kind", ANSWERS)
def test_its_sentences_hold_the_same_facts(kind: str, locale: str) -> None:
    assert lost_facts(words(kind, locale), locale) == []


@pytest.mark.parametrize("locale", [locale for locale in text.ANSWERS if locale != "en"])
@pytest.mark.parametrize("kind", ANSWERS)
def test_nothing_in_it_is_english(kind: str, locale: str) -> None:
    assert left_in_english(words(kind, locale), locale) == []


@pytest.mark.parametrize("locale", text.PAGES)
def test_the_words_of_the_desk_are_whole(locale: str) -> None:
    assert words("desk", locale).keys() == words("desk", "en").keys()
    assert lost_facts(words("desk", locale), locale) == []


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_lists_of_names_are_as_long_as_they_must_be(locale: str) -> None:
    known = words("base", locale)
    assert {key: len(known[f"dates.{key}"].split()) for key in ("weekdays", "months", "months_after_day", "short_months")} == {
        "weekdays": 7, "months": 12, "months_after_day": 12, "short_months": 12}
    heads = [key for key, sentence in words("letter", "en").items() if "|" in sentence]
    assert heads
    assert [key for key in heads if words("letter", locale)[key].count("|") != words("letter", "en")[key].count("|")] == []


def torn_from_its_word(sentence: str) -> bool:
    """Whether a sign that French sets off by a space could begin a line, or « end one."""
    return any(f" {sign}" in sentence for sign in ":;?!»") or "« " in sentence


@pytest.mark.parametrize("kind", ANSWERS)
def test_no_sign_of_french_can_begin_a_line(kind: str) -> None:
    assert [key for key, sentence in words(kind, "fr").items() if torn_from_its_word(sentence)] == []
    assert torn_from_its_word("Motif : {why}")
    assert not torn_from_its_word("Motif\u00a0: {why} «\u00a0Contact\u00a0»")


def test_what_is_wrong_is_seen() -> None:
    assert lost_facts({"letter.rows_one": "1 post", "letter.rows_many": "poster", "letter.dear": "Hej {navn}"}, "da") == [
        "letter.rows_many", "letter.dear"]
    assert lost_facts({"letter.rows_one": "1 enregistrement"}, "fr") == ["letter.rows_one"]
    assert left_in_english({"letter.all": "All", "letter.kept": "{ground}", "letter.none": "–", "letter.month": "Måned"}, "da") == ["letter.all"]
