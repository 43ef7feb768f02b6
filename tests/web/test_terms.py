"""The page where the privacy manager signs off what the letter says about each collection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from dsr.app import create_app
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import TermsSignature
from tests.services.read_rows import SOURCES
from tests.services.told import told
from tests.web.browser import Browser, words


@pytest.fixture
def app(make_kit: Callable[..., Kit]) -> Flask:
    """Two sources of which all is said, and one collection that says no purpose."""
    contacts, telephone = told(SOURCES)
    first = SOURCES[0].datasets[0]
    bare = replace(SOURCES[0], key="bare", datasets=(replace(first, key="bare", collections=first.collections[:1]),))
    return create_app(replace(make_kit(), sources=SourceBook((contacts, telephone, bare))))


def signatures(kit: Kit) -> int:
    with kit.database.reading() as session:
        return session.execute(select(func.count()).select_from(TermsSignature)).scalar_one()


def test_a_stranger_sees_nothing(app: Flask) -> None:
    assert Browser(app).get("/desk/terms").status_code in (302, 303)


def test_all_that_is_complete_is_signed_at_once_and_says_so(kit: Kit, alice: Browser) -> None:
    page = words(alice.get("/desk/terms"))
    assert "Sign off all that is complete (4)" in page
    assert "To run the service." in page
    assert "incomplete" in page
    assert "Not stated yet" in page
    alice.post("/desk/terms/sign", address="")
    assert "Signed off: 4." in words(alice.follow())
    assert signatures(kit) == 4
    after = words(alice.get("/desk/terms"))
    assert "signed " in after
    assert "Sign off all" not in after


def test_one_collection_is_signed_by_itself_and_what_is_incomplete_not_at_all(kit: Kit, alice: Browser) -> None:
    alice.get("/desk/terms")
    alice.post("/desk/terms/sign", address="crm.contacts")
    alice.post("/desk/terms/sign", address="no.such")
    assert signatures(kit) == 1


@pytest.mark.parametrize("who", ["bob"])
def test_who_may_not_decide_sees_no_button_and_signs_nothing(kit: Kit, request: pytest.FixtureRequest, who: str) -> None:
    browser: Browser = request.getfixturevalue(who)
    page = browser.get("/desk/terms")
    assert page.status_code == 200
    assert "Sign off" not in words(page)
    assert browser.post("/desk/terms/sign").status_code == 403
