"""A token, a code or a session of one door at another's: nothing opens, and every door says the same to it as to what never was."""

from __future__ import annotations

import pytest
from flask import Flask

from dsr.kit import Kit
from tests.services.asked_company import Scene, companys
from tests.web.browser import Browser
from tests.web.company_browser import enter, link, path_of
from tests.web.conftest import letter_token

DOORS = ("/confirm/{}", "/answer/{}", "/question/{}", "/company/{}", "/company/{}/code", "/objection/{}", "/mandate/{}", "/address/{}")


@pytest.fixture
def scene(kit: Kit) -> Scene:
    made = companys(kit)
    made.begin()
    return made


@pytest.mark.parametrize("kind", ["company", "confirm"])
def test_a_token_of_one_letter_opens_no_other_door(app: Flask, kit: Kit, scene: Scene, kind: str) -> None:
    token = link(scene).rpartition("/")[2] if kind == "company" else letter_token(kit, "confirm")
    for door in (one for one in DOORS if not one.startswith(f"/{kind}")):
        assert Browser(app).get(door.format(token)).status_code == 404, door
        browser = Browser(app)
        browser.get("/status")  # for the token of a form
        assert browser.post(door.format(token), code="AAAA-AAAA-AAAA", do="yes").status_code in (303, 404, 405), door
    assert scene.events("company_opened", "objected", "mandate_decided") == []


def test_a_companys_session_is_none_of_a_persons(app: Flask, scene: Scene) -> None:
    browser = enter(scene, app)
    for path in ("/status/request", "/status/change", "/prove", "/prove/line", "/answer/file/1"):
        assert browser.get(path).status_code in (302, 303, 404), path
    assert browser.get(path_of(scene)).status_code == 200


def test_a_session_that_was_there_before_the_code_is_not_the_one_that_opens(app: Flask, scene: Scene) -> None:
    """What a thief planted in the browser of a contact is worth nothing once they sign in."""
    planted = Browser(app)
    planted.get(link(scene))
    stolen = planted.cookie("dsr")
    path = link(scene)
    planted.post(path)
    planted.follow()
    planted.post(f"{path}/code", code=scene.letters("company_code")[-1]["code"])
    assert planted.get("/company").status_code == 200
    thief = Browser(app)
    thief.client.set_cookie("dsr", stolen)
    assert thief.get("/company").status_code == 404


def test_a_companys_pages_are_kept_by_no_cache_and_their_address_is_told_to_no_site(app: Flask, scene: Scene) -> None:
    browser = enter(scene, app)
    for path in (link(scene), f"{link(scene)}/code", "/company", path_of(scene)):
        shown = browser.get(path)
        assert shown.headers["Cache-Control"] == "no-store", path
        assert shown.headers["Referrer-Policy"] == "no-referrer", path


def test_no_token_is_in_the_log(app: Flask, scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    token = link(scene).rpartition("/")[2]
    browser = enter(scene, app)
    browser.get(link(scene))
    browser.post(f"{link(scene)}/again")
    browser.post(f"/company/{token}x")
    told = capsys.readouterr()
    assert token not in told.out + told.err
