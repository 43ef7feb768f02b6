"""What goes wrong is a calm page: a sentence, a way to a human, and for our own faults a number to quote."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from dsr.domain.errors import Conflict, NotAllowed, NotFound, SourceUnavailable
from dsr.web.access import public
from tests.web.browser import Browser, settled, words

SECRET = "soren@nordlys.example"


def _route(app: Flask, error: Exception, path: str = "/fails") -> None:
    @public
    def fails() -> str:
        raise error

    app.add_url_rule(path, f"fails{path}", fails)


def test_an_unknown_fault_has_a_number_and_says_nothing_of_the_person(app: Flask, caplog: pytest.LogCaptureFixture,
                                                                     capsys: pytest.CaptureFixture[str]) -> None:
    _route(app, ValueError(f"cannot read {SECRET}"))
    with caplog.at_level(logging.DEBUG):
        answer = Browser(app).get("/fails")
    said = capsys.readouterr()
    quote = answer.get_data(as_text=True).split('<strong class="ref">')[1].split("<")[0]
    assert answer.status_code == 500
    assert SECRET not in answer.get_data(as_text=True)
    logged = caplog.text + said.out + said.err
    assert quote in logged
    assert "ValueError" in logged
    assert SECRET not in logged


def test_not_allowed_and_not_found_look_the_same_to_the_public(app: Flask) -> None:
    _route(app, NotFound(), "/a")
    _route(app, NotAllowed(reason="expired"), "/b")
    pages = [Browser(app).get(path) for path in ("/a", "/b", "/nowhere")]
    assert {page.status_code for page in pages} == {404}
    assert len({settled(page) for page in pages}) == 1


@pytest.mark.parametrize(("error", "status"), [(Conflict(), 409), (SourceUnavailable(source="crm", detail="timeout"), 503), (NotAllowed(), 403)])
def test_the_desk_is_told_what_it_is(app: Flask, error: Exception, status: int) -> None:
    _route(app, error, "/desk/fails")
    assert Browser(app).get("/desk/fails").status_code == status


def test_a_wrong_method_and_a_wrong_address_are_pages(app: Flask) -> None:
    assert Browser(app).get("/confirmed/").status_code == 404
    assert "Nothing here" in words(Browser(app).get("/answer/file/x"))
    browser = Browser(app)
    browser.get("/")
    assert browser.post("/privacy").status_code == 405


def test_every_error_page_offers_a_human(app: Flask) -> None:
    text = words(Browser(app).get("/nowhere"))
    assert "dpo@fjordtel.example" in text
    assert "+45 70 00 00 12" in text
