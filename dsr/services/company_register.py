"""Entering customer companies: what they are, their domains, and who speaks for them.

Invariants: events hold ids and words, never a name or an address; a contact is never at a domain that only looks like a customer's, and a domain
is never one where anybody has a mailbox.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dsr.domain import mailboxes
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.customer import CompanyState, ContactRole
from dsr.domain.errors import Conflict, InvalidInput, NotFound
from dsr.domain.mail_domain import normal, of_address
from dsr.domain.national_ids import blocks
from dsr.models import Company, CompanyContact, CompanyDomain, LegalEntity
from dsr.services import audit, companies
from dsr.services.intake import normal_address
from dsr.text import ANSWERS

LONGEST = {"key": 80, "name": 300, "registration": 40, "contact_name": 200, "phone": 40, "reference": 80, "version": 20, "clause": 40,
           "reason": 1_000}
MOST_DAYS = 30  # the person hears within the month, so no agreement gives a company longer
_COUNTRY = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a company is. `reseller_key` is the key of the company that sold our service to it, where that was not us."""

    name: str
    country: str
    registration: str = ""
    is_sole_trader: bool = False
    owner_email: str = ""
    answer_days: int = 10
    reseller_key: str = ""


def enter(session: Session, key: str, facts: Facts, *, entity_id: int, by: Actor, now: datetime) -> Company:
    """A new company. Raises NotAllowed, InvalidInput (key, there_already, and what `describe` refuses)."""
    by.must(Capability.TRIAGE)
    told = _checked(facts, by, was_sole_trader=False)
    one = clean("key", key, required=True)
    row = Company(key=one, entity_id=entity_id, created_at=now, state=CompanyState.ACTIVE, **_columns(session, told, one))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise InvalidInput(field="key", problem="there_already") from None
    lock_chain(session)
    audit.record(session, None, "company_entered", {"company": row.id}, by=by, now=now)
    return row


def describe(session: Session, company_id: int, facts: Facts, *, by: Actor, now: datetime) -> bool:
    """What it is now; whether that is anything new. That one person is the company is for who approves: their mailbox then is their own.

    Raises NotAllowed, NotFound, InvalidInput.
    """
    by.must(Capability.TRIAGE)
    row = company(session, company_id)
    told = _columns(session, _checked(facts, by, was_sole_trader=row.is_sole_trader), row.key)
    changed = sorted(name for name, value in told.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, told[name])
    if changed:
        lock_chain(session)
        audit.record(session, None, "company_changed", {"company": row.id, "changed": changed}, by=by, now=now)
    return bool(changed)


def facts_of(session: Session, row: Company) -> Facts:
    """What stands in the register now."""
    reseller = session.get(Company, row.reseller_id) if row.reseller_id else None
    return Facts(row.name, row.country, row.registration, row.is_sole_trader, row.owner_email, row.answer_days, reseller.key if reseller else "")


def add_domain(session: Session, company_id: int, name: str, *, by: Actor, now: datetime) -> CompanyDomain:
    """A domain of its mail. Raises NotAllowed, NotFound, InvalidInput (domain: bad_domain, public_provider, there_already)."""
    by.must(Capability.TRIAGE)
    row, plain = company(session, company_id), normal(name)
    if mailboxes.is_public(plain):
        raise InvalidInput(field="domain", problem="public_provider")
    if any(one.name == plain for one in row.domains):
        raise InvalidInput(field="domain", problem="there_already")
    made = CompanyDomain(company_id=company_id, name=plain)
    row.domains.append(made)
    session.flush()
    lock_chain(session)
    audit.record(session, None, "company_domain_added", {"company": company_id, "domain": made.id}, by=by, now=now)
    return made


def lapse(session: Session, company_id: int, domain_id: int, on: date | None, *, by: Actor, now: datetime) -> None:
    """From which day anybody may own the domain; None: it is the company's. Raises NotAllowed, NotFound."""
    by.must(Capability.TRIAGE)
    row = session.get(CompanyDomain, domain_id)
    if row is None or row.company_id != company_id:
        raise NotFound()
    if row.lapsed_on == on:
        return
    row.lapsed_on = on
    lock_chain(session)
    facts: dict[str, object] = {"company": company_id, "domain": domain_id, "lapsed": on.isoformat() if on else None}
    audit.record(session, None, "company_domain_lapsed", facts, by=by, now=now)


def add_contact(session: Session, company_id: int, role: ContactRole, *, name: str, email: str, phone: str = "", locale: str = "da", by: Actor,
                now: datetime) -> CompanyContact:
    """Somebody who speaks for it; who ended comes back, unchecked. Raises NotAllowed, NotFound, InvalidInput (email: bad_email, domain_lapsed,
    only_looks_alike, there_already)."""
    by.must(Capability.TRIAGE)
    company(session, company_id)
    address, called = _address(session, email), clean("contact_name", name, required=True)
    if locale not in ANSWERS:
        raise InvalidInput(field="language", problem="required")
    row = session.execute(select(CompanyContact).where(
        CompanyContact.company_id == company_id, CompanyContact.role == role, CompanyContact.email == address)).scalar_one_or_none()
    if row is not None and row.ended_at is None:
        raise InvalidInput(field="email", problem="there_already")
    if row is None:
        row = CompanyContact(company_id=company_id, role=role, email=address)
        session.add(row)
    row.name, row.phone, row.locale = called, clean("phone", phone), locale
    row.ended_at = row.checked_at = row.checked_by = None
    session.flush()
    lock_chain(session)
    audit.record(session, None, "company_contact_added", {"company": company_id, "contact": row.id, "role": role.value}, by=by, now=now)
    return row


def end_contact(session: Session, company_id: int, contact_id: int, *, by: Actor, now: datetime) -> None:
    """They speak for it no more. Raises NotAllowed, NotFound, Conflict if that was so already."""
    by.must(Capability.TRIAGE)
    row = _contact(session, company_id, contact_id)
    row.ended_at = now
    lock_chain(session)
    audit.record(session, None, "company_contact_ended", {"company": company_id, "contact": contact_id}, by=by, now=now)


def check_liquidator(session: Session, company_id: int, contact_id: int, *, by: Actor, now: datetime) -> None:
    """Staff have seen in the register of companies that this is the liquidator. Raises NotAllowed, NotFound, Conflict."""
    by.must(Capability.TRIAGE)
    row = _contact(session, company_id, contact_id)
    if row.role is not ContactRole.LIQUIDATOR or row.checked_at is not None:
        raise Conflict()
    row.checked_by, row.checked_at = by.id, now
    lock_chain(session)
    audit.record(session, None, "company_liquidator_checked", {"company": company_id, "contact": contact_id}, by=by, now=now)


def company(session: Session, company_id: int) -> Company:
    """The company, locked. Raises NotFound."""
    row = session.execute(select(Company).where(Company.id == company_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def lock_chain(session: Session) -> None:
    """Two changes at once would take the same place in the chain of what belongs to no request."""
    session.flush()
    session.execute(select(LegalEntity.id).with_for_update())


def clean(field: str, text: str, *, required: bool = False) -> str:
    """The text on one line. Raises InvalidInput: required, too_long, national_number."""
    plain = " ".join(text.replace("\x00", "").split())
    if required and not plain:
        raise InvalidInput(field=field, problem="required")
    if len(plain) > LONGEST[field]:
        raise InvalidInput(field=field, problem="too_long")
    if blocks(plain):
        raise InvalidInput(field=field, problem="national_number")
    return plain


def _checked(facts: Facts, by: Actor, *, was_sole_trader: bool) -> Facts:
    if facts.is_sole_trader and not was_sole_trader:
        by.must(Capability.APPROVE)
    if not _COUNTRY.fullmatch(facts.country):
        raise InvalidInput(field="country", problem="bad_country")
    if not 1 <= facts.answer_days <= MOST_DAYS:
        raise InvalidInput(field="answer_days", problem="bad_number")
    return replace(facts, name=clean("name", facts.name, required=True), registration=clean("registration", facts.registration),
                   owner_email=normal_address(facts.owner_email.strip()) if facts.owner_email.strip() else "")


def _columns(session: Session, facts: Facts, key: str) -> dict[str, object]:
    """The facts as columns of the row; the reseller by its id. A company that sold to itself, over however many, is refused."""
    reseller = companies.by_key(session, facts.reseller_key.strip()) if facts.reseller_key.strip() else None
    if facts.reseller_key.strip() and reseller is None:
        raise InvalidInput(field="reseller", problem="unknown_company")
    above, seen = reseller, set[int]()
    while above is not None and above.id not in seen:
        if above.key == key:
            raise InvalidInput(field="reseller", problem="unknown_company")
        seen.add(above.id)
        above = session.get(Company, above.reseller_id) if above.reseller_id else None
    return {"name": facts.name, "country": facts.country, "registration": facts.registration, "is_sole_trader": facts.is_sole_trader,
            "owner_email": facts.owner_email, "answer_days": facts.answer_days, "reseller_id": reseller.id if reseller else None}


def _address(session: Session, email: str) -> str:
    address = normal_address(email.strip()).lower()
    domain = of_address(address)
    if companies.has_lapsed(session, domain):
        raise InvalidInput(field="email", problem="domain_lapsed")
    if companies.lookalike(session, domain) is not None:
        raise InvalidInput(field="email", problem="only_looks_alike")
    return address


def _contact(session: Session, company_id: int, contact_id: int) -> CompanyContact:
    """One who speaks for it. Raises NotFound, Conflict if they do no more."""
    company(session, company_id)
    row = session.get(CompanyContact, contact_id, populate_existing=True)
    if row is None or row.company_id != company_id:
        raise NotFound()
    if row.ended_at is not None:
        raise Conflict()
    return row
