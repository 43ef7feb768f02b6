"""Which address of the person a company is told: its own where they wrote from there, else none until the person chooses one.

Invariants: only an address that was confirmed; none that is in another employer's hands; once the company may have read it, it is not taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dsr.domain import mailboxes
from dsr.domain.actor import SUBJECT
from dsr.domain.errors import Conflict, InvalidInput
from dsr.domain.identity import normalise
from dsr.domain.mail_domain import of_address
from dsr.domain.proof import Control
from dsr.domain.sharing import is_offered, may_choose
from dsr.models import CompanyContact, CompanyVisit, LegalEntity, Part, Referral
from dsr.services import audit, companies, contact_points
from dsr.services.keys import key_for, key_of
from dsr.vault import KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Offer:
    """An address that may be chosen. `name` is its in the form: a keyed hash, so that whoever has the page open learns no more than it shows."""

    name: str
    address: str


def offers(session: Session, row: Referral, part: Part, *, now: datetime, vault: Vault) -> tuple[Offer, ...]:
    """What the person may choose for a company: the address that it is told now, the one that they asked from, and the one that letters go to."""
    to, today, before = {row.company_id, part.company_id or row.company_id}, _today(session, part, now), told(session, row, part, vault=vault)
    found = [one for one in contact_points.confirmed(session, part.request, vault) if _is_offered(session, one, to, today)]
    return tuple({(name := _name(one, vault)): Offer(name, one) for one in ([before] if before else []) + found}.values())


def told(session: Session, row: Referral, part: Part, *, vault: Vault) -> str | None:
    """The address that the company sees; None: it sees none."""
    if row.shared_address is None:
        return None
    return key_of(session, part.request_id, KeyClass.CASE, vault=vault).open(row.shared_address, place(row.id)).decode()


def may_have_read(session: Session, row: Referral) -> bool:
    """Whether anybody of the company has had its page open since it was asked: by this request's link or another's."""
    visit = exists().where(CompanyVisit.contact_id == CompanyContact.id, CompanyContact.company_id == row.company_id,
                           CompanyVisit.session_until > row.sent_at)
    return row.opened_at is not None or bool(session.execute(select(visit)).scalar())


def choose(session: Session, row: Referral, part: Part, name: str, *, now: datetime, vault: Vault) -> None:
    """The company is told this address of those on offer; no name: none. The caller holds the referral's lock.

    Raises Conflict (the company may have read the one of before), InvalidInput (address).
    """
    before, wanted = told(session, row, part, vault=vault), None
    if name:
        wanted = next((one.address for one in offers(session, row, part, now=now, vault=vault) if one.name == name), None)
        if wanted is None:
            raise InvalidInput(field="address", problem="required")
    if wanted == before:
        return
    if not may_choose(is_told=before is not None, is_opened=may_have_read(session, row)):
        raise Conflict()
    _tell(session, row, part, wanted, now=now, vault=vault)
    audit.record(session, part.request_id, "address_shared" if wanted else "address_kept", {"part": part.number, "referral": row.id}, by=SUBJECT,
                 now=now)


def tell_own(session: Session, row: Referral, part: Part, *, now: datetime, vault: Vault) -> None:
    """Whoever wrote from a mailbox of the company that is asked is shown by that: it gives the address out itself."""
    email = contact_points.email_of(session, part.request, vault)
    owner = companies.by_domain(session, of_address(email), today=_today(session, part, now))
    if owner is not None and owner.id == row.company_id and email in contact_points.confirmed(session, part.request, vault):
        _tell(session, row, part, email, now=now, vault=vault)


def place(referral_id: int) -> str:
    """What the sealed address is bound to."""
    return f"referral:{referral_id}:address"


def _tell(session: Session, row: Referral, part: Part, address: str | None, *, now: datetime, vault: Vault) -> None:
    case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
    row.shared_address = case.seal(address.encode(), place(row.id)) if address else None
    session.flush()


def _is_offered(session: Session, address: str, to: set[int], today: date) -> bool:
    domain = of_address(address)
    owner = companies.by_domain(session, domain, today=today)
    is_private = mailboxes.is_public(domain) and companies.controls(session, address) is Control.PERSON
    return is_offered(owner=owner.id if owner else None, is_private=is_private, to=to)


def _today(session: Session, part: Part, now: datetime) -> date:
    return now.astimezone(ZoneInfo(session.get_one(LegalEntity, part.request.entity_id).timezone)).date()


def _name(address: str, vault: Vault) -> str:
    return vault.token("shared_address", normalise("email", address, None))[:16]
