"""An answer goes out only if all that it will say is said, in words, and signed off as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from dsr.domain.answer import Answer
from dsr.domain.capability import StaffRole
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import NotAllowed, Unsaid
from dsr.domain.tally import Tally
from dsr.domain.terms import Retention, Terms, Transfer
from dsr.domain.words import Role, Safeguard
from dsr.kit import Kit
from dsr.services import release_check, sign_off
from dsr.text.labels import sentence
from tests.documents.answers import answer, table
from tests.services.carol import alice

TERMS = Terms(purpose={"en": "to bill"}, retention=Retention("accounting", "P5Y"), recipients=({"en": "Drift A/S"},))
CALLS = Collection(Address("pbx", "calls"), (Field("number", ("user.contact.phone_number",), label={"en": "Number"}),
                                             Field("cause", ("user.behavior",), label={"en": "How it ended"}, legend={"16": {"en": "normal"}})),
                   label={"en": "Calls"}, terms=TERMS)
FOUND = {CALLS.address: 3}


def source(collection: Collection) -> Source:
    return Source("pbx", "memory", {}, (Dataset("pbx", (collection,)),))


def checked(kit: Kit, collection: Collection, found: Mapping[Address, int] = FOUND) -> str:
    """What staff are told; "" if nothing stands in the way."""
    try:
        with kit.database.reading() as session:
            release_check.check(session, [source(collection)], found, locale="en", categories=("user",))
    except Unsaid as error:
        return sentence(error, "en")
    return ""


def signed(kit: Kit, collection: Collection, role: StaffRole = StaffRole.MANAGER) -> int:
    by = alice(kit, role)
    with kit.database.transaction() as session:
        return sign_off.sign(session, [collection], by=by, now=kit.now())


def changed(**terms: Any) -> Collection:
    return replace(CALLS, terms=replace(TERMS, **terms))


def test_what_is_said_and_signed_goes_out(kit: Kit) -> None:
    assert "has not signed off what the letter says about pbx.calls" in checked(kit, CALLS)
    assert signed(kit, CALLS) == 1
    assert checked(kit, CALLS) == ""


@pytest.mark.parametrize("terms", [
    {"purpose": {"en": "to bill and to advertise"}}, {"purpose": {"en": "to bill", "da": "at fakturere"}},
    {"retention": Retention("accounting", "P6Y")},
    {"recipients": ({"en": "Drift A/S"}, {"en": "Other A/S"})}, {"transfers": ({"en": "United States, standard contractual clauses"},)},
    {"transfers": (Transfer("US", Safeguard.STANDARD_CLAUSES),)}, {"transfers": (Transfer("US", Safeguard.PRIVACY_FRAMEWORK),)},
    {"origin": {"en": "your employer"}}, {"automated": {"en": "none"}}, {"legal_basis": {"en": "contract"}}, {"names_unknown": {"en": "x"}}])
def test_one_changed_word_needs_a_new_signature(kit: Kit, terms: dict[str, Any]) -> None:
    signed(kit, CALLS)
    assert "has not signed off what the letter says about pbx.calls" in checked(kit, changed(**terms))


@pytest.mark.parametrize(("terms", "owed"), [
    ({"purpose": None}, "pbx.calls (purpose)"), ({"retention": None}, "pbx.calls (retention)"), ({"recipients": ()}, "pbx.calls (recipients)"),
    ({"retention": Retention("our_own")}, "pbx.calls (retention)")])
def test_a_purpose_a_storage_or_a_recipient_that_is_missing_is_named(kit: Kit, terms: dict[str, Any], owed: str) -> None:
    collection = changed(**terms)
    assert signed(kit, collection) == 0  # what is incomplete cannot be signed
    assert f"the mapping does not say them: {owed}." in checked(kit, collection)


@pytest.mark.parametrize(("broken", "name"), [
    (replace(CALLS, label={}), "pbx.calls"), (replace(CALLS, fields=(replace(CALLS.fields[0], label={}), CALLS.fields[1])), "pbx.calls.number"),
    (replace(CALLS, fields=(CALLS.fields[0], replace(CALLS.fields[1], legend={"16": {}}))), "pbx.calls.cause=16")])
def test_a_name_or_code_without_words_is_named(kit: Kit, broken: Collection, name: str) -> None:
    signed(kit, CALLS)
    assert f"nobody has put these names into words: {name}." in checked(kit, broken)


@pytest.mark.parametrize("collection", [
    replace(CALLS, role=Role.PROCESSOR, terms=Terms()),
    replace(CALLS, skip_processing=True, terms=Terms()), replace(CALLS, terms=Terms(), only_leads=True)])
def test_what_no_answer_shows_owes_nothing(kit: Kit, collection: Collection) -> None:
    assert checked(kit, collection) == ""


def test_where_nothing_was_found_nothing_is_owed(kit: Kit) -> None:
    assert checked(kit, changed(purpose=None), {CALLS.address: 0}) == ""


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.CLERK, StaffRole.DPO, StaffRole.ADMIN])
def test_only_the_privacy_manager_signs(kit: Kit, role: StaffRole) -> None:
    with pytest.raises(NotAllowed):
        signed(kit, CALLS, role)


def test_the_page_tells_what_is_signed_changed_and_owed(kit: Kit) -> None:
    signed(kit, CALLS)
    with kit.database.reading() as session:
        states = [(one.owed, one.signed is not None, one.has_changed) for collection in (CALLS, changed(origin={"en": "x"}), changed(purpose=None))
                  for one in sign_off.sheets(session, [source(collection)], "en")]
    assert states == [((), True, False), ((), False, True), (("purpose",), False, True)]


def test_a_code_that_occurs_without_words_stops_the_writing() -> None:
    one: Answer = answer(replace(table(3, "n", address="pbx.calls"), tally=Tally(3, {"": 3}, unknown={"cause": 2})))
    with pytest.raises(Unsaid) as told:
        release_check.check_codes(one)
    assert "codes occur that no legend explains: pbx.calls.cause (2 codes)" in sentence(told.value, "en")
    release_check.check_codes(answer(table(3, "n")))


def test_words_in_the_fallback_language_alone_are_signed_and_go_out(kit: Kit) -> None:
    danish = replace(CALLS, label={"da": "Opkald"}, fields=(Field("number", ("user.contact.phone_number",), label={"da": "Nummer"}),),
                     terms=replace(TERMS, purpose={"da": "at fakturere"}, recipients=({"da": "banken"},)))
    by = alice(kit)
    with kit.database.transaction() as session:
        assert sign_off.sign(session, [danish], by=by, now=kit.now()) == 0
        assert sign_off.sign(session, [danish], by=by, now=kit.now(), fallback="da") == 1
        (sheet,) = sign_off.sheets(session, [source(danish)], "en", "da")
        assert (sheet.label, sheet.owed) == ("Opkald", ())
        release_check.check(session, [source(danish)], FOUND, locale="en", categories=("user",), fallback="da")
        with pytest.raises(Unsaid):
            release_check.check(session, [source(danish)], FOUND, locale="en", categories=("user",))
