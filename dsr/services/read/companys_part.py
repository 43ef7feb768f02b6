"""A company's part as staff see it: whom we asked and when, what they were reminded of, and what was instructed by whom.

Invariant: no words of the person, and none of the company's, but where staff are about to write a refusal that rests on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.instruction import CHANGEABLE, Decision, ReferralEnd, possible
from dsr.domain.routing import DataKind, RoutedRole
from dsr.domain.words import Role
from dsr.models import Company, CompanyContact, CompanyReference, Instruction, Part, Referral, Staff
from dsr.services import companies, entities, instructed, load, routing
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One time that a company, or the reseller in between, was asked. `contact` is "" where nobody was left to ask; `reference` is the one that they
    know it by. `is_onward`: the reseller says that it passed the request on to this company, its customer."""

    company: str
    reference: str
    contact: str
    at: datetime
    is_onward: bool
    reminders: int
    escalated_at: datetime | None
    ending: ReferralEnd | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class GivenLine:
    """What is in force for a kind of data, or (None) for the rest. `by` is a contact or a member of staff; "" is a standing instruction."""

    kind: DataKind | None
    decision: Decision
    by: str
    is_staff: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Block:
    """`may_instruct`: whether a word of the company may still be entered."""

    asked: tuple[AskedLine, ...]
    given: tuple[GivenLine, ...]
    may_instruct: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What the form of an instruction begins with. `is_ours`: nobody there is left to ask, and named staff decide."""

    reference: str
    number: int
    company: str
    kinds: tuple[DataKind, ...]
    decisions: tuple[Decision, ...]
    chosen: dict[str, str]
    is_ours: bool


def blocks(session: Session, parts: Collection[Part], actor: Actor) -> dict[int, Block]:
    """By part; those that we decide about have none."""
    ids = [part.id for part in parts if part.role is Role.PROCESSOR and part.company_id is not None]
    if not ids:
        return {}
    asked: defaultdict[int, list[AskedLine]] = defaultdict(list)
    given: defaultdict[int, list[GivenLine]] = defaultdict(list)
    rows = session.execute(select(Referral, Company.name, CompanyReference.reference, CompanyContact.email).join(
        Company, Company.id == Referral.company_id).outerjoin(CompanyReference, and_(
            CompanyReference.part_id == Referral.part_id, CompanyReference.company_id == Referral.company_id)).outerjoin(
        CompanyContact, CompanyContact.id == Referral.contact_id).where(Referral.part_id.in_(ids)).order_by(Referral.id))
    for row, company, reference, contact in rows:
        asked[row.part_id].append(AskedLine(
            company, reference or "", contact or "", row.sent_at, row.hop > 1, row.reminders, row.escalated_at, row.ending, row.ended_at))
    told = session.execute(select(Instruction, Staff.email, CompanyContact.email).outerjoin(Staff, Staff.id == Instruction.staff_id).outerjoin(
        CompanyContact, CompanyContact.id == Instruction.contact_id).where(
        Instruction.part_id.in_(ids), Instruction.revoked_at.is_(None)).order_by(Instruction.id))
    for one, staff, contact in told:
        lines = [line for line in given[one.part_id] if line.kind is not one.data_kind]
        given[one.part_id] = [*lines, GivenLine(one.data_kind, one.decision, staff or contact or "", staff is not None, one.made_at)]
    return {part.id: Block(tuple(asked[part.id]), tuple(given[part.id]), part.state in CHANGEABLE and Capability.TRIAGE in actor.capabilities)
            for part in parts if part.id in ids}


def page(session: Session, reference: str, number: int, *, now: datetime, settings: Settings) -> Page | None:
    """The form for a company's word; None for a part that is no company's. Raises NotFound."""
    part = load.part_of(session, reference, number)
    if part.role is not Role.PROCESSOR or part.company_id is None:
        return None
    company, table = session.get_one(Company, part.company_id), routing.of_request(session, part.request_id)
    today: date = now.astimezone(entities.zone(settings)).date()
    chosen = {("decision" if kind is None else f"decision-{kind.value}"): one.value
              for kind, one in instructed.of(session, part.id).by_kind.items()}
    return Page(reference=reference, number=number, company=company.name, decisions=possible(part.right), chosen=chosen,
                kinds=tuple(kind for kind in DataKind if table.row(kind).role is RoutedRole.PROCESSOR),
                is_ours=companies.speaker(session, companies.asked_of(session, company), today=today) is None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a letter of refusal begins with, where the company has decided so."""

    ground: str
    words: str


def refusal(session: Session, part: Part, *, vault: Vault) -> Refusal | None:
    """The company's ground and its words, until staff have looked at them. None: it has not refused, or the part is ours."""
    standing = instructed.of(session, part.id)
    ground = {Decision.REFUSE: "company_refused", Decision.NOTHING_HELD: "company_nothing"}.get(standing.overall) if standing.overall else None
    if part.role is not Role.PROCESSOR or ground is None:
        return None
    case = key_of(session, part.request_id, KeyClass.CASE, vault=vault)
    rows = (row for row in instructed.in_force(session, part.id) if row.decision is Decision.REFUSE and row.reason is not None)
    words = dict.fromkeys(case.open(row.reason, instructed.place(part.id)).decode() for row in rows if row.reason is not None)
    return Refusal(ground, "\n".join(words))
