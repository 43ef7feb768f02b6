"""Every mail of the corpus is what it is expected to be: its nature, the rights it asks for, its language, and the request it belongs to."""

from __future__ import annotations

import pytest

from dsr.inbound.read import read
from dsr.inbound.rights import Asked
from dsr.inbound.tokens import tokens
from dsr.inbound.wanted import holds_national, wanted
from tests.inbound.case import Case
from tests.inbound.corpus import CORPUS
from tests.inbound.plain_more import LANGUAGES


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_a_mail_is_what_it_is(case: Case) -> None:
    inbound = read(case.raw)
    found, signs = wanted(inbound, "DK"), tokens(inbound)
    assert inbound.nature is case.nature
    assert frozenset(found.rights) == case.rights
    assert case.language is None or found.language == case.language
    assert next(iter((*signs.written, *signs.message_ids)), "") == case.token
    assert case.is_certain is None or found.is_certain is case.is_certain
    assert found.form is case.form
    assert case.faults is None or frozenset(inbound.faults) == case.faults
    assert holds_national(inbound) is found.holds_national is case.holds_national


@pytest.mark.parametrize("text", [
    "Jeg vil se hvad I har om mig og derefter have det slettet.", "Please send me a copy of my data. After that I want it to be erased.",
    "Bitte geben Sie mir Auskunft über meine Daten und löschen Sie das dann alles."])
def test_what_is_to_be_erased_besides_is_never_passed_over(text: str) -> None:
    found = wanted(read(f"From: a@havblik.example\r\nSubject: Data\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()), "DK")
    assert Asked.ERASURE in found.rights or not found.is_certain


def test_there_are_enough_of_them() -> None:
    assert len(CORPUS) >= 300
    assert len({case.raw for case in CORPUS}) == len({case.name for case in CORPUS}) == len(CORPUS)


def test_a_language_is_told_or_left_open_and_never_wrong() -> None:
    assert [(meant, found) for meant, found in LANGUAGES if found not in (meant, None)] == []
    assert sum(found is None for _, found in LANGUAGES) <= len(LANGUAGES) // 20
