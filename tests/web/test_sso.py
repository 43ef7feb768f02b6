"""Single sign-on in the browser: over HTTP to a provider and back; whatever goes wrong leads to one page and to no session."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.app import create_app
from dsr.demo.eid import Reply
from dsr.domain.capability import StaffRole
from dsr.eid.staff import StaffParty
from dsr.kit import Kit
from dsr.models import Staff
from tests.eid.provider import CAROL, Running
from tests.fakes import FrozenNow
from tests.services import members
from tests.web.browser import Browser, settled, words
from tests.web.conftest import PASSWORD

BACK = "/desk/sign-in/sso/back"


@pytest.fixture
def running(now: FrozenNow) -> Iterator[Running]:
    made = Running(now, f"http://127.0.0.1:8000{BACK}")
    made.provider.more_claims = {"email": "Nina@fjordtel.example", "email_verified": True, "groups": ["desk", "all"]}
    yield made
    made.stop()


@pytest.fixture
def make_sso(make_kit: Callable[..., Kit], running: Running) -> Callable[..., Flask]:
    def make(**changed: object) -> Flask:
        told = {"issuer": running.provider.issuer, "client_id": running.provider.client_id, "client_secret": running.provider.client_secret,
                "roles": {"it": "admin", "desk": "clerk"}, "label": "Fjordtel login"}
        party = StaffParty(issuer=running.provider.issuer, client_id=running.provider.client_id, client_secret=running.provider.client_secret,
                           label="Fjordtel login", scopes="openid email profile", claim="groups")
        return create_app(replace(make_kit(sso=json.dumps(told), **changed), sso=party))
    return make


@pytest.fixture
def app(make_sso: Callable[..., Flask]) -> Flask:
    return make_sso()


def begin(browser: Browser) -> dict[str, str]:
    """What the provider is asked."""
    browser.get("/desk/sign-in")
    page = browser.post("/desk/sign-in/sso")
    assert page.status_code == 200
    (link,) = re.findall(r'<a class="btn" href="([^"]+)"', page.get_data(as_text=True))
    assert page.headers["Refresh"] == f"0; url={html.unescape(link)}"
    return {name: values[0] for name, values in parse_qs(urlsplit(html.unescape(link)).query).items()}


def come_back(browser: Browser, **given: str) -> int:
    """The way back, as the provider sends it; the page there leads on to ours, and the button is pressed if there is one."""
    page = browser.get(f"{BACK}?{urlencode(given)}")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers  # it came from elsewhere, without our cookie: one that it set would push out the one that counts
    page = browser.get(page.headers["Refresh"].removeprefix("0; url="))
    if page.status_code == 200:
        page = browser.post("/desk/sign-in/sso/in")
    return page.status_code


def finish(browser: Browser, running: Running, asked: dict[str, str], **changed: str) -> int:
    code = running.provider.grant(asked, CAROL)
    return come_back(browser, **{"state": asked["state"], "code": code, "iss": running.provider.issuer, **changed})


def test_somebody_with_a_mapped_role_is_in(app: Flask, kit: Kit, running: Running) -> None:
    browser = Browser(app)
    assert "Sign in with Fjordtel login" in words(browser.get("/desk/sign-in"))
    asked = begin(browser)
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid email profile"
    assert "prompt" not in asked
    assert finish(browser, running, asked) == 303
    assert browser.page is not None
    assert browser.page.headers["Location"] == "/desk/"
    assert browser.get("/desk/enter").status_code == 200
    with kit.database.reading() as db:
        assert db.execute(select(Staff.email, Staff.password)).all() == [("nina@fjordtel.example", "")]


def test_groups_and_address_may_stand_beside_the_token(app: Flask, running: Running) -> None:
    told = running.provider.more_claims
    running.provider.more_claims = {}
    running.provider.more_metadata = {"userinfo_endpoint": f"{running.provider.issuer}/userinfo"}
    subject = running.provider.claims("x", CAROL)["sub"]
    running.provider.instead = lambda path: Reply(200, json.dumps({"sub": subject, **told}).encode(), {"Content-Type": "application/json"}
                                                  ) if path == "/userinfo" else None
    browser = Browser(app)
    assert finish(browser, running, begin(browser)) == 303


def test_everything_that_is_wrong_gets_one_page_and_no_session(app: Flask, kit: Kit, running: Running) -> None:
    good = dict(running.provider.more_claims)
    pages: set[str] = set()
    for wrong in ({"groups": ["all"]}, {"groups": None}, {"email_verified": False}, {"email": None}, {"nonce": "another"}, {"aud": "another"}):
        running.provider.more_claims = {**good, **wrong}
        browser = Browser(app)
        assert finish(browser, running, begin(browser)) == 403, wrong
        assert browser.page is not None
        pages.add(settled(browser.page))
        assert browser.get("/desk/").status_code == 303
    running.provider.more_claims = good
    for given in ({"state": "forged"}, {"iss": "https://other.example"}, {"code": "forged"}, {"code": ""}):
        browser = Browser(app)
        assert finish(browser, running, begin(browser), **given) == 403, given
        assert browser.page is not None
        pages.add(settled(browser.page))
    assert len(pages) == 1
    assert "did not let you in" in pages.pop()
    with kit.database.reading() as db:
        assert db.execute(select(Staff)).first() is None


def test_a_code_of_a_thief_signs_nobody_in_as_the_thief(app: Flask, running: Running) -> None:
    victim, thief = Browser(app), Browser(app)
    begin(victim)
    assert finish(victim, running, begin(thief)) == 403


def test_a_way_back_is_of_no_use_a_second_time(app: Flask, running: Running) -> None:
    browser = Browser(app)
    asked = begin(browser)
    given = {"state": asked["state"], "code": running.provider.grant(asked, CAROL), "iss": running.provider.issuer}
    assert [come_back(browser, **given), come_back(browser, **given)] == [303, 403]


def test_a_provider_that_is_down_is_said_and_passwords_still_work(app: Flask, kit: Kit, running: Running) -> None:
    running.provider.instead = lambda path: Reply(503)
    browser = Browser(app)
    browser.get("/desk/sign-in")
    assert browser.post("/desk/sign-in/sso").status_code == 403


def test_passwords_are_switched_off_once_an_administrator_came_in_by_it(make_sso: Callable[..., Flask], kit: Kit, running: Running) -> None:
    app = make_sso(password_sign_in=False)
    members.add(kit, "olga@fjordtel.example", StaffRole.ADMIN)
    before = Browser(app)
    before.get("/desk/sign-in")
    assert before.post("/desk/sign-in", email="olga@fjordtel.example", password=PASSWORD).status_code == 303
    running.provider.more_claims = {"email": "olga@fjordtel.example", "groups": "it"}
    browser = Browser(app)
    assert finish(browser, running, begin(browser)) == 303
    after = Browser(app)
    assert 'name="password"' not in after.get("/desk/sign-in").get_data(as_text=True)
    assert after.post("/desk/sign-in", email="olga@fjordtel.example", password=PASSWORD).status_code == 403


def test_where_no_provider_is_configured_there_is_nothing(make_app: Callable[..., Flask]) -> None:
    browser = Browser(make_app())
    assert "Sign in with" not in words(browser.get("/desk/sign-in"))
    assert {browser.get(path).status_code for path in (BACK, "/desk/sign-in/sso/in")} == {404}
    browser.get("/desk/sign-in")
    assert browser.post("/desk/sign-in/sso").status_code == 404
