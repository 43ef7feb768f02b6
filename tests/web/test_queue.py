"""Sign-in and the queue."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from dsr.domain.actor import COMPANY
from dsr.domain.capability import StaffRole
from dsr.domain.instruction import Decision
from dsr.kit import Kit
from dsr.services import instructions, staff
from tests.services.asked_company import companys
from tests.web.browser import Browser, words
from tests.web.conftest import PASSWORD, ask


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(app: Flask, kit: Kit) -> None:
    with kit.database.transaction() as db:
        staff.add(db, "alice@fjordtel.example", StaffRole.MANAGER, PASSWORD, now=kit.now())
    texts = []
    for email in ("alice@fjordtel.example", "nobody@fjordtel.example"):
        browser = Browser(app)
        browser.get("/desk/sign-in")
        answer = browser.post("/desk/sign-in", email=email, password="wrong")
        assert answer.status_code == 403
        assert 'value="wrong"' not in answer.get_data(as_text=True)
        texts.append(words(answer).replace(email, ""))
    assert texts[0] == texts[1]
    assert "does not fit" in texts[0]


def test_signing_in_leads_back_to_the_page_that_was_wanted(app: Flask, alice: Browser, reference: str) -> None:
    stranger = Browser(app)
    door = stranger.get(f"/desk/requests/{reference}").headers["Location"]
    stranger.get(door)
    answer = stranger.post(door, email="alice@fjordtel.example", password=PASSWORD)
    assert answer.headers["Location"] == f"/desk/requests/{reference}"


@pytest.mark.parametrize("wanted", ["https://evil.example/desk/", "//evil.example", "/desk/..//evil.example", "/desk/\\evil.example", "/status"])
def test_signing_in_leads_nowhere_else(app: Flask, alice: Browser, wanted: str) -> None:
    stranger = Browser(app)
    stranger.get("/desk/sign-in")
    answer = stranger.client.post("/desk/sign-in", query_string={"next": wanted}, data={
        "email": "alice@fjordtel.example", "password": PASSWORD,
        "csrf_token": stranger.page.get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0] if stranger.page else ""})
    assert answer.headers["Location"] == "/desk/"


def test_signing_out_ends_the_session_on_the_server(app: Flask, alice: Browser) -> None:
    kept = alice.cookie("dsr_desk", "/desk")
    alice.get("/desk/")
    assert alice.post("/desk/sign-out").status_code == 303
    thief = Browser(app)
    thief.client.set_cookie("dsr_desk", kept, path="/desk")
    assert thief.get("/desk/").status_code == 303


def test_sign_ins_cannot_be_tried_without_end(make_app: Callable[..., Flask]) -> None:
    app = make_app(sign_in_limit="2 per minute")
    browser = Browser(app)
    browser.get("/desk/sign-in")
    assert [browser.post("/desk/sign-in", email="a@b.example", password="x").status_code for _ in range(3)] == [403, 403, 429]


def test_the_queue_shows_who_what_and_until_when(app: Flask, alice: Browser, kit: Kit) -> None:
    ask(app, kit, name="Mette Kjær", right="erasure")
    text = words(alice.get("/desk/"))
    for expected in ("Mette Kjær", "Delete", "Thu 24 Dec", "30 days", "Nordlys A/S", "email confirmed"):
        assert expected in text


def test_an_unconfirmed_request_stays_visible(app: Flask, alice: Browser, kit: Kit) -> None:
    asked = ask(app, kit, is_confirmed=False)
    assert asked.reference in words(alice.get("/desk/?f=unconfirmed"))
    assert "not confirmed" in words(alice.page) if alice.page else False


@pytest.mark.parametrize("name", ["overdue", "soon", "mine", "waiting_us", "waiting_them", "unconfirmed", "open", "closed", "", "nonsense"])
def test_every_filter_is_a_page(app: Flask, alice: Browser, kit: Kit, name: str) -> None:
    ask(app, kit)
    assert alice.get(f"/desk/?f={name}").status_code == 200


def test_an_empty_queue_says_so(alice: Browser) -> None:
    assert "No request here" in words(alice.get("/desk/"))


def test_markup_in_a_name_is_text(app: Flask, alice: Browser, kit: Kit) -> None:
    ask(app, kit, name="<img src=x onerror=alert(1)>", employer="<script>x</script>")
    text = alice.get("/desk/").get_data(as_text=True)
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "<script" not in text


def test_the_queue_says_whose_company_is_silent(kit: Kit, alice: Browser) -> None:
    scene = companys(kit)
    scene.begin()
    assert "is silent" not in words(alice.get("/desk/"))
    with kit.database.transaction() as session:
        scene.referral(session).escalated_at = kit.now()
    assert "the company is silent: its account owner was told" in words(alice.get("/desk/"))
    with kit.database.transaction() as session:
        scene.referral(session).remind_at = None
    assert "the company is silent, and the day is over" in words(alice.get("/desk/"))
    with kit.database.transaction() as session:
        instructions.instruct(session, scene.part_id, Decision.ANSWER, contact_id=scene.contact_id, by=COMPANY, now=kit.now(), vault=kit.vault,
                              settings=kit.settings)
    assert "is silent" not in words(alice.get("/desk/"))


def test_the_queue_says_where_nobody_is_left_to_ask(kit: Kit, alice: Browser) -> None:
    companys(kit, has_contact=False).begin()
    assert "nobody at the company is left to ask" in words(alice.get("/desk/"))
