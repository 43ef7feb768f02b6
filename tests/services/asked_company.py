"""A part of Carol's request that is a company's, the company with somebody who speaks for it, and letters as they would be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.words import Right, Role, State
from dsr.kit import Kit
from dsr.models import Agreement, Company, CompanyContact, Event, Message, Part, Referral, Request, StandingInstruction
from dsr.services import instructed, referrals
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.factories import NOW
from tests.services.carol import CLAIM, ask
from tests.services.customers import TODAY, a_company, a_contact


@dataclass(frozen=True, slots=True)
class Scene:
    """Part 2 of a request is the company's."""

    kit: Kit
    request_id: int
    part_id: int
    company_id: int
    contact_id: int | None

    def part(self, session: Session) -> Part:
        return session.execute(select(Part).where(Part.id == self.part_id), execution_options={"populate_existing": True}).scalar_one()

    def referral(self, session: Session) -> Referral:
        """The newest."""
        return session.execute(select(Referral).where(Referral.part_id == self.part_id).order_by(Referral.id.desc()).limit(1)).scalar_one()

    def state(self) -> State:
        with self.kit.database.reading() as session:
            return self.part(session).state

    def letters(self, *kinds: str) -> list[dict[str, Any]]:
        """Those of these kinds, with facts, recipient and language, in the order in which they were written."""
        with self.kit.database.reading() as session:
            rows = session.execute(select(Message).where(Message.part_id == self.part_id, Message.kind.in_(kinds)).order_by(Message.id)).scalars()
            handle = key_of(session, self.request_id, KeyClass.CORRESPONDENCE, vault=self.kit.vault)
            return [{"kind": row.kind, "locale": row.locale, "to": handle.open(row.recipient, f"message:{row.message_id}:recipient").decode(),
                     **orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))} for row in rows]

    def events(self, *names: str) -> list[str]:
        with self.kit.database.reading() as session:
            own = select(Event.name).where(Event.request_id == self.request_id, Event.name.in_(names))
            return list(session.execute(own.order_by(Event.seq)).scalars())

    def begin(self) -> None:
        """As the ticker does it."""
        with self.kit.database.transaction() as session:
            for part_id in referrals.unasked(session):
                referrals.begin(session, part_id, now=self.kit.now(), vault=self.kit.vault, settings=self.kit.settings)

    def leaves(self) -> bool:
        with self.kit.database.reading() as session:
            return instructed.of(session, self.part_id).leaves


def companys(kit: Kit, *, has_contact: bool = True, right: Right = Right.ACCESS, pass_on: bool = True, conceals: bool = False,
             key: str = "form:one", email: str = CLAIM.email, **company: Any) -> Scene:
    """Carol asked and confirmed; a part of it is Nordlys'."""
    asked = ask(kit, key=key, email=email)
    with kit.database.transaction() as session:
        made = session.execute(select(Company)).scalars().first() or a_company(session, owner_email="account@fjordtel.example", **company)
        contact = session.execute(select(CompanyContact).where(CompanyContact.company_id == made.id)).scalars().first()
        if contact is None and has_contact:
            contact = a_contact(session, made)
        request = session.get_one(Request, asked.request_id)
        request.pass_on = pass_on
        part_id = a_processor_part(session, request, made, right=right, conceals=conceals).id
        return Scene(kit, asked.request_id, part_id, made.id, contact.id if contact else None)


def resold(scene: Scene) -> Scene:
    """The company bought our service from a reseller, who is asked now; the contact is the reseller's."""
    with scene.kit.database.transaction() as session:
        reseller = a_company(session, "Mellemled ApS", domain="mellemled.example")
        session.get_one(Company, scene.company_id).reseller_id = reseller.id
        scene = replace(scene, contact_id=a_contact(session, reseller, "gdpr@mellemled.example").id)
    scene.begin()
    return scene


def a_processor_part(session: Session, request: Request, company: Company, *, right: Right = Right.ACCESS, conceals: bool = False) -> Part:
    """One more part of the request, in triage, counted from the same receipt."""
    first = request.parts[0]
    part = Part(request_id=request.id, number=len(request.parts) + 1, right=right, role=Role.PROCESSOR, company_id=company.id, state=State.TRIAGE,
                due_on=first.due_on, nominal_on=first.nominal_on, plan_on=first.plan_on, conceals=conceals)
    session.add(part)
    session.flush()
    session.refresh(request)
    return part


def stands(scene: Scene, standing: str, *, is_agreed: bool = True, **changed: Any) -> None:
    """A standing instruction, with the agreement that it is under."""
    with scene.kit.database.transaction() as session:
        agreement = Agreement(company_id=scene.company_id, reference="DBA-7", version="4", clause="9", signed_on=TODAY - timedelta(days=300))
        session.add(agreement)
        session.flush()
        session.add(StandingInstruction(company_id=scene.company_id, standing=standing, agreement_id=agreement.id if is_agreed else None,
                                        contact_id=scene.contact_id, since=NOW, **changed))
