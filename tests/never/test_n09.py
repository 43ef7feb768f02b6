"""N09: never accept name and birth date as proof. 1&1 (LG Bonn 29 OWi 1/20, EUR 900,000): an ex-partner who knew both was given the new number."""

from __future__ import annotations

import inspect

import pytest

from dsr.domain.actor import SUBJECT
from dsr.domain.errors import NotAllowed
from dsr.domain.proof import Control, Method, Sensitivity
from dsr.domain.words import Right
from dsr.kit import Kit
from dsr.services import proofs, status
from tests.services.carol import ask

KNOWS_ALL = {"name": "Carol Ærø", "employer": "Havblik ApS", "numbers": "+45 31 00 04 17, 614", "message": "Born on 1 January 1990, customer 4711."}


def _reached(kit: Kit, request_id: int) -> set[Sensitivity]:
    with kit.database.reading() as session:
        return {one for right in Right for one in proofs.reaches(session, request_id, right)}


def test_whoever_only_knows_much_has_proven_nothing(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False, **KNOWS_ALL)
    assert _reached(kit, asked.request_id) == set()


def test_the_pick_up_code_opens_a_page_and_proves_nobody(kit: Kit) -> None:
    """It was shown to whoever asked, and whoever asked may be anybody."""
    asked = ask(kit, is_confirmed=False, **KNOWS_ALL)
    with kit.database.transaction() as session:
        status.open(session, asked.receipt.reference, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert _reached(kit, asked.request_id) == set()


def test_knowledge_is_no_method_of_proof() -> None:
    assert {one.value for one in Method} == {"email_link", "line_sms", "line_call", "eid", "employer", "call_back", "posted_code", "notice", "other",
                                            "override"}
    taken = set(inspect.signature(proofs.prove).parameters)
    assert not {one for one in taken if any(word in one for word in ("name", "birth", "born", "national", "cpr", "answer"))}


def test_what_was_said_on_the_telephone_is_no_proof_by_itself(kit: Kit) -> None:
    """Nobody but staff records that somebody was recognised, and they call a number on file: a caller is not called back by knowing things."""
    asked = ask(kit, is_confirmed=False, **KNOWS_ALL)
    for method in (Method.CALL_BACK, Method.OTHER, Method.OVERRIDE):
        control = Control.US if method is Method.OVERRIDE else Control.PERSON
        with pytest.raises(NotAllowed), kit.database.transaction() as session:
            proofs.prove(session, asked.request_id, method, control, by=SUBJECT, now=kit.now(), vault=kit.vault, reason=KNOWS_ALL["message"])
    assert _reached(kit, asked.request_id) == set()

