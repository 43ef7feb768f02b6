"""The page on which a person changes their own request, and the links of a new address: looks change nothing, presses do."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.data_kind import DataKind
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.models import ContactPoint, IdentityRow, Part, Request
from dsr.web.subject.person import KINDS
from tests.web.browser import Browser, words
from tests.web.conftest import Asked, letter_token


@pytest.fixture
def carol(asked: Asked) -> Browser:
    """With her page open."""
    browser = asked.carol
    browser.get("/status")
    browser.post("/status", reference=asked.reference, code=asked.code)
    assert 'href="/status/change"' in browser.follow().get_data(as_text=True)
    browser.get("/status/change")
    return browser


def part(kit: Kit) -> Part:
    with kit.database.reading() as db:
        return db.execute(select(Part)).scalar_one()


def test_nobody_comes_here_without_the_code(app: Flask) -> None:
    stranger = Browser(app)
    stranger.get("/")
    assert stranger.get("/status/change").headers["Location"] == "/status"
    stranger.get("/status")
    assert stranger.post("/status/change/withdraw", sure="yes").headers["Location"] == "/status"
    assert Browser(app).get("/address/unknown").status_code == 404


def test_the_page_says_what_is_so_and_shows_addresses_and_numbers_by_their_ends(carol: Browser) -> None:
    page = words(carol.get("/status/change"))
    assert "Nothing was passed to anybody so far." in page
    assert "Now: s…@nordlys.example." in page
    assert "soren@" not in page
    assert "Søren" not in page


def test_a_request_is_withdrawn_only_with_the_box_ticked(kit: Kit, carol: Browser) -> None:
    answer = carol.post("/status/change/withdraw")
    assert answer.status_code == 422
    assert "Tick the box first" in words(answer)
    assert part(kit).state is State.TRIAGE
    carol.post("/status/change/withdraw", sure="yes")
    page = words(carol.follow())
    assert "Your request is withdrawn. What we had found is deleted" in page
    assert "This request is withdrawn." in page
    assert part(kit).outcome is Outcome.WITHDRAWN
    carol.get("/status")
    carol.post("/status/change/withdraw", sure="yes")
    assert "That is not possible any more." in words(carol.follow())


def test_kinds_and_the_employers_part_are_chosen(kit: Kit, carol: Browser) -> None:
    answer = carol.post("/status/change/kinds")
    assert answer.status_code == 422
    assert "Please fill this in." in words(answer)
    carol.post("/status/change/kinds", kinds="content")
    assert 'value="content" checked' in carol.follow().get_data(as_text=True)
    carol.post("/status/change/company")
    assert "Nothing is passed on to your employer, as you wished." in words(carol.follow())
    with kit.database.reading() as db:
        request = db.execute(select(Request)).scalar_one()
        assert (request.narrowed_kinds, request.pass_on) == ("content", False)


def test_each_kind_of_data_is_said_in_words_of_the_person(carol: Browser) -> None:
    page = words(carol.get("/status/change"))
    assert KINDS.keys() == set(DataKind)
    for said in KINDS.values():
        assert str(said) in page
    assert "call records" not in page


def test_days_are_chosen_or_come_back_as_typed(kit: Kit, carol: Browser) -> None:
    answer = carol.post("/status/change/days", first="2026-06-30", last="2026-06-01")
    assert answer.status_code == 422
    assert "The last day is before the first." in words(answer)
    assert 'value="2026-06-30"' in answer.get_data(as_text=True)
    assert "Write a day as 2026-03-05" in words(carol.post("/status/change/days", first="1 June"))
    carol.post("/status/change/days", first="2026-06-01")
    page = carol.follow()
    assert "our answer tells only what is of these days" in words(page)
    assert 'value="2026-06-01"' in page.get_data(as_text=True)
    with kit.database.reading() as db:
        request = db.execute(select(Request)).scalar_one()
        assert (request.narrowed_from, request.narrowed_to) == (date(2026, 6, 1), None)


def test_a_number_is_added_or_comes_back_as_typed(kit: Kit, carol: Browser) -> None:
    answer = carol.post("/status/change/number", number="my old one")
    assert answer.status_code == 422
    assert 'value="my old one"' in answer.get_data(as_text=True)
    carol.post("/status/change/number", number="+45 78 77 02 02")
    assert "by their last digits: …02." in words(carol.follow())
    with kit.database.reading() as db:
        claimed = db.execute(select(IdentityRow.proven_how).where(IdentityRow.kind == "phone_number")).scalars().all()
        assert claimed == [None]


def test_letters_go_elsewhere_once_both_readers_pressed(app: Flask, kit: Kit, carol: Browser) -> None:
    answer = carol.post("/status/change/address", email="nonsense")
    assert answer.status_code == 422
    assert 'value="nonsense"' in answer.get_data(as_text=True)
    carol.post("/status/change/address", email="soren@freemail.example")
    assert "Waiting for both to agree: s…@freemail.example." in words(carol.follow())
    for letter, said in (("address_old", "Shall our letters go to another address?"), ("address_new", "Shall our letters come here?")):
        reader, token = Browser(app), letter_token(kit, letter)
        assert said in words(reader.get(f"/address/{token}"))
        with kit.database.reading() as db:
            assert db.execute(select(ContactPoint.confirmed_at)).scalar_one() is None  # looking changed nothing
        assert reader.post(f"/address/{token}", say="yes").status_code == 200
        assert reader.get(f"/address/{token}").status_code == 404
        reader.get("/status")
        assert reader.post(f"/address/{token}", say="yes").status_code == 404
    assert "Now: s…@freemail.example." in words(carol.get("/status/change"))


def test_the_old_mailbox_says_no(app: Flask, kit: Kit, carol: Browser) -> None:
    carol.post("/status/change/address", email="attacker@freemail.example")
    reader, token = Browser(app), letter_token(kit, "address_old")
    reader.get(f"/address/{token}")
    assert "somebody knows the pick-up code" in words(reader.post(f"/address/{token}", say="no"))
    new = letter_token(kit, "address_new")
    assert Browser(app).get(f"/address/{new}").status_code == 404
    assert "Now: s…@nordlys.example." in words(carol.get("/status/change"))


def test_what_no_page_offers_is_not_there(carol: Browser) -> None:
    assert carol.post("/status/change/everything").status_code == 404


def test_it_speaks_danish(app: Flask, asked: Asked) -> None:
    browser = Browser(app, language="da")
    browser.get("/status")
    browser.post("/status", reference=asked.reference, code=asked.code)
    assert "Træk anmodningen tilbage" in words(browser.get("/status/change"))
