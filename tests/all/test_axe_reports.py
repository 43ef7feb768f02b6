"""axe-core finds nothing on the pages of reports, and neither charts nor tables make them wider than the screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.services import staff
from tests.all.test_axe import LOOKS, address, chromium, faults
from tests.web.conftest import PASSWORD
from tests.web.test_reports import PAGES, fill

__all__ = ["address", "chromium"]


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_axe_finds_nothing_in_the_reports(chromium: Browser, address: str, kit: Kit, width: int, scheme: Any, language: str) -> None:
    with kit.database.transaction() as db:
        staff.add(db, "bob@fjordtel.example", StaffRole.READER, PASSWORD, now=kit.now())
    fill(kit.database)
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address}/desk/sign-in")
    page.fill("#email", "bob@fjordtel.example")
    page.fill("#password", PASSWORD)
    page.click("main form button.btn")
    page.wait_for_url("**/desk/")
    found: list[str] = []
    for path in (*PAGES, f"{PAGES[0]}?period=none", f"{PAGES[1]}?period=2026-10"):
        page.goto(address + path)
        found += faults(page, width)
    context.close()
    assert found == []
