"""Every letter in every language: whole, plain, with one link and nothing that is fetched."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from string import Formatter

import pytest

from dsr import text as words
from dsr.mail.base import Letter, MailRefused, as_message
from dsr.mail.compose import LETTERS, compose, first_name
from dsr.mail.letters import PLANS, Shape

FACTS = {
    "first_name": "Søren", "reference": "DSR-7K2M-93QD-5", "token": "tok-4Zk9", "due_on": "2026-12-03", "expires_on": "2026-12-26",
    "ground": "We cannot tell whether this is you.", "owner_name": "Arkivet & Co", "last_day": "2026-12-08", "code": "7K2M-93QD-5ABC", "minutes": 15,
    "entity_name": "Fjordtel A/S", "dpo_contact": "dpo@fjordtel.example", "authority_name": "Datatilsynet",
    "authority_site": "https://www.datatilsynet.dk",
}
SITE = "https://fjordtel.example"
OWNERS = tuple(name for name in LETTERS if name.startswith("question"))
SUBJECTS = tuple(name for name in LETTERS if name not in OWNERS)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "href":
                self.hrefs.append(value or "")
            if name in ("src", "background", "srcset"):
                self.fetched.append(value or "")


@pytest.mark.parametrize("locale", ["en", "da"])
@pytest.mark.parametrize("name", SUBJECTS)
def test_a_letter_has_one_link_and_both_forms_say_it(name: str, locale: str) -> None:
    subject, text, html = compose(name, locale, FACTS, public_url=SITE + "/")
    link = SITE + PLANS[name].link.format(token="tok-4Zk9")
    parser = Links()
    parser.feed(html)
    assert parser.hrefs == [link]
    assert parser.fetched == []
    assert text.count("http") == 1
    assert link in text.splitlines()
    assert all("DSR-7K2M-93QD-5" in form for form in (subject, text, html))
    assert all("Søren" in form for form in (text, html))
    assert "\n" not in subject
    assert max(map(len, text.splitlines())) <= 100
    assert f'lang="{locale}"' in html


@pytest.mark.parametrize("locale", ["en", "da"])
@pytest.mark.parametrize("name", OWNERS)
def test_a_letter_to_the_owner_of_a_source_says_nothing_of_the_person(name: str, locale: str) -> None:
    subject, text, html = compose(name, locale, FACTS, public_url=SITE)
    parser = Links()
    parser.feed(html)
    links = [] if name == "question_code" else [f"{SITE}/question/tok-4Zk9"]
    assert parser.hrefs == links
    assert text.count("http") == len(links)
    assert set(links) <= set(text.splitlines())
    assert parser.fetched == []
    for form in (text, html):
        assert "Søren" not in form
        assert "DSR-7K2M-93QD-5" in form
        assert "Datatilsynet" not in form  # the complaint is not theirs
    assert "Arkivet & Co" in text
    assert "Arkivet &amp; Co" in html
    assert "DSR-7K2M-93QD-5" in subject
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("name", LETTERS)
def test_only_the_letter_of_a_code_holds_one_and_it_holds_no_link(name: str) -> None:
    forms = compose(name, "en", FACTS, public_url=SITE)
    assert [("7K2M-93QD-5ABC" in form, "tok-4Zk9" in form) for form in forms[1:]] in (
        [[(True, False)] * 2] if name == "question_code" else [[(False, True)] * 2, [(False, False)] * 2])


def test_dates_are_in_the_words_of_the_language() -> None:
    assert "torsdag den 3. december 2026" in compose("confirm", "da", FACTS, public_url=SITE)[1]
    assert "Thursday 3 December 2026" in compose("confirm", "en", FACTS, public_url=SITE)[2]


def test_a_refusal_says_the_ground_and_the_remedy_in_both_forms() -> None:
    _, text, html = compose("refused", "en", {**FACTS, "ground": "We cannot tell whether this is you."}, public_url=SITE)
    for form in (text, html):
        assert "We cannot tell whether this is you." in form
        assert "Datatilsynet" in form
        assert "court" in form


@pytest.mark.parametrize("typed", ["http://evil.example/win", "Søren<img", "x" * 31, "12345678", "<b>", "", "   "])
def test_what_a_stranger_types_as_a_name_does_not_become_a_message(typed: str) -> None:
    assert first_name(typed) == ""
    text = compose("confirm", "en", {**FACTS, "first_name": typed}, public_url=SITE)[1]
    assert text.startswith("Hello\n")


@pytest.mark.parametrize(("typed", "first"), [
    ("Søren Ærø O'Brien", "Søren"), ("D'Arcy", "D'Arcy"), ("Anne-Marie Kjær", "Anne-Marie"), ("Łukasz", "Łukasz")])
def test_names_of_people_are_kept(typed: str, first: str) -> None:
    assert first_name(typed) == first


def test_html_is_escaped() -> None:
    html = compose("confirm", "en", {**FACTS, "entity_name": "A & <b>B</b>"}, public_url=SITE)[2]
    assert "A &amp; &lt;b&gt;B&lt;/b&gt;" in html


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(("name", "fact"), [
    ("answer_ready", "expires_on"), ("answer_ready", "token"), ("confirm", "due_on"), ("received", "reference"), ("question_code", "code"),
    ("question", "owner_name"), ("refused", "ground"), ("refused", "authority_name"), ("refused", "authority_site"), ("refused", "dpo_contact")])
def test_a_missing_fact_is_an_error_and_not_an_empty_place(name: str, fact: str, value: str | None) -> None:
    facts = {**FACTS, fact: value}
    with pytest.raises(KeyError, match=fact):
        compose(name, "en", facts, public_url=SITE)
    del facts[fact]
    with pytest.raises(KeyError, match=fact):
        compose(name, "en", facts, public_url=SITE)


def asked_for() -> set[str]:
    """Keys of all the words that letters are made of."""
    frame = ("greeting", "greeting_nameless", "greeting_owner", "farewell", "footer", "footer_owner")
    said = {f"mail.{name}.{part.key}" for name, plan in PLANS.items() for part in plan.parts if part.shape is not Shape.CODE}
    return said | {f"mail.{name}.{key}" for name in PLANS for key in ("subject", "heading")} | {f"mail.frame.{key}" for key in frame}


@pytest.mark.parametrize("locale", ["en", "da"])
def test_a_language_has_exactly_the_words_of_the_letters(locale: str) -> None:
    assert {key for key in words.catalogue(locale) if key.startswith("mail.")} == asked_for()


@pytest.mark.parametrize("key", sorted(asked_for()))
def test_a_translation_names_the_facts_that_the_english_names(key: str) -> None:
    facts = [{name for _, name, _, _ in Formatter().parse(words.catalogue(locale)[key]) if name} for locale in ("da", "en")]
    assert facts[0] == facts[1]


def test_an_unknown_language_reads_english() -> None:
    assert "Dear Søren" in compose("confirm", "fr", FACTS, public_url=SITE)[1]


def letter(**changes: object) -> Letter:
    given: dict[str, object] = {
        "message_id": "<1@fjordtel.example>", "sender": "Fjordtel <svar@fjordtel.example>", "recipient": "s@nordlys.example", "subject": "Svar æøå",
        "text": "Hej\n", "html": "<p>Hej</p>", "locale": "da", "written_at": datetime(2026, 11, 3, 12, 0, tzinfo=UTC), **changes}
    return Letter(**given)  # type: ignore[arg-type]


def test_headers_are_fixed_by_the_row() -> None:
    message = as_message(letter())
    assert message["Message-ID"] == "<1@fjordtel.example>"
    assert message["Date"] == "Tue, 03 Nov 2026 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "da"


def test_a_header_cannot_be_smuggled_in() -> None:
    with pytest.raises(MailRefused):
        as_message(letter(subject="Svar\nBcc: other@evil.example"))
    with pytest.raises(MailRefused):
        as_message(letter(recipient="a@b.example\nBcc: other@evil.example"))


@pytest.mark.parametrize("html", ['<img src="https://evil.example/p.png">', '<p style="background:url(x)">', '<link rel="stylesheet" href="x">'])
def test_a_letter_that_fetches_something_is_refused(html: str) -> None:
    with pytest.raises(MailRefused):
        as_message(letter(html=html))
