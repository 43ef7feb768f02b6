"""The page of the policy on other people's data: everybody at the desk sees it, the privacy manager changes it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.parties import Party
from dsr.kit import Kit
from dsr.models import PolicyVersion
from tests.web.browser import Browser, words

TABLE = {"country": "DK", "role": "controller", "since": "0", "digits": "3", "dialled": "shown", "caller": "cut", "colleague": "shown",
         "name": "masked", "content": "shown", "network": "masked", "mixed": "masked", "reason": "As on the bill."}


def kept(kit: Kit) -> list[tuple[str, str, int, int]]:
    with kit.database.reading() as session:
        return [(row.country, row.role.value, row.version, row.digits) for row in session.execute(select(PolicyVersion)).scalars()]


def test_a_stranger_sees_nothing(app: Flask) -> None:
    assert Browser(app).get("/desk/policy").status_code in (302, 303)


def test_the_privacy_manager_changes_it_and_the_page_says_why(kit: Kit, alice: Browser) -> None:
    page = words(alice.get("/desk/policy"))
    assert "as it ships" in page
    assert "who withheld the number not shown (cannot be changed)" in page
    alice.post("/desk/policy", **TABLE)
    after = words(alice.follow())
    assert "In force: version 1." in after
    assert "As on the bill." in after
    assert kept(kit) == [("DK", "controller", 1, 3)]
    shown = alice.get("/desk/policy").get_data(as_text=True)
    chosen = re.search(r'name="caller">.*?value="([a-z]+)" selected', shown)
    assert chosen is not None
    assert chosen[1] == "cut"


def test_the_country_of_the_law_is_chosen(alice: Browser) -> None:
    page = words(alice.get("/desk/policy?country=DE"))
    assert "not shown until staff decide" in page
    assert alice.get("/desk/policy?country=Germany").status_code == 404


@pytest.mark.parametrize(("wrong", "status"), [
    ({"reason": " "}, 303), ({"digits": "2"}, 303), ({"digits": "many"}, 404), ({"role": "owner"}, 404), ({"country": "dk"}, 404),
    ({"caller": "loud"}, 404), ({"caller": "uncovered"}, 303), ({"name": "cut"}, 303), ({"since": "3"}, 409)])
def test_what_is_wrong_changes_nothing(kit: Kit, alice: Browser, wrong: dict[str, str], status: int) -> None:
    alice.get("/desk/policy")
    assert alice.post_bare("/desk/policy", **{**_token(alice), **TABLE, **wrong}).status_code == status
    assert kept(kit) == []


@pytest.mark.parametrize("party", [Party.WITHHELD, Party.SECRET])
def test_a_form_that_shows_who_withheld_the_number_does_not(kit: Kit, alice: Browser, party: Party) -> None:
    alice.get("/desk/policy")
    alice.post_bare("/desk/policy", **{**_token(alice), **TABLE, party.value: "shown"})
    with kit.database.reading() as session:
        assert f'"{party.value}":"masked"' in session.execute(select(PolicyVersion.treatments)).scalar_one()


def test_who_only_reads_sees_it_and_changes_nothing(kit: Kit, bob: Browser) -> None:
    page = bob.get("/desk/policy")
    assert "a number that called the person" in words(page)
    assert "Put in force" not in words(page)
    assert bob.post("/desk/policy", **TABLE).status_code == 403
    assert kept(kit) == []


def _token(browser: Browser) -> dict[str, str]:
    assert browser.page is not None
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.page.get_data(as_text=True))
    assert found is not None
    return {"csrf_token": found[1]}
