"""A company's contact at a browser, and what their page did."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from dsr.domain.actor import COMPANY
from dsr.domain.instruction import Decision
from dsr.domain.routing import DataKind
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.kit import Kit
from dsr.models import Company, Tenancy
from dsr.services import instructed, ledger
from tests.services.archive import later
from tests.services.asked_company import Scene
from tests.web.browser import Browser

OWN, OTHERS = "+4589000614", "+4589009999"
START = datetime(2024, 6, 1, tzinfo=UTC)
WHY = "Section 22(1) of the Danish act."


def link(scene: Scene) -> str:
    """Of the newest letter that has one."""
    return f"/company/{scene.letters('company_asked', 'company_reminder', 'company_forwarded', 'company_package')[-1]['token']}"


def enter(scene: Scene, app: Flask, language: str = "en") -> Browser:
    browser, path = Browser(app, language=language), link(scene)
    browser.get(path)
    assert browser.post(path).status_code == 303
    browser.follow()
    assert browser.post(f"{path}/code", code=scene.letters("company_code")[-1]["code"]).headers["Location"] == "/company"
    browser.follow()
    return browser


def path_of(scene: Scene) -> str:
    with scene.kit.database.reading() as session:
        return f"/company/request/{scene.referral(session).id}"


def give(browser: Browser, path: str, **fields: str) -> int:
    browser.get(path)
    return browser.post(path, do="give", **fields).status_code


def line(scene: Scene, value: str = OWN, *, tenant: str | None = None, holder: Holder = Holder.SUBJECT) -> None:
    """A source says who held a number, at the company or elsewhere."""
    with scene.kit.database.transaction() as session:
        company = session.get_one(Company, scene.company_id)
        ledger.state(session, scene.request_id, "phone_number", value, tenant=tenant or company.key, company_id=None if tenant else company.id,
                     holder=holder, window=Window(START, None), how=HowKnown.SOURCE, by=COMPANY, now=scene.kit.now(), vault=scene.kit.vault,
                     source_key="pbx")


def name_of_line(browser: Browser) -> str:
    assert browser.page is not None
    found = re.search(r'name="line-([0-9a-f]{16})"', browser.page.get_data(as_text=True))
    assert found is not None
    return found[1]


def decided(scene: Scene) -> dict[DataKind | None, Decision]:
    with scene.kit.database.reading() as session:
        return dict(instructed.of(session, scene.part_id).by_kind)


def stated(kit: Kit) -> list[tuple[Holder, datetime | None, datetime | None]]:
    with kit.database.reading() as session:
        rows = session.execute(select(Tenancy).where(Tenancy.how == HowKnown.EMPLOYER, Tenancy.revoked_at.is_(None)).order_by(Tenancy.id)).scalars()
        return [(row.holder, row.starts_at, row.ends_at) for row in rows]


def enter_again(scene: Scene, app: Flask, kit: Kit) -> Browser:
    """With a new link, some minutes later."""
    later(kit, minutes=2)
    browser, old = Browser(app), link(scene)
    browser.get(old)
    browser.post(f"{old}/again")
    return enter(scene, app)
