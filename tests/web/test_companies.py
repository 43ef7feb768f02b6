"""The desk's pages of customer companies: seen by all, entered by who does triage, decided by who approves."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from dsr.domain.capability import StaffRole
from dsr.domain.customer import CompanyState
from dsr.kit import Kit
from dsr.models import Agreement, Company, CompanyContact, CompanyDomain, StandingInstruction
from tests.services.customers import a_company
from tests.web.browser import Browser, words
from tests.web.conftest import sign_in

NEW = {"key": "nordlys.fjordtel.example", "name": "Nordlys A/S", "country": "dk", "registration": "10203040", "owner_email": "Owner@fjordtel.example",
       "answer_days": "10", "reseller": ""}
CONTACT = {"contact_role": "privacy", "contact_name": "Kirsten Dahl", "contact_email": "kirsten@nordlys.example", "contact_phone": "",
           "contact_language": "da"}
AGREEMENT = {"reference": "DPA-7", "version": "4", "clause": "9.2", "signed_on": "2024-01-01"}


@pytest.fixture
def carla(app: Flask, kit: Kit) -> Browser:
    """A clerk: she does triage and does not approve."""
    return sign_in(app, kit, "carla@fjordtel.example", StaffRole.CLERK)


@pytest.fixture
def nordlys(kit: Kit) -> str:
    """The address of a company's page."""
    with kit.database.transaction() as session:
        return f"/desk/companies/{a_company(session).id}"


def count(kit: Kit, of: type) -> int:
    with kit.database.reading() as session:
        return session.execute(select(func.count()).select_from(of)).scalar_one()


def test_a_stranger_sees_no_company(app: Flask, nordlys: str) -> None:
    for path in ("/desk/companies", "/desk/companies/new", nordlys):
        assert Browser(app).get(path).status_code == 303


def test_a_company_is_entered_and_found(kit: Kit, carla: Browser) -> None:
    carla.get("/desk/companies/new")
    carla.post("/desk/companies/new", **NEW)
    page = words(carla.follow())
    assert "Nobody may be asked here now. Named staff decide" in page
    assert "10203040, DK" in page
    assert "Nordlys A/S nordlys.fjordtel.example, DK customer 0 0 0 0" in words(carla.get("/desk/companies?q=nordlys"))
    assert "No company here" in words(carla.get("/desk/companies?q=havblik"))
    assert "No company here" in words(carla.get("/desk/companies?state=dissolved"))
    assert carla.get("/desk/companies?state=asleep").status_code == 404
    with kit.database.reading() as session:
        assert session.execute(select(Company)).scalar_one().owner_email == "Owner@fjordtel.example"


def test_what_was_typed_stays_with_what_is_wrong(kit: Kit, carla: Browser, nordlys: str) -> None:
    carla.get("/desk/companies/new")
    for wrong, said in (({"key": "nordlys.fjordtel.example"}, "This is there already."), ({"key": "x", "country": "Denmark"}, "too long"),
                        ({"key": "x", "country": "D1"}, "Write the country as two letters"),
                        ({"key": "x", "answer_days": "99"}, "Write a whole number"),
                        ({"key": "x", "owner_email": "owner"}, "This does not look like an email"),
                        ({"key": "x", "reseller": "who"}, "No company has")):
        answer = carla.post("/desk/companies/new", **{**NEW, **wrong})
        assert answer.status_code == 422
        assert said in words(answer)
        assert 'value="Nordlys A/S"' in answer.get_data(as_text=True)
    assert count(kit, Company) == 1
    carla.get(nordlys)
    answer = carla.post(f"{nordlys}/domain", domain="gmail.com")
    assert answer.status_code == 422
    assert "Anybody can have a mailbox there." in words(answer)
    answer = carla.post(f"{nordlys}/contact", **{**CONTACT, "contact_email": "dpo@nord1ys.example"})
    assert "only looks like the domain of a customer" in words(answer)
    assert 'value="dpo@nord1ys.example"' in answer.get_data(as_text=True)
    answer = carla.post(f"{nordlys}/agreement", **{**AGREEMENT, "signed_on": "tomorrow"})
    assert "Write a day as 2026-03-05" in words(answer)
    assert (count(kit, CompanyContact), count(kit, Agreement)) == (0, 0)


def test_who_speaks_for_it_is_added_and_ended(kit: Kit, carla: Browser, nordlys: str) -> None:
    carla.get(nordlys)
    carla.post(f"{nordlys}/contact", **CONTACT)
    assert "Asked now: Kirsten Dahl, kirsten@nordlys.example." in words(carla.follow())
    carla.post(f"{nordlys}/domain/1/end", on="2026-11-01")
    page = words(carla.follow())
    assert "Nobody may be asked here now." in page
    assert "domain lapsed: not asked" in page
    carla.post(f"{nordlys}/domain/1/end", back="yes")
    assert "Asked now" in words(carla.follow())
    carla.post(f"{nordlys}/contact/1/end")
    assert "ended Tue 24 Nov 2026" in words(carla.follow())
    assert carla.post(f"{nordlys}/contact/1/end").status_code == 409
    carla.get(nordlys)
    assert carla.post(f"{nordlys}/contact/99/end").status_code == 404
    carla.get(nordlys)
    assert carla.post(f"{nordlys}/domain/1/end", on="never").status_code == 422
    with kit.database.reading() as session:
        assert session.execute(select(CompanyDomain.lapsed_on)).scalar_one() is None


def test_a_liquidator_is_asked_once_staff_have_checked_them(alice: Browser, nordlys: str) -> None:
    alice.get(nordlys)
    alice.post(f"{nordlys}/contact", **{**CONTACT, "contact_role": "liquidator", "contact_name": "Jes", "contact_email": "jes@lawyers.example"})
    alice.follow()
    alice.post(f"{nordlys}/state", state="liquidation", state_on="2026-11-20", reason="Decree of the court.")
    page = words(alice.follow())
    assert "in liquidation, since Fri 20 Nov 2026" in page
    assert "Decree of the court." in page
    assert "not checked: not asked" in page
    alice.post(f"{nordlys}/contact/1/check")
    assert "Asked now: Jes" in words(alice.follow())


def test_instructions_and_state_are_for_who_approves(kit: Kit, alice: Browser, carla: Browser, nordlys: str) -> None:
    carla.get(nordlys)
    carla.post(f"{nordlys}/agreement", **AGREEMENT)
    page = carla.follow()
    assert "DPA-7, version 4 9.2 since Mon 1 Jan 2024" in words(page)
    assert "Enter a standing instruction" not in words(page)
    wish = {"of_right": "access", "of_kind": "content", "standing": "answer", "agreement": "1", "given_by": ""}
    assert carla.post(f"{nordlys}/standing", **wish).status_code == 403
    carla.get(nordlys)
    assert carla.post(f"{nordlys}/state", state="left", state_on="2026-11-20", reason="x").status_code == 403
    carla.get(nordlys)
    assert carla.post(f"{nordlys}/agreement/1/end").status_code == 403
    alice.get(nordlys)
    assert "Choose the agreement that says so" in words(alice.post(f"{nordlys}/standing", **{**wish, "agreement": ""}))
    alice.post(f"{nordlys}/standing", **wish)
    assert "See data, recordings, voicemail, messages, faxes we answer for the company DPA-7, version 4" in words(alice.follow())
    alice.post(f"{nordlys}/standing/1/end")
    alice.follow()
    alice.post(f"{nordlys}/agreement/1/end")
    assert "Mon 1 Jan 2024 to Tue 24 Nov 2026" in words(alice.follow())
    with kit.database.reading() as session:
        assert session.execute(select(StandingInstruction.ended_at)).scalar_one() is not None
        assert session.execute(select(Company.state)).scalar_one() is CompanyState.ACTIVE


def test_that_one_person_is_the_company_is_not_a_clerks_to_say(kit: Kit, alice: Browser, carla: Browser, nordlys: str) -> None:
    facts = {**NEW, "is_sole_trader": "yes"}
    carla.get(nordlys)
    assert carla.post(f"{nordlys}/facts", **facts).status_code == 403
    alice.get(nordlys)
    alice.post(f"{nordlys}/facts", **facts)
    assert "One person is the company" in words(alice.follow())
    carla.get(nordlys)
    carla.post(f"{nordlys}/facts", **{**facts, "name": "Nordlys"})
    assert "Sole trader" in words(carla.follow())


@pytest.mark.parametrize("path", ["/nothing", "/domain/1/check", "/reseller/1/end"])
def test_what_no_page_offers_is_not_there(alice: Browser, nordlys: str, path: str) -> None:
    alice.get(nordlys)
    assert alice.post(f"{nordlys}{path}").status_code == 404
    assert alice.get("/desk/companies/99").status_code == 404


def test_who_may_only_read_changes_nothing(bob: Browser, nordlys: str) -> None:
    page = bob.get(nordlys)
    assert page.status_code == 200
    assert "<form" not in page.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    assert bob.post(f"{nordlys}/domain", domain="x.example").status_code == 403


CSV = b"key,name,country\nnordlys.fjordtel.example,Nordlys Gruppen,DK\nhavblik.fjordtel.example,Havblik ApS,DK\n"


def upload(browser: Browser, content: bytes, do: str) -> str:
    """The words of the page after a file was sent."""
    browser.get("/desk/companies/import")
    token = browser.page.get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0] if browser.page else ""
    answer = browser.client.post("/desk/companies/import", data={"csrf_token": token, "do": do, "file": (BytesIO(content), "companies.csv")},
                                 content_type="multipart/form-data", headers={"Accept-Language": "en"})
    browser.page = answer
    return words(answer if answer.status_code != 303 else browser.follow())


def test_a_file_is_shown_and_imported(kit: Kit, carla: Browser, nordlys: str) -> None:
    assert nordlys
    assert "It would add 1, change 1 and leave 0 as they are." in upload(carla, CSV, "look")
    assert count(kit, Company) == 1
    assert "Imported: 1 new, 1 changed, 0 as they were." in upload(carla, CSV, "import")
    assert count(kit, Company) == 2


def test_a_file_with_a_wrong_line_is_not_imported_at_all(kit: Kit, carla: Browser) -> None:
    page = upload(carla, CSV + b"x,X,Danmark\n", "import")
    assert "Line 4 (x): Write the country as two letters" in page
    assert count(kit, Company) == 0
    assert "The first line names no column key." in upload(carla, b"a,b\n", "import")
    carla.get("/desk/companies/import")
    assert "Choose a file first." in words(carla.post("/desk/companies/import", do="import"))
