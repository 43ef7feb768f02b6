"""An answer's link goes to no mailbox of a company that the person has left since they confirmed it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import SYSTEM
from dsr.domain.errors import NotAllowed
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.kit import Kit
from dsr.models import CompanyDomain, ContactPoint, Delivery, LegalEntity, Reach, Request, Response
from dsr.services import companies, contact_points, deliver, ledger, reachable
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.carol import Asked, approved, ask

KEY = "havblik.example"


def left(session: Session, kit: Kit, asked: Asked, *, ended: datetime | None, tenant: str = KEY) -> None:
    """Her mailbox is that of a customer, at which she held a number until then."""
    entity = session.execute(select(LegalEntity)).scalars().one()
    company = companies.ensure(session, KEY, name="Havblik ApS", country="DK", entity_id=entity.id, now=kit.now())
    if not session.execute(select(CompanyDomain)).scalars().all():
        session.add(CompanyDomain(company_id=company.id, name=KEY))
    ledger.state(session, asked.request_id, "phone_number", "+4531000417", tenant=tenant, company_id=None, holder=Holder.SUBJECT,
                 window=Window(None, ended), how=HowKnown.EMPLOYER, by=SYSTEM, now=kit.now(), vault=kit.vault)


def request_of(session: Session, asked: Asked) -> Request:
    return session.execute(select(Request).where(Request.id == asked.request_id)).scalar_one()


@pytest.mark.parametrize(("days", "tenant", "is_open"), [
    (None, KEY, True), (-10, KEY, True), (1, KEY, False), (9, KEY, True), (1, "syd.example", True)],
                         ids=["still there", "confirmed after the end", "left since", "leaves later", "left another company"])
def test_only_an_address_confirmed_since_the_end_is_written_to(kit: Kit, days: int | None, tenant: str, is_open: bool) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        left(session, kit, asked, ended=None if days is None else kit.now() + timedelta(days=days), tenant=tenant)
        if is_open:
            reachable.must(session, request_of(session, asked), now=kit.now() + timedelta(days=5), vault=kit.vault)
        else:
            with pytest.raises(NotAllowed, match="address_ended"):
                reachable.must(session, request_of(session, asked), now=kit.now() + timedelta(days=5), vault=kit.vault)


def test_a_new_link_is_refused_and_the_one_before_stays_as_it_was_until_another_address_is_confirmed(kit: Kit) -> None:
    asked, _ = approved(kit)
    later = kit.now() + timedelta(days=5)
    with kit.database.transaction() as session:
        left(session, kit, asked, ended=kit.now() + timedelta(days=1))
        response = session.execute(select(Response).where(Response.approved_at.is_not(None))).scalar_one()
        with pytest.raises(NotAllowed, match="address_ended"):
            deliver.released(session, response, now=later, vault=kit.vault, settings=kit.settings)
        assert session.execute(select(Delivery)).scalar_one().superseded_at is None
        case, token = key_of(session, asked.request_id, KeyClass.CASE, vault=kit.vault), kit.vault.token("email", "carol@private.example")
        session.add(ContactPoint(request_id=asked.request_id, reach=Reach.EMAIL, token=token, made_at=later, confirmed_at=later,
                                 value=case.seal(b"carol@private.example", contact_points.place(token))))
        session.flush()
        assert deliver.released(session, response, now=later, vault=kit.vault, settings=kit.settings) is not None
