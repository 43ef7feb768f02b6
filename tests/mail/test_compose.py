"""Every letter in every language: whole, plain, with one link and nothing that is fetched."""

import re
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
    "question": "Which years do you mean?\nBefore or after the move?", "reason": "there are very many records", "details": "Eleven archives.",
    "was_due_on": "2026-11-30", "passed_on": "2026-11-25", "replaced_on": "2026-11-02", "done_on": "2026-11-20", "ends_on": "2026-12-01",
    "received_on": "2026-11-03", "representative": "Union & Co", "company": "Nordlys & Co", "purpose": "advertising", "scope": "calls of 2025",
    "decision": "We answer the person for you.", "decided_on": "2026-11-26", "asked_on": "2026-11-05", "closes_on": "2026-12-05",
    "ready_on": "2026-11-04",
    "answered_on": "2026-11-23", "nature": "Rows of yours were in another answer.", "effects": "Somebody knows whom you called.",
    "done": "We closed it.", "incident": "12", "duty": "the supervisory authority", "ends": "Friday 27 November 2026, 10:00",
    "authority": "The Authority & Co", "stands": "We wait for a company that decides.",
    "asked": "You asked what we keep for Nordlys & Co.", "stands_on": "2026-12-06",
    "who": "We answer what is ours. Nordlys & Co answers what is theirs.",
    "entity_name": "Fjordtel A/S", "dpo_contact": "dpo@fjordtel.example", "authority_name": "Datatilsynet",
    "authority_site": "https://www.datatilsynet.dk",
}
SITE = "https://fjordtel.example"
OWNERS = tuple(name for name, plan in PLANS.items() if plan.is_for_owner)
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


@pytest.mark.parametrize("locale", words.ANSWERS)
@pytest.mark.parametrize("name", SUBJECTS)
def test_a_letter_has_one_link_and_both_forms_say_it(name: str, locale: str) -> None:
    subject, text, html = compose(name, locale, FACTS, public_url=SITE + "/")
    links = [SITE + PLANS[name].link.format(token="tok-4Zk9")] if PLANS[name].link else []  # what is posted only has none
    parser = Links()
    parser.feed(html)
    assert parser.hrefs == links
    assert parser.fetched == []
    assert text.count("http") == len(links)
    assert set(links) <= set(text.splitlines())
    assert all("DSR-7K2M-93QD-5" in form for form in (subject, text, html))
    assert all("Søren" in form for form in (text, html))
    assert "\n" not in subject
    assert max(map(len, text.splitlines())) <= 100
    assert f'lang="{locale}"' in html


@pytest.mark.parametrize("locale", words.ANSWERS)
@pytest.mark.parametrize("name", OWNERS)
def test_a_letter_to_the_owner_of_a_source_or_to_a_company_says_nothing_of_the_person(name: str, locale: str) -> None:
    subject, text, html = compose(name, locale, FACTS, public_url=SITE)
    parser = Links()
    parser.feed(html)
    links = [SITE + link.format(**FACTS)] if (link := PLANS[name].link) else []
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
        [[(True, False)] * 2] if any(part.shape is Shape.CODE for part in PLANS[name].parts) else [[(False, True)] * 2, [(False, False)] * 2])


class Said(HTMLParser):
    """What stands in the paragraphs, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            self.is_inside = True
            self.paragraphs.append("")
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "p"

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            self.paragraphs[-1] += data


@pytest.mark.parametrize("locale", words.ANSWERS)
@pytest.mark.parametrize("name", LETTERS)
def test_both_forms_say_the_same(name: str, locale: str) -> None:
    """Word for word, but for the name of the sender above it, and the heading, which is the subject in other words."""
    _, text, html = compose(name, locale, FACTS, public_url=SITE)
    said = Said()
    said.feed(html)
    link = SITE + PLANS[name].link.format(**FACTS)
    plain = " ".join(text.split())
    for colon in (" :", ":"):
        plain = plain.replace(f"{colon} {link}", "") if PLANS[name].link else plain
    assert plain == " ".join(" ".join(said.paragraphs[1:]).split())


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
    ("question", "owner_name"), ("extended", "reason"), ("extended", "details"), ("extended", "was_due_on"), ("clarification", "question"),
    ("referred", "company"), ("answer_corrected", "replaced_on"), ("answer_incomplete", "due_on"), ("objection_refused", "authority_name"),
    ("restriction_lifted", "ground"), ("portability_ready", "token"), ("refused", "ground"), ("refused", "authority_name"),
    ("refused", "authority_site"), ("refused", "dpo_contact")])
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
    said = {f"mail.{part.of or name}.{part.key}" for name, plan in PLANS.items() for part in plan.parts
            if part.shape not in (Shape.CODE, Shape.QUOTE)}
    heads = {f"mail.{name}.heading" for name in PLANS} | {f"mail.{plan.subject_of or name}.subject" for name, plan in PLANS.items()}
    return said | heads | {f"mail.frame.{key}" for key in frame}


def test_what_staff_wrote_is_quoted_line_by_line_and_escaped() -> None:
    _, text, html = compose("clarification", "en", {**FACTS, "question": "Which <b>years</b>?\nBefore {due_on}?"}, public_url=SITE)
    assert "\n  Which <b>years</b>?\n  Before {due_on}?\n" in text
    assert "Which &lt;b&gt;years&lt;/b&gt;?\nBefore {due_on}?</p>" in html


@pytest.mark.parametrize(("name", "fact"), [(name, fact) for name, plan in PLANS.items() for fact in plan.facts_owed])
def test_without_a_fact_that_the_law_wants_there_is_no_letter(name: str, fact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its words name: a translator who forgot the place of the ground makes no refusal without one."""
    forgetful = {key: re.sub(r"\{\w+\}", "…", said) for key, said in words.catalogue("en").items() if key.startswith("mail.")}
    monkeypatch.setattr(words, "catalogue", lambda _locale: {**CATALOGUE("en"), **forgetful})
    assert compose(name, "en", FACTS, public_url=SITE)
    with pytest.raises(KeyError, match=fact):
        compose(name, "en", {**FACTS, fact: ""}, public_url=SITE)


CATALOGUE = words.catalogue
ANSWERS = {
    "answer_ready": "it is complete", "answer_nothing": "found none, apart from this request itself",
    "answer_partly": "Something is left out or could not be searched",
    "answer_incomplete": "The rest follows no later than Thursday 3 December 2026", "answer_corrected": "replaces our answer of Monday 2 November"}


@pytest.mark.parametrize(("name", "said"), ANSWERS.items())
def test_the_letter_of_an_answer_says_of_which_kind_it_is(name: str, said: str) -> None:
    for form in compose(name, "en", FACTS, public_url=SITE)[1:]:
        assert said.lower() in " ".join(form.lower().split())
        assert [other for other, words_ in ANSWERS.items() if words_.lower() in " ".join(form.lower().split())] == [name]


@pytest.mark.parametrize("locale", words.ANSWERS)
def test_a_language_has_exactly_the_words_of_the_letters(locale: str) -> None:
    assert {key for key in words.catalogue(locale) if key.startswith("mail.")} == asked_for()


@pytest.mark.parametrize("key", sorted(asked_for()))
def test_a_translation_names_the_facts_that_the_english_names(key: str) -> None:
    facts = [{name for _, name, _, _ in Formatter().parse(words.catalogue(locale)[key]) if name} for locale in words.ANSWERS]
    assert all(one == facts[0] for one in facts)


def test_the_colon_before_a_link_is_that_of_the_language() -> None:
    assert "\nOuvrir la page et confirmer\u00a0:\nhttps://" in compose("confirm", "fr", FACTS, public_url=SITE)[1]
    assert "\nSeite öffnen und bestätigen:\nhttps://" in compose("confirm", "de", FACTS, public_url=SITE)[1]


def test_an_unknown_language_reads_english() -> None:
    assert "Dear Søren" in compose("confirm", "xx", FACTS, public_url=SITE)[1]


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
