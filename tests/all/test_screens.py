"""The whole way in a real browser, by clicks alone, at desktop and phone width: axe finds nothing on any page on the way.

Each page is kept as a picture below the test's temporary folder (`shots`), to be looked at. Needs the Debian package chromium.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.all.test_axe import faults
from tests.journeys.house import CAROL, STAFF, House, a_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path / "house") as made:
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


@dataclass(slots=True)
class Walk:
    """One person's window; `shots` counts the pictures."""

    page: Page
    width: int
    folder: Path
    found: list[str]

    def look(self, name: str) -> None:
        """Keep a picture of the page and what axe says of it."""
        self.found += faults(self.page, self.width)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.folder / f"{len(list(self.folder.iterdir())):02d}-{name}.png", full_page=True)

    def to(self, address: str, name: str) -> None:
        self.page.goto(address)
        self.look(name)

    def press(self, words: str, name: str) -> None:
        """A button or a link by what it says."""
        self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words)).first.click()
        self.page.wait_for_load_state("load")
        self.look(name)


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "en"), (360, "dark", "en")])
def test_every_page_on_the_way_is_clean(chromium: Browser, house: House, tmp_path: Path, width: int, scheme: Any, language: str) -> None:
    # bypass_csp: axe itself is a script, and our pages allow none
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language, bypass_csp=True)
    walk = Walk(context.new_page(), width, tmp_path / "shots", [])
    journey = house.journey()
    code = _ask(walk, house)
    journey.reference = _reference(walk)
    walk.to(_link(journey.mail("/confirm/")["text"], "/confirm/"), "confirm")
    walk.press("Yes, ", "confirmed")
    _desk(walk, house)
    walk.to(_link(journey.mail("/answer/")["text"], "/answer/"), "answer-locked")
    walk.page.fill("#code", code)
    walk.press("Open", "answer")
    walk.to(f"{house.url}/status", "status-locked")
    walk.page.fill("#reference", journey.reference)
    walk.page.fill("#code", code)
    walk.press("Open", "status")
    context.close()
    assert walk.found == []


def _ask(walk: Walk, house: House) -> str:
    walk.to(house.url + "/", "form")
    walk.page.fill("#email", "carol")
    walk.press("Send request", "form-with-faults")
    typed = {"name": CAROL.name, "email": CAROL.email, "employer": "Havblik ApS", "numbers": "+45 31 11 04 17", "message": "All."}
    for name, text in typed.items():
        walk.page.fill(f"#{name}", text)
    walk.press("Send request", "receipt")
    return walk.page.inner_text(".pickup")


def _reference(walk: Walk) -> str:
    found = re.search(r"DSR-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", walk.page.inner_text("main"))
    assert found is not None
    return found.group()


def _desk(walk: Walk, house: House) -> None:
    walk.to(f"{house.url}/desk/", "sign-in")
    walk.page.fill("#email", STAFF)
    walk.page.fill("#password", house.password)
    walk.press("Sign in", "queue")
    walk.press("Carol", "request-triage")
    walk.press("Start collection", "request-collecting")
    for _ in range(60):
        if walk.page.get_by_text("The draft is written").count():
            break
        walk.page.wait_for_timeout(500)
        walk.page.reload()
    walk.look("request-review")
    address = walk.page.url
    walk.press("Calls", "records")
    walk.to(address, "request-again")
    walk.press("Refuse", "refuse")
    walk.to(address, "request-again")
    walk.press("Look at the draft", "draft-unsigned")
    walk.press("What we say", "terms")
    walk.press("Sign off all that is complete", "terms-signed")
    walk.press("Other people’s data", "policy")
    walk.to(f"{address}/parts/1/draft", "draft")
    walk.page.get_by_text("Text of page 1", exact=True).click()
    walk.look("draft-text")
    walk.press("Approve and send", "request-approved")


def _link(text: str, path: str) -> str:
    return next(word for word in text.split() if path in word)
