"""The page of who decides: everybody at the desk sees it, the privacy manager changes and signs."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.kit import Kit
from dsr.models import LegalEntity, RoutingVersion
from tests.web.browser import Browser, words

FORM = {"kind": "call_records", "way": "controller answer", "since": "0", "reason": "We bill by them."}


def kept(kit: Kit) -> list[tuple[str, str, str, int, bool]]:
    with kit.database.reading() as session:
        rows = session.execute(select(RoutingVersion).order_by(RoutingVersion.id)).scalars()
        return [(row.data_kind.value, row.role.value, row.act.value, row.version, row.is_signed) for row in rows]


def row(page: str, kind: str) -> str:
    """The line of a kind of data in the table."""
    line = next(one for one in page.split("<tbody")[1].split("</tr>") if f"kind={kind}#" in one)
    return " ".join(re.sub(r"<[^>]+>", " ", line).split())


def opened(page: str) -> str:
    """The one that is looked at."""
    return page.split('id="row"')[1].split("</section>")[0]


def test_a_stranger_sees_nothing(app: Flask) -> None:
    assert Browser(app).get("/desk/routing").status_code in (302, 303)


def test_looking_at_it_makes_nothing(kit: Kit, alice: Browser) -> None:
    assert "contested" in row(alice.get("/desk/routing").get_data(as_text=True), "call_records")
    with kit.database.reading() as session:
        assert session.execute(select(LegalEntity)).first() is None


def test_the_privacy_manager_signs_a_row_and_it_holds_no_longer(kit: Kit, alice: Browser) -> None:
    assert "holds" in row(alice.get("/desk/routing?kind=call_records").get_data(as_text=True), "call_records")
    alice.post("/desk/routing", **FORM, sign="yes")
    page = alice.follow().get_data(as_text=True)
    assert "Signed and in force." in page
    assert "We bill by them." in opened(page)
    assert "holds" not in row(page, "call_records")
    assert kept(kit) == [("call_records", "controller", "answer", 1, True)]


def test_a_row_that_is_changed_without_a_signature_holds(kit: Kit, alice: Browser) -> None:
    alice.get("/desk/routing?kind=website")
    alice.post("/desk/routing", **{**FORM, "kind": "website", "way": "processor forward"})
    page = alice.follow().get_data(as_text=True)
    assert "until it is signed" in page
    assert "holds" in row(page, "website")
    assert kept(kit) == [("website", "processor", "forward", 1, False)]


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"way": "processor answer"}])
def test_what_does_not_go_is_said_beside_its_row_and_what_was_typed_stays(kit: Kit, alice: Browser, wrong: dict[str, str]) -> None:
    alice.get("/desk/routing?kind=website")
    page = alice.post("/desk/routing", **{**FORM, **wrong})
    assert page.status_code == 422
    calls = opened(page.get_data(as_text=True))
    assert 'role="alert"' in calls
    assert wrong.get("reason", FORM["reason"]) in calls
    assert kept(kit) == []


@pytest.mark.parametrize(("wrong", "status"), [
    ({"kind": "owners"}, 404), ({"way": "controller"}, 404), ({"since": "one"}, 404), ({"since": "3"}, 409)])
def test_what_nobody_can_choose_changes_nothing(kit: Kit, alice: Browser, wrong: dict[str, str], status: int) -> None:
    alice.get("/desk/routing?kind=website")
    assert alice.post("/desk/routing", **{**FORM, **wrong}).status_code == status
    assert kept(kit) == []


def test_one_form_is_open_at_most_and_it_is_that_of_the_row_that_was_chosen(alice: Browser) -> None:
    assert "<textarea" not in alice.get("/desk/routing").get_data(as_text=True)
    assert "<textarea" not in alice.get("/desk/routing?kind=owners").get_data(as_text=True)
    page = alice.get("/desk/routing?kind=website").get_data(as_text=True)
    assert page.count("<textarea") == 1
    assert 'name="kind" value="website"' in page


def test_who_only_reads_sees_it_and_changes_nothing(kit: Kit, bob: Browser) -> None:
    page = words(bob.get("/desk/routing"))
    assert "contested" in page
    assert "Sign and put in force" not in page
    assert bob.post("/desk/routing", **FORM).status_code == 403
    assert kept(kit) == []
