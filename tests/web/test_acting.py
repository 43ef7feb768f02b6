"""Somebody asks for another person on the form: the person confirms and has the code; whoever asked has none, and opens nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from dsr.kit import Kit
from dsr.models import Message, Representative, Request
from dsr.services import mandates
from tests.web.browser import Browser, words
from tests.web.conftest import FORM, letter_token

ULLA = {"acting_name": "Ulla Vester", "acting_organisation": "Forbundet", "acting_email": "ulla@forbundet.example"}


def send(app: Flask, **typed: str) -> Browser:
    browser = Browser(app)
    browser.get("/")
    browser.post("/", **{**FORM, **typed})
    return browser


def test_whoever_asked_gets_a_receipt_without_a_code(app: Flask, kit: Kit) -> None:
    page = send(app, **ULLA).follow()
    assert 'translate="no"' not in page.get_data(as_text=True)
    assert "One thing is left for the person" in words(page)
    with kit.database.reading() as session:
        (line,) = mandates.of(session, session.execute(select(Request.id)).scalar_one(), vault=kit.vault)
        assert (line.acting.name, line.acting.email, line.mandate.is_checked) == ("Ulla Vester", "ulla@forbundet.example", False)
        assert [one.kind for one in session.execute(select(Message)).scalars()] == ["confirm_acted"], "she hears nothing before her mandate is read"


def test_the_person_confirms_as_ever(app: Flask, kit: Kit) -> None:
    send(app, **ULLA)
    token, carol = letter_token(kit, "confirm_acted"), Browser(app)
    carol.get(f"/confirm/{token}")
    assert carol.post(f"/confirm/{token}").headers["Location"] == "/confirmed"
    with kit.database.reading() as session:
        assert [one.kind for one in session.execute(select(Message).order_by(Message.id)).scalars()] == ["confirm_acted", "received"]


@pytest.mark.parametrize("left_out", ["acting_name", "acting_email"])
def test_half_of_it_is_said_to_be_missing_and_what_was_typed_stays(app: Flask, kit: Kit, left_out: str) -> None:
    browser = send(app, **{**ULLA, left_out: ""})
    assert browser.page is not None
    assert browser.page.status_code == 422
    text = browser.page.get_data(as_text=True)
    assert "<details open>" in text
    assert "Forbundet" in text
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Request)).scalar_one() == 0


def test_who_asks_for_themselves_sees_the_code_as_ever(app: Flask, kit: Kit) -> None:
    assert 'translate="no"' in send(app).follow().get_data(as_text=True)
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Representative)).scalar_one() == 0
