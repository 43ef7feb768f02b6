"""One access request as people carry it: the person at the form and the mailbox, the clerk at the desk, the person at the answer.

Invariant: everything goes over HTTP through pages and mails; nothing is read from the database or handed over behind them.
"""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from dsr.demo.browser import Browser, Page
from dsr.demo.people import Person
from dsr.demo.processes import DemoFailed
from dsr.demo.show import Show

REFERENCE = re.compile(r"\bDSR-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b")
CODE = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z-])")
COMPARED = "Navn sammenlignet med vores registre"
PATIENCE_S = 60.0
LONG_S = 900.0     # for collecting and writing, which grow with the records asked for


@dataclass(slots=True)
class Journey:
    """The addresses of the running system, and who plays."""

    web: str
    sink: str
    person: Person
    staff_email: str
    staff_password: str
    show: Show
    check: Callable[[], None]            # raises if a process has ended
    reference: str = ""
    code: str = ""

    def run(self, out: Path) -> None:
        """From the form to the files below `out`. Raises DemoFailed."""
        self.ask()
        self.confirm()
        self.prove()
        self.begin()
        self.approve()
        self.fetch(out)

    def ask(self) -> None:
        """The form, and the code that the receipt shows once."""
        browser = Browser()
        page = browser.get(self.web + "/?lang=da")
        form = page.form(with_field="email")
        receipt = browser.submit(page, form, {
            "right": "access", "name": self.person.name, "email": self.person.email.lower(), "employer": self.person.company.name,
            "numbers": ", ".join(held.number for held in self.person.numbers), "message": "Jeg vil gerne se alt."})
        reference, code = REFERENCE.search(receipt.text), CODE.search(receipt.text)
        if reference is None or code is None:
            raise DemoFailed(f"the form gave no receipt ({receipt.status}): {receipt.text[:800]}")
        self.reference, self.code = reference.group(), code.group()
        if CODE.search(browser.get(receipt.url).text):
            raise DemoFailed("the receipt showed the pick-up code a second time")
        self.show.step(f"request sent: {self.reference}, pick-up code shown once")

    def confirm(self) -> None:
        """The mail, its link, and the button; the link alone changes nothing."""
        link = self._link("/confirm/")
        browser = Browser()
        page = browser.get(link)
        browser.submit(page, page.form(), {})
        self.mail("", count=2)
        self.show.step("address confirmed with the button behind the mail's link")

    def prove(self) -> None:
        """The mailbox is the employer's, and proves too little for calls. The person shows an electronic identity at its provider, and a worker finds
        its name on the record."""
        browser = Browser()
        page = browser.get(self.web + "/status")
        page = browser.submit(page, page.form(with_field="code"), {"reference": self.reference, "code": self.code})
        for path in ("/prove", "/prove/eid"):
            page = browser.get(self._to(page, path))
        page = browser.submit(page, page.form(action_ends="/prove/eid"), {})
        page = browser.get(self._to(page, "/authorize"))
        choice = page.form()
        chosen = next((button[:2] for button in choice.buttons if button[2] == self.person.name), None)
        back = browser.submit(page, choice, {}, button=chosen)
        after = browser.submit(back, back.form(action_ends="/prove/eid/back"), {})
        if after.status != 200 or chosen is None:
            raise DemoFailed(f"the electronic identity was not taken ({after.status}): {after.text[:800]}")
        self._compared()
        self.show.step("electronic identity shown at its provider, its name found on the record")

    def vouch(self) -> None:
        """Where no identity can be shown, the privacy manager decides, with a reason."""
        browser, address = self._at_the_desk()
        page = browser.get(f"{address}/identity/override")
        browser.submit(page, page.form(with_field="reason"), {"reason": "Mødte op i vores butik, hvor vi har kendt personen i årevis."})
        self.show.step("who asks was recognised: the privacy manager's decision, with its reason")

    def begin(self) -> None:
        """The desk: sign in, sign who decides about call records, open the request from the queue, start the collection."""
        browser, address = self._at_the_desk()
        self._sign_routing(browser)
        self._move(browser, address, "/collect")
        self.show.step("signed in at the desk, collection started")

    def approve(self) -> None:
        """The desk again: sign off what the letter will say, wait for the draft, look at it and at a page of it, approve."""
        browser, address = self._at_the_desk()
        self._sign_off(browser)
        draft = f"{address}/parts/1/draft"
        page = self._until(browser, draft, "/respond")
        picture = next((urljoin(page.url, link) for link, _ in page.links if "/pages/" in link), None)
        if picture is None or browser.get(picture).body[:8] != b"\x89PNG\r\n\x1a\n":
            raise DemoFailed(f"the draft shows no picture of its first page: {page.text[:800]}")
        self._press(browser, page, "/respond")
        self.show.step("collected and written by the worker, looked at page by page, approved")

    def fetch(self, out: Path) -> None:
        """The answer's link opens with the code only; then every file is fetched."""
        link = self._link("/answer/", seconds=LONG_S)
        if self.code in json.dumps(self.all_mails()):
            raise DemoFailed("a mail holds the pick-up code")
        browser = Browser()
        page = browser.get(link)
        answer = browser.submit(page, page.form(with_field="code"), {"code": self.code.lower()})
        files = dict.fromkeys(urljoin(answer.url, link) for link, _ in answer.links if "/answer/file/" in link)
        if not files:
            raise DemoFailed(f"the answer shows no files ({answer.status}): {answer.text[:800]}")
        names = [_save(browser, address, out, answer) for address in files]
        self.show.step(f"answer opened with link and code, {len(names)} files fetched")

    def mails(self, folder: Path) -> int:
        """Every letter as a file; returns how many."""
        folder.mkdir(parents=True, exist_ok=True)
        names = [one["name"] for one in self.all_mails()]
        for name in names:
            with urllib.request.urlopen(f"{self.sink}/mail/{name}.eml", timeout=10) as response:  # noqa: S310
                (folder / f"{name}.eml").write_bytes(response.read())
        return len(names)

    def _to(self, page: Page, path: str) -> str:
        """The address of the page's link to `path`."""
        found = next((link for link, _ in page.links if link.split("?")[0].endswith(path)), None)
        if found is None:
            raise DemoFailed(f"{page.url} ({page.status}) has no link to {path}; it says: {page.text[:800]}")
        return urljoin(page.url, found)

    def _compared(self) -> None:
        """The desk tells that the identity's name was compared with the records."""
        browser, address = self._at_the_desk()
        until = time.monotonic() + PATIENCE_S
        while COMPARED not in browser.get(address).text:
            self.check()
            if time.monotonic() > until:
                raise DemoFailed("nobody compared the name of the electronic identity with the records")
            time.sleep(0.2)

    def _at_the_desk(self) -> tuple[Browser, str]:
        """Signed in, and the address of the request, without the place in the queue that the link tells."""
        browser = Browser()
        page = browser.get(self.web + "/desk/")
        page = browser.submit(page, page.form(with_field="password"), {"email": self.staff_email, "password": self.staff_password})
        opened = next((link for link, _ in page.links if self.reference in link), None)
        if opened is None:
            raise DemoFailed(f"the desk does not show the request ({page.status}): {page.text[:800]}")
        return browser, urljoin(page.url, opened).partition("?")[0]

    def _sign_routing(self, browser: Browser) -> None:
        """That we decide about call records is contested; until the privacy manager signs it, nobody is given any."""
        page = browser.get(self.web + "/desk/routing?kind=call_records")
        form = next(form for form in page.forms if form.fields.get("kind") == "call_records")
        told = {"way": "controller answer", "reason": "We bill by them and keep them for the bill."}
        if form.fields.get("since") == "0":
            after = browser.submit(page, form, told, button=("sign", "yes"))
            if after.status >= 400:
                raise DemoFailed(f"the desk did not sign who decides about call records ({after.status}): {after.text[:800]}")

    def _sign_off(self, browser: Browser) -> None:
        """What the letter says of each collection, as the privacy manager does it once."""
        page = browser.get(self.web + "/desk/terms")
        form = next((form for form in page.forms if form.action.endswith("/terms/sign")), None)
        if form is not None:
            browser.submit(page, form, {})

    def _move(self, browser: Browser, address: str, move: str) -> None:
        """Press the button as soon as the desk shows it."""
        self._press(browser, self._until(browser, address, move), move)

    def _press(self, browser: Browser, page: Page, move: str) -> None:
        form = page.form(action_ends=move)
        after = browser.submit(page, form, {}, button=form.buttons[0][:2] if form.buttons else None)
        if after.status >= 400:
            raise DemoFailed(f"the desk refused {move} ({after.status}): {after.text[:800]}")

    def _until(self, browser: Browser, address: str, move: str) -> Page:
        """The page as soon as it has the button."""
        until = time.monotonic() + LONG_S
        while True:
            page = browser.get(address)
            if any(form.method == "post" and form.action.split("?")[0].endswith(move) for form in page.forms):
                return page
            if page.status >= 400:
                raise DemoFailed(f"{address} says {page.status}: {page.text[:800]}")
            self.check()
            if time.monotonic() > until:
                raise DemoFailed(f"the desk never offered {move}; it says: {page.text[:1200]}")
            time.sleep(0.2)

    def _link(self, path: str, *, seconds: float = PATIENCE_S) -> str:
        """The link of the first mail that has one to `path`."""
        text = self.mail(path, seconds=seconds)["text"]
        return next(word for word in text.split() if word.startswith("http") and path in word)

    def mail(self, path: str, *, count: int = 1, seconds: float = PATIENCE_S) -> dict[str, str]:
        """The newest letter with a link to `path`, once there are `count` of them. Raises DemoFailed."""
        until = time.monotonic() + seconds
        while True:
            found = [one for one in self.all_mails() if self.reference in one["subject"] and path in one["text"]]
            if len(found) >= count:
                return found[-1]
            self.check()
            if time.monotonic() > until:
                raise DemoFailed(f"no mail with a link to {path or 'the status page'} came within {seconds:.0f} s")
            time.sleep(0.1)

    def all_mails(self) -> list[dict[str, str]]:
        """Every letter that was sent, oldest first."""
        with urllib.request.urlopen(f"{self.sink}/mails.json", timeout=10) as response:  # noqa: S310
            mails: list[dict[str, str]] = json.load(response)
        return mails


def _save(browser: Browser, address: str, out: Path, answer: Page) -> str:
    """One file under the name the answer's page gives it."""
    name = next(words for link, words in reversed(answer.links) if urljoin(answer.url, link) == address)
    path = out / name
    if ".." in path.parts or not path.resolve().is_relative_to(out.resolve()):
        raise DemoFailed("the answer names a file outside its folder")
    page = browser.get(address)
    if page.status != 200:
        raise DemoFailed(f"a file of the answer cannot be fetched ({page.status})")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page.body)
    return name
