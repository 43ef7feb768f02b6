"""Staff at the door and on the pages about staff: second factor, administration, and requests that are closed to somebody."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.services import second_factor
from tests.fakes import FrozenNow
from tests.services import members
from tests.web.browser import Browser, words
from tests.web.conftest import PASSWORD, ask, sign_in

EMAIL = "nina@fjordtel.example"


@pytest.fixture
def nina(app: Flask, kit: Kit) -> Browser:
    """A case worker."""
    return sign_in(app, kit, EMAIL, StaffRole.CLERK)


@pytest.fixture
def olga(app: Flask, kit: Kit) -> Browser:
    """She administers."""
    return sign_in(app, kit, "olga@fjordtel.example", StaffRole.ADMIN)


def set_up(kit: Kit, browser: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """A second factor by the pages; what makes its codes, and the recovery codes."""
    browser.get("/desk/account")
    browser.post("/desk/account/second-factor")
    page = browser.follow().get_data(as_text=True)
    assert "<svg" in page
    maker = pyotp.TOTP("".join(re.findall(r'wraps" translate="no">([A-Z2-7 ]+)<', page)[0].split()))
    done = browser.post("/desk/account/second-factor/confirm", code=maker.at(kit.now())).get_data(as_text=True)
    return maker, re.findall(r'class="ref" translate="no">([0-9A-Z-]{14})<', done)


def at_the_door(app: Flask, email: str = EMAIL) -> Browser:
    browser = Browser(app)
    browser.get("/desk/sign-in")
    browser.post("/desk/sign-in", email=email, password=PASSWORD)
    return browser


def test_who_has_no_second_factor_is_reminded_on_every_page_and_let_in(nina: Browser) -> None:
    assert "Set up a second factor" in words(nina.get("/desk/"))


def test_a_second_factor_is_set_up_once_shown_once_and_asked_for(app: Flask, kit: Kit, nina: Browser, now: FrozenNow) -> None:
    maker, codes = set_up(kit, nina)
    assert len(codes) == second_factor.RECOVERY_CODES
    assert "Set up a second factor" not in words(nina.get("/desk/"))
    assert nina.get("/desk/account/second-factor").headers["Location"] == "/desk/account"  # the secret is shown no more
    now.forward(seconds=30)
    again = at_the_door(app)
    assert again.page is not None
    assert again.page.headers["Location"] == "/desk/sign-in/code"
    assert again.get("/desk/").headers["Location"].startswith("/desk/sign-in")  # half way opens nothing
    assert again.get("/desk/account/second-factor").status_code == 303
    again.get("/desk/sign-in/code")
    assert again.post("/desk/sign-in/code", code="000000").status_code == 403
    assert again.post("/desk/sign-in/code", code=maker.at(kit.now())).headers["Location"] == "/desk/"
    assert again.get("/desk/").status_code == 200
    third = at_the_door(app)
    third.get("/desk/sign-in/code")
    assert third.post("/desk/sign-in/code", code=maker.at(kit.now())).status_code == 403  # used
    assert third.post("/desk/sign-in/code", code=codes[0]).headers["Location"] == "/desk/"


def test_where_it_is_required_nothing_opens_before_it_is_set_up(make_app: Callable[..., Flask], kit: Kit) -> None:
    app = make_app(second_factor="required")
    members.add(kit, EMAIL, StaffRole.CLERK)
    browser = at_the_door(app)
    assert browser.page is not None
    assert browser.page.headers["Location"] == "/desk/account/second-factor"
    assert browser.get("/desk/").headers["Location"].startswith("/desk/sign-in")
    browser.get("/desk/account/second-factor")
    browser.post("/desk/account/second-factor")
    page = browser.follow().get_data(as_text=True)
    maker = pyotp.TOTP("".join(re.findall(r'wraps" translate="no">([A-Z2-7 ]+)<', page)[0].split()))
    assert browser.post("/desk/account/second-factor/confirm", code="000000").status_code == 422
    assert browser.post("/desk/account/second-factor/confirm", code=maker.at(kit.now())).status_code == 200
    assert browser.get("/desk/").status_code == 200


def test_an_installation_that_does_not_want_it_asks_for_none(make_app: Callable[..., Flask], kit: Kit) -> None:
    app = make_app(second_factor="off")
    members.enrol(kit, members.add(kit, EMAIL, StaffRole.CLERK))
    browser = at_the_door(app)
    assert browser.page is not None
    assert browser.page.headers["Location"] == "/desk/"


def test_the_second_factor_comes_off_with_a_code_only(kit: Kit, nina: Browser, now: FrozenNow) -> None:
    maker, codes = set_up(kit, nina)
    nina.get("/desk/account")
    nina.post("/desk/account/second-factor/off", code="000000")
    assert "does not fit" in words(nina.follow())
    now.forward(seconds=30)
    new = nina.post("/desk/account/second-factor/codes", code=maker.at(kit.now())).get_data(as_text=True)
    assert not any(code in new for code in codes)
    now.forward(seconds=30)
    nina.get("/desk/account")
    nina.post("/desk/account/second-factor/off", code=maker.at(kit.now()))
    assert "The second factor is off" in words(nina.follow())


def test_a_password_is_changed_with_the_old_one_and_other_sessions_end(app: Flask, nina: Browser) -> None:
    other = at_the_door(app)
    nina.get("/desk/account")
    assert nina.post("/desk/account/password", old="wrong", password="another long sentence").status_code == 422
    assert nina.post("/desk/account/password", old=PASSWORD, password="short").status_code == 422
    assert nina.post("/desk/account/password", old=PASSWORD, password="another long sentence").status_code == 303
    assert nina.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 303


def test_an_administrator_adds_changes_and_shuts_out(app: Flask, kit: Kit, olga: Browser) -> None:
    olga.get("/desk/staff")
    assert olga.post("/desk/staff", email="no address", role="clerk", password=PASSWORD).status_code == 422
    assert olga.post("/desk/staff", email=EMAIL, role="clerk", password="short").status_code == 422
    assert olga.post("/desk/staff", email=EMAIL, role="clerk", password=PASSWORD).status_code == 303
    page = olga.follow()
    assert EMAIL in words(page)
    nina = at_the_door(app)
    assert nina.get("/desk/enter").status_code == 200
    path = re.findall(rf'href="(/desk/staff/\d+)">{EMAIL}', page.get_data(as_text=True))[0]
    olga.get(path)
    olga.post(f"{path}/role", role="reader")
    assert "The role has changed" in words(olga.follow())
    assert nina.get("/desk/enter").status_code == 403  # the page that was open does not help
    olga.post(f"{path}/disable")
    assert "They are out" in words(olga.follow())
    assert nina.get("/desk/").status_code == 303
    tried = words(olga.get("/desk/staff"))
    assert "Tried at the door" in tried
    assert "let in" in tried


def test_a_role_taken_away_while_a_page_is_open_takes_effect_at_once(app: Flask, kit: Kit, alice: Browser, olga: Browser) -> None:
    reference = ask(app, kit).reference
    alice.get(f"/desk/requests/{reference}/parts/1/refuse")
    path = re.findall(r'href="(/desk/staff/\d+)">alice@', olga.get("/desk/staff").get_data(as_text=True))[0]
    olga.get(path)
    olga.post(f"{path}/role", role="reader")
    assert alice.post(f"/desk/requests/{reference}/parts/1/refuse", reason="x", ground="unfounded").status_code == 403


def test_the_last_administrator_is_told_why_they_stay(olga: Browser) -> None:
    path = re.findall(r'href="(/desk/staff/\d+)">olga@', olga.get("/desk/staff").get_data(as_text=True))[0]
    for act, fields in (("disable", {}), ("role", {"role": "manager"})):
        olga.get(path)
        olga.post(f"{path}/{act}", **fields)
        assert "the last administrator" in words(olga.follow())
    assert olga.get("/desk/staff").status_code == 200


def test_nobody_but_an_administrator_sees_the_page(nina: Browser, alice: Browser) -> None:
    assert nina.get("/desk/staff").status_code == alice.get("/desk/staff").status_code == 403
    assert "/desk/staff" not in nina.get("/desk/").get_data(as_text=True)


def test_ones_own_request_stands_in_the_queue_without_name_and_link_and_opens_nowhere(app: Flask, kit: Kit, nina: Browser, alice: Browser) -> None:
    own = ask(app, kit, email="Nina@fjordtel.example").reference
    page = nina.get("/desk/")
    assert "your own request" in words(page)
    assert own not in page.get_data(as_text=True)
    assert "Ærø" not in words(page)
    for path in (f"/desk/requests/{own}", f"/desk/requests/{own}/paper", f"/desk/requests/{own}/parts/1/records/crm.contacts"):
        refused = nina.get(path)
        assert refused.status_code == 403, path
        assert "Ask a colleague" in words(refused)
        assert "Ærø" not in words(refused)
    nina.get("/desk/")
    assert nina.post(f"/desk/requests/{own}/notes", note="Hello.").status_code == 403
    assert own in alice.get("/desk/").get_data(as_text=True)


def test_a_request_for_named_readers_is_shut_to_others_from_the_next_page(app: Flask, kit: Kit, nina: Browser, alice: Browser) -> None:
    reference = ask(app, kit).reference
    assert nina.get(f"/desk/requests/{reference}/readers").status_code == 403
    page = alice.get(f"/desk/requests/{reference}/readers").get_data(as_text=True)
    mine = re.findall(r'value="(\d+)"><span>alice@', page)[0]
    theirs = re.findall(r'value="(\d+)"><span>nina@', page)[0]
    alice.post(f"/desk/requests/{reference}/readers", reader=theirs)
    assert "may approve" in words(alice.follow())
    alice.post(f"/desk/requests/{reference}/readers", reader=mine)
    assert "Only those who are named" in words(alice.follow())
    assert nina.get(f"/desk/requests/{reference}").status_code == 403
    assert "for named readers" in words(nina.get("/desk/"))
    assert alice.get(f"/desk/requests/{reference}").status_code == 200
    alice.get(f"/desk/requests/{reference}/readers")
    alice.post(f"/desk/requests/{reference}/readers")
    assert nina.get(f"/desk/requests/{reference}").status_code == 200
