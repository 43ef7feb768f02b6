"""What a mapping says of purposes and recipients, and what it may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.domain.dataset import Collection
from dsr.services.wording import why, without_terms
from tests.mapping.folder import load, problems, source

COLLECTION = "- name: calls\n  dsr_meta: {%s}\n  fields: [{name: id, data_categories: [user.unique_id]}]\n"


def shop(terms: str) -> str:
    return source(COLLECTION % terms)


def collection_of(folder: Path, terms: str) -> Collection:
    (collection,) = load(folder, shop=shop(terms)).sources[0].collections()
    return collection


@pytest.mark.parametrize("words", ["EU-U.S. Privacy Shield", "privacy-shield certified", "PRIVACY  SHIELD"])
@pytest.mark.parametrize("key", ["transfers: [{en: \"%s\"}]", "legal_basis: \"%s\"", "recipients: [\"%s\"]"])
def test_the_privacy_shield_is_refused_wherever_it_stands(tmp_path: Path, key: str, words: str) -> None:
    assert any("invalid since 16 July 2020" in problem for problem in problems(tmp_path, shop=shop(key % words)))


def test_the_data_privacy_framework_is_another_thing(tmp_path: Path) -> None:
    words = "United States, EU-U.S. Data Privacy Framework"
    assert why(collection_of(tmp_path, f'transfers: ["{words}"]'), "en").transfers == (words,)


@pytest.mark.parametrize(("terms", "told"), [
    ("{country: US, safeguard: privacy_framework, recipient: Acme Inc}",
     "Acme Inc, United States: the recipient takes part in the EU-U.S. Data Privacy Framework (GDPR Art. 45)"),
    ("{country: JP, safeguard: adequacy}", "Japan: the European Commission has found that data are well protected there (GDPR Art. 45)"),
    ("{country: IN, safeguard: exception, reason: {en: you asked us to call there}}",
     "India: an exception that the law makes for such cases (GDPR Art. 49); you asked us to call there")])
def test_a_transfer_says_where_to_whom_and_what_protects_it(tmp_path: Path, terms: str, told: str) -> None:
    assert why(collection_of(tmp_path, f"transfers: [{terms}]"), "en").transfers == (told,)


def test_a_transfer_is_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    (told,) = why(collection_of(tmp_path, "transfers: [{country: US, safeguard: standard_clauses}]"), "fr").transfers
    assert told.startswith("États-Unis\u00a0: les clauses contractuelles types de la Commission européenne")


@pytest.mark.parametrize(("terms", "told"), [
    ("{country: DE, safeguard: adequacy}", "'transfer': a country within the EEA is none"),
    ("{country: IN, safeguard: privacy_framework}", "in the United States (US) only"),
    ("{country: IN, safeguard: exception}", "needs a reason"), ("{country: IN, safeguard: adequacy, reason: because}", "needs a reason"),
    ("{country: IN}", "safeguard"), ("{country: US, safeguard: adequacy, recipient: Privacy Shield Inc}", "invalid since 16 July 2020")])
def test_a_transfer_without_what_makes_it_lawful_is_refused(tmp_path: Path, terms: str, told: str) -> None:
    assert any(told in problem for problem in problems(tmp_path, shop=shop(f"transfers: [{terms}]")))


def test_kinds_of_recipients_need_the_reason_why_they_have_no_names(tmp_path: Path) -> None:
    assert any("says why they have no names" in problem for problem in problems(tmp_path, shop=shop("recipient_kinds: [banks]")))


def test_names_and_kinds_are_told_together_and_count_as_said(tmp_path: Path) -> None:
    collection = collection_of(tmp_path, "recipients: [Drift A/S], recipient_kinds: [banks], names_unknown: each payer chooses")
    assert (why(collection, "en").recipients, why(collection, "en").names_unknown) == (("Drift A/S", "banks"), "each payer chooses")
    assert without_terms(collection, "en") == [f"{collection.address} (purpose)", f"{collection.address} (retention)"]


@pytest.mark.parametrize(("given", "expected"), [
    ("{ground: accounting, period: P5Y}", "5 years: the bookkeeping rules require it"),
    ("{ground: accounting, period: P1Y6M}", "1 year, 6 months: the bookkeeping rules require it"),
    ("{ground: contract}", "as long as the contract runs, and until claims under it lapse"),
    ("{ground: our_own_rule, period: P90D}", "90 days: Our own rule")])
def test_a_storage_period_is_told_in_words(tmp_path: Path, given: str, expected: str) -> None:
    assert why(collection_of(tmp_path, f"retention: {given}"), "en").retention == expected


def test_a_ground_without_words_is_owed(tmp_path: Path) -> None:
    collection = collection_of(tmp_path, "purpose: p, recipients: [r], retention: {ground: our_own_rule, period: P90D}")
    assert without_terms(collection, "en") == [f"{collection.address} (retention)"]
