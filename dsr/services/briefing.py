"""What a claimed task needs to know for its act, gathered in the transaction that claims it; afterwards no session is needed.

Invariant: only identities that were proven seed a search, and only chunks of the attempt that was settled count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.dataset import Address, Source
from dsr.domain.draft import MadeOf
from dsr.domain.enclosed import Kept, NotThere
from dsr.domain.graph import Plan
from dsr.domain.keys import Identity
from dsr.domain.masked import Masked
from dsr.domain.policy import BEFORE, Policies
from dsr.domain.scope import Audience
from dsr.domain.searched import searched
from dsr.domain.tenancy import LINE_KINDS
from dsr.domain.window import Window
from dsr.domain.words import NotReached, Role
from dsr.domain.work import TaskKind
from dsr.mapping.build import address
from dsr.models import Chunk, Company, IdentityRow, Part, Request, Response, Task
from dsr.services import called, choices, enclosures, entities, freeze, ingredients, instructed, ledger, on_paper, own_reference, planning, replaced
from dsr.services import scope as scopes
from dsr.services.answer import Haul, Occasion
from dsr.services.keyring import Keyring, spots
from dsr.services.keys import key_for, key_of
from dsr.services.perform import Sealed, StageOrder
from dsr.services.tasks import Found, Order
from dsr.store import Store
from dsr.vault import Handle, KeyClass, Vault

CATEGORIES = ("user",)


@dataclass(frozen=True, slots=True)
class Search:
    """One stage to carry out. `keys` lie in the store; `upstream` opens them."""

    order: StageOrder
    handle: Handle
    sources: tuple[Source, ...]  # as the part sees them
    keys: tuple[Found, ...]
    kept: Mapping[Address, tuple[Sealed, ...]] = field(default_factory=dict)   # what was collected before it would be forgotten
    counted: Mapping[Address, Masked] = field(default_factory=dict)            # what was masked in it
    files: tuple[Kept, ...] = ()                                               # and the files of its rows
    kept_by: Policies = BEFORE                                                 # how other people's data in it was treated


@dataclass(frozen=True, slots=True)
class Writing:
    """One response to write. `made_of` is what goes into it, as it was when this was gathered."""

    occasion: Occasion
    plan: Plan
    sources: tuple[Source, ...]  # as the part sees them
    haul: Haul
    made_of: MadeOf
    evidence: Handle
    package: Handle


def search(session: Session, order: Order, *, sources: Iterable[Source], now: datetime, vault: Vault) -> Search:
    """For a COLLECT task."""
    part, request = _owner(session, order)
    text = (part.freeze_plan if order.round == freeze.ROUND else part.search_plan) or ""
    plan = planning.load(text)
    at = planning.made_at(text) or now
    steps = [step for stage in plan.stages for step in stage.steps]
    handle = key_for(session, request.id, KeyClass.EVIDENCE, vault=vault, now=now)
    stage = StageOrder(
        steps=plan.stages[order.stage].steps, spots=spots(steps), identities=identities(session, request, vault=vault, now=now),
        categories=CATEGORIES, place=order.place,
        now=at, policies=planning.policies(text), uncovered=planning.uncovered(text), ledger=ledger.gate(session, request, vault=vault, now=at),
        quiet=plan.quiet, tenant=planning.whose(text).tenant, period=scopes.period(session, request))
    is_joined = order.round != freeze.ROUND and _is_sound(session, part)
    rounds = {order.round, freeze.ROUND} if is_joined else {order.round}
    found = session.execute(select(Chunk).join(Task).where(
        Task.part_id == part.id, Task.kind == TaskKind.COLLECT, Task.round.in_(rounds), Task.id != order.task_id, Chunk.address == ""))
    own = scopes.sources_of(session, part, sources, is_ahead=order.round == freeze.ROUND)
    kept = _kept(session, order, handle) if is_joined else ({}, {}, ())
    return Search(stage, handle, own, tuple(_found(row) for row in found.scalars()), *kept,
                  kept_by=planning.policies(part.freeze_plan) if part.freeze_plan else BEFORE)


def _is_sound(session: Session, part: Part) -> bool:
    """Whether what could not wait may be joined to the search, and what it found may lead on: it was found by the mapping of now, and nothing of it
    can be somebody else's by now."""
    made_at = planning.made_at(part.freeze_plan) if part.freeze_plan else None
    return made_at is not None and freeze.is_of_this_mapping(part) and not scopes.has_narrowed(session, part, made_at, freeze.ROUND)


def _kept(session: Session, order: Order, evidence: Handle) -> tuple[dict[Address, tuple[Sealed, ...]], dict[Address, Masked], tuple[Kept, ...]]:
    """Chunks of the round that could not wait, what was masked in them, and their files."""
    of_round = select(Task).where(Task.part_id == order.part_id, Task.kind == TaskKind.COLLECT, Task.round == freeze.ROUND)
    rows = session.execute(of_round).scalars().all()
    chunks = session.execute(select(Chunk).where(Chunk.task_id.in_([task.id for task in rows]), Chunk.address != "")).scalars()
    masked = {address(name): Masked.load(*counts) for task in rows if task.outcome
              for name, counts in json.loads(task.outcome).get("masked", {}).items()}
    return freeze.by_address(_sealed(row) for row in chunks), masked, enclosures.of_tasks(session, [task.id for task in rows], evidence)


def upstream(brief: Search, store: Store) -> Keyring:
    """The keys that earlier stages gave. Raises NotFound, VaultError."""
    ring = Keyring()
    for chunk in brief.keys:
        ring.load(store.get(chunk.path, brief.handle, keys_context(chunk.path)))
    return ring


def writing(session: Session, response: Response, *, sources: Iterable[Source], settings: Settings, now: datetime, vault: Vault) -> Writing:
    """For a WRITE_ANSWER task, and for whoever asks whether the same would be written now. The letter is dated with the order, so that a
    second try writes the same."""
    part = session.execute(select(Part).where(Part.id == response.part_id)).scalar_one()
    request = session.execute(select(Request).where(Request.id == part.request_id)).scalar_one()
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    plan, own = planning.load(part.search_plan or ""), scopes.sources_of(session, part, sources)
    given = planning.whose(part.search_plan or "{}")
    zone, at = entities.zone(settings), planning.made_at(part.search_plan or "{}") or response.ordered_at
    known = (*_lasting(session, request, at=at, vault=vault), *ledger.searched(session, request, at=at, vault=vault))
    shown = searched((one for one in known if _is_told(one, given)), at=at, answered_on=response.ordered_at.astimezone(zone).date(), zone=zone)
    deciding = called.deciding(session, request, part, today=now.astimezone(zone).date())
    occasion = Occasion(
        reference=own_reference.of_package(session, part) if instructed.of(session, part.id).is_handed_over else request.reference,
        right=part.right, locale=request.locale, entity=entities.facts(settings), generated_at=response.ordered_at,
        person_name=case.open(request.name, f"request:{request.reference}:name").decode(), received_on=request.received_on, due_on=part.due_on,
        identities=shown, print_rows=None if part.print_all else settings.print_rows, tag_rows=settings.tag_rows, attach=request.attach,
        categories=CATEGORIES, on_behalf=_on_behalf(session, part), not_passed_on=part.role is Role.CONTROLLER and not request.pass_on,
        decided_by=deciding.by, left_to_us=deciding.left, is_on_paper=on_paper.is_printed(request, given.audience),
        narrowed=(request.narrowed_from, request.narrowed_to), earlier=replaced.earlier(session, response, zone))
    evidence = key_for(session, request.id, KeyClass.EVIDENCE, vault=vault, now=now)
    found = replace(haul(session, part.id, plan), kept=enclosures.kept(session, part.id, evidence))
    proven = [one for one in identities(session, request, vault=vault, now=now) if _is_told(one, given)]
    return Writing(
        occasion, plan, own, found, ingredients.of(occasion, plan, found, own, signature=str(settings.signature_file or ""), proven=proven), evidence,
        key_for(session, request.id, KeyClass.PACKAGE, vault=vault, now=now))


def haul(session: Session, part_id: int, plan: Plan) -> Haul:
    """What the last round of a part's tasks gave, but for the files kept. A stage without a word of its own was not reached."""
    of_part = select(Task).where(Task.part_id == part_id, Task.kind == TaskKind.COLLECT).order_by(Task.round, Task.stage)
    rows = session.execute(of_part).scalars().all()
    last = max((task.round for task in rows), default=0)
    by_stage = {task.stage: task for task in rows if task.round == last}
    found: dict[Address, int] = {}
    missed: dict[Address, NotReached] = {}
    masked: dict[Address, Masked] = {}
    not_there: dict[Address, NotThere] = {}
    for number, stage in enumerate(plan.stages):
        task = by_stage.get(number)
        outcome = json.loads(task.outcome) if task is not None and task.outcome else {}
        found.update({address(name): rows for name, rows in outcome.get("found", {}).items()})
        masked.update({address(name): Masked.load(*counts) for name, counts in outcome.get("masked", {}).items()})
        not_there.update({address(name): NotThere.load(counts) for name, counts in outcome.get("files", {}).items()})
        missed.update({address(name): NotReached(why) for name, why in outcome.get("missed", {}).items()})
        missed.update({step.address: NotReached.UNAVAILABLE for step in stage.steps
                       if step.address not in found and step.address not in missed and step.address not in plan.quiet})
    rows_of = select(Chunk).where(Chunk.task_id.in_([task.id for task in by_stage.values()]), Chunk.address != "")
    text = session.execute(select(Part.search_plan).where(Part.id == part_id)).scalar_one()
    return Haul(found, missed, tuple(_sealed(row) for row in session.execute(rows_of).scalars()), masked, not_there,
                choices=choices.in_force(session, part_id), policies=planning.policies(text or "{}"))


def identities(session: Session, request: Request, *, vault: Vault, now: datetime) -> tuple[Identity, ...]:
    """The proven ones; what was only typed seeds nothing."""
    case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
    return tuple(_identity(row, case) for row in session.scalars(_proven(request)))


def _lasting(session: Session, request: Request, *, at: datetime, vault: Vault) -> tuple[Identity, ...]:
    """What is the person's whenever it is looked at, and was proven when the search began."""
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    rows = session.scalars(_proven(request).where(IdentityRow.kind.not_in(LINE_KINDS), IdentityRow.proven_at <= at))
    return tuple(_identity(row, case) for row in rows)


def _proven(request: Request) -> Select[IdentityRow]:
    return select(IdentityRow).where(IdentityRow.request_id == request.id, IdentityRow.proven_how.is_not(None)).order_by(IdentityRow.id)


def _identity(row: IdentityRow, case: Handle) -> Identity:
    return Identity(row.kind, case.open(row.value, identity_context(row)).decode(), row.tenant, Window(row.starts_at, row.ends_at))


def _on_behalf(session: Session, part: Part) -> str:
    """The company that decides about the part, as the person may know it."""
    return called.company(part, session.get_one(Company, part.company_id)) if part.role is Role.PROCESSOR and part.company_id is not None else ""


def _is_told(one: Identity, given: planning.Whose) -> bool:
    """Whether an answer names an identifier: that of a company's part names none of another's, and the company itself is told of its own only."""
    return given.tenant is None or one.tenant == given.tenant or (one.tenant is None and given.audience is Audience.PERSON)


def identity_context(row: IdentityRow) -> str:
    return ledger.identity_place(row.token)


def keys_context(path: str) -> str:
    """What the sealed keys of a stage are bound to."""
    return f"keys:{path}"


def document_context(path: str) -> str:
    """What a sealed file of a response is bound to."""
    return f"document:{path}"


def _owner(session: Session, order: Order) -> tuple[Part, Request]:
    part = session.execute(select(Part).where(Part.id == order.part_id)).scalar_one()
    return part, session.execute(select(Request).where(Request.id == part.request_id)).scalar_one()


def _found(row: Chunk) -> Found:
    return Found(row.address, row.seq, row.first_row, row.rows, row.digest, row.path)


def _sealed(row: Chunk) -> Sealed:
    return Sealed(address(row.address), row.seq, row.first_row, row.rows, row.digest, row.path)


def found_in(sealed: Iterable[Sealed]) -> tuple[Found, ...]:
    """Chunks as rows to be written."""
    return tuple(Found(str(one.address), one.seq, one.first_row, one.rows, one.digest, one.path) for one in sealed)
