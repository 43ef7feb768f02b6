"""The desk's page of lines: what is shown of each, what staff state, note and take back, and who may not."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from dsr.domain.actor import SYSTEM
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.kit import Kit
from dsr.models import IdentityRow, Request, Tenancy
from dsr.services import ledger
from tests.web.browser import Browser

LINE = {"kind": "phone_number", "value": "31 00 04 17", "tenant": "nordlys.example", "holder": "subject", "since": "2026-03-01",
        "until": "2026-06-30", "reason": "Seen on the contract."}


def lines(browser: Browser, reference: str) -> str:
    return browser.get(f"/desk/requests/{reference}/lines").get_data(as_text=True)


def post(browser: Browser, reference: str, path: str = "", **typed: Any) -> Any:
    browser.get(f"/desk/requests/{reference}/lines")
    return browser.post(f"/desk/requests/{reference}/lines{path}", **typed)


def test_staff_state_who_held_a_line_and_read_what_is_proven_and_why(alice: Browser, kit: Kit, reference: str) -> None:
    assert post(alice, reference, **LINE).status_code == 303
    text = lines(alice, reference)
    assert "Kept." in text
    for words in ("+4531000417", "nordlys.example", "this person", "stated by staff: alice@fjordtel.example", "Seen on the contract."):
        assert words in text
    with kit.database.reading() as db:
        row = db.execute(select(Tenancy)).scalar_one()
        assert row.starts_at is not None
        assert row.starts_at.isoformat() == "2026-02-28T23:00:00+00:00"
        assert row.ends_at is not None
        assert row.ends_at.isoformat() == "2026-06-30T22:00:00+00:00"  # the last day is within


def test_overlaps_and_gaps_are_said(alice: Browser, kit: Kit, reference: str) -> None:
    post(alice, reference, **LINE)
    post(alice, reference, **{**LINE, "since": "2026-09-01", "until": ""})
    assert "Nobody says who held it: not searched" in lines(alice, reference)
    with kit.database.transaction() as db:
        request = db.execute(select(Request)).scalar_one()
        ledger.state(db, request.id, "phone_number", "+4531000417", tenant="nordlys.example", company_id=None, holder=Holder.OTHER, window=Window(),
                     how=HowKnown.SOURCE, by=SYSTEM, now=kit.now(), vault=kit.vault, source_key="crm")
    text = lines(alice, reference)
    assert "Said to be this person’s and not only theirs: not searched" in text
    assert "a system says it: " in text


def test_what_is_taken_back_stays_readable_and_is_searched_no_more(alice: Browser, kit: Kit, reference: str) -> None:
    post(alice, reference, **LINE)
    with kit.database.reading() as db:
        number = db.execute(select(Tenancy.id)).scalar_one()
    assert post(alice, reference, f"/{number}/revoke").status_code == 303
    text = lines(alice, reference)
    assert "taken back" in text
    assert "<dd>nothing</dd>" in text


def test_a_line_of_another_request_is_not_taken_back(alice: Browser, kit: Kit, reference: str) -> None:
    post(alice, reference, **LINE)
    assert post(alice, reference, "/999/revoke").status_code == 404


def test_what_the_person_says_is_a_claim_and_no_more(alice: Browser, kit: Kit, reference: str) -> None:
    assert post(alice, reference, "/claim", claim_kind="phone_number", claim_value="31 00 04 17").status_code == 303
    text = lines(alice, reference)
    assert "Only claimed, and not searched" in text
    with kit.database.reading() as db:
        row = db.execute(select(IdentityRow).where(IdentityRow.kind == "phone_number")).scalar_one()
        assert row.proven_how is None


@pytest.mark.parametrize(("changed", "words"), [
    ({"reason": " "}, "Please fill this in."), ({"value": ""}, "Please fill this in."), ({"kind": "email"}, "Choose one."),
    ({"holder": "me"}, "Choose one."), ({"since": "1.3.2026"}, "Write the day as 2026-03-31."), ({"until": "2026-01-01"}, "before the first")])
def test_what_is_refused_is_said_and_what_was_typed_stays(alice: Browser, kit: Kit, reference: str, changed: dict[str, str], words: str) -> None:
    response = post(alice, reference, **{**LINE, **changed})
    assert response.status_code == 422
    text = response.get_data(as_text=True)
    assert words in text
    assert 'value="nordlys.example"' in text
    with kit.database.reading() as db:
        assert db.execute(select(Tenancy)).scalars().all() == []


def test_bob_and_a_stranger_may_not_look(bob: Browser, reference: str) -> None:
    assert bob.get(f"/desk/requests/{reference}/lines").status_code == 403
    assert bob.post(f"/desk/requests/{reference}/lines", **LINE).status_code in (400, 403)
