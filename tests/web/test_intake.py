"""The public form."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from dsr.domain.words import Right, State
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.models import Request
from tests.web.browser import Browser, settled, words
from tests.web.conftest import FORM

CPR = "070761-4285"


def _count(kit: Kit) -> int:
    with kit.database.reading() as db:
        return db.execute(select(func.count()).select_from(Request)).scalar_one()


def test_the_form_says_why_when_and_who_will_know(app: Flask) -> None:
    text = words(Browser(app).get("/"))
    for expected in ("See my data", "Correct something", "Delete something", "I am not sure", "Will my employer know?",
                     "No later than Thursday 24 December 2026 if you send today", "no account and no copy of an ID"):
        assert expected in text


@pytest.mark.parametrize(("right", "expected"), [("access", Right.ACCESS), ("rectification", Right.RECTIFICATION), ("erasure", Right.ERASURE),
                                                 ("unsure", Right.ACCESS)])
def test_a_request_is_stored_and_leads_to_its_receipt(app: Flask, kit: Kit, right: str, expected: Right) -> None:
    browser = Browser(app)
    browser.get("/")
    assert browser.post("/", **{**FORM, "right": right}).headers["Location"] == "/receipt"
    with kit.database.reading() as db:
        request = db.execute(select(Request)).scalar_one()
        assert [(part.right, part.state) for part in request.parts] == [(expected, request.parts[0].state)]
        assert request.parts[0].state in (State.RECEIVED, State.VERIFYING)
        assert b"nordlys" not in request.email


@pytest.mark.parametrize(("more", "attach"), [({}, True), ({"bare": "1"}, False)])
def test_the_pdf_has_the_data_files_in_it_unless_the_person_leaves_them_out(app: Flask, kit: Kit, more: dict[str, str], attach: bool) -> None:
    browser = Browser(app)
    assert "Leave the data files out of the PDF" in words(browser.get("/"))
    browser.post("/", **FORM, **more)
    with kit.database.reading() as db:
        assert db.execute(select(Request.attach)).scalar_one() is attach


def test_the_choice_about_the_pdf_is_kept_when_the_form_comes_back(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/")
    box = 'name="bare" value="1" aria-describedby="bare-h"'
    assert f"{box} checked" in browser.post("/", **{**FORM, "email": "", "bare": "1"}).text
    assert f"{box} checked" not in browser.post("/", **{**FORM, "email": ""}).text


def test_the_same_form_sent_twice_is_one_request(app: Flask, kit: Kit) -> None:
    browser = Browser(app)
    form = browser.get("/")
    browser.post("/", **FORM)
    first = words(browser.follow())
    browser.page = form  # the back button
    browser.post("/", **FORM)
    second = words(browser.follow())
    assert _count(kit) == 1
    reference = first.split("Reference ")[1].split()[0]
    assert reference in second
    assert "cannot be shown again" in second


def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(app: Flask, kit: Kit) -> None:
    browser = Browser(app)
    browser.get("/")
    answer = browser.post("/", **{**FORM, "name": " ", "email": ""})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error: " in text
    assert 'href="#name"' in text
    assert 'href="#email"' in text
    assert 'aria-describedby="name-h name-e"' in text
    assert "Everything, please." in text
    assert "Nordlys A/S" in text
    assert _count(kit) == 0


@pytest.mark.parametrize("email", ["soren", "a@b@c", "soren@nordlys.example\nBcc: x@y.example", "@nordlys.example"])
def test_an_address_that_is_none_is_refused(app: Flask, kit: Kit, email: str) -> None:
    browser = Browser(app)
    browser.get("/")
    answer = browser.post("/", **{**FORM, "email": email})
    assert answer.status_code == 422
    assert 'id="email-e"' in answer.get_data(as_text=True)
    assert _count(kit) == 0


@pytest.mark.parametrize("field", ["name", "email", "employer", "numbers", "message"])
def test_a_national_number_is_refused_not_stored_and_not_echoed(app: Flask, kit: Kit, field: str) -> None:
    browser = Browser(app)
    browser.get("/")
    answer = browser.post("/", **{**FORM, field: f"My CPR is {CPR}"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "We do not need it and have not kept it" in words(answer)
    assert CPR not in text
    assert "My CPR" not in text
    assert _count(kit) == 0


def test_a_form_whose_token_is_too_old_comes_back_with_its_text(app: Flask, kit: Kit) -> None:
    browser = Browser(app)
    browser.get("/")
    answer = browser.post("/", **{**FORM, "csrf_token": "old"})
    assert answer.status_code == 400
    assert "Nothing is lost" in words(answer)
    assert "Everything, please." in words(answer)
    assert _count(kit) == 0
    assert browser.post("/", **FORM).status_code == 303  # the new token fits
    old = browser.post("/", **{**FORM, "csrf_token": "old", "message": CPR})
    assert CPR not in old.get_data(as_text=True)


def test_a_machine_gets_the_same_page_and_nothing_is_stored(app: Flask, kit: Kit) -> None:
    person, machine = Browser(app), Browser(app)
    pages = []
    for browser, website in ((person, ""), (machine, "https://spam.example")):
        browser.get("/")
        browser.post("/", **{**FORM, "website": website})
        page = browser.follow()
        reference = words(page).split("Reference ")[1].split()[0]
        code = page.get_data(as_text=True).split('translate="no">')[1].split("<")[0]
        pages.append(settled(page).replace(reference, "REF").replace(code, "CODE"))
    assert pages[0] == pages[1]
    assert _count(kit) == 1


def test_the_hidden_field_is_hidden_from_people(app: Flask) -> None:
    text = Browser(app).get("/").get_data(as_text=True)
    field = text.split('<div class="hp"')[1].split("</div>")[0]
    assert 'aria-hidden="true"' in field
    assert 'tabindex="-1"' in field
    assert 'autocomplete="off"' in field


def test_many_requests_from_one_address_are_slowed_and_their_text_is_kept(make_app: Callable[..., Flask]) -> None:
    app = make_app(form_limit="2 per hour")
    last = None
    for _ in range(3):
        browser = Browser(app, "192.0.2.7")
        browser.get("/")
        last = browser.post("/", **FORM)
    assert last is not None
    assert last.status_code == 429
    assert "Everything, please." in words(last)
    elsewhere = Browser(app, "192.0.2.8")
    elsewhere.get("/")
    assert elsewhere.post("/", **FORM).status_code == 303


def test_a_form_that_was_refused_does_not_count(make_app: Callable[..., Flask]) -> None:
    app = make_app(form_limit="1 per hour")
    browser = Browser(app)
    browser.get("/")
    for _ in range(3):
        assert browser.post("/", **{**FORM, "name": ""}).status_code == 422
    assert browser.post("/", **FORM).status_code == 303


def test_known_and_unknown_people_get_the_same_page(app: Flask) -> None:
    pages = []
    for email in ("soren@nordlys.example", "soren@nordlys.example", "nobody@nowhere.example"):
        browser = Browser(app)
        browser.get("/")
        browser.post("/", **{**FORM, "email": email})
        page = browser.follow()
        reference = words(page).split("Reference ")[1].split()[0]
        code = page.get_data(as_text=True).split('translate="no">')[1].split("<")[0]
        pages.append(settled(page).replace(reference, "REF").replace(code, "CODE"))
    assert pages[0] == pages[1] == pages[2]


def test_markup_comes_back_as_text(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/")
    text = browser.post("/", **{**FORM, "email": "", "name": '"><script>alert(1)</script>', "message": "</textarea><script>x</script>"})
    assert "<script" not in text.get_data(as_text=True)


def test_the_letter_is_rung_for_once_the_request_is_durable(app: Flask, kit: Kit) -> None:
    browser = Browser(app)
    browser.get("/")
    browser.post("/", **{**FORM, "name": ""})
    assert kit.dispatcher.rung == []  # type: ignore[attr-defined]  # the recording dispatcher of the tests
    browser.post("/", **FORM)
    assert Queue.MAIL in kit.dispatcher.rung  # type: ignore[attr-defined]


def _chosen(app: Flask, kit: Kit, accepts: str, path: str = "/", **fields: str) -> tuple[str, str]:
    """(the language that the form offers first, the language of the request)"""
    browser = Browser(app, language=accepts)
    page = browser.get(path).get_data(as_text=True)
    offered = re.findall(r'<option value="([a-z]+)" lang="[a-z]+" selected>', page)
    assert browser.post("/", **FORM, **fields).status_code == 303
    with kit.database.reading() as db:
        return offered[0], db.execute(select(Request.locale)).scalar_one()


@pytest.mark.parametrize(("accepts", "path", "expected"), [
    ("en", "/", "en"), ("da-DK,da;q=0.9,en;q=0.5", "/", "da"), ("sv-SE,sv;q=0.9,en;q=0.5", "/", "sv"), ("en,sv;q=0.5", "/", "en"),
    ("no,en;q=0.5", "/", "nb"), ("nn-NO,nb;q=0.8,en;q=0.5", "/", "nb"), ("it,sv;q=0.5", "/", "sv"), ("it", "/", "da"),
    ("en", "/?lang=da", "da")])
def test_the_answer_speaks_the_language_of_the_browser_if_it_can(app: Flask, kit: Kit, accepts: str, path: str, expected: str) -> None:
    assert _chosen(app, kit, accepts, path) == (expected, expected)


def test_the_language_of_the_answer_is_a_choice(app: Flask, kit: Kit) -> None:
    assert _chosen(app, kit, "en", language="sv") == ("en", "sv")


def test_a_language_that_nobody_offered_is_refused_beside_its_field(app: Flask, kit: Kit) -> None:
    browser = Browser(app)
    browser.get("/")
    answer = browser.post("/", **FORM, language="xx")
    assert answer.status_code == 422
    assert 'id="language-e"' in answer.get_data(as_text=True)
    assert _count(kit) == 0
