"""A company's contact behind a link: a code to the same mailbox, and a session for what their company was asked.

Invariants: a link alone opens nothing and opens once; a code goes to the mailbox that was asked and nowhere else; a session is one contact's of one
company, and ends when they speak for it no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import COMPANY
from dsr.domain.errors import NotAllowed, NotFound
from dsr.models import Company, CompanyContact, CompanyVisit, Part, Referral
from dsr.services import audit, companies, door, entities, instructions, referrals
from dsr.services.door import Door
from dsr.vault import Vault

DOOR = Door(referrals.TOKEN, "company_code", "company_session", COMPANY)


class Link(StrEnum):
    """What a link opens now."""

    OPEN = "open"
    SPENT = "spent"        # it was used, or its time is over: a new one can be sent to the same mailbox
    OVER = "over"          # nothing is needed any more, or whoever was asked speaks for the company no more


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is behind a session."""

    contact: CompanyContact
    company: Company


def link(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> Link:
    """What a link opens. Changes nothing. Raises NotFound for one that never was, or that a newer one has replaced."""
    row = door.by_token(session, Referral, DOOR, token, vault=vault)
    if not referrals.is_visible(row, session.get_one(Part, row.part_id)) or _speaking(session, row, now, settings) is None:
        return Link.OVER
    return Link.OPEN if row.opened_at is None and row.token_until is not None and row.token_until > now else Link.SPENT


def send_code(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """A code to the mailbox that was asked. Raises NotFound where the link does not open."""
    row, part, contact = _opens(session, token, Link.OPEN, now=now, vault=vault, settings=settings)
    visit = _newest(session, contact)
    if visit is None or visit.session_hash is not None:  # who is inside in another window stays there
        visit = CompanyVisit(contact_id=contact.id, made_at=now)
        session.add(visit)
        session.flush()
    facts = door.coded(session, DOOR, visit, part, row.id, now=now, vault=vault)
    if facts is not None:
        instructions.write(session, part, contact, DOOR.code, door.occasion(DOOR.code, row.id), facts, now=now, vault=vault, settings=settings)
        audit.record(session, part.request_id, "company_code_sent", {"part": part.number, "referral": row.id}, by=COMPANY, now=now)


def send_link(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """A new link to the same mailbox, in place of one that was used or is too old. Raises NotFound."""
    row, part, contact = _opens(session, token, Link.SPENT, now=now, vault=vault, settings=settings)
    is_new = door.is_enough(session, part, "company_asked", row.id, now=now, within=door.AGAIN, most=1)
    if not is_new and not door.is_enough(session, part, "company_asked", row.id, now=now):
        referrals.send_link(session, row, part, contact, "company_asked", now=now, vault=vault, settings=settings)
        audit.record(session, part.request_id, "company_link_sent", {"part": part.number, "referral": row.id}, by=COMPANY, now=now)


def open_with_code(session: Session, token: str, code: str, *, now: datetime, vault: Vault, settings: Settings) -> str:
    """The token of a session; the link is spent with it. See `door.opened`. Raises NotFound where the link does not open, NotAllowed."""
    row, part, contact = _opens(session, token, Link.OPEN, now=now, vault=vault, settings=settings)
    visit = _newest(session, contact)
    if visit is None:
        raise NotAllowed(reason="locked")
    told: dict[str, object] = {"part": part.number, "referral": row.id}
    given = door.opened(session, DOOR, visit, code, part, told, now=now, vault=vault, settings=settings)
    row.opened_at = now
    audit.record(session, part.request_id, "company_opened", told, by=COMPANY, now=now)
    return given


def current(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> Visit:
    """Who is behind a session. Raises NotFound for one that never was or ended, and where they speak for their company no more."""
    row = door.current(session, CompanyVisit, DOOR, token, now=now, vault=vault)
    contact = session.get_one(CompanyContact, row.contact_id, populate_existing=True)
    company = session.get_one(Company, contact.company_id)
    today = now.astimezone(entities.zone(settings)).date()
    if contact.id not in {one.id for one in companies.speakers(session, company, today=today)}:
        raise NotFound()
    return Visit(contact, company)


def leave(session: Session, token: str, *, vault: Vault) -> None:
    """End a session."""
    session.execute(update(CompanyVisit).where(CompanyVisit.session_hash == vault.token(DOOR.session, token)).values(session_hash=None))


def _opens(session: Session, token: str, wanted: Link, *, now: datetime, vault: Vault, settings: Settings) -> tuple[Referral, Part, CompanyContact]:
    """The referral of a link that stands so, locked, and who is asked by it."""
    if link(session, token, now=now, vault=vault, settings=settings) is not wanted:
        raise NotFound()
    row, part = referrals.loaded(session, door.by_token(session, Referral, DOOR, token, vault=vault).id)
    contact = _speaking(session, row, now, settings)
    if contact is None or (wanted is Link.OPEN and row.opened_at is not None):  # another window was faster
        raise NotFound()
    return row, part, contact


def _speaking(session: Session, row: Referral, now: datetime, settings: Settings) -> CompanyContact | None:
    """Whoever was asked, while they speak for the company."""
    speaking = companies.speakers(session, session.get_one(Company, row.company_id), today=now.astimezone(entities.zone(settings)).date())
    return next((one for one in speaking if one.id == row.contact_id), None)


def _newest(session: Session, contact: CompanyContact) -> CompanyVisit | None:
    wanted = select(CompanyVisit).where(CompanyVisit.contact_id == contact.id).order_by(CompanyVisit.id.desc()).limit(1)
    return session.execute(wanted.with_for_update(), execution_options={"populate_existing": True}).scalar_one_or_none()

