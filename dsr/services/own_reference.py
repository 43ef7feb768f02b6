"""The reference by which a company knows its part of a request, so that companies that compare what they have learn nothing from it.

Invariant: the reference of the request goes to no company, in no letter, on no page and in no file; the desk finds the request by either.
"""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.reference import RANDOM_BYTES, new_reference, parse_reference
from dsr.models import CompanyReference, Part, Referral, Request


def give(session: Session, part: Part, company_id: int) -> str:
    """Made when the company is first told of the part. The caller holds the part's lock."""
    if not (found := of(session, part.id, company_id)):
        found = new_reference(secrets.token_bytes(RANDOM_BYTES))
        session.add(CompanyReference(part_id=part.id, company_id=company_id, reference=found))
        session.flush()
    return found


def of(session: Session, part_id: int, company_id: int) -> str:
    """"" where the company was told of no such part."""
    wanted = select(CompanyReference.reference).where(CompanyReference.part_id == part_id, CompanyReference.company_id == company_id)
    return session.execute(wanted).scalar_one_or_none() or ""


def of_package(session: Session, part: Part) -> str:
    """For files that the company gets which was asked about the part, the newest time."""
    asked = select(Referral.company_id).where(Referral.part_id == part.id, Referral.hop == 1).order_by(Referral.id.desc()).limit(1)
    company_id = session.execute(asked).scalar_one_or_none() or part.company_id
    return of(session, part.id, company_id) if company_id is not None else ""


def request_of(session: Session, typed: str) -> str | None:
    """The reference of the request that a company knows by this one."""
    wanted = select(Request.reference).join(Part, Part.request_id == Request.id).join(CompanyReference, CompanyReference.part_id == Part.id).where(
        CompanyReference.reference == (parse_reference(typed) or ""))
    return session.execute(wanted).scalar_one_or_none()
