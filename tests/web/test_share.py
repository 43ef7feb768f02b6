"""The person lets a company have an address, and stops its part: in the words of how far it has come."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.instruction import Decision
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.models import Request
from tests.services.asked_company import Scene, a_processor_part
from tests.services.customers import a_company, a_contact
from tests.web.browser import Browser, words
from tests.web.company_browser import enter, enter_again, give, path_of
from tests.web.conftest import ask
from tests.web.phones import opened

PRIVATE, SHOWN = "soren@freemail.example", "s…@freemail.example"
ADDRESSES = "An address for your employer’s answer"


@pytest.fixture
def stage(app: Flask, kit: Kit) -> tuple[Scene, Browser]:
    """Søren wrote from a private mailbox, and a part of his request is Nordlys'; nobody was asked yet."""
    asked = ask(app, kit, email=PRIVATE)
    with kit.database.transaction() as session:
        company = a_company(session)
        contact = a_contact(session, company)
        request = session.execute(select(Request)).scalar_one()
        scene = Scene(kit, request.id, a_processor_part(session, request, company).id, company.id, contact.id)
    return scene, opened(app, asked)


def choose(browser: Browser, address: str | None = None) -> int:
    """Press the button beside an address, as the page shows it; None: beside "No address"."""
    page = browser.get("/status/change").get_data(as_text=True)
    named = {ends: name for name, ends in re.findall(r'name="address" value="([^"]+)"(?: checked)?><span>([^<]+)<', page)}
    referral = re.search(r'name="referral" value="(\d+)"', page)
    assert referral is not None
    return browser.post("/status/change/share", referral=referral[1], address=named[address or "No address"]).status_code


def test_the_company_sees_exactly_the_address_that_was_chosen(app: Flask, stage: tuple[Scene, Browser]) -> None:
    scene, browser = stage
    assert ADDRESSES not in words(browser.get("/status/change"))
    scene.begin()
    page = browser.get("/status/change").get_data(as_text=True)
    assert 'value="none" checked' in page
    assert PRIVATE not in page
    assert choose(browser, SHOWN) == 303
    assert "The company is told this address." in words(browser.follow())
    assert PRIVATE in words(enter(scene, app).get(path_of(scene)))
    shown = words(browser.get("/status/change"))
    assert f"it is told {SHOWN} and has opened its page, so this stays." in shown
    assert f"It could see your address {SHOWN}." in shown


def test_until_its_page_was_opened_the_address_is_taken_back_and_afterwards_not(app: Flask, kit: Kit, stage: tuple[Scene, Browser]) -> None:
    scene, browser = stage
    scene.begin()
    choose(browser, SHOWN)
    assert choose(browser) == 303
    assert "The company is told no address." in words(browser.follow())
    company = enter(scene, app)
    assert "not shared with you" in words(company.get(path_of(scene)))
    assert "It has opened its page already: what you choose now stays." in words(browser.get("/status/change"))
    choose(browser, SHOWN)
    browser.follow()
    with kit.database.reading() as session:
        referral = str(scene.referral(session).id)
    browser.get("/status")
    browser.post("/status/change/share", referral=referral, address="none")
    assert "That is not possible any more." in words(browser.follow())
    assert PRIVATE in words(enter_again(scene, app, kit).get(path_of(scene)))


def test_what_was_not_offered_is_not_shared(stage: tuple[Scene, Browser]) -> None:
    scene, browser = stage
    scene.begin()
    browser.get("/status/change")
    with scene.kit.database.reading() as session:
        referral = str(scene.referral(session).id)
    for typed in ({"address": "somebody@freemail.example"}, {"address": ""}, {}):
        page = browser.post("/status/change/share", referral=referral, **typed)
        assert page.status_code == 422
        assert "Choose one of the addresses, or none." in words(page)
    for wrong in ("0", "x", "9" * 30):
        browser.get("/status/change")
        assert browser.post("/status/change/share", referral=wrong, address="none").status_code == 303
    with scene.kit.database.reading() as session:
        assert scene.referral(session).shared_address is None


def test_a_work_mailbox_elsewhere_is_not_offered_and_the_page_says_why(app: Flask, kit: Kit) -> None:
    asked = ask(app, kit, email="soren@havblik.example")
    with kit.database.transaction() as session:
        company = a_company(session)
        contact = a_contact(session, company)
        request = session.execute(select(Request)).scalar_one()
        scene = Scene(kit, request.id, a_processor_part(session, request, company).id, company.id, contact.id)
    scene.begin()
    page = words(opened(app, asked).get("/status/change"))
    assert "it is told none. There is no address that you could choose" in page


def test_the_button_says_what_it_does_before_and_after_the_company_was_asked(app: Flask, stage: tuple[Scene, Browser]) -> None:
    scene, browser = stage
    page = words(browser.get("/status/change"))
    assert "Do not pass it on" in page
    assert "Stop your employer’s part" not in page
    scene.begin()
    page = words(browser.get("/status/change"))
    assert "We have asked your employer. If you do not want that any more, we tell it that nothing is needed" in page
    assert "Your employer has told us what to do." not in page
    assert "Do not pass it on" not in page
    give(enter(scene, app), path_of(scene), decision=Decision.ANSWER.value)
    page = words(browser.get("/status/change"))
    assert "Your employer has told us what to do. If you stop that, we do not carry it out" in page
    assert "We have asked your employer." not in page
    browser.post("/status/change/company")
    page = words(browser.follow())
    assert "Nothing more is passed on to your employer, as you wished." in page
    with scene.kit.database.reading() as session:
        part = scene.part(session)
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
    assert len(scene.letters("company_withdrawn")) == 1


def test_what_was_done_as_the_company_decided_is_said_to_stay(stage: tuple[Scene, Browser]) -> None:
    scene, browser = stage
    scene.begin()
    with scene.kit.database.transaction() as session:
        part = scene.part(session)
        part.state, part.outcome, part.closed_at = State.CLOSED, Outcome.FULFILLED, scene.kit.now()
    page = words(browser.get("/status/change"))
    assert "What was done as your employer decided stays as it is." in page
    assert "Pass nothing more on" in page
