"""Who asks by mail has seen no receipt: the pick-up code is shown behind the button of the mail, once, and is worth no more than that."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.actor import SYSTEM, Actor, ActorKind
from dsr.domain.arrival import PickUp
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.proof import Control, Method
from dsr.kit import Kit
from dsr.models import Request
from dsr.services import proofs
from tests.fakes import FrozenNow
from tests.services.mailing import a_mail, all_sent, arrives
from tests.web.browser import Browser, words
from tests.web.conftest import ask, letter_token

LINK = "confirm_mailed"


@pytest.fixture
def reference(kit: Kit) -> str:
    """Of a request that came by mail and waits for its button."""
    arrives(kit, a_mail())  # in English
    return _request(kit).reference


def _request(kit: Kit) -> Request:
    with kit.database.reading() as session:
        return session.execute(select(Request)).scalar_one()


def press(browser: Browser, kit: Kit, letter: str = LINK) -> str:
    """The code that the page shows; nothing if it shows none."""
    token = letter_token(kit, letter)
    browser.get(f"/confirm/{token}")
    return _shown(browser, token)


def _shown(browser: Browser, token: str) -> str:
    if browser.post(f"/confirm/{token}").status_code != 303:
        return ""
    found = re.search(r'class="pickup" translate="no">([^<]+)<', browser.follow().get_data(as_text=True))
    return found[1] if found else ""


def opens(app: Flask, reference: str, code: str) -> bool:
    browser = Browser(app)
    browser.get("/status")
    return browser.post("/status", reference=reference, code=code).status_code == 303


def prove(kit: Kit, method: Method, control: Control) -> None:
    by = SYSTEM if method is Method.NOTICE else Actor(ActorKind.STAFF, None, ROLES[StaffRole.MANAGER])
    with kit.database.transaction() as session:
        proofs.prove(session, _request(kit).id, method, control, by=by, now=kit.now(), vault=kit.vault, reason="Her contract, signed at our desk.")


def test_the_code_is_shown_once_with_the_reference_and_opens_the_status(app: Flask, kit: Kit, reference: str) -> None:
    carol = Browser(app)
    code = press(carol, kit)
    again = carol.get("/confirmed")
    assert opens(app, reference, code)
    assert reference in words(again)
    assert code not in words(again)
    assert "cannot be shown again" in words(again)
    assert _request(kit).pickup is PickUp.BY_LINK


def test_the_letter_says_where_the_code_is_shown(kit: Kit, reference: str) -> None:
    all_sent(kit)
    text = " ".join(kit.mailer.letters[0].text.split())  # type: ignore[attr-defined]
    assert "The page then shows a pick-up code, once" in text
    assert "we showed on the screen" not in text


def test_another_browser_sees_no_code(app: Flask, kit: Kit, reference: str) -> None:
    code = press(Browser(app), kit)
    page = words(Browser(app).get("/confirmed"))
    assert code not in page
    assert "Your pick-up code" not in page


def test_pressed_twice_in_a_breath_the_code_on_the_page_that_is_read_is_the_one_that_opens(app: Flask, kit: Kit, reference: str) -> None:
    carol, token = Browser(app), letter_token(kit, LINK)
    form = carol.get(f"/confirm/{token}")
    assert carol.post(f"/confirm/{token}").status_code == 303
    carol.page = form  # the page of before still stands there
    assert opens(app, reference, _shown(carol, token))


def test_whoever_opens_the_link_later_gets_no_code(app: Flask, kit: Kit, reference: str, now: FrozenNow) -> None:
    code = press(Browser(app), kit)
    now.forward(minutes=3)
    assert press(Browser(app), kit) == ""
    assert opens(app, reference, code)


@pytest.mark.parametrize(("method", "control"), [(Method.OTHER, Control.PERSON), (Method.OVERRIDE, Control.US), (Method.NOTICE, Control.PERSON)])
def test_it_ends_with_a_proof_that_was_given_without_it(app: Flask, kit: Kit, reference: str, method: Method, control: Control) -> None:
    """Bob read her mailbox first and has the code; then she shows who she is, in another way: what that gives is not his. Nor what nobody
    objected to: she did ask, so she has no reason to."""
    bob, other, token = Browser(app), Browser(app), letter_token(kit, LINK)
    other.get(f"/confirm/{token}")
    code = press(bob, kit)
    bob.get("/status")
    assert bob.post("/status", reference=reference, code=code).status_code == 303
    assert bob.get("/status/request").status_code == 200
    prove(kit, method, control)
    assert bob.get("/status/request").status_code == 303
    assert not opens(app, reference, code)
    assert _shown(other, token) == "", "not even in the same breath"
    assert _request(kit).pickup is PickUp.NOBODY


def test_behind_the_link_is_none_for_who_has_shown_more_before_it_was_pressed(app: Flask, kit: Kit, reference: str) -> None:
    prove(kit, Method.OTHER, Control.PERSON)
    assert press(Browser(app), kit) == ""


def test_a_call_in_which_the_code_was_read_out_keeps_it(app: Flask, kit: Kit, reference: str) -> None:
    code = press(Browser(app), kit)
    prove(kit, Method.CALL_BACK, Control.PERSON)
    assert opens(app, reference, code)


def test_the_desk_says_who_has_the_code(app: Flask, kit: Kit, reference: str, alice: Browser) -> None:
    assert "nobody has one" in words(alice.get(f"/desk/requests/{reference}"))
    press(Browser(app), kit)
    assert "behind the link of the mail" in words(alice.get(f"/desk/requests/{reference}"))
    alice.get(f"/desk/requests/{reference}/renew-code")
    assert alice.post(f"/desk/requests/{reference}/renew-code", proof="She came with her contract.").status_code == 200
    assert "behind the link of the mail" not in words(alice.get(f"/desk/requests/{reference}"))
    assert _request(kit).pickup is PickUp.GIVEN


def test_of_a_form_the_button_shows_none(app: Flask, kit: Kit) -> None:
    """Its code was on the receipt, in the hands of whoever asked."""
    asked = ask(app, kit, is_confirmed=False)
    assert press(asked.carol, kit, "confirm") == ""
    assert opens(app, asked.reference, asked.code)
