"""The pages of those who are asked, in a real browser at desktop and phone width, in both languages: axe finds nothing, the keyboard is enough.

Pictures are kept below the test's temporary folder (`shots`). Needs the Debian package chromium.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from dsr.app import create_app
from dsr.domain.asking import Cannot, Reply
from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import Request
from dsr.services import owners, staff
from tests.all.test_axe import faults
from tests.services.archive import Scene, archive, asked, register
from tests.web.conftest import PASSWORD

PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return asked(kit, archive(show_name=True), register())


@pytest.fixture
def address(scene: Scene) -> Iterator[str]:
    """Where the application listens."""
    app = create_app(replace(scene.kit, settings=scene.kit.settings.model_copy(update={"sign_in_limit": "1000 per minute"})))
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


def looked(page: Page, width: int, name: str, folder: Path) -> list[str]:
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    return faults(page, width)


@pytest.mark.parametrize(("width", "locale"), [(360, "da"), (1280, "en")])
def test_the_way_of_an_owner(chromium: Browser, scene: Scene, address: str, tmp_path: Path, width: int, locale: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale=locale, java_script_enabled=True)
    page, shots = context.new_page(), tmp_path / "shots"
    page.goto(f"{address}/question/{scene.token}")
    found = looked(page, width, "link", shots)
    with page.expect_navigation():
        page.locator("form.block button").press("Enter")
    found += looked(page, width, "code", shots)
    page.locator("input[name=code]").fill("AAAA-AAAA-AAAA")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    found += looked(page, width, "wrong", shots)
    page.locator("input[name=code]").fill(scene.letters("question_code")[-1]["code"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    found += looked(page, width, "question", shots)
    page.locator("input[name=files-1]").set_input_files([
        {"name": "brev-" + "lang" * 20 + ".pdf", "mimeType": "application/pdf", "buffer": PDF},
        {"name": "virus.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}])
    page.locator("input[value=files]").check()
    with page.expect_navigation():  # the first button of the form adds; it does not remove
        page.keyboard.press("Enter")
    found += looked(page, width, "refused", shots)
    assert page.locator("button[name=remove]").count() == 1
    with page.expect_navigation():
        page.locator("button[value=send]:not(.vh)").press("Enter")
    found += looked(page, width, "receipt", shots)
    assert page.locator("time").count() == 1
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_desk_shows_who_was_asked(chromium: Browser, scene: Scene, address: str, tmp_path: Path, width: int) -> None:
    with scene.kit.database.transaction() as db:
        staff.add(db, "nina@fjordtel.example", StaffRole.CLERK, PASSWORD, now=scene.kit.now())
        reference = db.execute(select(Request.reference)).scalar_one()
    opened = scene.opened()
    with scene.kit.database.transaction() as db:
        owners.answer(db, opened, Reply.CANNOT, reason=Cannot.NO_ACCESS, note="The cellar was flooded.\nAsk again in spring.", now=scene.kit.now(),
                      vault=scene.kit.vault)
    other = asked(scene.kit, *scene.kit.sources.sources, key="form:two", by=scene.by)
    with scene.kit.database.reading() as db:
        waiting = db.execute(select(Request.reference).where(Request.id == other.request_id)).scalar_one()
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale="en")
    page, shots, found = context.new_page(), tmp_path / "shots", []
    page.goto(f"{address}/desk/sign-in")
    page.fill("#email", "nina@fjordtel.example")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for name, one in (("answered", reference), ("waiting", waiting)):
        page.goto(f"{address}/desk/requests/{one}")
        found += looked(page, width, name, shots)
    assert page.get_by_role("button", name="Remind now").count() == 1
    context.close()
    assert found == []
