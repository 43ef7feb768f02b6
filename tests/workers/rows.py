"""Rows for the tests of motion: a database of one's own, a request with a part, tasks and letters."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson
from sqlalchemy.orm import Session

from dsr.db import Base, Database, open_database
from dsr.domain.words import Channel, Right, Role, State
from dsr.domain.work import TaskKind, TaskState
from dsr.models import LegalEntity, Message, MessageState, Part, Request, Response, Task
from dsr.services.keys import key_for
from dsr.vault import KeyClass, Vault

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
VAULT = Vault({"m1": bytes(range(32))}, "m1", bytes(range(32, 64)))


def database(folder: Path) -> Database:
    made = open_database(f"sqlite:///{folder / 'dsr.sqlite'}")
    Base.metadata.create_all(made.engine)
    return made


def a_part(session: Session, *, state: State = State.COLLECTING, reference: str = "DSR-AAAA-BBBB-C", search_plan: str | None = None) -> Part:
    entity = session.query(LegalEntity).first()
    if entity is None:
        entity = LegalEntity(
            key="own", name="Fjordtel A/S", address="Havnegade 12", country="DK", timezone="Europe/Copenhagen", dpo_contact="dpo@fjordtel.example",
            authority_name="Datatilsynet", authority_site="www.datatilsynet.dk", languages="da,en", mailbox="privacy@fjordtel.example")
        session.add(entity)
        session.flush()
    request = Request(
        reference=reference, intake_key=reference, entity_id=entity.id, locale="da", channel=Channel.PORTAL, received_at=NOW - timedelta(days=5),
        received_on=date(2026, 11, 19), name=b"", email=b"", employer=b"", numbers=b"", message=b"", pickup_hash="x", confirm_hash=reference,
        confirm_expires_at=NOW + timedelta(days=9))
    session.add(request)
    session.flush()
    case = key_for(session, request.id, KeyClass.CASE, vault=VAULT, now=NOW)
    request.email = case.seal(b"carol@nordlys.example", f"request:{reference}:email")
    request.name = case.seal("Carol Ærø".encode(), f"request:{reference}:name")
    due = date(2026, 12, 19)
    part = Part(request_id=request.id, number=1, right=Right.ACCESS, role=Role.CONTROLLER, state=state, due_on=due, nominal_on=due, plan_on=due,
                search_plan=search_plan)
    session.add(part)
    session.flush()
    return part


def a_task(session: Session, part: Part, *, stage: int = 0, source: str = "crm", needs: tuple[int, ...] = (), state: TaskState = TaskState.READY,
           due_at: datetime = NOW, attempts: int = 0, lease_until: datetime | None = None) -> Task:
    task = Task(part_id=part.id, kind=TaskKind.COLLECT, stage=stage, source_key=source, needs=json.dumps(needs), state=state, due_at=due_at,
                attempts=attempts, lease_until=lease_until)
    session.add(task)
    session.flush()
    return task


def an_answer_task(session: Session, part: Part, *, state: TaskState = TaskState.READY) -> Task:
    response = Response(part_id=part.id, number=1, ordered_at=NOW)
    session.add(response)
    session.flush()
    task = Task(part_id=part.id, kind=TaskKind.WRITE_ANSWER, source_key="", response_id=response.id, state=state, due_at=NOW)
    session.add(task)
    session.flush()
    return task


def a_letter(session: Session, request_id: int, *, kind: str = "confirm", occasion: str = "confirm",
             state: MessageState = MessageState.QUEUED) -> Message:
    handle = key_for(session, request_id, KeyClass.CORRESPONDENCE, vault=VAULT, now=NOW)
    message_id = f"<{occasion}-{request_id}@fjordtel.example>"
    facts = {"first_name": "Carol", "token": "tok", "due_on": "2026-12-19", "expires_on": "2026-12-20", "ground": ""}
    message = Message(
        request_id=request_id, kind=kind, occasion=occasion, message_id=message_id, locale="da",
        recipient=handle.seal(b"carol@nordlys.example", f"message:{message_id}:recipient"),
        context=handle.seal(orjson.dumps(facts), f"message:{message_id}:context"), state=state, due_at=NOW, created_at=NOW)
    session.add(message)
    session.flush()
    return message
