"""One request becomes parts: what we decide about, and for each company what it decides about (GDPR Art. 4(7), 28(3)(e)).

Invariants: a company's part is opened only where its mailbox or a line of it was proven to be the person's, and only if the person lets us pass it
on; each part has a state and an outcome of its own, and a term that counts from the one receipt; a company that the person did not name is named to
nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from config import Settings
from dsr.domain.actor import COMPANY, SYSTEM, Actor
from dsr.domain.capability import Capability
from dsr.domain.confusable import skeleton
from dsr.domain.data_kind import DataKind
from dsr.domain.errors import Conflict, InvalidInput, InvalidMove, NotAllowed
from dsr.domain.instruction import Decision, Given
from dsr.domain.mail_domain import of_address
from dsr.domain.proof import Sensitivity
from dsr.domain.tenancy import Holder
from dsr.domain.words import Outcome, Right, Role, State
from dsr.models import Company, CompanyContact, IdentityRow, LegalEntity, Part, Request, Tenancy
from dsr.services import audit, cases, companies, drafts, instructions, ledger, lifecycle, load, pauses, plans, proofs, routing, tasks
from dsr.services.briefing import identity_context
from dsr.services.instructions import Signed
from dsr.services.keys import key_for, key_of
from dsr.vault import KeyClass, Vault

_OPEN = (State.TRIAGE, State.REVIEWING)  # where a part may go another way: nobody waits for a company then, and nothing has left


def split(session: Session, request: Request, *, now: datetime, vault: Vault, settings: Settings, deciders: Iterable[str] = ()) -> list[Part]:
    """Open the parts of companies that are not there yet; safe to call at any time and twice. Whoever is asked about them is asked later, by a job.
    `deciders` are companies of which something was found that they decide about, by the names that sources have for them.

    The request is locked.
    """
    rights = {part.right for part in request.parts if part.role is Role.CONTROLLER and part.state not in (State.RECEIVED, State.VERIFYING)
              and part.outcome is not Outcome.WITHDRAWN}
    if not request.pass_on or not _is_any_theirs(session, request):
        return []
    known, opened = {(part.right, part.company_id) for part in request.parts if part.role is Role.PROCESSOR}, list[Part]()
    for company in _companies(session, request, rights, deciders, now=now, vault=vault):
        opened += [_open(session, request, right, company, now=now, vault=vault) for right in sorted(rights) if (right, company.id) not in known]
    for part in opened:
        _own_word(session, part, now=now, vault=vault, settings=settings)
    for part in request.parts:
        if opened and part.role is Role.CONTROLLER and part.state is State.REVIEWING:
            drafts.renew(session, part.id, now=now)  # its letter tells who decides about the rest
    return opened


def undivided(session: Session) -> list[int]:
    """Requests of which the ledger has learned a company that has no part yet."""
    told, by_key = aliased(Tenancy), select(Company.id).where(Company.key == Tenancy.tenant)
    of_tenant = select(told.company_id).where(told.request_id == Tenancy.request_id, told.tenant == Tenancy.tenant, told.company_id.is_not(None))
    by_name = and_(Tenancy.company_id.is_(None), or_(Part.company_id.in_(of_tenant), Part.company_id.in_(by_key)))  # as sources tell of a company
    has_part = exists().where(Part.request_id == Tenancy.request_id, or_(Part.company_id == Tenancy.company_id, by_name))
    is_open = exists().where(Part.request_id == Tenancy.request_id, Part.role == Role.CONTROLLER, Part.state.not_in([State.VERIFYING, State.CLOSED]))
    found = select(Tenancy.request_id).join(Request, Request.id == Tenancy.request_id).where(
        Tenancy.holder == Holder.SUBJECT, Tenancy.revoked_at.is_(None), Tenancy.tenant.is_not(None), Request.pass_on, is_open, ~has_part)
    return list(session.execute(found.distinct().order_by(Tenancy.request_id)).scalars())


def divide(session: Session, request_id: int, *, now: datetime, vault: Vault, settings: Settings, deciders: Iterable[str] = ()) -> list[Part]:
    """`split`, by the id of the request."""
    request = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one()
    return split(session, request, now=now, vault=vault, settings=settings, deciders=deciders)


def reroute(session: Session, part_id: int, role: Role, company_id: int | None, *, reason: str, by: Actor, now: datetime, vault: Vault) -> Part:
    """Somebody else decides about a part than it seemed. What was collected for it goes nowhere.

    Raises NotAllowed, InvalidMove (a company is asked, or the answer has left), InvalidInput (reason; a company's part without a company), Conflict
    (there is such a part already, or nothing would change).
    """
    by.must(Capability.TRIAGE)
    part = load.part(session, part_id)
    if part.state not in _OPEN:
        raise InvalidMove(move="reroute", state=part.state.value)
    plain = cases.clean("reason", reason, required=True)
    if (role is Role.PROCESSOR) is (company_id is None):
        raise InvalidInput(field="company", problem="required")
    if company_id is not None and session.get(Company, company_id) is None:
        raise InvalidInput(field="company", problem="required")
    if role is Role.PROCESSOR and not part.request.pass_on:
        raise NotAllowed(reason="not_passed_on")
    if any((one.right, one.role, one.company_id) == (part.right, role, company_id) for one in part.request.parts):
        raise Conflict()
    case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
    part.role, part.company_id, part.routed_by = role, company_id, by.id
    part.route_reason = case.seal(plain.encode(), route_place(part.request, part))
    part.conceals = company_id is not None and not _is_named(session, part.request, session.get_one(Company, company_id), vault)
    part.search_plan = part.freeze_plan = None
    session.flush()
    tasks.drop(session, part.id, now=now)
    drafts.discard(session, part.id, now=now)
    told: dict[str, object] = {"part": part.number, "role": role.value, "company": company_id}
    audit.record(session, part.request_id, "rerouted", told, by=by, now=now)
    if part.state is State.REVIEWING:
        lifecycle.move(session, part, "reconsider", by=SYSTEM, now=now)
    return part


def may_reroute(part: Part, by: Actor) -> bool:
    """Whether this member of staff could now."""
    return part.state in _OPEN and Capability.TRIAGE in by.capabilities


def route_place(request: Request, part: Part) -> str:
    """What the sealed reason of a change of route is bound to."""
    return f"part:{request.reference}:{part.number}:route"


def _is_any_theirs(session: Session, request: Request) -> bool:
    """Whether what the person wants may be a company's at all: who asks about our marketing mails only asks us."""
    wanted = map(DataKind, request.narrowed_kinds.split()) if request.narrowed_kinds else DataKind
    table = routing.table(session, request.entity_id)
    return any(table.row(kind).role.role is Role.PROCESSOR for kind in wanted)


def _companies(session: Session, request: Request, rights: set[Right], deciders: Iterable[str], *, now: datetime,
               vault: Vault) -> Iterator[Company]:
    """Those whose mailbox the person has confirmed, those at which they provably held a line, and those that decide about something that was found;
    each once, in the order of their ids. One that the person did not name only once they have proven more than an employer could: no employer finds
    out by asking where else somebody works."""
    entity = session.get_one(LegalEntity, request.entity_id)
    today = now.astimezone(ZoneInfo(entity.timezone)).date()
    found = {one.id: one for address in _addresses(session, request, vault)
             if (one := companies.by_domain(session, of_address(address), today=today)) is not None}
    is_known = any(Sensitivity.USAGE in proofs.reaches(session, request.id, right) for right in rights)
    for tenant, company_id in (*ledger.companies(session, request.id, now=now), *((name, None) for name in sorted(deciders))):
        one = session.get(Company, company_id) if company_id is not None else None
        one = one or companies.ensure(session, tenant, name=tenant, country=entity.country, entity_id=entity.id, now=now)
        if is_known or _is_named(session, request, one, vault):
            found[one.id] = one
    yield from (found[number] for number in sorted(found))


def _addresses(session: Session, request: Request, vault: Vault) -> list[str]:
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    rows = select(IdentityRow).where(IdentityRow.request_id == request.id, IdentityRow.kind == "email", IdentityRow.proven_how.is_not(None))
    return [case.open(row.value, identity_context(row)).decode() for row in session.execute(rows.order_by(IdentityRow.id)).scalars()]


def _open(session: Session, request: Request, right: Right, company: Company, *, now: datetime, vault: Vault) -> Part:
    term = pauses.term_of(session, request, now=now)
    number = max(part.number for part in request.parts) + 1
    part = Part(request_id=request.id, number=number, right=right, role=Role.PROCESSOR, company_id=company.id, state=State.RECEIVED,
                due_on=term.due, nominal_on=term.nominal, plan_on=term.due, conceals=not _is_named(session, request, company, vault))
    session.add(part)
    session.flush()
    session.refresh(request, ["parts"])
    plans.renew(session, part)
    audit.record(session, request.id, "part_opened", {"part": number, "company": company.id, "due": part.due_on.isoformat()}, by=SYSTEM, now=now)
    lifecycle.move(session, part, "identify", by=SYSTEM, now=now)
    return part


def _is_named(session: Session, request: Request, company: Company, vault: Vault) -> bool:
    """Whether the person named the company when they asked, well enough to be told its name again: not by its legal form alone."""
    typed = cases.read(request, "employer", key_of(session, request.id, KeyClass.CASE, vault=vault))
    half = len(skeleton(company.name)) / 2
    return any(len(skeleton(one.strip())) >= half and company in companies.named(session, one.strip()) for one in typed.replace(";", ",").split(","))


def _own_word(session: Session, part: Part, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """Who is their own company has decided by asking: nobody else is there to be asked."""
    company = session.get_one(Company, part.company_id)
    if not company.is_sole_trader:
        return
    own = {address.casefold() for address in _addresses(session, part.request, vault)}
    speaking = select(CompanyContact).where(CompanyContact.company_id == company.id, CompanyContact.ended_at.is_(None)).order_by(CompanyContact.id)
    contact = next((one for one in session.execute(speaking).scalars() if one.email.casefold() in own), None)
    if contact is not None:
        instructions.give(session, part.id, {None: Given(Decision.ANSWER)}, Signed(contact_id=contact.id), by=COMPANY, now=now, vault=vault,
                          settings=settings)
