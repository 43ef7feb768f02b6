"""axe-core finds nothing on the pages about mails, with long words and files, and they work by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.services import staff
from tests.all.test_axe import LOOKS, address, chromium, faults
from tests.services.mailing import ASKS, a_bounce, a_mail, all_sent, arrives
from tests.web.conftest import PASSWORD, Asked
from tests.web.test_mail import with_file

__all__ = ["address", "chromium"]


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_axe_finds_nothing_about_mails(chromium: Browser, address: str, kit: Kit, asked: Asked, width: int, scheme: Any, language: str) -> None:
    with kit.database.transaction() as db:
        staff.add(db, "alice@fjordtel.example", StaffRole.MANAGER, PASSWORD, now=kit.now())
    long = "speditionsforsikringsselskabsdirektør" * 6
    mails = arrives(kit, with_file(f"{long}.exe", b"MZ", f"{long}\n{ASKS[:40]}"), a_mail("Hello", subject=long),
                    a_mail(f"Thank you, {asked.reference}", sender="soren@nordlys.example"), a_bounce(all_sent(kit)[0].message_id))
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address}/desk/sign-in")
    page.fill("#email", "alice@fjordtel.example")
    page.fill("#password", PASSWORD)
    page.click("main form button.btn")
    page.wait_for_url("**/desk/")
    found = faults(page, width)
    for path in ("", "?f=see", "?f=requests", "?f=automatic", f"/{mails[0].reference}", f"/{mails[2].reference}", f"/{mails[1].reference}"):
        page.goto(f"{address}/desk/mail{path}")
        found += faults(page, width)
    page.focus("#reference")
    page.keyboard.press("Enter")  # with the reference missing
    page.wait_for_selector("#problems")
    found += faults(page, width)
    page.goto(f"{address}/desk/requests/{asked.reference}")
    found += faults(page, width)
    context.close()
    assert found == []
