"""The confirmation: opening the link changes nothing, the button does."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Event, Part, Request
from tests.web.browser import Browser, settled, words
from tests.web.conftest import ask, letter_token


def _traces(kit: Kit) -> tuple[State, bool, int]:
    with kit.database.reading() as db:
        part = db.execute(select(Part)).scalar_one()
        confirmed = db.execute(select(Request.confirmed_at)).scalar_one()
        return part.state, confirmed is not None, db.execute(select(func.count()).select_from(Event)).scalar_one()


def test_a_scanner_that_opens_the_link_changes_nothing(app: Flask, kit: Kit) -> None:
    ask(app, kit, is_confirmed=False)
    token, before = letter_token(kit, "confirm"), _traces(kit)
    scanner = Browser(app)
    for _ in range(3):
        assert scanner.get(f"/confirm/{token}").status_code == 200
        assert scanner.head(f"/confirm/{token}").status_code == 200
    assert _traces(kit) == before
    assert before[0] is not State.TRIAGE


def test_the_button_confirms_and_pressing_twice_is_the_same(app: Flask, kit: Kit) -> None:
    ask(app, kit, is_confirmed=False)
    token = letter_token(kit, "confirm")
    carol = Browser(app)
    carol.get(f"/confirm/{token}")
    page = carol.page
    assert carol.post(f"/confirm/{token}").headers["Location"] == "/confirmed"
    after = _traces(kit)
    assert after[:2] == (State.TRIAGE, True)
    assert "is confirmed" in words(carol.follow())
    carol.page = page
    assert carol.post(f"/confirm/{token}").status_code == 303
    assert _traces(kit) == after


def test_an_unknown_link_is_a_calm_page_with_a_human(app: Flask) -> None:
    pages = [Browser(app).get(f"/confirm/{token}") for token in ("x", "y" * 40)]
    assert {page.status_code for page in pages} == {404}
    assert settled(pages[0]) == settled(pages[1])
    assert "A person helps you on" in words(pages[0])


def test_pressing_an_unknown_link_changes_nothing_and_says_the_same(app: Flask, kit: Kit) -> None:
    ask(app, kit, is_confirmed=False)
    before = _traces(kit)
    carol = Browser(app)
    carol.get("/status")
    assert carol.post("/confirm/unknown").status_code == 404
    assert _traces(kit) == before
