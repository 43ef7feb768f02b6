"""Rows, sensible by default, with one keyword for each thing that matters. Names are invented."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.capability import StaffRole
from dsr.domain.words import Channel, Outcome, Right, Role, State
from dsr.domain.work import TaskKind, TaskState
from dsr.models import Delivery, LegalEntity, Message, MessageState, Part, Request, Response, Staff, Task

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)
Row = TypeVar("Row")


def an_entity(session: Session) -> LegalEntity:
    """The one legal entity of the tests; made when it is first wanted."""
    found = session.execute(select(LegalEntity)).scalars().first()
    return found or _added(session, LegalEntity(
        key="fjordtel_dk", name="Fjordtel A/S", address="Havnegade 12, 8000 Aarhus C", country="DK", timezone="Europe/Copenhagen",
        dpo_contact="dpo@fjordtel.example", authority_name="Datatilsynet", authority_site="www.datatilsynet.dk", languages="da,en",
        mailbox="privacy@fjordtel.example"))


def a_request(session: Session, *, reference: str | None = None, intake_key: str | None = None, at: datetime = NOW, locale: str = "da",
              sealed: bytes = b"sealed") -> Request:
    """A request from the portal; what is sealed is the same few bytes everywhere."""
    reference = reference or f"DSR-{next(_numbers):04d}"
    return _added(session, Request(
        reference=reference, intake_key=intake_key or reference, entity_id=an_entity(session).id, locale=locale, channel=Channel.PORTAL,
        received_at=at, received_on=at.date(), name=sealed, email=sealed, employer=sealed, numbers=sealed, message=sealed,
        pickup_hash="p" * 64, confirm_hash="c" * 64, confirm_expires_at=at + timedelta(days=30)))


def a_part(session: Session, request: Request | None = None, *, number: int = 1, right: Right = Right.ACCESS, state: State = State.TRIAGE,
           outcome: Outcome | None = None, closed_at: datetime | None = None) -> Part:
    due_on = date(2026, 12, 24)
    return _added(session, Part(
        request_id=(request or a_request(session)).id, number=number, right=right, role=Role.CONTROLLER, state=state, due_on=due_on,
        nominal_on=due_on, plan_on=date(2026, 12, 17), outcome=outcome, closed_at=closed_at))


def a_task(session: Session, part: Part | None = None, *, stage: int = 0, state: TaskState = TaskState.READY,
           lease_until: datetime | None = None) -> Task:
    return _added(session, Task(
        part_id=(part or a_part(session)).id, kind=TaskKind.COLLECT, stage=stage, source_key="crm", state=state, due_at=NOW, lease_until=lease_until))


def a_message(session: Session, request: Request | None = None, *, occasion: str = "confirm", state: MessageState = MessageState.QUEUED,
              lease_until: datetime | None = None) -> Message:
    return _added(session, Message(
        request_id=(request or a_request(session)).id, kind="confirm", occasion=occasion, message_id=f"<{next(_numbers)}@fjordtel.example>",
        locale="da", recipient=b"sealed", context=b"sealed", state=state, due_at=NOW, lease_until=lease_until, created_at=NOW))


def a_delivery(session: Session, part: Part | None = None, *, token_hash: str | None = None) -> Delivery:
    response = _added(session, Response(part_id=(part or a_part(session)).id, number=next(_numbers), ordered_at=NOW, written_at=NOW, approved_at=NOW))
    return _added(session, Delivery(
        response_id=response.id, token_hash=token_hash or f"{next(_numbers):064d}", created_at=NOW, expires_at=NOW + timedelta(days=14)))


def a_staff(session: Session, *, email: str | None = None, role: StaffRole = StaffRole.MANAGER) -> Staff:
    return _added(session, Staff(email=email or f"alice{next(_numbers)}@fjordtel.example", role=role, password="no hash fits this", created_at=NOW))


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
