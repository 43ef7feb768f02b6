"""Headers, cookies, CSRF and limits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from dsr.web import access
from tests.web.browser import Browser

PAGES = ("/", "/receipt", "/confirm/x", "/confirmed", "/status", "/answer/x", "/answer", "/privacy", "/nowhere", "/desk/sign-in", "/desk/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_headers(app: Flask, path: str) -> None:
    headers = Browser(app).get(path).headers
    policy = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["script-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_files_of_the_look_may_be_kept(app: Flask) -> None:
    answer = Browser(app).get("/static/tokens.css")
    answer.close()
    assert answer.status_code == 200
    assert "no-store" not in answer.headers["Cache-Control"]


def test_pages_call_no_other_site(app: Flask) -> None:
    for path in PAGES:
        text = Browser(app).get(path).get_data(as_text=True)
        assert "<script" not in text
        assert " style=" not in text
        assert "src=" not in text
        assert 'href="http' not in text.replace('href="https://www.datatilsynet.dk" rel="noreferrer"', "")


def test_the_two_sides_have_their_own_cookies(app: Flask, alice: Browser) -> None:
    public = Browser(app).get("/").headers["Set-Cookie"]
    desk = Browser(app).get("/desk/sign-in").headers["Set-Cookie"]
    assert public.startswith("dsr=")
    assert "SameSite=Lax" in public
    assert desk.startswith("dsr_desk=")
    assert "SameSite=Strict" in desk
    assert "Path=/desk" in desk
    for cookie in (public, desk):
        assert "HttpOnly" in cookie
        assert "Secure" not in cookie.replace("SameSite", "")


def test_a_cookie_of_one_side_opens_nothing_on_the_other(app: Flask, alice: Browser) -> None:
    with alice.client.session_transaction("/desk/") as session:
        token = session[access.TOKEN]
    thief = Browser(app)
    with thief.client.session_transaction("/") as session:  # signed by us, but for the public side
        session[access.TOKEN] = token
    thief.client.set_cookie("dsr_desk", thief.cookie("dsr"), path="/desk")
    assert thief.get("/desk/").status_code == 303
    assert alice.get("/desk/").status_code == 200


def test_production_wants_tls_everywhere(make_app: Callable[..., Flask]) -> None:
    app = make_app(mode="production")
    answer = Browser(app).client.get("/", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert answer.headers["Set-Cookie"].startswith("__Host-dsr=")
    assert "Secure" in answer.headers["Set-Cookie"]
    desk = Browser(app).client.get("/desk/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert desk.startswith("__Secure-dsr_desk=")
    assert "Secure" in desk


def test_production_takes_forms_without_a_referrer(make_app: Callable[..., Flask]) -> None:
    """Our own policy forbids the header, so that the check of Flask-WTF for it would refuse every form."""
    app = make_app(mode="production")
    browser = Browser(app)
    browser.page = browser.client.get("/status", base_url="https://localhost")
    hidden = browser.page.get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    answer = browser.client.post("/status", base_url="https://localhost", data={"csrf_token": hidden, "reference": "x", "code": "y"})
    assert answer.status_code == 403
    assert "do not fit together" in answer.get_data(as_text=True) or "passer ikke sammen" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/status", "/confirm/x", "/answer/x", "/desk/sign-in", "/desk/sign-out", "/desk/requests/x/notes",
                                  "/desk/requests/x/parts/1/collect", "/desk/requests/x/renew-code"])
def test_a_form_without_its_token_is_refused(alice: Browser, path: str) -> None:
    answer = alice.post_bare(path, reference="x", code="x", email="x", password="x", note="x")
    assert answer.status_code == 400
    assert "send it again" in answer.get_data(as_text=True)


def test_too_much_text_is_a_page_and_no_traceback(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/")
    answer = browser.post("/", name="A", email="a@nordlys.example", message="x" * 300_000)
    assert answer.status_code == 413
    assert "larger than we can take" in answer.get_data(as_text=True)


def test_an_address_is_believed_only_from_our_own_proxy(make_app: Callable[..., Flask]) -> None:
    alone, behind = make_app(sign_in_limit="1 per hour"), make_app(sign_in_limit="1 per hour", trusted_proxies=1)
    for app, expected in ((alone, 429), (behind, 403)):
        for address, status in (("192.0.2.1", 403), ("192.0.2.2", expected)):
            browser = Browser(app)
            browser._headers["X-Forwarded-For"] = address
            browser.get("/status")
            assert browser.post("/status", reference="x", code="x").status_code == status
