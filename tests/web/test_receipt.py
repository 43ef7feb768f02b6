"""The receipt shows the code once, and the code stays nowhere."""

from __future__ import annotations

from flask import Flask

from tests.fakes import FrozenNow
from tests.web.browser import Browser, words
from tests.web.conftest import FORM


def _sent(app: Flask) -> Browser:
    browser = Browser(app)
    browser.get("/")
    browser.post("/", **FORM)
    return browser


def _code(browser: Browser) -> str:
    text = browser.get("/receipt").get_data(as_text=True)
    return text.split('translate="no">')[1].split("<")[0] if 'translate="no">' in text else ""


def test_the_due_date_is_the_largest_thing_and_the_code_is_told_to_be_written_down(app: Flask) -> None:
    page = _sent(app).get("/receipt")
    assert '<time class="bigdate" datetime="2026-12-24">Thursday 24 December 2026</time>' in page.get_data(as_text=True)
    assert "Write it down now" in words(page)
    assert "it is not in the mail" in words(page)


def test_the_code_is_shown_once(app: Flask) -> None:
    browser = _sent(app)
    assert len(_code(browser)) == 14
    assert _code(browser) == ""
    assert "cannot be shown again" in words(browser.get("/receipt"))
    assert "Thursday 24 December 2026" in words(browser.get("/receipt"))


def test_a_look_at_the_head_does_not_use_it_up(app: Flask) -> None:
    browser = _sent(app)
    assert browser.head("/receipt").status_code == 200
    assert len(_code(browser)) == 14


def test_the_cookie_never_holds_the_code_in_plain_and_after_the_page_not_at_all(app: Flask) -> None:
    browser = _sent(app)
    with browser.client.session_transaction("/") as session:
        before = dict(session["receipt"])
    code = _code(browser)
    with browser.client.session_transaction("/") as session:
        after = dict(session["receipt"])
    assert "sealed" in before
    assert code not in str(before)
    assert code.replace("-", "") not in str(before)
    assert set(after) == {"reference", "due_on", "right"}


def test_a_kept_copy_of_the_cookie_opens_nothing_after_ten_minutes(app: Flask, now: FrozenNow) -> None:
    browser = _sent(app)
    now.forward(minutes=10)
    assert _code(browser) == ""


def test_without_a_request_there_is_no_receipt(app: Flask) -> None:
    assert Browser(app).get("/receipt").headers["Location"] == "/"
