"""No link to an answer goes to a mailbox of a company that the person has left since they confirmed it.

Invariant: what decides is the ledger of now and the last confirmation of the very address; staff are told, and the person may give another.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dsr.domain import reachable as rules
from dsr.domain.errors import NotAllowed
from dsr.domain.mail_domain import of_address
from dsr.domain.tenancy import Holder
from dsr.domain.window import Window
from dsr.models import Company, ContactPoint, Reach, Request, Tenancy
from dsr.services import companies, contact_points
from dsr.vault import Vault


def must(session: Session, request: Request, *, now: datetime, vault: Vault) -> None:
    """Raises NotAllowed (reason address_ended)."""
    email = contact_points.email_of(session, request, vault)
    company = companies.by_domain(session, of_address(email)) if email else None
    if company is None:
        return
    if not rules.may_be_used(_confirmed_at(session, request), rules.ended_at(_held(session, request.id, company), now)):
        raise NotAllowed(reason="address_ended")


def _held(session: Session, request_id: int, company: Company) -> list[Window]:
    """What the person is said to have held there."""
    rows = select(Tenancy.starts_at, Tenancy.ends_at).where(
        Tenancy.request_id == request_id, Tenancy.revoked_at.is_(None), Tenancy.holder == Holder.SUBJECT,
        or_(Tenancy.company_id == company.id, Tenancy.tenant == company.key))
    return [Window(start, end) for start, end in session.execute(rows)]


def _confirmed_at(session: Session, request: Request) -> datetime | None:
    """When the address that mails go to was confirmed last."""
    newest = select(ContactPoint.confirmed_at).where(
        ContactPoint.request_id == request.id, ContactPoint.reach == Reach.EMAIL, ContactPoint.ended_at.is_(None),
        ContactPoint.confirmed_at.is_not(None)).order_by(ContactPoint.id.desc()).limit(1)
    return session.execute(newest).scalar_one_or_none() or request.confirmed_at
