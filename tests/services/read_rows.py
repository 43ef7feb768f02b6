"""Requests whose words are really sealed, and what a search has left of them: rows for the tests of the read models."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from dsr import chunks
from dsr.db import Database
from dsr.domain import graph
from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source
from dsr.domain.masked import Masked
from dsr.domain.proof import Control, Method, ProofState
from dsr.domain.routing import Routing
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.domain.words import Outcome, Right, Role, State
from dsr.domain.work import TaskKind, TaskState
from dsr.models import Chunk, IdentityRow, Message, MessageState, Part, Proof, Request, Response, Task
from dsr.services import cases, mapping_rules, planning
from dsr.services.briefing import identity_context
from dsr.services.keys import key_for
from dsr.services.perform import chunk_context
from dsr.services.read import request as read
from dsr.store import Store
from dsr.vault import KeyClass, Vault
from tests.factories import NOW, a_request, a_staff

_numbers = itertools.count(1)
CONTACTS, LINKS = "crm.contacts", "crm.links"
USERS, VOICEMAIL, FAXES, ATTIC = "pbx.users", "pbx.voicemail", "pbx.faxes", "pbx.attic"


def _address(name: str) -> Address:
    return Address(*name.split("."))


def _comes_from(name: str, field: str) -> tuple[Reference, ...]:
    return (Reference(_address(name), field, "from"),)


# From the email to a contact, over a link that holds nothing of the person to a telephone user, and on to what the company decides about.
# Nothing leads from an email to the faxes, and nothing at all to the attic.
SOURCES = (
    Source("crm", "memory", {}, (Dataset("crm", (
        Collection(_address(CONTACTS), label={"en": "Contacts", "da": "Kontakter"}, fields=(
            Field("id", ("user.unique_id",), primary_key=True, label={"en": "Number"}),
            Field("full_name", ("user.name",), label={"en": "Name", "da": "Navn"}),
            Field("email", ("user.contact.email",), identity="email", kind="email"))),
        Collection(_address(LINKS), label={"en": "Links"}, fields=(
            Field("contact_id", references=_comes_from(CONTACTS, "id")), Field("pbx_user")))),),),
        label={"en": "Customer system", "da": "Kundesystem"}),
    Source("pbx", "memory", {}, (Dataset("pbx", (
        Collection(_address(USERS), label={"en": "Users"}, fields=(Field("id", ("user.unique_id",), references=_comes_from(LINKS, "pbx_user")),)),
        Collection(_address(VOICEMAIL), label={"en": "Voicemail"}, role=Role.PROCESSOR, fields=(
            Field("user_id", ("user.unique_id",), references=_comes_from(USERS, "id")), Field("caller", ("user.contact",)))),
        Collection(_address(FAXES), label={"en": "Faxes"}, fields=(
            Field("number", ("user.contact",), identity="phone_number", kind="phone_number"),)),
        Collection(_address(ATTIC), fields=(Field("memo", ("user",)),)),)),),
        label={"en": "Telephone system", "da": "Telefonanlæg"}),
)
MANAGER = Actor(ActorKind.STAFF, 1, ROLES[StaffRole.MANAGER])
PLAN = graph.plan(SOURCES, frozenset({"email"}), ("user",))


def staff(session: Session, role: StaffRole = StaffRole.MANAGER, email: str | None = None) -> Actor:
    """A member of staff with what the role may do."""
    return Actor(ActorKind.STAFF, a_staff(session, role=role, email=email).id, ROLES[role])


def a_case(session: Session, vault: Vault, *, at: datetime = NOW, reference: str | None = None, name: str = "Carol Ærø",
           employer: str = "Nordlys A/S", numbers: str = "+45 31 00 04 17", message: str = "Everything, please.",
           is_confirmed: bool = True) -> Request:
    """A request with sealed words and the claimed (or proven) email."""
    request = a_request(session, at=at, reference=reference)
    case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=at)
    told = {"name": name, "email": "carol@nordlys.example", "employer": employer, "numbers": numbers, "message": message}
    for field, text in told.items():
        setattr(request, field, case.seal(text.encode(), cases.place(request.reference, field)))
    identity = IdentityRow(request_id=request.id, kind="email", value=b"", token=f"{request.id:064d}", claimed_how="form")
    identity.value = case.seal(b"carol@nordlys.example", identity_context(identity))
    if is_confirmed:
        request.confirmed_at = identity.proven_at = at
        identity.proven_how = "email_link"
    session.add(identity)
    session.flush()
    if is_confirmed:
        session.add(Proof(request_id=request.id, identity_id=identity.id, method=Method.EMAIL_LINK, control=Control.EMPLOYER,
                          state=ProofState.PROVEN, asked_at=at, proven_at=at))
        session.flush()
    return request


def a_part_of(session: Session, request: Request, state: State = State.TRIAGE, *, number: int = 1, right: Right = Right.ACCESS,
              due_on: date = date(2026, 12, 24), outcome: Outcome | None = None, plan: graph.Plan | None = None) -> Part:
    is_closed = state is State.CLOSED
    part = Part(request_id=request.id, number=number, right=right, role=Role.CONTROLLER, state=state, due_on=due_on,
                nominal_on=due_on, plan_on=due_on - timedelta(days=7),
                outcome=outcome or (Outcome.FULFILLED if is_closed else None), closed_at=NOW if is_closed else None,
                search_plan=planning.dump(plan, NOW, rules=mapping_rules.of(plan, Routing().applied(SOURCES))) if plan else None)
    session.add(part)
    session.flush()
    return part


def a_stage(session: Session, part: Part, number: int, state: TaskState = TaskState.DONE, *, round_: int = 1, found: Mapping[str, int] | None = None,
            missed: Mapping[str, str] | None = None, shared: Mapping[str, int] | None = None, code: str | None = None,
            rows_seen: int = 0, attempts: int = 1) -> Task:
    """A stage of PLAN as its task left it; without `found` and `missed` it has not settled yet."""
    has_settled = found is not None or missed is not None
    task = Task(
        part_id=part.id, kind=TaskKind.COLLECT, round=round_, stage=number, source_key=PLAN.stages[number].source_key, state=state, due_at=NOW,
        attempts=attempts, lease_until=NOW if state is TaskState.RUNNING else None, result_code=code, rows_seen=rows_seen,
        outcome=json.dumps({"found": dict(found or {}), "missed": dict(missed or {}),
                            "masked": {name: Masked(shared=rows).dump() for name, rows in (shared or {}).items()}}) if has_settled else None)
    session.add(task)
    session.flush()
    return task


def a_response(session: Session, part: Part, *, number: int = 1, state: TaskState = TaskState.DONE, code: str | None = None) -> Response:
    """An answer and the task that writes it: approved if that is done, else still a draft."""
    is_written = state is TaskState.DONE
    at = NOW if is_written else None
    response = Response(part_id=part.id, number=number, ordered_at=NOW, approved_at=at, written_at=at,
                        status="complete" if is_written else None, outcome="fulfilled" if is_written else None)
    session.add(response)
    session.flush()
    session.add(Task(part_id=part.id, kind=TaskKind.WRITE_ANSWER, round=number, response_id=response.id, state=state, due_at=NOW, attempts=1,
                     lease_until=NOW if state is TaskState.RUNNING else None, result_code=code))
    session.flush()
    return response


def a_letter(session: Session, request: Request, kind: str, state: MessageState, *, part: Part | None = None,
             sent_at: datetime | None = None) -> Message:
    told = next(_numbers)
    message = Message(
        request_id=request.id, part_id=part.id if part else None, kind=kind, occasion=f"{kind}:{told}", message_id=f"<{told}@fjordtel.example>",
        locale="da", recipient=b"sealed", context=b"sealed", state=state, due_at=NOW, created_at=NOW, sent_at=sent_at,
        lease_until=NOW if state is MessageState.SENDING else None)
    session.add(message)
    session.flush()
    return message


def keep_rows(session: Session, store: Store, vault: Vault, task: Task, request_id: int, address: str, columns: tuple[str, ...],
              *blocks: list[list[Wire]]) -> list[str]:
    """Seal the rows of a collection, one chunk a block, as a worker does; returns where they lie."""
    handle = key_for(session, request_id, KeyClass.EVIDENCE, vault=vault, now=NOW)
    first, paths = 0, []
    for seq, rows in enumerate(blocks):
        path = f"part-{task.part_id}/task-{task.id}/a1/{hashlib.sha256(address.encode()).hexdigest()[:16]}-{seq}"
        data = chunks.encode(WireBatch.of_rows(columns, tuple(Kind.TEXT for _ in columns), rows))
        store.put(path, data, handle, chunk_context(path, _address(address)))
        session.add(Chunk(task_id=task.id, attempt=1, address=address, seq=seq, first_row=first, rows=len(rows),
                          digest=hashlib.sha256(data).hexdigest(), path=path))
        first += len(rows)
        paths.append(path)
    session.flush()
    return paths


def a_lone_part(session: Session, vault: Vault, state: State = State.COLLECTING, *, right: Right = Right.ACCESS, plan: graph.Plan | None = PLAN,
                is_confirmed: bool = True) -> Part:
    """The only part of the request `R`."""
    return a_part_of(session, a_case(session, vault, reference="R", is_confirmed=is_confirmed), state, right=right, plan=plan)


def request_page(database: Database, vault: Vault, reference: str = "R", *, actor: Actor = MANAGER, locale: str = "en", now: datetime = NOW,
                 sources: Iterable[Source] = SOURCES) -> read.Page:
    """The page of a request as a member of staff gets it."""
    with database.reading() as session:
        return read.page(session, reference, actor=actor, vault=vault, now=now, sources=sources, locale=locale)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", heard)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", heard)
