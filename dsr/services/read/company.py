"""What a company's contact sees: what was asked of their company, and what they have to decide.

Invariants: never what the person wrote, who speaks for them, their union or other employers, another company's lines, or anything that was found;
a link without a session shows nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.instruction import Decision, Instructed, ReferralEnd, possible
from dsr.domain.routing import DataKind, RoutedRole
from dsr.domain.words import Right, State
from dsr.models import Agreement, Document, Instruction, Part, Referral
from dsr.services import cases, company_desk, company_door, entities, hops, instructed, own_reference, packages, referrals, routing, sharing
from dsr.services.company_desk import Line
from dsr.services.company_door import Visit
from dsr.services.keys import key_of
from dsr.services.read.incidents import Told, told
from dsr.vault import KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Asked:
    """One request in the list. `name` is as the person typed it."""

    referral_id: int
    reference: str
    name: str
    right: Right
    due_on: date
    is_open: bool
    decision: Decision | None
    decided_at: datetime | None
    is_passed_on: bool
    is_ready: bool                 # a package waits to be fetched


@dataclass(frozen=True, slots=True)
class Home:
    company: str
    contact: str
    waiting: tuple[Asked, ...]
    decided: tuple[Asked, ...]
    over: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One request. `chosen` is what the form begins with: what was saved, else what is in force."""

    company: str
    contact: str
    asked: Asked
    received_on: date
    narrowed: tuple[date | None, date | None] | None
    address: str | None
    lines: tuple[Line, ...]
    kinds: tuple[DataKind, ...]
    decisions: tuple[Decision, ...]
    in_force: Instructed
    chosen: dict[str, str]
    agreement: Agreement | None
    reminders: int
    others: int                    # how many more wait for the company
    files: tuple[Document, ...]    # that the company asked for
    wrong: tuple[Told, ...]        # what went wrong with data that we hold for the company
    may_pass_on: bool              # it is a reseller, and may say that it passed the request on to its customer
    passed_on: datetime | None
    today: date


def home(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> Home:
    """All that the company was asked. Raises NotFound."""
    visit = company_door.current(session, token, now=now, vault=vault, settings=settings)
    rows = [_asked(session, row, part, vault=vault) for row, part in company_desk.mine(session, visit)]
    waiting = tuple(one for one in rows if one.is_open and one.decision is None and not one.is_passed_on)
    decided = tuple(one for one in rows if one not in waiting and (one.is_open or one.is_ready or one.decision is not None))
    return Home(visit.company.name, visit.contact.name, waiting, decided, tuple(one for one in rows if one not in waiting and one not in decided))


def page(session: Session, token: str, referral_id: int, *, now: datetime, vault: Vault, settings: Settings) -> Page:
    """One request. Raises NotFound, also for one of another company."""
    visit = company_door.current(session, token, now=now, vault=vault, settings=settings)
    row, part = company_desk.own(session, visit, referral_id)
    request, standing = part.request, instructed.of(session, part.id)
    narrowed = (request.narrowed_from, request.narrowed_to)
    hop = hops.after(session, row)
    waiting = [one for one in home(session, token, now=now, vault=vault, settings=settings).waiting if one.referral_id != row.id]
    today = now.astimezone(entities.zone(settings)).date()
    return Page(
        company=visit.company.name, contact=visit.contact.name, asked=_asked(session, row, part, vault=vault), received_on=request.received_on,
        narrowed=narrowed if any(narrowed) else None, address=sharing.told(session, row, part, vault=vault),
        lines=company_desk.lines(session, part, vault=vault), kinds=_kinds(session, part), decisions=possible(part.right), in_force=standing,
        chosen=company_desk.saved(session, row, part, vault=vault) or _as_fields(standing), agreement=_agreement(session, visit, today),
        reminders=row.reminders, others=len(waiting), files=packages.of_part(session, part), wrong=told(session, part),
        may_pass_on=hops.may_tell(session, row, part), passed_on=hop.sent_at if hop is not None else None,
        today=today)


def _asked(session: Session, row: Referral, part: Part, *, vault: Vault) -> Asked:
    case = key_of(session, part.request_id, KeyClass.CASE, vault=vault)
    standing = instructed.of(session, part.id)
    counts = select(func.max(Instruction.made_at)).where(Instruction.part_id == part.id, Instruction.revoked_at.is_(None))
    decided_at = session.execute(counts).scalar()
    return Asked(
        referral_id=row.id, reference=own_reference.of(session, part.id, row.company_id), name=cases.read(part.request, "name", case),
        right=part.right, due_on=part.due_on, is_open=referrals.is_open(row, part), decision=standing.overall, decided_at=decided_at,
        is_passed_on=row.ending is ReferralEnd.PASSED_ON and standing.overall is None,
        is_ready=standing.is_handed_over and part.state is State.DELIVERING)


def _kinds(session: Session, part: Part) -> tuple[DataKind, ...]:
    """What we may hold for a company, by the table of who decides; whether any of it is there, nobody has looked."""
    table = routing.of_request(session, part.request_id)
    return tuple(kind for kind in DataKind if table.row(kind).role is RoutedRole.PROCESSOR)


def _agreement(session: Session, visit: Visit, today: date) -> Agreement | None:
    wanted = select(Agreement).where(Agreement.company_id == visit.company.id).order_by(Agreement.id.desc())
    agreed = (one for one in session.execute(wanted).scalars() if one.signed_on <= today)
    return next((one for one in agreed if one.ended_on is None or one.ended_on >= today), None)


def _as_fields(standing: Instructed) -> dict[str, str]:
    return {("decision" if kind is None else f"decision-{kind.value}"): one.value for kind, one in standing.by_kind.items()}
