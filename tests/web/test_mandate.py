"""Carol is asked behind a link; a look changes nothing, her yes shows a code once, and she takes it back on her own page."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from dsr.kit import Kit
from dsr.models import Message, Representative, Request
from dsr.services import mandates
from dsr.services.mandates import Acting
from tests.web.browser import Browser, words
from tests.web.conftest import Asked, letter_token

MANDATE = {"name": "Ulla Vester", "email": "ulla@forbundet.example", "organisation": "Forbundet", "scope": "access", "may_receive": "1",
           "starts_on": "2026-01-01"}


def read_mandate(alice: Browser, reference: str, **changed: str) -> None:
    page = f"/desk/requests/{reference}/representatives"
    alice.get(page)
    assert alice.post(page, **{**MANDATE, **changed}).status_code == 303
    alice.follow()


def test_the_person_decides_and_may_think_better_of_it(app: Flask, kit: Kit, alice: Browser, asked: Asked) -> None:
    read_mandate(alice, asked.reference)
    assert alice.page is not None
    assert "the person has not agreed" in words(alice.page)
    token, carol = letter_token(kit, "mandate"), Browser(app)
    page = carol.get(f"/mandate/{token}")
    assert "Ulla Vester has shown us a mandate" in words(page)
    assert "Lost the code?" in words(page)
    carol.head(f"/mandate/{token}")
    with kit.database.reading() as session:
        assert session.execute(select(Representative)).scalar_one().confirmed_at is None
    assert carol.post(f"/mandate/{token}", do="yes", code="").status_code == 422
    assert carol.post(f"/mandate/{token}", do="yes", code="AAAA-AAAA-AAAA").status_code == 403
    assert "That code does not fit" in words(carol.page)  # type: ignore[arg-type]
    page = carol.post(f"/mandate/{token}", do="yes", code=asked.code)
    assert 'class="pickup"' in page.get_data(as_text=True)
    assert carol.get(f"/mandate/{token}").status_code == 404
    assert "may have the answer: the person agreed" in words(alice.get(f"/desk/requests/{asked.reference}/representatives"))
    carol.get("/status")
    carol.post("/status", reference=asked.reference, code=asked.code)
    assert "Ulla Vester may have your answer" in words(carol.follow())
    carol.post("/status/representatives/1/end")
    assert "Ulla Vester" not in words(carol.follow())
    assert "ended" in words(alice.get(f"/desk/requests/{asked.reference}/representatives"))


def test_a_mandate_is_asked_for_and_the_person_says_whether_it_is_their_wish(app: Flask, kit: Kit, alice: Browser, asked: Asked) -> None:
    with kit.database.transaction() as session:
        request = session.execute(select(Request)).scalar_one()
        mandates.claim(session, request, Acting("Ulla Vester", "ulla@forbundet.example"), today=request.received_on, now=kit.now(), vault=kit.vault)
    desk, carol = f"/desk/requests/{asked.reference}/representatives", Browser(app)
    assert "Ask for the mandate" in words(alice.get(desk))
    assert alice.post_seen(f"{desk}/1/ask").status_code == 303
    assert "the clock stands until the mandate comes" in words(alice.follow())
    assert "Asked for the mandate: " in words(alice.get(desk))
    assert "/representatives/1/ask" not in alice.get(desk).get_data(as_text=True)
    assert "stands until the mandate comes since Tuesday 24 November 2026" in words(alice.get(f"/desk/requests/{asked.reference}"))
    carol.get("/status")
    carol.post("/status", reference=asked.reference, code=asked.code)
    assert "we asked whoever acts for you to show that you want it" in words(carol.follow())
    token = letter_token(kit, "mandate_wanted")
    page = carol.get(f"/mandate/{token}")
    assert "Somebody who gives the name Ulla Vester asks for data about you" in words(page)
    assert "your own code" not in words(page), "it gives nothing, and takes no code"
    page = carol.post(f"/mandate/{token}", do="yes")
    assert "Thank you for telling us" in words(page)
    assert "pickup" not in page.get_data(as_text=True)
    assert carol.get(f"/mandate/{token}").status_code == 404
    assert "stands still" not in words(carol.get("/status/request"))
    assert "The person says that they act for them" in words(alice.get(desk))


def test_a_no_ends_it_and_shows_no_code(app: Flask, kit: Kit, alice: Browser, asked: Asked) -> None:
    read_mandate(alice, asked.reference)
    carol = Browser(app)
    token = letter_token(kit, "mandate")
    carol.get(f"/mandate/{token}")
    page = carol.post(f"/mandate/{token}", do="anything")
    assert "pickup" not in page.get_data(as_text=True)
    assert "The answer goes to you alone" in words(page)


def test_a_stranger_stops_nothing(app: Flask, kit: Kit, alice: Browser, asked: Asked) -> None:
    read_mandate(alice, asked.reference)
    stranger = Browser(app)
    stranger.get("/status")
    stranger.post("/status/representatives/1/end")
    with kit.database.reading() as session:
        assert session.execute(select(Representative)).scalar_one().revoked_at is None


def test_what_is_wrong_in_it_is_said(kit: Kit, alice: Browser, asked: Asked) -> None:
    page = f"/desk/requests/{asked.reference}/representatives"
    alice.get(page)
    assert alice.post(page, **{**MANDATE, "ends_on": "2025-01-01"}).status_code == 422
    assert alice.page is not None
    assert "The last day is before the first." in words(alice.page)
    with kit.database.reading() as session:
        assert session.execute(select(Message).where(Message.kind == "mandate")).all() == []
