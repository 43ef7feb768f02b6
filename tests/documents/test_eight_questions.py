"""Eight questions of somebody who is no lawyer, answered from the PDF alone: each by a sentence that is found on a page."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.demo import answered

LOCALES = ("en", "da", "fr")
QUESTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Who got my number?": {
        "en": ("Who receives it Your employer, on its bill; Nordisk Drift A/S.",),
        "da": ("Hvem får det Din arbejdsgiver, på regningen; Nordisk Drift A/S.",),
        "fr": ("Qui les reçoit Votre employeur, sur sa facture ; Nordisk Drift A/S.",)},
    "Which calls are missing, and why?": {
        "en": ("300 of 300 records are printed here.", "2 records: your employer decides about this."),
        "da": ("300 af 300 poster er trykt her.", "2 poster: det bestemmer din arbejdsgiver over."),
        "fr": ("Entrées imprimées ici : 300 sur 300.", "2 entrées : c’est votre employeur qui en décide.")},
    "Why do you have it?": {
        "en": ("What we use it for To connect calls and messages and to bill them.",),
        "da": ("Hvad vi bruger det til At forbinde opkald og beskeder og afregne dem.",),
        "fr": ("À quoi elles nous servent Acheminer les appels et les messages et les facturer.",)},
    "How long is it kept?": {
        "en": ("How long we keep it 5 years: the bookkeeping rules require it.",),
        "da": ("Hvor længe vi gemmer det 5 år: bogføringsreglerne kræver det.",),
        "fr": ("Durée de conservation 5 ans : les règles comptables l’exigent.",)},
    "Where did you get it?": {
        "en": ("Where it comes from From you, or from your use of our services.",),
        "da": ("Hvor det kommer fra Fra dig eller fra din brug af vores tjenester.",),
        "fr": ("D’où elles viennent De vous, ou de votre utilisation de nos services.",)},
    "How do I correct one line?": {
        "en": ("Every record has an entry number, for example A-1. Quote it when you tell us what is wrong.",),
        "da": ("Hver post har et nummer, for eksempel A-1. Nævn det, når du skriver, hvad der er forkert.",),
        "fr": ("Chaque entrée porte un numéro, par exemple A-1. Indiquez-le lorsque vous nous dites ce qui est inexact.",)},
    "To whom can I complain?": {
        "en": ("You can complain to Datatilsynet (www.datatilsynet.dk), or to the authority where you live or work",),
        "da": ("Du kan når som helst klage til Datatilsynet (www.datatilsynet.dk) eller til tilsynet dér, hvor du bor eller arbejder",),
        "fr": ("introduire une réclamation auprès de l’autorité de contrôle, Datatilsynet (www.datatilsynet.dk), ou auprès de celle du lieu",)},
    "What was passed to my employer?": {
        "en": ("Who receives it Your employer, on its bill; Nordisk Drift A/S.", "We have counted those records and left them out."),
        "da": ("Hvem får det Din arbejdsgiver, på regningen; Nordisk Drift A/S.", "De poster har vi talt op og udeladt."),
        "fr": ("Qui les reçoit Votre employeur, sur sa facture ; Nordisk Drift A/S.", "Nous avons compté ces entrées et ne les avons pas jointes.")},
}
MISSING: Mapping[str, tuple[str, ...]] = {  # on one page, when the archive of calls cannot be searched
    "en": ("Your calls and messages, Archive", "Not in this answer: the system is not set up as expected."),
    "da": ("Dine opkald og beskeder, Arkiv", "Ikke med i dette svar: systemet er ikke sat op som forventet."),
    "fr": ("Vos appels et messages, Archives", "Absent de cette réponse : le système n’est pas configuré comme")}
PARTLY = {"en": "Not every system could be searched.", "da": "Ikke alle systemer kunne søges.",
          "fr": "La recherche n’a pas été possible dans tous les systèmes."}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> answered.Demo:
    return answered.build(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module", params=LOCALES)
def read(request: pytest.FixtureRequest, demo: answered.Demo) -> tuple[str, list[str]]:
    """(language, pages) of the demo's answer."""
    return request.param, answered.pages(demo.answer(request.param))


def places(pages: list[str], sentence: str) -> list[int]:
    """The pages that say it, from 1."""
    return [number for number, page in enumerate(pages, 1) if sentence in page]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_says_it(read: tuple[str, list[str]], question: str) -> None:
    locale, pages = read
    assert [sentence for sentence in QUESTIONS[question][locale] if not places(pages, sentence)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_calls_that_are_missing_are_named_with_the_reason(demo: answered.Demo, locale: str) -> None:
    pages = answered.pages(demo.answer(locale, 3, DEMO_CDR_DIR=str(demo.folder / "gone")))
    assert PARTLY[locale] in pages[0]
    together = set.intersection(*(set(places(pages, sentence)) for sentence in MISSING[locale]))
    assert together
    assert min(together) <= 2
