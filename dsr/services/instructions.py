"""What a company tells us to do with its part of a request, and whether anything of it may leave or change (GDPR Art. 28(3)(a), 29).

Invariants: rows are added and revoked, never changed; the newest that is not revoked counts, for each kind of data by itself; a decision and the
letter that tells the person of it are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM, Actor, ActorKind
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.instruction import CHANGEABLE, Decision, Given, ReferralEnd, problem
from dsr.domain.routing import DataKind
from dsr.domain.words import Role, State
from dsr.models import Company, CompanyContact, Instruction, Message, Part, Referral
from dsr.services import audit, called, cases, companies, drafts, entities, lifecycle, load, notify, own_reference, tasks
from dsr.services.instructed import in_force, of, place
from dsr.services.keys import key_for
from dsr.text import translator
from dsr.vault import KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Signed:
    """Who stands behind an instruction: a contact on the page, or a standing instruction. Staff are the actor themselves."""

    contact_id: int | None = None
    standing_id: int | None = None


def instruct(session: Session, part_id: int, decision: Decision, *, data_kind: DataKind | None = None, reason: str = "",
             contact_id: int | None = None, standing_id: int | None = None, by: Actor, now: datetime, vault: Vault,
             settings: Settings) -> Instruction:
    """One more word about a part, beside those for other kinds of data. Raises as `give`."""
    part = load.part(session, part_id)
    rows = {row.data_kind: row for row in in_force(session, part.id)}
    kept = {kind: Given(row.decision, _OPEN) for kind, row in rows.items() if kind is not data_kind}
    _check(part, {**kept, data_kind: Given(decision, reason)}, by=by)
    return _add(session, part, {data_kind: Given(decision, reason)}, Signed(contact_id, standing_id), by=by, now=now, vault=vault,
                settings=settings)[0]


def give(session: Session, part_id: int, given: Mapping[DataKind | None, Given], signed: Signed, *, by: Actor, now: datetime, vault: Vault,
         settings: Settings) -> tuple[Instruction, ...]:
    """All that the company decides about a part; what it decided before is revoked. The same once more changes nothing.

    Raises NotFound (no such contact of this company), NotAllowed (not_of_company, not_passed_on, nobody_left: only who may approve decides then),
    InvalidMove (the answer is approved, or the part is closed), InvalidInput.
    """
    part = load.part(session, part_id)
    _check(part, given, by=by)
    if {row.data_kind: row.decision for row in in_force(session, part.id)} != {kind: one.decision for kind, one in given.items()}:
        session.execute(update(Instruction).where(Instruction.part_id == part.id, Instruction.revoked_at.is_(None)).values(revoked_at=now),
                        execution_options={"synchronize_session": "fetch"})
    return _add(session, part, given, signed, by=by, now=now, vault=vault, settings=settings)


_OPEN = "kept"  # the reason of a decision that stands already was looked at when it was given


def _check(part: Part, given: Mapping[DataKind | None, Given], *, by: Actor) -> None:
    if part.role is not Role.PROCESSOR or part.company_id is None:
        raise NotAllowed(reason="not_of_company")
    if not part.request.pass_on:  # reopened by staff, perhaps: the person's wish stands
        raise NotAllowed(reason="not_passed_on")
    if part.state not in CHANGEABLE:
        raise InvalidMove(move="instruct", state=part.state.value)
    if by.kind is ActorKind.STAFF:
        by.must(Capability.TRIAGE)
    if why := problem(part.right, given):
        raise InvalidInput(field="reason" if why == "no_reason" else "decision", problem=why)


def _add(session: Session, part: Part, given: Mapping[DataKind | None, Given], signed: Signed, *, by: Actor, now: datetime, vault: Vault,
         settings: Settings) -> tuple[Instruction, ...]:
    """Rows for what is new, and what follows from it. The caller holds the part's lock."""
    company = session.get_one(Company, part.company_id)
    asked = _asked(session, part)
    reached = _must_speak(session, company, asked, signed, by=by, now=now, settings=settings)
    before = {row.data_kind: row for row in in_force(session, part.id)}
    made = []
    for kind, one in given.items():
        if kind in before and before[kind].decision is one.decision:
            made.append(before[kind])
            continue
        needs_reason = by.kind is ActorKind.STAFF or one.decision is Decision.REFUSE
        plain = cases.clean("reason", one.reason, required=needs_reason)
        case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
        row = Instruction(part_id=part.id, referral_id=asked.id if asked else None, company_id=company.id, data_kind=kind, decision=one.decision,
                          reason=case.seal(plain.encode(), place(part.id)) if plain else None, contact_id=signed.contact_id,
                          staff_id=by.id if by.kind is ActorKind.STAFF else None, standing_id=signed.standing_id, made_at=now)
        session.add(row)
        session.flush()
        told: dict[str, object] = {"part": part.number, "decision": one.decision.value, "company": company.id, "instruction": row.id,
                **({"kind": kind.value} if kind else {})}
        audit.record(session, part.request_id, "instruction_given", told, by=by, now=now)
        made.append(row)
    if {row.id for row in made} - {row.id for row in before.values()} or len(before) != len(in_force(session, part.id)):
        _follow(session, part, asked, by=by, now=now)
        _tell(session, part, asked, is_companys=reached, now=now, vault=vault, settings=settings)
    return tuple(made)


def _must_speak(session: Session, company: Company, asked: Referral | None, signed: Signed, *, by: Actor, now: datetime,
                settings: Settings) -> bool:
    """Whether it is the company that decides; False where nobody is left to ask, and named staff do."""
    today = now.astimezone(entities.zone(settings)).date()
    speaking = {one.id for one in companies.speakers(session, session.get_one(Company, asked.company_id) if asked else company, today=today)}
    if by.kind is ActorKind.COMPANY:
        if signed.contact_id not in speaking:
            raise NotFound()
        return True
    if by.kind is not ActorKind.STAFF:
        if signed.standing_id is None:
            raise NotAllowed(reason="no_instruction")
        return True
    if speaking:
        return True
    if Capability.APPROVE not in by.capabilities:
        raise NotAllowed(reason="nobody_left")
    return False


def _asked(session: Session, part: Part) -> Referral | None:
    """How the part was passed on, the newest time."""
    return session.execute(select(Referral).where(Referral.part_id == part.id, Referral.hop == 1).order_by(Referral.id.desc()).limit(1),
                           execution_options={"populate_existing": True}).scalar_one_or_none()


def _follow(session: Session, part: Part, asked: Referral | None, *, by: Actor, now: datetime) -> None:
    """The part waits for nobody any more; what was collected or written by another decision goes nowhere."""
    if asked is not None and asked.ending is None:
        asked.ending, asked.ended_at, asked.remind_at = ReferralEnd.INSTRUCTED, now, None
        session.flush()
    if part.state is State.REFERRED:
        lifecycle.move(session, part, "instruct", by=by, now=now)
    elif part.state is not State.TRIAGE:
        tasks.drop(session, part.id, now=now)
        drafts.discard(session, part.id, now=now)
        lifecycle.move(session, part, "reconsider", by=SYSTEM, now=now)


def _tell(session: Session, part: Part, asked: Referral | None, *, is_companys: bool, now: datetime, vault: Vault, settings: Settings) -> None:
    """The person hears what the company decided, in a sentence and with the day, and the company what we have on file."""
    decision, today = of(session, part.id).overall, now.astimezone(entities.zone(settings)).date()
    if decision is None or not is_companys:
        return
    company = session.get_one(Company, asked.company_id if asked else part.company_id)
    name = called.company(part, company)
    said = translator(part.request.locale)(f"decision.{decision.value}.person", company=name)
    facts = {"company": name, "decision": said, "decided_on": today.isoformat(), "due_on": max(part.due_on, today).isoformat()}
    notify.tell(session, part, "company_decided", facts, now=now, vault=vault, settings=settings)
    contact = session.get(CompanyContact, asked.contact_id) if asked is not None and asked.contact_id is not None else None
    if contact is None:
        contact = companies.speaker(session, company, today=today)
    if contact is not None:
        write(session, part, contact, "company_instructed", f"company_instructed:{part.number}:{int(now.timestamp())}", {
            "decision": translator(contact.locale)(f"decision.{decision.value}.company"), "decided_on": today.isoformat()},
            now=now, vault=vault, settings=settings)


def write(session: Session, part: Part, contact: CompanyContact, kind: str, occasion: str, facts: Mapping[str, object], *, now: datetime,
          vault: Vault, settings: Settings) -> Message:
    """A letter to whoever speaks for a company: it holds nothing of the person, not even the reference of their request, and names the last day,
    which counts from our receipt."""
    return notify.write(session, part.request, kind, occasion=occasion, now=now, vault=vault, domain=entities.mail_domain(settings), part_id=part.id,
                        to=contact.email, locale=contact.locale, context={
                            "reference": own_reference.give(session, part, contact.company_id), "owner_name": contact.name,
                            "last_day": part.due_on.isoformat(), **facts})
