"""What is known of customer companies, for who has to decide: whose an address is, who speaks, what was said once and for all.

Invariant: nobody is guessed. A domain of two companies is neither's, what nobody entered is nobody's, and an unknown mailbox is an employer's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dsr.domain import customer, mailboxes
from dsr.domain.confusable import skeleton
from dsr.domain.customer import CompanyState, Speaker, Standing, Told
from dsr.domain.lookalike import likeness
from dsr.domain.mail_domain import of_address, with_parents
from dsr.domain.proof import Control
from dsr.domain.routing import DataKind
from dsr.domain.words import Right
from dsr.models import Company, CompanyContact, CompanyDomain, StandingInstruction

_FEWEST = 3  # letters of a name that is looked for


def by_key(session: Session, key: str) -> Company | None:
    """The company that sources call so."""
    return session.execute(select(Company).where(Company.key == key)).scalar_one_or_none()


def by_domain(session: Session, domain: str, *, today: date | None = None) -> Company | None:
    """Whose the domain of an address is, or the domain it is below. None for one that is several companies', and for one that lapsed."""
    for name in with_parents(domain):
        rows = session.execute(select(CompanyDomain).where(CompanyDomain.name == name)).scalars().all()
        if rows:
            holding = {row.company_id for row in rows if not _is_over(row.lapsed_on, today)}
            return session.get(Company, holding.pop()) if len(holding) == 1 else None
    return None


def named(session: Session, typed: str) -> tuple[Company, ...]:
    """Those whose name, key or number in the register holds what was typed. For staff only: nobody else learns who our customers are."""
    wanted, digits = skeleton(" ".join(typed.split())), "".join(sign for sign in typed if sign.isdecimal())
    if len(wanted) < _FEWEST:
        return ()
    every = session.execute(select(Company).order_by(Company.name, Company.id)).scalars()
    return tuple(one for one in every if wanted in skeleton(one.name) or wanted in skeleton(one.key)
                 or (len(digits) >= _FEWEST and digits in "".join(sign for sign in one.registration if sign.isdecimal())))


def asked_of(session: Session, company: Company) -> Company:
    """Who is asked about a company's data: the company, or the reseller that sold our service to it."""
    return session.get_one(Company, company.reseller_id) if company.reseller_id is not None else company


def speaker(session: Session, company: Company, *, today: date) -> CompanyContact | None:
    """Who is asked now. None: nobody is left, and named staff decide."""
    return next(iter(speakers(session, company, today=today)), None)


def speakers(session: Session, company: Company, *, today: date) -> tuple[CompanyContact, ...]:
    """All who may be asked, the first to be asked first."""
    rows = session.execute(select(CompanyContact).where(CompanyContact.company_id == company.id, CompanyContact.ended_at.is_(None))).scalars()
    contacts = {row.id: row for row in rows}
    seen = [Speaker(row.id, row.role, of_address(row.email), row.checked_at is not None) for row in contacts.values()]
    lapsed = {one.domain for one in seen if has_lapsed(session, one.domain, today=today)}
    return tuple(contacts[one.id] for one in customer.speakers(company.state, seen, lapsed))


def has_lapsed(session: Session, domain: str, *, today: date | None = None) -> bool:
    """Whether anybody may own the domain by now: it lapsed with a customer, and is no other customer's."""
    rows = session.execute(select(CompanyDomain.lapsed_on).where(CompanyDomain.name.in_([*with_parents(domain)]))).scalars().all()
    return bool(rows) and all(_is_over(lapsed_on, today) for lapsed_on in rows)


def standing(session: Session, company: Company, right: Right, data_kind: DataKind | None) -> tuple[Standing, StandingInstruction | None]:
    """What the company wants done, and where it said so; without a word of it, it is asked."""
    rows = session.execute(select(StandingInstruction).where(StandingInstruction.company_id == company.id,
                                                             StandingInstruction.ended_at.is_(None))).scalars()
    given = {row.id: row for row in rows}
    found = customer.standing(company.state, [Told(row.id, row.right, row.data_kind, row.standing) for row in given.values()], right, data_kind)
    return (Standing.ASK, None) if found is None else (found.standing, given[found.id])


def controls(session: Session, address: str) -> Control:
    """In whose hands a mailbox is. An employer's, unless anybody can have one there or its holder is the company; an address at which a company
    is asked is the company's, wherever it is."""
    domain, plain = of_address(address), address.strip().lower()
    speaking = select(Company.is_sole_trader).join(CompanyContact, CompanyContact.company_id == Company.id).where(
        CompanyContact.email == plain, CompanyContact.ended_at.is_(None))
    answers: Iterable[bool] = session.execute(speaking).scalars().all()
    if not all(answers):
        return Control.EMPLOYER
    if mailboxes.is_public(domain):
        return Control.PERSON
    owner = by_domain(session, domain)
    return Control.PERSON if owner is not None and owner.is_sole_trader else Control.EMPLOYER


def lookalike(session: Session, domain: str) -> Company | None:
    """The customer that a domain only looks like; the surest likeness, if there are several."""
    if not domain or mailboxes.is_public(domain):
        return None
    held = CompanyDomain.lapsed_on.is_(None)
    if session.execute(select(CompanyDomain.id).where(held, CompanyDomain.name.in_([*with_parents(domain)]))).first() is not None:
        return None
    rows = session.execute(select(CompanyDomain.name, CompanyDomain.company_id).where(held)).all()
    found = [(kind, company_id) for name, company_id in rows if (kind := likeness(domain, name)) is not None]
    return session.get(Company, min(found)[1]) if found else None


def ensure(session: Session, key: str, *, name: str, country: str, entity_id: int, now: datetime) -> Company:
    """The company of this key; entered if nobody has yet."""
    found = by_key(session, key)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            made = Company(key=key, name=name, country=country, entity_id=entity_id, created_at=now, state=CompanyState.ACTIVE)
            session.add(made)
        return made
    except IntegrityError:  # somebody else's request brought it a moment earlier
        return session.execute(select(Company).where(Company.key == key)).scalar_one()


def _is_over(lapsed_on: date | None, today: date | None) -> bool:
    """Without a day, a domain with an end is over: nothing is sent on the strength of a date to come."""
    return lapsed_on is not None and (today is None or lapsed_on <= today)
