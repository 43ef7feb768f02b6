"""A domain that only looks like a customer's: staff see it, the asker does not."""

from __future__ import annotations

from dataclasses import asdict

import orjson
import pytest
from sqlalchemy import select

from dsr.domain.errors import NotAllowed
from dsr.domain.proof import Doubt
from dsr.domain.words import Right
from dsr.kit import Kit
from dsr.models import CompanyDomain, Delivery, DoubtRow, Message, Request
from dsr.services import doubts, proofs
from dsr.services.keys import key_of
from dsr.services.read import inbox
from dsr.vault import KeyClass
from tests.services.carol import alice, ask, reviewed
from tests.services.customers import TODAY, a_company
from tests.services.drafted import approve, write


def flagged(kit: Kit) -> dict[str, bool]:
    """Who is flagged in the queue, by name."""
    with kit.database.reading() as session:
        pages = [inbox.queue(session, filter=view, today=TODAY, vault=kit.vault) for view in (inbox.OPEN, "unconfirmed")]
        return {row.name: row.is_lookalike for page in pages for row in page.rows}


def test_a_confirmed_address_that_only_looks_like_a_customers_is_flagged_until_staff_settle_it(kit: Kit) -> None:
    with kit.database.transaction() as session:
        a_company(session, "Havblik ApS", domain="havblik.example")
    waiting = ask(kit, key="form:0", name="Not yet", email="carol@havbl1k.example", is_confirmed=False)
    ask(kit, key="form:1", name="True")
    fake = ask(kit, key="form:2", name="False", email="carol@havbl1k.example")
    assert flagged(kit) == {"Not yet": False, "True": False, "False": True}
    with kit.database.reading() as session:
        row = session.execute(select(DoubtRow)).scalar_one()
        request = session.get_one(Request, fake.request_id)
        assert (row.request_id, row.ground, row.staff_id) == (fake.request_id, Doubt.LOOKALIKE, None)
        assert doubts.words(session, row, request, vault=kit.vault) == "Havblik ApS"
    by = alice(kit)
    with kit.database.transaction() as session:
        doubts.settle(session, row.id, reason="Their old domain; called them.", by=by, now=kit.now(), vault=kit.vault)
    assert not any(flagged(kit).values())
    assert waiting.receipt.pickup_code


def test_the_asker_gets_the_same_letters(kit: Kit) -> None:
    with kit.database.transaction() as session:
        a_company(session, "Havblik ApS", domain="havblik.example")
    letters = []
    for number, email in enumerate(("carol@havbl1k.example", "carol@havblik.example", "carol@nowhere.example")):
        asked = ask(kit, key=f"form:{number}", email=email)
        with kit.database.reading() as session:
            rows = session.execute(select(Message).where(Message.request_id == asked.request_id).order_by(Message.id)).scalars().all()
            key = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
            told = [orjson.loads(key.open(row.context, f"message:{row.message_id}:context")) for row in rows]
        letters.append([(row.kind, {**context, "token": ""}) for row, context in zip(rows, told, strict=True)])
        assert asdict(asked.receipt)["is_new"]
    assert letters[0] == letters[1] == letters[2]


def test_who_confirms_at_a_domain_that_lapsed_is_doubted(kit: Kit) -> None:
    with kit.database.transaction() as session:
        a_company(session, "Havblik ApS", domain="havblik.example", lapsed_on=TODAY)
    asked = ask(kit)
    with kit.database.reading() as session:
        row = session.execute(select(DoubtRow)).scalar_one()
        assert row.ground is Doubt.OTHER
        assert "udløbet" in doubts.words(session, row, session.get_one(Request, asked.request_id), vault=kit.vault)
        assert proofs.reaches(session, asked.request_id, Right.ACCESS) == frozenset()


def test_no_link_to_an_answer_goes_to_a_domain_that_lapsed_meanwhile(kit: Kit) -> None:
    with kit.database.transaction() as session:
        domain = a_company(session, "Havblik ApS", domain="havblik.example").domains[0].id
    asked, by = reviewed(kit), alice(kit)
    draft = write(kit, asked.part_id)
    with kit.database.transaction() as session:
        session.get_one(CompanyDomain, domain).lapsed_on = TODAY
    with pytest.raises(NotAllowed, match="address_lapsed"):
        approve(kit, asked.part_id, draft, by)
    with kit.database.reading() as session:
        assert session.execute(select(Delivery)).all() == []
    with kit.database.transaction() as session:
        session.get_one(CompanyDomain, domain).lapsed_on = None
    approve(kit, asked.part_id, draft, by)
