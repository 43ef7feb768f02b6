"""The drill: an answer that is out is called back. Its link and the page that is open are dead at once, the desk sees who has what, and clocks run.
In a real browser, by clicks alone, with real workers. Needs the Debian package chromium.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.all.rooms import answer, ask, chromium, letter, link, prove, room, rules, sign_in
from tests.journeys.employers import MAILBOX, employers
from tests.journeys.house import House

__all__ = ["chromium"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with employers(tmp_path / "house") as made:
        yield made


def test_what_was_called_back_is_dead_at_once(chromium: Browser, house: House, tmp_path: Path) -> None:
    anna, desk = (room(chromium, house, tmp_path / "shots" / name) for name in ("anna", "desk"))
    reference, code = ask(anna, "Everything, please.")
    prove(anna, reference, code)
    sign_in(desk)
    rules(desk)
    answer(desk, reference, 1)
    address = link(letter(house, MAILBOX, "/answer/"), "/answer/")
    anna.to(address)
    anna.page.fill("#code", code)
    anna.press("Open")
    file = str(anna.page.locator("a[href*='/answer/file/']").first.get_attribute("href"))
    assert anna.page.request.get(house.url + file).status == 200
    desk.to(f"/desk/requests/{reference}")
    desk.press("Call the answer back")
    assert MAILBOX in desk.page.inner_text("main")
    desk.page.set_viewport_size({"width": 360, "height": 740})
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 360
    desk.page.set_viewport_size({"width": 1280, "height": 900})
    desk.page.fill("#what", "Rows of a colleague were in the answer.")
    desk.page.keyboard.press("Tab")
    desk.page.locator("button.danger").focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(re.compile(r"/desk/incidents/\d+"))
    desk.look()
    assert anna.page.request.get(house.url + file).status == 404
    assert anna.page.request.get(house.url + "/answer").status == 404
    anna.to(address)
    assert anna.page.locator("#code").count() == 0
    told = desk.page.inner_text("main")
    for said in (MAILBOX, "opened the page", "the supervisory authority (GDPR Art. 33(1))", "the authority for telecom", "Whose rows they may be"):
        assert said in told, told
    assert "somebody else" in " ".join(letter(house, MAILBOX, "sorry").split())
    desk.page.set_viewport_size({"width": 360, "height": 740})
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 360
    desk.page.set_viewport_size({"width": 1280, "height": 900})
    desk.to(f"/desk/requests/{reference}")
    desk.until("The draft is written")
    desk.to(f"/desk/requests/{reference}/parts/1/draft")
    desk.press("Approve and send")
    anna.to(link(letter(house, MAILBOX, "It replaces our answer"), "/answer/"))
    anna.page.fill("#code", code)
    anna.press("Open")
    assert anna.page.locator("a[href*='/answer/file/']").count() > 0
