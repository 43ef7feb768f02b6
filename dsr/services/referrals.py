"""Passing a part of a request to the company that decides about its data, and what happens while it is silent.

Invariants: a part that was passed on, its letter to the company and the one to the person are one transaction; the letter to the company holds
nothing of the person; nobody is ever left without a word; the term counts from our receipt.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.customer import Standing
from dsr.domain.errors import Conflict, InvalidMove, NotAllowed
from dsr.domain.instruction import CHANGEABLE, Decision, Given, ReferralEnd, Step, next_step
from dsr.domain.routing import DataKind
from dsr.domain.words import Role, State
from dsr.models import Agreement, Company, CompanyContact, Instruction, Message, Part, Referral, Request, StandingInstruction
from dsr.services import audit, called, companies, door, entities, instructions, lifecycle, load, notify, own_reference, sharing
from dsr.vault import Vault

TOKEN = "referral"  # noqa: S105  # the purpose of its keyed hash
LINKED = ("company_asked", "company_forwarded", "company_reminder", "company_package", "company_incident")  # letters with a link
_MORNING = time(8)


def unasked(session: Session) -> list[int]:
    """Parts that are a company's, that the person lets us pass on, and about which nobody was asked yet."""
    is_asked = exists().where(Referral.part_id == Part.id)
    is_told = exists().where(Instruction.part_id == Part.id, Instruction.revoked_at.is_(None))
    wanted = select(Part.id).join(Request, Request.id == Part.request_id).where(
        Part.role == Role.PROCESSOR, Part.company_id.is_not(None), Part.state == State.TRIAGE, Request.pass_on, ~is_asked, ~is_told)
    return list(session.execute(wanted.order_by(Part.id)).scalars())


def begin(session: Session, part_id: int, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """Do with a part what its company has told us once and for all, or ask it."""
    part = load.part(session, part_id)
    if part.company_id is None or part.id not in unasked(session):
        return
    company = session.get_one(Company, part.company_id)
    standing, row = _standing(session, part, company, today=_today(now, settings))
    if standing is Standing.ANSWER and row is not None:
        instructions.give(session, part.id, {None: Given(Decision.ANSWER)}, instructions.Signed(standing_id=row.id), by=SYSTEM, now=now, vault=vault,
                          settings=settings)
        return
    refer(session, part, company, by=SYSTEM, now=now, vault=vault, settings=settings, is_passed_on=standing is Standing.FORWARD)


def refer(session: Session, part: Part, company: Company, *, by: Actor, now: datetime, vault: Vault, settings: Settings,
          is_passed_on: bool = False) -> Referral:
    """Ask the company, or the reseller that stands between; `is_passed_on`: it answers by itself, as it has told us once and for all.

    Where nobody is left to ask the part stays with named staff. Raises InvalidMove, NotAllowed (reasons not_passed_on: the person does not want
    it, not_of_company).
    """
    part = load.part(session, part.id)
    if part.role is not Role.PROCESSOR or part.company_id != company.id:
        raise NotAllowed(reason="not_of_company")
    if not part.request.pass_on:
        raise NotAllowed(reason="not_passed_on")
    if (found := open_of(session, part.id)) is not None:
        return found
    if part.state is not State.TRIAGE:
        raise InvalidMove(move="refer", state=part.state.value)
    asked = companies.asked_of(session, company)
    contact = companies.speaker(session, asked, today=_today(now, settings))
    row = Referral(part_id=part.id, company_id=asked.id, contact_id=contact.id if contact else None, hop=1, sent_at=now,
                   ending=ReferralEnd.PASSED_ON if is_passed_on and contact else None, ended_at=now if is_passed_on and contact else None)
    session.add(row)
    session.flush()
    own_reference.give(session, part, asked.id)
    sharing.tell_own(session, row, part, now=now, vault=vault)
    told: dict[str, object] = {"part": part.number, "company": asked.id, "referral": row.id, "hop": row.hop}
    name, today = called.company(part, asked), _today(now, settings)
    facts = {"company": name, "passed_on": today.isoformat(), "due_on": max(part.due_on, today).isoformat()}
    if contact is None:
        audit.record(session, part.request_id, "company_missing", told, by=by, now=now)
        notify.tell(session, part, "company_missing", facts, now=now, vault=vault, settings=settings)
        return row
    lifecycle.move(session, part, "refer", by=by, now=now)
    audit.record(session, part.request_id, "company_asked", told, by=by, now=now)
    notify.tell(session, part, "referred", facts, now=now, vault=vault, settings=settings)
    send_link(session, row, part, contact, "company_forwarded" if is_passed_on else "company_asked", now=now, vault=vault, settings=settings)
    if not is_passed_on:
        _plan_next(row, part, asked, settings=settings)
    return row


def withdraw(session: Session, part_id: int, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """The person withdrew, or does not want the part passed on any more: whoever was asked hears that nothing is needed, and sees no more of it."""
    part = load.part(session, part_id)
    asked = select(Referral).where(Referral.part_id == part.id, Referral.hop == 1).order_by(Referral.id)
    for row in session.execute(asked, execution_options={"populate_existing": True}).scalars():
        if row.ending is ReferralEnd.WITHDRAWN:
            continue
        row.ending, row.ended_at, row.remind_at, row.token_hash = ReferralEnd.WITHDRAWN, now, None, None
        session.flush()
        audit.record(session, part.request_id, "company_told_withdrawn", {"part": part.number, "referral": row.id}, by=SYSTEM, now=now)
        contact = asked_now(session, row, session.get_one(Company, row.company_id), today=_today(now, settings))
        if contact is not None:
            instructions.write(session, part, contact, "company_withdrawn", f"company_withdrawn:{row.id}", {}, now=now, vault=vault,
                               settings=settings)


def due(session: Session, *, now: datetime) -> list[int]:
    """Referrals about which something is to be done now."""
    wanted = select(Referral.id).where(Referral.ending.is_(None), Referral.remind_at <= now)
    return list(session.execute(wanted.order_by(Referral.id)).scalars())


def go_on(session: Session, referral_id: int, *, now: datetime, vault: Vault, settings: Settings) -> Step | None:
    """The next step while a company is silent: remind it, tell our account owner and the person, tell the person that the time is over."""
    row, part = loaded(session, referral_id)
    if row.ending is not None or row.remind_at is None or row.remind_at > now or part.state is not State.REFERRED:
        return None
    company = session.get_one(Company, row.company_id)
    contact = asked_now(session, row, company, today=_today(now, settings))
    step, _ = _next(row, part, company, settings=settings)
    if step is Step.REMIND and contact is None:
        step = Step.ESCALATE  # whoever was asked may not be written to any more, and nobody else may
    told: dict[str, object] = {"part": part.number, "referral": row.id, "company": company.id}
    match step:
        case Step.REMIND:
            row.reminders += 1
            audit.record(session, part.request_id, "company_reminded", {**told, "count": row.reminders}, by=SYSTEM, now=now)
            assert contact is not None
            send_link(session, row, part, contact, "company_reminder", now=now, vault=vault, settings=settings)
        case Step.ESCALATE:
            row.escalated_at = now
            audit.record(session, part.request_id, "company_escalated", told, by=SYSTEM, now=now)
            _tell_account_owner(session, row, part, company, now=now, vault=vault, settings=settings)
            _tell_silence(session, row, part, company, now=now, vault=vault, settings=settings)
        case Step.TELL:
            audit.record(session, part.request_id, "company_silent", told, by=SYSTEM, now=now)
            _tell_silence(session, row, part, company, now=now, vault=vault, settings=settings)
    if step is Step.TELL:
        row.remind_at = None
    else:
        _plan_next(row, part, company, settings=settings)
    session.flush()
    return step


def unanswered(session: Session, part_id: int, *, now: datetime) -> None:
    """The part is closed because its day is over: what is still open ends so. The caller holds the part's lock."""
    for row in session.execute(select(Referral).where(Referral.part_id == part_id, Referral.ending.is_(None))).scalars():
        row.ending, row.ended_at, row.remind_at, row.token_hash = ReferralEnd.UNANSWERED, now, None, None
    session.flush()


def open_of(session: Session, part_id: int) -> Referral | None:
    """How a part was passed on, while somebody is waited for."""
    wanted = select(Referral).where(Referral.part_id == part_id, Referral.ending.is_(None)).order_by(Referral.id.desc()).limit(1)
    return session.execute(wanted, execution_options={"populate_existing": True}).scalar_one_or_none()


def loaded(session: Session, referral_id: int) -> tuple[Referral, Part]:
    """The referral with its part, locked in the order of the house. Raises Conflict where it is gone."""
    part_id = session.execute(select(Referral.part_id).where(Referral.id == referral_id)).scalar_one_or_none()
    if part_id is None:
        raise Conflict()
    part = load.part(session, part_id)
    row = session.execute(select(Referral).where(Referral.id == referral_id).with_for_update(), execution_options={"populate_existing": True})
    return row.scalar_one(), part


def send_link(session: Session, row: Referral, part: Part, contact: CompanyContact, letter: str, *, now: datetime, vault: Vault,
              settings: Settings) -> Message:
    """A letter with the link to the company's page: the one that the same mailbox has already, while it opens; else a new one, and any before it is
    dead."""
    token = _unopened(session, row, contact, now=now, vault=vault) or secrets.token_urlsafe(32)
    last = max(_today(now, settings) + timedelta(days=settings.link_days), part.due_on)
    row.token_hash, row.token_until = vault.token(TOKEN, token), datetime.combine(last + timedelta(days=1), time(), entities.zone(settings))
    row.opened_at = None
    session.flush()
    facts = {"token": token}
    return instructions.write(session, part, contact, letter, door.occasion(letter, row.id), facts, now=now, vault=vault, settings=settings)


def is_visible(row: Referral, part: Part) -> bool:
    """Whether the company may see the request: not what the person withdrew, or does not want passed on."""
    return part.request.pass_on and row.ending is not ReferralEnd.WITHDRAWN and row.hop == 1


def is_open(row: Referral, part: Part) -> bool:
    """Whether the company can still decide."""
    return is_visible(row, part) and part.state in CHANGEABLE


def _unopened(session: Session, row: Referral, contact: CompanyContact, *, now: datetime, vault: Vault) -> str | None:
    """The token of the newest link, from its letter: a link that was mailed and that nobody has opened stays good when another letter follows."""
    if row.token_hash is None or row.opened_at is not None or row.token_until is None or row.token_until <= now:
        return None
    wanted = select(Message).where(Message.part_id == row.part_id, Message.kind.in_(LINKED)).order_by(Message.id.desc())
    found = (door.mailed(session, one, vault=vault) for one in session.execute(wanted).scalars())
    return next((token for to, token in found if to == contact.email and vault.token(TOKEN, token) == row.token_hash), None)


def _standing(session: Session, part: Part, company: Company, *, today: date) -> tuple[Standing, StandingInstruction | None]:
    """What the company has told us once and for all: it counts only where it says the same of all kinds of data, under an agreement that is open."""
    if company.reseller_id is not None:
        return Standing.ASK, None
    found = [companies.standing(session, company, part.right, kind) for kind in (None, *DataKind)]
    standing, row = found[0]
    if row is None or {one for one, _ in found} != {standing} or not _is_agreed((one for _, one in found), session, today):
        return Standing.ASK, None
    return standing, row


def _is_agreed(rows: Iterable[StandingInstruction | None], session: Session, today: date) -> bool:
    agreements = [session.get(Agreement, row.agreement_id) if row is not None and row.agreement_id is not None else None for row in rows]
    return all(one is not None and one.signed_on <= today and (one.ended_on is None or one.ended_on >= today) for one in agreements)


def _next(row: Referral, part: Part, company: Company, *, settings: Settings) -> tuple[Step, date]:
    return next_step(_today(row.sent_at, settings), part.due_on, company.answer_days, reminded=row.reminders,
                     is_escalated=row.escalated_at is not None)


def _plan_next(row: Referral, part: Part, company: Company, *, settings: Settings) -> None:
    row.remind_at = datetime.combine(_next(row, part, company, settings=settings)[1], _MORNING, entities.zone(settings))


def reach(session: Session, part: Part, *, now: datetime, settings: Settings) -> tuple[Referral, CompanyContact] | None:
    """Who speaks for the company of a part now, and how they reach its page; None where nobody is left. Where a standing instruction spoke for it,
    nobody was asked until now, and nothing is to be decided. The caller holds the part's lock."""
    today, wanted = _today(now, settings), select(Referral).where(Referral.part_id == part.id, Referral.hop == 1).order_by(Referral.id.desc())
    row = session.execute(wanted.limit(1), execution_options={"populate_existing": True}).scalar_one_or_none()
    if row is None:
        asked = companies.asked_of(session, session.get_one(Company, part.company_id))
        contact = companies.speaker(session, asked, today=today)
        if contact is None:
            return None
        row = Referral(part_id=part.id, company_id=asked.id, contact_id=contact.id, hop=1, sent_at=now, ending=ReferralEnd.INSTRUCTED, ended_at=now)
        session.add(row)
        session.flush()
    else:
        contact = asked_now(session, row, session.get_one(Company, row.company_id), today=today)
    return (row, contact) if contact is not None else None


def asked_now(session: Session, row: Referral, company: Company, *, today: date) -> CompanyContact | None:
    """Who is written to: whoever was asked, while they speak for the company; else who does now. Nobody where nobody was asked."""
    if row.contact_id is None:
        return None
    speaking = companies.speakers(session, company, today=today)
    contact = next((one for one in speaking if one.id == row.contact_id), next(iter(speaking), None))
    row.contact_id = contact.id if contact is not None else row.contact_id
    return contact


def _tell_account_owner(session: Session, row: Referral, part: Part, company: Company, *, now: datetime, vault: Vault, settings: Settings) -> None:
    to = company.owner_email or settings.entity_dpo_contact  # somebody of ours hears, whoever it is
    notify.write(session, part.request, "account_owner", occasion=f"account_owner:{row.id}", now=now, vault=vault,
                 domain=entities.mail_domain(settings), part_id=part.id, to=to, locale=settings.entity_language,
                 context={"owner_name": to, "last_day": part.due_on.isoformat(), "company": company.name,
                          "passed_on": _today(row.sent_at, settings).isoformat()})


def _tell_silence(session: Session, row: Referral, part: Part, company: Company, *, now: datetime, vault: Vault, settings: Settings) -> None:
    facts = {"company": called.company(part, company), "passed_on": _today(row.sent_at, settings).isoformat(), "due_on": part.due_on.isoformat()}
    notify.tell(session, part, "company_silent", facts, now=now, vault=vault, settings=settings)


def _today(now: datetime, settings: Settings) -> date:
    return now.astimezone(entities.zone(settings)).date()
