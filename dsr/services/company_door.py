"""A company's contact behind a link: a code to the same mailbox, and a session for what their company was asked.

Invariants: a link alone opens nothing and opens once; a code goes to the mailbox that was asked and nowhere else; a session is one contact's of one
company, and ends when they speak for it no more.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import COMPANY
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.reference import new_code, normal_code
from dsr.models import Company, CompanyContact, CompanyVisit, Message, Part, Referral
from dsr.services import audit, companies, entities, instructions, referrals
from dsr.vault import Vault

CODE_LASTS = timedelta(minutes=15)
AGAIN = timedelta(minutes=1)  # a button pressed twice sends one letter
_CODE, _SESSION = "company_code", "company_session"


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


def by_token(session: Session, token: str, *, vault: Vault) -> Referral:
    """The referral of the newest link. Raises NotFound."""
    row = session.execute(select(Referral).where(Referral.token_hash == vault.token(referrals.TOKEN, token))).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def link(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> Link:
    """What a link opens. Changes nothing. Raises NotFound for one that never was, or that a newer one has replaced."""
    row = by_token(session, token, vault=vault)
    if not referrals.is_visible(row, session.get_one(Part, row.part_id)) or _speaking(session, row, now, settings) is None:
        return Link.OVER
    return Link.OPEN if row.opened_at is None and row.token_until is not None and row.token_until > now else Link.SPENT


def send_code(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """A code to the mailbox that was asked; the one before it is closed. Raises NotFound where the link does not open."""
    row, part, contact = _opens(session, token, Link.OPEN, now=now, vault=vault, settings=settings)
    last = _newest(session, contact)
    if last is not None and last.code_hash is not None and last.made_at > now - AGAIN:
        return
    if last is not None:
        last.code_hash = None
    visit = CompanyVisit(contact_id=contact.id, made_at=now, code_until=now + CODE_LASTS)
    session.add(visit)
    session.flush()
    code = new_code(secrets.token_bytes(16))
    visit.code_hash = _code_hash(vault, visit, code)
    facts = {"code": code, "minutes": int(CODE_LASTS.total_seconds()) // 60}
    instructions.write(session, part, contact, "company_code", f"company_code:{visit.id}", facts, now=now, vault=vault, settings=settings)
    audit.record(session, part.request_id, "company_code_sent", {"part": part.number, "referral": row.id}, by=COMPANY, now=now)


def send_link(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """A new link to the same mailbox, in place of one that was used or is too old. Raises NotFound."""
    row, part, contact = _opens(session, token, Link.SPENT, now=now, vault=vault, settings=settings)
    newest = select(Message.id).where(Message.part_id == part.id, Message.kind == "company_asked", Message.created_at > now - AGAIN).limit(1)
    if session.execute(newest).first() is None:
        referrals.send_link(session, row, part, contact, "company_asked", now=now, vault=vault, settings=settings)
        audit.record(session, part.request_id, "company_link_sent", {"part": part.number, "referral": row.id}, by=COMPANY, now=now)


def open_with_code(session: Session, token: str, code: str, *, now: datetime, vault: Vault, settings: Settings) -> str:
    """The token of a session; the link is spent with it. The caller commits also what is refused: the count must last.

    Raises NotFound where the link does not open, NotAllowed(reason=wrong_code|locked) for a code that is wrong, too old or was tried too often.
    """
    row, part, contact = _opens(session, token, Link.OPEN, now=now, vault=vault, settings=settings)
    visit, told = _newest(session, contact), {"part": part.number, "referral": row.id}
    if visit is None or visit.code_hash is None or visit.code_until is None or visit.code_until <= now:
        raise NotAllowed(reason="locked")
    if not secrets.compare_digest(_code_hash(vault, visit, code), visit.code_hash):
        visit.code_tries += 1
        audit.record(session, part.request_id, "wrong_code", {**told, "count": visit.code_tries}, by=COMPANY, now=now)
        if visit.code_tries < settings.max_wrong_codes:
            raise NotAllowed(reason="wrong_code")
        visit.code_hash = None
        raise NotAllowed(reason="locked")
    given = secrets.token_urlsafe(32)
    visit.code_hash, row.opened_at = None, now  # both once
    visit.session_hash, visit.session_until = vault.token(_SESSION, given), now + timedelta(minutes=settings.session_minutes)
    session.flush()
    audit.record(session, part.request_id, "company_opened", dict(told), by=COMPANY, now=now)
    return given


def current(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> Visit:
    """Who is behind a session. Raises NotFound for one that never was or ended, and where they speak for their company no more."""
    row = session.execute(select(CompanyVisit).where(CompanyVisit.session_hash == vault.token(_SESSION, token))).scalar_one_or_none()
    if row is None or row.session_until is None or row.session_until <= now:
        raise NotFound()
    contact = session.get_one(CompanyContact, row.contact_id, populate_existing=True)
    company = session.get_one(Company, contact.company_id)
    today = now.astimezone(entities.zone(settings)).date()
    if contact.id not in {one.id for one in companies.speakers(session, company, today=today)}:
        raise NotFound()
    return Visit(contact, company)


def leave(session: Session, token: str, *, vault: Vault) -> None:
    """End a session."""
    row = session.execute(select(CompanyVisit).where(CompanyVisit.session_hash == vault.token(_SESSION, token))).scalar_one_or_none()
    if row is not None:
        row.session_hash = None


def _opens(session: Session, token: str, wanted: Link, *, now: datetime, vault: Vault, settings: Settings) -> tuple[Referral, Part, CompanyContact]:
    """The referral of a link that stands so, locked, and who is asked by it."""
    if link(session, token, now=now, vault=vault, settings=settings) is not wanted:
        raise NotFound()
    row, part = referrals.loaded(session, by_token(session, token, vault=vault).id)
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


def _code_hash(vault: Vault, visit: CompanyVisit, code: str) -> str:
    """Bound to its visit, so that a code opens for nobody else."""
    return vault.token(_CODE, f"{visit.id}:{normal_code(code) or ''}")
