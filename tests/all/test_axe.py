"""axe-core finds nothing on any page, nothing scrolls sideways at 320 pixels, and every page works without a script.

Needs the Debian package chromium. axe-core lies in tests/web/vendor (MPL-2.0, unchanged).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from dsr.domain.actor import SUBJECT
from dsr.domain.capability import StaffRole
from dsr.domain.customer import Standing
from dsr.domain.routing import DataKind
from dsr.kit import Kit
from dsr.models import Agreement, Request, StandingInstruction
from dsr.services import notice_proof, staff
from tests.services.customers import TODAY, a_company, a_contact
from tests.web.conftest import FORM, PASSWORD, Asked, letter_token

_AXE = (Path(__file__).parent.parent / "web/vendor/axe.min.js").read_text(encoding="utf-8")
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [(1280, "light", "en"), (360, "dark", "da"), (320, "light", "da")]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a loopback port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


def faults(page: Page, width: int) -> list[str]:
    """What axe says, and whether the page is wider than the screen."""
    page.wait_for_load_state("load")
    page.evaluate(_AXE)
    said: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", _RULES)
    told = [f"{page.url} {one['id']}: {one['help']} {[node['html'][:120] for node in one['nodes'][:3]]}" for one in said["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*told, *([f"{page.url} is {wide} wide"] if wide > width else [])]


def _public(page: Page, address: str, kit: Kit, asked: Asked, width: int) -> list[str]:
    found: list[str] = []
    for path in ("/", "/privacy", "/status", "/confirm/unknown", "/nowhere", f"/confirm/{letter_token(kit, 'confirm')}"):
        page.goto(address + path)
        found += faults(page, width)
    page.goto(address + "/")
    page.fill("#name", "Søren")
    page.click("form button.btn")   # with a field missing
    found += faults(page, width)
    for name in ("name", "email", "employer", "numbers", "message"):
        page.fill(f"#{name}", FORM[name])
    page.click("form button.btn")
    page.wait_for_url("**/receipt")
    found += faults(page, width)
    page.reload()
    found += faults(page, width)
    page.goto(address + "/status")
    page.fill("#reference", asked.reference)
    page.fill("#code", asked.code)
    page.click("form button.btn")
    page.wait_for_url("**/status/request")
    found += faults(page, width)
    page.click("form.block button.btn")  # the answer to the question, left empty
    found += faults(page, width)
    for path in ("/prove", "/prove/line", "/prove/line/code", "/prove/notice", "/company/unknown"):
        page.goto(address + path)
        found += faults(page, width)
    page.goto(address + "/status/change")
    found += faults(page, width)
    page.fill("#number", "my old one")
    page.click("section[aria-labelledby=number-h] button.btn")
    found += faults(page, width)
    page.fill("#email", "soren@freemail.example")
    page.click("section[aria-labelledby=address-h] button.btn")
    found += faults(page, width)
    page.goto(f"{address}/address/{letter_token(kit, 'address_old')}")
    return found + faults(page, width)


def _desk(page: Page, address: str, asked: Asked, width: int, company_id: int) -> list[str]:
    page.goto(address + "/desk/sign-in")
    found = faults(page, width)
    page.fill("#email", "alice@fjordtel.example")
    page.fill("#password", PASSWORD)
    page.click("main form button.btn")
    page.wait_for_url("**/desk/")
    found += faults(page, width)
    inside = f"/desk/requests/{asked.reference}"
    for path in ("/desk/?f=overdue", inside, f"{inside}/parts/1/refuse", f"{inside}/parts/1/withdraw", f"{inside}/renew-code", "/desk/nowhere"):
        page.goto(address + path)
        found += faults(page, width)
    for path in ("/desk/routing", "/desk/routing?kind=website", "/desk/enter", "/desk/enter/several", "/desk/post", f"{inside}/lines",
                 f"{inside}/paper", f"{inside}/representatives", f"{inside}/parts/1/route", f"{inside}/parts/1/turn_away",
                 *(f"{inside}/identity/{act}" for act in ("accept", "call_back", "doubt", "override"))):
        page.goto(address + path)
        found += faults(page, width)
    for path in ("/desk/companies", "/desk/companies/new", "/desk/companies/import", f"/desk/companies/{company_id}"):
        page.goto(address + path)
        found += faults(page, width)
    page.fill("#domain", "gmail.com")
    page.click("section[aria-labelledby=domains] > form button.btn")
    found += faults(page, width)
    for name in ("refer", "extend", "clarify"):
        page.goto(f"{address}{inside}/parts/1/letters/{name}")
        found += faults(page, width)
    page.click("main form button.btn")  # with the question missing
    found += faults(page, width)
    page.fill("#said", "Which years do you mean?")
    page.click("main form button.btn")
    page.wait_for_selector("#preview")
    found += faults(page, width)
    page.click("main form button.btn")
    page.wait_for_url(f"**{inside}")
    found += faults(page, width)
    page.goto(f"{address}{inside}/identity/doubt")
    page.select_option("#ground", index=1)
    page.fill("#reason", "The mailbox is new.")
    page.click("main form button.btn")
    page.wait_for_url(f"**{inside}")
    page.click("form[action$='/identity/ask'] button")
    page.wait_for_selector("#letter-1")
    return found + faults(page, width)


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_axe_finds_nothing(chromium: Browser, address: str, kit: Kit, asked: Asked, width: int, scheme: Any, language: str) -> None:
    with kit.database.transaction() as db:
        staff.add(db, "alice@fjordtel.example", StaffRole.MANAGER, PASSWORD, now=kit.now())
        company = a_company(db, "Nordlys Entreprise og Ejendomsservice Vesthimmerland A/S")
        a_contact(db, company)
        db.add(Agreement(company_id=company.id, reference="DPA-7", version="4", clause="9.2", signed_on=TODAY))
        db.add(StandingInstruction(company_id=company.id, right=None, data_kind=DataKind.CONTENT, standing=Standing.ASK, since=kit.now()))
        notice_proof.begin(db, db.execute(select(Request.id)).scalar_one(), by=SUBJECT, now=kit.now())
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language, bypass_csp=True)
    page = context.new_page()
    found = _desk(page, address, asked, width, company.id) + _public(page, address, kit, asked, width)
    context.close()
    assert found == []
