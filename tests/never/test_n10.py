"""N10: never require a wet signature, a form on paper, or a visit (Otavamedia FI, 85,000 EUR; Finnish Tax TSV/91/2020; HDPA 25/2022)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po  # type: ignore[import-untyped]

from dsr import text
from dsr.domain.words import Channel, State
from dsr.kit import Kit
from dsr.models import Request
from tests.services.carol import alice, ask
from tests.services.paper_scene import LETTER, enter

ROOT = Path(__file__).parents[2]
# What demands one, by language: to sign by hand, to print and return a form, to come in person, to identify oneself at a counter.
_DEMANDS = {
    "en": r"sign(?:ed)? (?:[\w,]+ ){0,3}(?:and return|below|by hand)|sign (?:the|this|our) (?:form|letter)|your signature"
          r"|wet signature|in person|visit (?:us|our)|at our (?:office|desk)|print (?:out )?(?:the|this) form|by registered (?:post|mail)",
    "da": r"underskriv|din underskrift|personligt fremm|mød(?:e)? (?:personligt )?op på|på vores kontor|anbefalet (?:post|brev)|udskriv formularen",
    "sv": r"underteckna|din underskrift|personligen|på vårt kontor|rekommenderat brev",
    "nb": r"underskriv|din signatur|personlig oppmøte|på vårt kontor|rekommandert",
    "fi": r"allekirjoituksesi|henkilökohtaisesti paikalla|toimistollamme|kirjattu kirje",
    "nl": r"uw handtekening|onderteken (?:het|dit)|persoonlijk langs|op ons kantoor|aangetekend",
    "fr": r"votre signature|\bsignez|en personne|dans nos bureaux|recommandé",
    "de": r"Ihre Unterschrift|unterschreiben Sie|persönlich (?:vor|er)|in unserem Büro|Einschreiben",
    "pl": r"własnoręczn|Twój podpis|podpisz|osobiście|w naszym biurze|listem poleconym",
}
_NOT = re.compile(r"(?i)\b(?:not|no|nothing|never|nobody|nowhere|ikke|ingen|intet|inte|niets|geen|nergens|rien|nulle|nichts|nirgends|nie|nigdzie|ei"
                  r"|mitään)\b")
_OF_STAFF = frozenset({"errors.not_allowed.held"})  # what the privacy manager has to sign is a table of ours
_SAID = re.compile(r"""_\("([^"]+)\"|%}([^%]+){% endtrans""")


def demands(words: str, locale: str) -> list[str]:
    """Sentences that ask for one; those that say that none is needed do not."""
    sentences = re.split(r"(?<=[.!?:;])\s+", words)
    return [one for one in sentences if re.search(_DEMANDS[locale], one, re.IGNORECASE) and not _NOT.search(one)]


@pytest.mark.parametrize("channel", [Channel.LETTER, Channel.PHONE])
def test_a_plain_letter_or_call_is_a_request_and_its_clock_runs(kit: Kit, channel: Channel) -> None:
    """No scan, no signature, no email, no form of ours: name, a number and what they want."""
    asked = enter(kit, alice(kit), replace(LETTER, message="Hvad ved I om mig?", employer=""), channel=channel, address="", by_post=False)
    with kit.database.reading() as session:
        request = session.get_one(Request, asked.request_id)
        assert request.parts[0].state is State.VERIFYING
        assert request.parts[0].due_on > request.received_on


def test_a_plain_form_is_a_request_too(kit: Kit) -> None:
    asked = ask(kit, employer="", numbers="", message="")
    with kit.database.reading() as session:
        assert session.get_one(Request, asked.request_id).parts[0].state is State.TRIAGE


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_no_letter_and_no_sentence_of_the_catalogue_demands_one(locale: str) -> None:
    said = {key: words for key, words in text.catalogue(locale).items() if key not in _OF_STAFF}
    assert {key: found for key, words in said.items() if (found := demands(words, locale))} == {}


def test_no_public_page_demands_one() -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates/subject").glob("*.html"))}
    assert pages
    assert {path.name: found for path, words in pages.items() if (found := demands(words, "en"))} == {}
    with (ROOT / "dsr/translations/da/LC_MESSAGES/messages.po").open("rb") as file:
        danish = read_po(file, locale="da")
    said = [one for words in pages.values() for found in _SAID.findall(words) for one in found if one]
    translated = [str(message.string) for one in said if (message := danish.get(one)) is not None]
    assert len(translated) > 100
    assert [found for one in translated if (found := demands(one, "da"))] == []


@pytest.mark.parametrize(("words", "locale"), [
    ("Please print this form, sign below and return it.", "en"), ("Please sign this letter by hand and post it.", "en"),
    ("Come in person to our desk.", "en"), ("Underskriv brevet og send det.", "da"),
    ("Wir brauchen Ihre Unterschrift.", "de"), ("Présentez-vous en personne.", "fr")])
def test_what_demands_one_is_seen(words: str, locale: str) -> None:
    assert demands(words, locale)


def test_what_says_that_none_is_needed_is_no_demand() -> None:
    assert demands("Nobody needs to sign anything below, and you never come in person.", "en") == []
