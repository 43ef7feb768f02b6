"""A hostile contact of a customer, at its own page: what it sends is nobody's error but its own, and gives it nothing of anybody else."""

from __future__ import annotations

import pytest
from flask import Flask

from dsr.kit import Kit
from tests.services.asked_company import Scene, companys
from tests.web.browser import Browser, words
from tests.web.company_browser import OWN, WHY, decided, enter, give, line, link, name_of_line, path_of


@pytest.fixture
def scene(kit: Kit) -> Scene:
    made = companys(kit)
    made.begin()
    return made


@pytest.mark.parametrize("number", ["²", "٣", "9" * 30, "9" * 5000, "-1", "1 or 1=1", "0x1", ""])
def test_a_number_that_is_none_is_no_request_and_no_fault_of_ours(app: Flask, scene: Scene, number: str) -> None:
    browser = enter(scene, app)
    browser.get("/company")
    assert browser.post("/company", request=number, decision="answer").status_code in (404, 422)
    assert decided(scene) == {}


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²", "٣", "-1"])
@pytest.mark.parametrize("path", ["/company/request/{}", "/company/request/{}/file/1", "/company/request/1/file/{}"])
def test_an_address_with_a_number_that_is_none_leads_nowhere(app: Flask, scene: Scene, path: str, number: str) -> None:
    browser = enter(scene, app)
    assert browser.get(path.format(number)).status_code == 404


@pytest.mark.parametrize("said", ["<script>alert(1)</script>", "=HYPERLINK(1)", "A\r\nBcc: x@evil.example", "\u202egnp.exe\u200b", "\x00\x07",
                                  "x" * 5000])
def test_a_reason_is_text_or_is_refused(app: Flask, scene: Scene, said: str) -> None:
    browser = enter(scene, app)
    status = give(browser, path_of(scene), decision="refuse", reason=f"{said} {WHY}")
    assert status in (303, 422)
    assert "<script>alert" not in browser.get(path_of(scene)).get_data(as_text=True)


def test_dates_the_other_way_round_or_of_no_calendar_say_nothing(app: Flask, scene: Scene) -> None:
    line(scene)
    browser = enter(scene, app)
    browser.get(path_of(scene))
    name = name_of_line(browser)
    for first, last in (("2026-05-01", "2024-05-01"), ("9999-12-31", ""), ("0001-01-01", "0001-01-01"), ("2026-02-30", ""), ("20260101" * 9, "")):
        for answer in ("yes", "no", "other"):
            fields = {f"line-{name}": answer, f"first-{name}": first, f"last-{name}": last, "decision": "answer"}
            status = give(browser, path_of(scene), **fields)
            assert status in (303, 422)
    assert OWN[-4:] in words(browser.get(path_of(scene))).replace(" ", "")


def test_scanners_of_mail_use_nothing_up(app: Flask, scene: Scene) -> None:
    path = link(scene)
    for _ in range(20):
        Browser(app).get(path)
        Browser(app).head(path)
        assert Browser(app).post_bare(path).status_code == 400
        assert Browser(app).post_bare(f"{path}/code", code="AAAA-AAAA-AAAA").status_code == 400
        assert Browser(app).post_bare(f"{path}/again").status_code == 400
    assert scene.letters("company_code") == []
    assert enter(scene, app).get("/company").status_code == 200
