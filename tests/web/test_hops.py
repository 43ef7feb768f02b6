"""A reseller says at its page that it passed a request on; the person and the desk see the day."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import Company, CompanyContact, Referral, Request
from dsr.services import referrals
from tests.services.archive import later
from tests.services.asked_company import Scene, a_processor_part, companys, resold
from tests.services.customers import a_company, a_contact
from tests.web.browser import Browser, words
from tests.web.company_browser import decided, enter, path_of
from tests.web.conftest import ask, sign_in
from tests.web.phones import opened

FORM, SAID = "We have passed it on to our customer", "You passed it on to your customer: Wednesday 25 November 2026."
TOLD = "Wednesday 25 November 2026 Your employer’s telephone supplier says that it passed your request on to its customer on this day: "


@pytest.fixture
def stage(app: Flask, kit: Kit) -> Callable[..., tuple[Scene, Browser, str]]:
    """Søren asked; Nordlys bought from a reseller, who was asked on 24 November. It is three days later."""
    def made(*, is_unnamed: bool = False) -> tuple[Scene, Browser, str]:
        asked = ask(app, kit, is_proven=not is_unnamed)
        with kit.database.transaction() as session:
            company = a_company(session)
            request = session.execute(select(Request)).scalar_one()
            part = a_processor_part(session, request, company, conceals=is_unnamed)
            scene = Scene(kit, request.id, part.id, company.id, a_contact(session, company).id)
        scene = resold(scene)
        later(kit, days=3)
        return scene, opened(app, asked), asked.reference
    return made


def count(scene: Scene) -> int:
    with scene.kit.database.reading() as session:
        return len(session.execute(select(Referral).where(Referral.part_id == scene.part_id)).scalars().all())


def test_the_day_is_shown_to_the_reseller_the_person_and_the_desk(app: Flask, kit: Kit, stage: Callable[..., tuple[Scene, Browser, str]]) -> None:
    scene, person, reference = stage()
    browser, path = enter(scene, app), path_of(scene)
    shown = browser.get(path)
    assert FORM in words(shown)
    assert 'value="2026-11-27"' in shown.get_data(as_text=True)
    assert browser.post(f"{path}/passed-on", passed_on="2026-11-25").status_code == 303
    shown = words(browser.follow())
    assert SAID in shown
    assert FORM not in shown
    assert decided(scene) == {}
    browser.post(f"{path}/passed-on", passed_on="2026-11-26")
    assert count(scene) == 2
    page = words(person.get("/status/change"))
    assert TOLD + "Nordlys A/S." in page
    assert "Mellemled" not in page
    alice = sign_in(app, kit, "alice@fjordtel.example", StaffRole.MANAGER)
    assert "Passed on by the reseller, as it says, to Nordlys A/S, Wednesday 25 November 2026" in words(alice.get(f"/desk/requests/{reference}"))


def test_of_an_employer_that_was_not_named_the_page_says_nothing_of_this_either(app: Flask, stage: Callable[..., tuple[Scene, Browser, str]]) -> None:
    scene, person, _ = stage(is_unnamed=True)
    browser, path = enter(scene, app), path_of(scene)
    browser.get(path)
    assert browser.post(f"{path}/passed-on", passed_on="2026-11-25").status_code == 303
    shown = words(person.get("/status/change"))
    assert "Nothing was passed to anybody so far." in shown
    assert "Nordlys" not in shown.replace("soren@nordlys", "")


@pytest.mark.parametrize(("day", "said"), [
    ("2026-11-28", "That day is yet to come."), ("2026-11-23", "That is before the day on which we asked you."), ("", "Give a date"),
    ("25.11.2026", "Give a date")])
def test_a_day_that_cannot_be_is_told_and_comes_back(app: Flask, stage: Callable[..., tuple[Scene, Browser, str]], day: str, said: str) -> None:
    scene, _, _ = stage()
    browser, path = enter(scene, app), path_of(scene)
    browser.get(path)
    answer = browser.post(f"{path}/passed-on", passed_on=day)
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'name="passed_on" value="{day}"' in answer.get_data(as_text=True)
    assert count(scene) == 1


def test_a_company_that_bought_from_us_is_not_asked_whether_it_passed_on(app: Flask, kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    browser, path = enter(scene, app), path_of(scene)
    assert FORM not in words(browser.get(path))
    assert browser.post(f"{path}/passed-on", passed_on="2026-11-24").status_code == 303
    assert count(scene) == 1


@pytest.mark.parametrize("why", ["withdrawn", "speaks no more", "another company's"])
def test_who_may_not_see_the_request_says_nothing_about_it(app: Flask, kit: Kit, stage: Callable[..., tuple[Scene, Browser, str]], why: str) -> None:
    scene, _, _ = stage()
    browser, path = enter(scene, app), path_of(scene)
    browser.get(path)
    with kit.database.transaction() as session:
        if why == "withdrawn":
            referrals.withdraw(session, scene.part_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
        elif why == "speaks no more":
            session.get_one(CompanyContact, scene.contact_id).ended_at = kit.now()
        else:
            scene.referral(session).company_id = session.get_one(Company, scene.company_id).id
    assert browser.post(f"{path}/passed-on", passed_on="2026-11-25").status_code == 404
    assert count(scene) == 1
