"""The status page: reference and code, no account."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from dsr.domain.actor import SYSTEM
from dsr.domain.proof import PauseKind
from dsr.kit import Kit
from dsr.models import Request
from dsr.services import pauses
from tests.fakes import FrozenNow
from tests.web.browser import Browser, settled, words
from tests.web.conftest import Asked, ask


def _tried(app: Flask, reference: str, code: str) -> Browser:
    browser = Browser(app)
    browser.get("/status")
    browser.post("/status", reference=reference, code=code)
    return browser


def test_reference_and_code_open_it(app: Flask, asked: Asked) -> None:
    text = words(_tried(app, asked.reference, asked.code).follow())
    assert "We are working on your answer" in text
    assert "You get our answer no later than Thursday 24 December 2026" in text
    assert "See my data" in text
    assert "Email confirmed" in text


def test_the_code_may_be_typed_small_and_with_spaces(app: Flask, asked: Asked) -> None:
    browser = _tried(app, f" {asked.reference.lower()} ", asked.code.lower().replace("-", " "))
    assert browser.follow().status_code == 200


def test_a_wrong_code_and_an_unknown_reference_get_the_same_words(app: Flask, asked: Asked) -> None:
    pages = [_tried(app, reference, "AAAA-BBBB-CCCC").page for reference in (asked.reference, "DSR-0000-0000-0", "nonsense")]
    texts = []
    for page, reference in zip(pages, (asked.reference, "DSR-0000-0000-0", "nonsense"), strict=True):
        assert page is not None
        assert page.status_code == 403
        texts.append(settled(page).replace(f'value="{reference}"', ""))
    assert texts[0] == texts[1] == texts[2]
    assert "<title>Error: " in texts[0]
    assert "AAAA-BBBB-CCCC" not in texts[0]


def test_nobody_else_sees_it_and_it_ends(app: Flask, asked: Asked, now: FrozenNow) -> None:
    browser = _tried(app, asked.reference, asked.code)
    assert browser.get("/status/request").status_code == 200
    assert Browser(app).get("/status/request").headers["Location"] == "/status"
    now.forward(minutes=31)
    assert browser.get("/status/request").headers["Location"] == "/status"


def test_codes_cannot_be_tried_without_end(make_app: Callable[..., Flask]) -> None:
    app = make_app(sign_in_limit="2 per minute")
    browser = Browser(app)
    browser.get("/status")
    assert [browser.post("/status", reference="x", code="y").status_code for _ in range(3)] == [403, 403, 429]


def test_who_has_shown_too_little_is_not_told_that_nothing_is_to_be_done(app: Flask, kit: Kit) -> None:
    asked = ask(app, kit, is_proven=False)
    assert "You need to do nothing more" not in words(asked.carol.get("/confirmed"))
    text = words(_tried(app, asked.reference, asked.code).follow())
    assert "You need to do nothing." not in text
    assert "We need more than an email before we give out calls" in text


def test_who_has_shown_enough_is_not_asked_again(app: Flask, asked: Asked) -> None:
    text = words(_tried(app, asked.reference, asked.code).follow())
    assert "You need to do nothing." in text
    assert "What you have shown is enough for what you asked for." in text
    assert "We need more than an email" not in text


def test_the_page_says_that_the_time_stands_and_what_day_follows(app: Flask, kit: Kit, now: FrozenNow) -> None:
    asked = ask(app, kit, is_proven=False)
    assert "stands still" not in words(_tried(app, asked.reference, asked.code).follow())
    with kit.database.transaction() as session:
        pauses.begin(session, session.execute(select(Request)).scalar_one(), PauseKind.IDENTITY, by=SYSTEM, now=kit.now(), settings=kit.settings)
    page = words(_tried(app, asked.reference, asked.code).follow())
    assert "On Tuesday 24 November 2026 we asked you to show us who you are" in page
    assert "the time for our answer stands still" in page
    now.forward(days=10)
    with kit.database.transaction() as session:
        pauses.end(session, session.execute(select(Request)).scalar_one(), PauseKind.IDENTITY, by=SYSTEM, now=kit.now())
    after = words(_tried(app, asked.reference, asked.code).follow())
    assert "From Tuesday 24 November 2026 to Friday 4 December 2026 the time for our answer stood still" in after
    assert "no later than Monday 4 January 2027" in after
