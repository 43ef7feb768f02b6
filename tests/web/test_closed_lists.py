"""Lists and pages that name a request by the way: to whom it is closed they tell nothing of it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import Message, Staff
from dsr.services import readers
from tests.services import members
from tests.services.mailing import a_mail, arrives
from tests.web.answers import release
from tests.web.browser import Browser, words
from tests.web.conftest import Asked, sign_in
from tests.web.test_paper import entered

SECRET = "Thank you for the lamp"


@pytest.fixture
def nina(app: Flask, kit: Kit) -> Browser:
    return sign_in(app, kit, "nina@fjordtel.example", StaffRole.CLERK)


@pytest.fixture
def dora(app: Flask, kit: Kit) -> Browser:
    return sign_in(app, kit, "dora@fjordtel.example", StaffRole.DPO)


def for_alice_only(kit: Kit, reference: str) -> None:
    with kit.database.reading() as db:
        alice = db.execute(select(Staff.id).where(Staff.email == "alice@fjordtel.example")).scalar_one()
    with kit.database.transaction() as db:
        readers.restrict(db, reference, [alice], by=members.acting(kit, alice), now=kit.now(), vault=kit.vault)


def test_a_search_does_not_find_it(kit: Kit, alice: Browser, nina: Browser, reference: str) -> None:
    def asked(browser: Browser, text: str) -> str:
        browser.get("/desk/search")
        return words(browser.post("/desk/search", q=text))

    for_alice_only(kit, reference)
    for text in ("Ærø", "31 00 04 17", "soren@nordlys.example", reference):
        assert "Nothing found" in asked(nina, text), text
    assert reference in alice.get("/desk/").get_data(as_text=True)
    assert reference in asked(alice, "Ærø")


def test_its_mails_are_neither_listed_nor_read(kit: Kit, alice: Browser, nina: Browser, reference: str) -> None:
    (mail,) = arrives(kit, a_mail(f"{SECRET}. {reference}", sender="soren@nordlys.example"))
    assert "soren@nordlys.example" in words(nina.get("/desk/mail?f=see"))
    for_alice_only(kit, reference)
    page = nina.get("/desk/mail?f=see")
    assert "for named readers" in words(page)
    assert not any(one in page.get_data(as_text=True) for one in ("soren@nordlys.example", reference, mail.reference))
    nina.get("/desk/")
    for path in (f"/desk/mail/{mail.reference}", f"/desk/mail/{mail.reference}/whole", f"/desk/mail/{mail.reference}/files/0"):
        refused = nina.get(path)
        assert refused.status_code == 403, path
        assert SECRET not in words(refused)
    for act in ("seen", "take-back"):
        assert nina.post(f"/desk/mail/{mail.reference}/{act}").status_code in (403, 409), act
    assert SECRET in words(alice.get(f"/desk/mail/{mail.reference}"))


def test_its_letters_are_not_printed_by_others(kit: Kit, alice: Browser, nina: Browser) -> None:
    reference = entered(kit, alice)
    for_alice_only(kit, reference)
    with kit.database.reading() as db:
        message = db.execute(select(Message.id)).scalar_one()
    page = nina.get("/desk/post")
    assert "A colleague posts it" in words(page)
    assert reference not in page.get_data(as_text=True)
    for path in (f"/desk/post/{message}/letter.pdf", f"/desk/post/{message}"):
        assert nina.post(path).status_code in (303, 403), path
    assert reference in words(alice.get("/desk/post"))  # it still waits


def test_its_incident_has_a_number_and_no_more(kit: Kit, alice: Browser, dora: Browser, asked: Asked) -> None:
    asked.carol.get(f"/answer/{release(kit, asked.reference)}")
    alice.get(f"/desk/requests/{asked.reference}/parts/1/recall")
    path = alice.post(f"/desk/requests/{asked.reference}/parts/1/recall", what="Rows of a colleague were in it.").headers["Location"]
    assert asked.reference in words(dora.get("/desk/incidents"))
    for_alice_only(kit, asked.reference)
    page = dora.get("/desk/incidents")
    assert re.search(r"Incident \d+ +for named readers", words(page))
    assert not any(one in words(page) for one in (asked.reference, "Rows of a colleague"))
    for one in (path, f"{path}/people"):
        assert dora.get(one).status_code == 403, one
    dora.get("/desk/incidents")
    dora.post(f"{path}/close")
    assert "The incident is closed" not in words(dora.get("/desk/"))
    assert alice.get(path).status_code == 200
