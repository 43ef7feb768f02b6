"""The answer: link and code open it, for half an hour, and every file that leaves is recorded."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from dsr.kit import Kit
from dsr.models import Delivery, Event
from tests.fakes import FrozenNow
from tests.web.answers import FILES, release
from tests.web.browser import Browser, settled, words
from tests.web.conftest import Asked


@pytest.fixture
def token(kit: Kit, asked: Asked) -> str:
    return release(kit, asked.reference)


def _opened(app: Flask, token: str, code: str) -> Browser:
    browser = Browser(app)
    browser.get("/status")  # any page gives the token of its forms
    browser.post(f"/answer/{token}", code=code)
    return browser


def _events(kit: Kit) -> int:
    with kit.database.reading() as db:
        return db.execute(select(func.count()).select_from(Event)).scalar_one()


def test_link_and_code_open_all_files(app: Flask, asked: Asked, token: str) -> None:
    browser = _opened(app, token, asked.code.lower())
    page = browser.follow()
    text = words(page)
    for name in FILES:
        assert name in text
    assert "Download the answer (PDF, " in text
    for number, (name, content) in enumerate(sorted(FILES.items()), start=1):
        file = browser.get(f"/answer/file/{number}")
        assert file.status_code == 200
        assert file.get_data() == content
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert name.rpartition("/")[2] in file.headers["Content-Disposition"]
        assert file.headers["Content-Length"] == str(len(content))
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in file.headers["Content-Security-Policy"]
        assert file.headers["Cache-Control"] == "no-store"


def test_each_download_is_recorded_and_a_look_at_its_head_is_none(app: Flask, kit: Kit, asked: Asked, token: str) -> None:
    browser = _opened(app, token, asked.code)
    before = _events(kit)
    assert browser.head("/answer/file/1").status_code == 200
    browser.get("/answer")
    assert _events(kit) == before
    browser.get("/answer/file/1")
    browser.get("/answer/file/1")
    assert _events(kit) == before + 2


def test_opening_the_link_changes_nothing(app: Flask, kit: Kit, token: str) -> None:
    before = _events(kit)
    for _ in range(9):
        assert Browser(app).get(f"/answer/{token}").status_code == 200
        Browser(app).head(f"/answer/{token}")
    assert _events(kit) == before


def test_without_the_code_there_is_nothing(app: Flask, asked: Asked, token: str) -> None:
    stranger = Browser(app)
    stranger.get(f"/answer/{token}")
    assert stranger.post(f"/answer/{token}", code="AAAA-BBBB-CCCC").status_code == 403
    assert stranger.get("/answer").status_code == 404
    assert stranger.get("/answer/file/1").status_code == 404


def test_wrong_codes_are_counted_and_lead_to_a_human(app: Flask, kit: Kit, asked: Asked, token: str) -> None:
    browser = Browser(app)
    browser.get(f"/answer/{token}")
    for _ in range(kit.settings.max_wrong_codes):
        last = browser.post(f"/answer/{token}", code="AAAA-BBBB-CCCC")
        browser.get(f"/answer/{token}")
    with kit.database.reading() as db:
        assert db.execute(select(Delivery.locked_at)).scalar_one() is not None
    assert "AAAA-BBBB-CCCC" not in last.get_data(as_text=True)
    after = browser.get(f"/answer/{token}")
    assert "A person helps you on" in words(after)
    assert _opened(app, token, asked.code).get("/answer").status_code == 404


def test_unknown_expired_and_locked_links_look_the_same(app: Flask, kit: Kit, asked: Asked, token: str, now: FrozenNow) -> None:
    unknown = Browser(app).get("/answer/unknown")
    now.forward(days=kit.settings.link_days + 1)
    expired = Browser(app).get(f"/answer/{token}")
    assert unknown.status_code == expired.status_code == 404
    assert settled(unknown) == settled(expired)
    pressed = _opened(app, token, asked.code).page
    assert pressed is not None
    assert pressed.status_code == 404


def test_the_session_ends_after_half_an_hour(app: Flask, asked: Asked, token: str, now: FrozenNow) -> None:
    browser = _opened(app, token, asked.code)
    now.forward(minutes=29)
    assert browser.get("/answer/file/1").status_code == 200
    now.forward(minutes=2)
    assert browser.get("/answer/file/1").status_code == 404
    assert browser.get("/answer").status_code == 404


def test_no_other_file_can_be_asked_for(app: Flask, asked: Asked, token: str) -> None:
    browser = _opened(app, token, asked.code)
    for number in (0, len(FILES) + 1, 4711):
        assert browser.get(f"/answer/file/{number}").status_code == 404
    assert browser.get("/answer/file/../../config.py").status_code == 404
