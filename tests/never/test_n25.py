"""N25: never let a delivered link live, or be used, for ever. A link ends with its days, works once, and every use is on record; what it opened ends
within the hour. Pressed twice in one breath is once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from dsr.domain.actor import SYSTEM
from dsr.domain.proof import Doubt
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Delivery, Event, Part, Request
from dsr.services import doubts
from tests.fakes import FrozenNow
from tests.web.answers import release
from tests.web.browser import Browser, words
from tests.web.conftest import Asked, ask, letter_token, make_app, make_kit
from tests.web.conftest import app as app_of_web

__all__ = ["make_app", "make_kit"]
app = app_of_web


@pytest.fixture
def asked(app: Flask, kit: Kit) -> Asked:
    return ask(app, kit)


@pytest.fixture
def token(kit: Kit, asked: Asked) -> str:
    return _released(kit, asked)


def _released(kit: Kit, asked: Asked) -> str:
    """The token of an answer that was handed over."""
    given = release(kit, asked.reference)
    with kit.database.transaction() as db:
        db.execute(update(Part).values(state=State.DELIVERING))
    return given


def _press(app: Flask, path: str, **given: str) -> Browser:
    browser = Browser(app)
    browser.get("/status")
    browser.post(path, **given)
    return browser


def _status(browser: Browser) -> int:
    assert browser.page is not None
    return browser.page.status_code


def _events(kit: Kit) -> Iterator[str]:
    with kit.database.reading() as db:
        yield from db.execute(select(Event.name).order_by(Event.id)).scalars().all()


def _signed_in(app: Flask, asked: Asked) -> Browser:
    return _press(app, "/status", reference=asked.reference, code=asked.code)


def test_an_answers_link_opens_once(app: Flask, kit: Kit, asked: Asked, token: str, now: FrozenNow) -> None:
    browser = _press(app, f"/answer/{token}", code=asked.code)
    assert _status(browser) == 303
    now.forward(minutes=3)
    assert browser.get("/answer").status_code == 200, "what it opened stays open for its half hour"
    for again in (browser, Browser(app)):
        assert again.get(f"/answer/{token}").status_code == 404
    assert _status(_press(app, f"/answer/{token}", code=asked.code)) == 404
    now.forward(minutes=30)
    assert browser.get("/answer").status_code == 404
    assert list(_events(kit)).count("answer_opened") == 1


def test_a_look_and_a_wrong_code_do_not_use_it_up(app: Flask, asked: Asked, token: str, now: FrozenNow) -> None:
    for _ in range(3):
        Browser(app).get(f"/answer/{token}")
    assert _status(_press(app, f"/answer/{token}", code="AAAA-BBBB-CCCC")) == 403
    now.forward(days=1)
    assert _status(_press(app, f"/answer/{token}", code=asked.code)) == 303


def test_a_button_pressed_twice_in_one_breath_was_pressed_once(app: Flask, kit: Kit, asked: Asked, token: str, now: FrozenNow) -> None:
    assert _status(_press(app, f"/answer/{token}", code=asked.code)) == 303
    now.forward(seconds=5)
    assert _status(_press(app, f"/answer/{token}", code=asked.code)) == 303
    assert _status(_press(app, f"/answer/{token}", code="AAAA-BBBB-CCCC")) == 403


def test_an_answers_link_ends_with_its_days(app: Flask, kit: Kit, asked: Asked, token: str, now: FrozenNow) -> None:
    now.forward(days=kit.settings.link_days + 1)
    assert Browser(app).get(f"/answer/{token}").status_code == 404
    assert _status(_press(app, f"/answer/{token}", code=asked.code)) == 404


def test_a_link_that_confirms_dies_with_its_button(app: Flask, kit: Kit, now: FrozenNow) -> None:
    ask(app, kit, is_confirmed=False)
    token = letter_token(kit, "confirm")
    assert _status(_press(app, f"/confirm/{token}")) == 303
    assert _status(_press(app, f"/confirm/{token}")) == 303, "in one breath"
    assert Browser(app).get(f"/confirm/{token}").status_code == 404
    now.forward(minutes=3)
    before = list(_events(kit))
    assert _status(_press(app, f"/confirm/{token}")) == 404
    assert list(_events(kit)) == before
    assert before.count("confirmed") == 1


def test_a_link_that_confirms_ends_with_its_days(app: Flask, kit: Kit, now: FrozenNow) -> None:
    ask(app, kit, is_confirmed=False)
    token = letter_token(kit, "confirm")
    now.forward(days=kit.settings.confirm_days)
    assert Browser(app).get(f"/confirm/{token}").status_code == 404
    assert _status(_press(app, f"/confirm/{token}")) == 404


def test_whoever_has_used_it_up_gets_another_by_mail_and_the_old_one_is_closed(
        app: Flask, kit: Kit, asked: Asked, token: str, now: FrozenNow) -> None:
    opened = _press(app, f"/answer/{token}", code=asked.code)
    now.forward(minutes=10)
    browser = _signed_in(app, asked)
    assert "Send me a new link" in words(browser.follow())
    assert browser.post("/status/link").status_code == 303
    assert "on its way to your mailbox" in words(browser.follow())
    new = letter_token(kit, "answer_ready")
    assert new != token
    assert new not in browser.get("/status/request").get_data(as_text=True), "the page itself gives none"
    assert opened.get("/answer/file/1").status_code == 404
    assert _status(_press(app, f"/answer/{token}", code=asked.code)) == 404
    assert _status(_press(app, f"/answer/{new}", code=asked.code)) == 303


def test_a_few_new_links_a_day_are_enough_and_one_that_lies_unopened_is_not_sent_twice(
        app: Flask, kit: Kit, asked: Asked, token: str, now: FrozenNow) -> None:
    def links() -> int:
        with kit.database.reading() as db:
            return db.execute(select(func.count()).select_from(Delivery)).scalar_one()

    browser = _signed_in(app, asked)
    browser.follow()
    browser.post("/status/link")
    assert links() == 1
    for _ in range(6):
        now.forward(minutes=4)
        browser.get("/status/request")
        browser.post("/status/link")
    assert links() == 5
    assert "several links today" in words(browser.get("/status/request"))


def test_nothing_is_sent_again_to_strangers_nor_before_there_is_an_answer_nor_in_doubt(
        app: Flask, kit: Kit, asked: Asked, now: FrozenNow) -> None:
    browser = _signed_in(app, asked)
    assert "Send me a new link" not in words(browser.follow())
    browser.post("/status/link")
    _released(kit, asked)
    now.forward(minutes=5)
    stranger = Browser(app)
    stranger.get("/status")
    assert stranger.post("/status/link").headers["Location"] == "/status"
    assert stranger.post_bare("/status/link").status_code == 400
    with kit.database.transaction() as db:
        request = db.execute(select(Request)).scalar_one()
        doubts.raise_doubt(db, request.id, Doubt.OBJECTION, by=SYSTEM, now=kit.now(), vault=kit.vault)
    browser.get("/status/request")
    browser.post("/status/link")
    with kit.database.reading() as db:
        assert db.execute(select(func.count()).select_from(Delivery)).scalar_one() == 1
