"""The desk's block about who asks, and what staff may add, take back and doubt."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.domain.proof import Control, Doubt, Method, ProofState
from dsr.kit import Kit
from dsr.models import DoubtRow, Proof
from tests.web.browser import Browser, words
from tests.web.conftest import Asked, ask, sign_in


@pytest.fixture
def asked(app: Flask, kit: Kit) -> Asked:
    """Confirmed, and no more: all that is proven is in the employer's hands."""
    return ask(app, kit, is_proven=False)


def _proofs(kit: Kit) -> list[tuple[Method, Control, ProofState]]:
    with kit.database.reading() as db:
        return [(one.method, one.control, one.state) for one in db.execute(select(Proof).order_by(Proof.id)).scalars()]


def _page(browser: Browser, reference: str) -> str:
    return browser.get(f"/desk/requests/{reference}").get_data(as_text=True)


def _act(browser: Browser, reference: str, name: str, **typed: str) -> int:
    path = f"/desk/requests/{reference}/identity/{name}"
    browser.get(path)
    return browser.post(path, **typed).status_code


def test_the_page_tells_what_is_proven_by_whose_hands_and_what_is_missing(alice: Browser, reference: str) -> None:
    text = _page(alice, reference)
    block = text.split("Who asks, and how we know")[1].split("</section>")[0]
    assert "link in the mail" in block
    assert "in the employer’s hands" in block
    assert block.count("<strong>enough</strong>") == 1
    assert block.count("something that the employer does not control") == 2
    assert "the privacy manager’s decision" in block
    for name in ("override", "accept", "call_back", "doubt"):
        assert f"/identity/{name}" in block


def test_the_manager_overrides_with_a_reason(alice: Browser, kit: Kit, reference: str) -> None:
    assert _act(alice, reference, "override", reason="") == 422
    assert _act(alice, reference, "override", reason="CPR 070761-4285") == 422
    assert len(_proofs(kit)) == 1
    assert _act(alice, reference, "override", reason="She came to our shop.") == 303
    assert _proofs(kit)[1:] == [(Method.OVERRIDE, Control.US, ProofState.PROVEN)]
    text = _page(alice, reference)
    assert text.count("<strong>enough</strong>") == 3
    assert "She came to our shop." in text


def test_only_the_manager_does(app: Flask, kit: Kit, bob: Browser, reference: str) -> None:
    clerk = sign_in(app, kit, "clerk@fjordtel.example", StaffRole.CLERK)
    assert "/identity/override" not in _page(clerk, reference)
    assert clerk.get(f"/desk/requests/{reference}/identity/override").status_code == 403
    assert clerk.post(f"/desk/requests/{reference}/identity/override", reason="I know her.").status_code == 403
    assert bob.get(f"/desk/requests/{reference}/identity/accept").status_code == 403
    assert bob.post(f"/desk/requests/{reference}/identity/accept", reason="x", control="person").status_code == 403
    assert len(_proofs(kit)) == 1


CALLED = {"where": "customer register, contact 12", "control": "person", "knew": "y", "reason": "She answered at once."}


@pytest.mark.parametrize("left_out", ["where", "control", "knew", "reason"])
def test_a_call_back_is_a_proof_only_with_all_that_makes_it_one(alice: Browser, kit: Kit, reference: str, left_out: str) -> None:
    assert _act(alice, reference, "call_back", **{name: value for name, value in CALLED.items() if name != left_out}) == 422
    assert len(_proofs(kit)) == 1


def test_a_call_back_is_kept_with_where_the_number_stands(alice: Browser, kit: Kit, reference: str) -> None:
    assert _act(alice, reference, "call_back", **CALLED) == 303
    assert _proofs(kit)[1:] == [(Method.CALL_BACK, Control.PERSON, ProofState.PROVEN)]
    assert "customer register, contact 12" in _page(alice, reference)


def test_staff_cannot_say_that_another_proof_is_ours(alice: Browser, kit: Kit, reference: str) -> None:
    assert _act(alice, reference, "accept", control="us", reason="x") == 422
    assert _act(alice, reference, "accept", control="person", reason="She sent from the address that her father gave.") == 303
    assert _proofs(kit)[1:] == [(Method.OTHER, Control.PERSON, ProofState.PROVEN)]


def test_a_doubt_is_raised_shown_and_settled(alice: Browser, kit: Kit, reference: str) -> None:
    assert _act(alice, reference, "doubt", ground="because", reason="x") == 422
    assert _act(alice, reference, "doubt", ground=Doubt.NAME_DIFFERS.value, reason="The contract names Lena.") == 303
    text = _page(alice, reference)
    assert "the record has another name" in text
    assert "<strong>enough</strong>" not in text
    assert "enough, were it not doubted" in text
    assert "/collect" not in text
    with kit.database.reading() as db:
        row = db.execute(select(DoubtRow.id)).scalar_one()
    assert _act(alice, reference, "settle", row=str(row), reason="She married.") == 303
    text = _page(alice, reference)
    assert "<strong>enough</strong>" in text
    assert "She married." in text
    assert "/collect" in text


def test_a_proof_is_taken_back_and_nothing_is_collected_then(alice: Browser, kit: Kit, reference: str) -> None:
    assert "/collect" in _page(alice, reference)
    with kit.database.reading() as db:
        row = db.execute(select(Proof.id)).scalar_one()
    assert _act(alice, reference, "revoke", row=str(row), reason="Three people read that mailbox.") == 303
    assert _proofs(kit) == [(Method.EMAIL_LINK, Control.EMPLOYER, ProofState.REVOKED)]
    assert "/collect" not in _page(alice, reference)


def test_the_page_to_take_a_proof_back_names_it(app: Flask, alice: Browser, kit: Kit, asked: Asked) -> None:
    with kit.database.reading() as db:
        row = db.execute(select(Proof.id)).scalar_one()
    path = f"/desk/requests/{asked.reference}/identity/revoke"
    for page in (alice.get(f"{path}?row={row}"), alice.post(path, row=str(row), reason=" ")):
        assert "This proof link in the mail : soren@nordlys.example in the employer’s hands; counts" in words(page)
    other = ask(app, kit, is_proven=False, email="lena@nordlys.example").reference
    assert "This proof" not in words(alice.get(f"/desk/requests/{other}/identity/revoke?row={row}"))


def test_a_row_of_another_request_is_not_touched(app: Flask, alice: Browser, kit: Kit, reference: str) -> None:
    other = ask(app, kit, is_proven=False, email="lena@nordlys.example").reference
    with kit.database.reading() as db:
        mine = db.execute(select(Proof.id).order_by(Proof.id)).scalars().first()
    assert _act(alice, other, "revoke", row=str(mine), reason="x") == 404
    assert _act(alice, other, "revoke", row="9" * 30, reason="x") == 404
    assert {state for _, _, state in _proofs(kit)} == {ProofState.PROVEN}


@pytest.mark.parametrize("name", ["override", "accept", "call_back", "doubt", "revoke", "settle"])
def test_a_look_changes_nothing_and_a_strange_act_is_not_found(alice: Browser, kit: Kit, reference: str, name: str) -> None:
    before = _proofs(kit)
    assert alice.get(f"/desk/requests/{reference}/identity/{name}").status_code == 200
    assert alice.get("/desk/requests/DSR-0000-0000-0/identity/" + name).status_code == 404
    assert alice.get(f"/desk/requests/{reference}/identity/passport").status_code == 404
    assert _proofs(kit) == before


def test_the_person_is_asked_for_more_and_the_clock_stands(alice: Browser, kit: Kit, reference: str) -> None:
    _act(alice, reference, "doubt", ground=Doubt.EMPLOYER_MAY_POSE.value, reason="The employer reads that mailbox.")
    with kit.database.reading() as db:
        row = db.execute(select(DoubtRow.id)).scalar_one()
    _page(alice, reference)
    assert alice.post_seen(f"/desk/requests/{reference}/identity/ask", row=str(row)).status_code == 303
    text = _page(alice, reference)
    assert "the clock stands until something is proven" in text
    assert "until the person proves who they are" in text
    assert "Please prove that it is you" in text
    assert alice.post(f"/desk/requests/{reference}/identity/ask", row=str(row)).status_code == 409


def test_the_page_behind_a_notice_looks_without_changing_and_objects_once(app: Flask, alice: Browser, kit: Kit, reference: str) -> None:
    with kit.database.transaction() as db:
        row = db.execute(select(Proof)).scalar_one()
        token = "t" * 43
        db.add(Proof(request_id=row.request_id, method=Method.NOTICE, control=Control.PERSON, state=ProofState.OPEN, asked_at=kit.now(),
                     channel_token="c" * 64, code_hash=kit.vault.token("objection", token), due_at=kit.now()))
    stranger = Browser(app)
    assert "It was not you?" in stranger.get(f"/objection/{token}").get_data(as_text=True)
    assert _proofs(kit)[-1][2] is ProofState.OPEN
    assert stranger.post(f"/objection/{token}").headers["Location"] == "/objected"
    assert _proofs(kit)[-1][2] is ProofState.OBJECTED
    assert stranger.get("/objected").status_code == 200
    assert stranger.get(f"/objection/{token}").status_code == 404
    assert stranger.get("/objection/unknown").status_code == 404
    assert "somebody who was told says it was not them" in _page(alice, reference)


def test_staff_have_the_other_channels_told_once(alice: Browser, kit: Kit, reference: str) -> None:
    assert "Tell every other channel on file" in _page(alice, reference)
    assert alice.post(f"/desk/requests/{reference}/identity/notice").status_code == 303
    assert (Method.NOTICE, Control.EMPLOYER, ProofState.OPEN) in _proofs(kit)
    assert "Tell every other channel on file" not in _page(alice, reference)
