"""What the people of a browser journey do: each at a browser of their own, by clicks alone. Needs the Debian package chromium."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from dsr.demo.journey import CODE, REFERENCE
from tests.journeys.employers import HANDED_OVER, MAILBOX
from tests.journeys.house import STAFF, House

PATIENCE_S = 90.0


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


@dataclass(slots=True)
class Room:
    """One person at one browser of their own."""

    page: Page
    house: House
    folder: Path
    seen: str = ""    # everything that was on the screen

    def to(self, address: str) -> None:
        self.page.goto(address if address.startswith("http") else self.house.url + address)
        self.look()

    def press(self, words: str) -> None:
        self.page.locator("a, button, summary").filter(has_text=re.compile(words)).first.click(timeout=15_000)
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        self.seen += "\n" + self.page.inner_text("body")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.folder / f"{len(list(self.folder.iterdir())):02d}.png", full_page=True)

    def until(self, words: str) -> None:
        """Look at the same page again until it says so."""
        end = time.monotonic() + PATIENCE_S
        while re.search(words, self.page.inner_text("body")) is None:
            assert time.monotonic() < end, self.page.inner_text("body")[:3000]
            self.page.wait_for_timeout(400)
            self.page.reload()
        self.look()


def room(chromium: Browser, house: House, folder: Path) -> Room:
    """Another browser, and what it shows as pictures in the folder."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", accept_downloads=True).new_page()
    return Room(page, house, folder)


def letters(house: House, to: str) -> list[dict[str, str]]:
    """Mails to somebody, oldest first."""
    with urllib.request.urlopen(f"{house.sink_url}/mails.json", timeout=10) as response:
        mails: list[dict[str, str]] = json.load(response)
    return [one for one in mails if to in one["to"]]


def letter(house: House, to: str, holding: str, count: int = 1) -> str:
    """The text of the newest mail to somebody that holds this, once there are so many."""
    end = time.monotonic() + PATIENCE_S
    while len(found := [one["text"] for one in letters(house, to) if holding in one["text"]]) < count:
        assert time.monotonic() < end, [one["subject"] for one in letters(house, to)]
        time.sleep(0.2)
    return found[-1]


def link(text: str, path: str) -> str:
    return next(word for word in text.split() if word.startswith("http") and path in word)


def ask(anna: Room, word: str) -> tuple[str, str]:
    """The form; she names one of her employers, and writes what no company may read."""
    anna.to("/")
    for name, text in {"name": "Anna Berg", "email": MAILBOX, "employer": "Nordlys A/S", "numbers": HANDED_OVER, "message": word}.items():
        anna.page.fill(f"#{name}", text)
    anna.press("Send request")
    told = anna.page.inner_text("main")
    reference, code = REFERENCE.search(told), CODE.search(told)
    assert reference, told
    assert code, told
    anna.to(link(letter(anna.house, MAILBOX, "/confirm/"), "/confirm/"))
    anna.press("Yes, ")
    return reference.group(), code.group()


def prove(anna: Room, reference: str, code: str) -> None:
    """Her mailbox is her own, but one thing is not enough for calls: she shows her electronic identity."""
    anna.to("/status")
    anna.page.fill("#reference", reference)
    anna.page.fill("#code", code)
    anna.press("Open")
    anna.to("/prove")
    anna.press("By an electronic identity")
    anna.press("Go to Demo e-ID")
    anna.page.wait_for_url(re.compile("authorize"))
    anna.press("Anna Berg")
    anna.press("Yes, this is me")


def sign_in(desk: Room) -> None:
    desk.to("/desk/")
    desk.page.fill("#email", STAFF)
    desk.page.fill("#password", desk.house.password)
    desk.press("Sign in")


def rules(desk: Room) -> None:
    """What the privacy manager does once: says what the letter says, and who decides about call records."""
    desk.press("What we say")
    desk.press("Sign off all that is complete")
    desk.press("Who decides")
    desk.to("/desk/routing?kind=call_records")
    records = desk.page.locator("#row")
    records.locator("select").select_option("controller answer")
    records.locator("textarea").fill("We bill by them.")
    records.locator("button", has_text="Sign and put in force").click()
    desk.look()


def answer(desk: Room, reference: str, part: int) -> None:
    """Collect a part, look at the draft, approve it."""
    desk.to(f"/desk/requests/{reference}")
    desk.until("Start collection")
    desk.press("Start collection")
    desk.until("The draft is written")
    desk.to(f"/desk/requests/{reference}/parts/{part}/draft")
    desk.press("Approve and send")
    desk.to(f"/desk/requests/{reference}")


def enter(company: Room, mailbox: str) -> None:
    """The link of the mail, and the code that goes to the same mailbox."""
    company.to(link(letter(company.house, mailbox, "/company/"), "/company/"))
    company.press("Send me a code")
    code = CODE.search(letter(company.house, mailbox, "", count=2))
    assert code is not None
    company.page.fill("#code", code.group())
    company.press("Open the page")


def decide(company: Room, words: str, reason: str = "") -> None:
    """The request, its lines as our record has them, and what we are to do."""
    company.page.locator("th a").first.click()
    company.look()
    for line in company.page.locator("input[value=yes]").all():
        line.check()
    company.page.get_by_role("radio", name=words).check()
    company.page.fill("#reason", reason)
    company.press("Give this instruction")


def parts(desk: Room, reference: str) -> dict[str, int]:
    """The number of the part that each company decides about, as the desk shows it."""
    desk.to(f"/desk/requests/{reference}")
    blocks = [one.inner_text() for one in desk.page.locator("section").all()]
    found = (re.search(r"Part (\d+):.*?Who decides:\s*(.+?)(?: not named[^\n]*)?\n", one, re.DOTALL) for one in blocks)
    return {one.group(2).strip(): int(one.group(1)) for one in found if one}
