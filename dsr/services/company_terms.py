"""What was agreed with a company: agreements, standing instructions, and where the contract stands.

Invariant: nothing is done in a company's name on a word that no agreement carries; who may approve enters it, and each change is an event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.customer import NEXT, CompanyState, Standing
from dsr.domain.errors import Conflict, InvalidInput, InvalidMove, NotFound
from dsr.domain.routing import DataKind
from dsr.domain.words import Right
from dsr.models import Agreement, Company, CompanyContact, StandingInstruction
from dsr.services import audit
from dsr.services.company_register import clean, company, lock_chain


@dataclass(frozen=True, slots=True)
class Wish:
    """What a company wants done for a right and a kind of data; None is every one. `agreement_id` says where, `contact_id` who said it."""

    right: Right | None
    data_kind: DataKind | None
    standing: Standing
    agreement_id: int | None = None
    contact_id: int | None = None


def add_agreement(session: Session, company_id: int, *, reference: str, version: str, clause: str, signed_on: date, today: date, by: Actor,
                  now: datetime) -> Agreement:
    """A data processing agreement; `clause` is what says how requests are dealt with. Raises NotAllowed, NotFound, InvalidInput."""
    by.must(Capability.TRIAGE)
    company(session, company_id)
    if signed_on > today:
        raise InvalidInput(field="signed_on", problem="bad_day")
    row = Agreement(company_id=company_id, reference=clean("reference", reference, required=True), version=clean("version", version, required=True),
                    clause=clean("clause", clause), signed_on=signed_on)
    alike = select(Agreement.id).where(Agreement.company_id == company_id, Agreement.reference == row.reference, Agreement.version == row.version,
                                       Agreement.ended_on.is_(None))
    if session.execute(alike).scalar() is not None:
        raise InvalidInput(field="reference", problem="there_already")
    session.add(row)
    lock_chain(session)
    audit.record(session, None, "agreement_entered", {"company": company_id, "agreement": row.id}, by=by, now=now)
    return row


def has_agreement(session: Session, company_id: int, reference: str, version: str) -> bool:
    """Whether it was entered, in force or not."""
    alike = select(Agreement.id).where(Agreement.company_id == company_id, Agreement.reference == reference, Agreement.version == version)
    return session.execute(alike).first() is not None


def end_agreement(session: Session, company_id: int, agreement_id: int, on: date, *, by: Actor, now: datetime) -> int:
    """It ends, and with it what stands on it; how many instructions those were. Raises NotAllowed, NotFound, Conflict, InvalidInput."""
    by.must(Capability.APPROVE)
    company(session, company_id)
    row = session.get(Agreement, agreement_id, populate_existing=True)
    if row is None or row.company_id != company_id:
        raise NotFound()
    if row.ended_on is not None:
        raise Conflict()
    if on < row.signed_on:
        raise InvalidInput(field="ended_on", problem="bad_day")
    row.ended_on = on
    standing = _open(session, company_id, StandingInstruction.agreement_id == agreement_id)
    for one in standing:
        one.ended_at = now
    lock_chain(session)
    facts: dict[str, object] = {"company": company_id, "agreement": agreement_id, "instructions": len(standing)}
    audit.record(session, None, "agreement_ended", facts, by=by, now=now)
    return len(standing)


def give(session: Session, company_id: int, wish: Wish, *, by: Actor, now: datetime) -> StandingInstruction:
    """A standing instruction, in the place of what was said of the same right and kind.

    Raises NotAllowed, NotFound, InvalidInput (agreement: needs_agreement, where we are to act on the instruction alone).
    """
    by.must(Capability.APPROVE)
    company(session, company_id)
    _check(session, company_id, wish)
    for one in _open(session, company_id, StandingInstruction.right.is_not_distinct_from(wish.right),
                     StandingInstruction.data_kind.is_not_distinct_from(wish.data_kind)):
        one.ended_at = now
    row = StandingInstruction(company_id=company_id, right=wish.right, data_kind=wish.data_kind, standing=wish.standing,
                              agreement_id=wish.agreement_id, contact_id=wish.contact_id, staff_id=by.id, since=now)
    session.add(row)
    lock_chain(session)
    facts: dict[str, object] = {"company": company_id, "standing": row.id, "right": wish.right.value if wish.right else None,
                                "kind": wish.data_kind.value if wish.data_kind else None, "said": wish.standing.value}
    audit.record(session, None, "standing_instruction_given", facts, by=by, now=now)
    return row


def take_back(session: Session, company_id: int, standing_id: int, *, by: Actor, now: datetime) -> None:
    """It counts no more; the company is asked again. Raises NotAllowed, NotFound, Conflict."""
    by.must(Capability.APPROVE)
    company(session, company_id)
    row = session.get(StandingInstruction, standing_id, populate_existing=True)
    if row is None or row.company_id != company_id:
        raise NotFound()
    if row.ended_at is not None:
        raise Conflict()
    row.ended_at = now
    lock_chain(session)
    audit.record(session, None, "standing_instruction_ended", {"company": company_id, "standing": standing_id}, by=by, now=now)


def move(session: Session, company_id: int, state: CompanyState, *, on: date, reason: str, by: Actor, now: datetime) -> Company:
    """Where the contract stands from now on. Raises NotAllowed, NotFound, InvalidInput, InvalidMove, Conflict (somebody was first)."""
    by.must(Capability.APPROVE)
    row = company(session, company_id)
    why, before = clean("reason", reason, required=True), row.state
    if state not in NEXT[before]:
        raise InvalidMove(move=state.value, state=before.value)
    swapped = session.execute(update(Company).where(Company.id == company_id, Company.state == before).values(
        state=state, state_on=on, state_reason=why).returning(Company.id)).all()
    if len(swapped) != 1:
        raise Conflict()
    lock_chain(session)
    facts: dict[str, object] = {"company": company_id, "from": before.value, "to": state.value, "on": on.isoformat()}
    audit.record(session, None, "company_moved", facts, by=by, now=now)
    session.refresh(row)
    return row


def _check(session: Session, company_id: int, wish: Wish) -> None:
    if wish.contact_id is not None:
        contact = session.get(CompanyContact, wish.contact_id)
        if contact is None or contact.company_id != company_id:
            raise NotFound()
    if wish.agreement_id is None:
        if wish.standing is not Standing.ASK:
            raise InvalidInput(field="agreement", problem="needs_agreement")
        return
    agreement = session.get(Agreement, wish.agreement_id)
    if agreement is None or agreement.company_id != company_id:
        raise NotFound()
    if agreement.ended_on is not None:
        raise InvalidInput(field="agreement", problem="needs_agreement")


def _open(session: Session, company_id: int, *where: object) -> list[StandingInstruction]:
    wanted = select(StandingInstruction).where(StandingInstruction.company_id == company_id, StandingInstruction.ended_at.is_(None))
    return list(session.execute(wanted.where(*where)).scalars())  # type: ignore[arg-type]
