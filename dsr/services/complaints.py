"""A supervisory authority asks about a request: what it wants by when, and that nothing of the case is deleted meanwhile.

Invariant: a complaint is never taken out of the case; one that is over says so, and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.authorities import AUTHORITIES, reminder
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, InvalidMove, NotFound
from dsr.models import Complaint, Request
from dsr.services import audit, cases, entities, load, notify
from dsr.vault import Vault

OTHER, _REMINDER = "other", "complaint_reminder"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the authority wrote. `authority` is a country of the list, or OTHER with a `name`."""

    authority: str
    name: str
    number: str
    received_on: date
    answer_by: date | None


def enter(session: Session, reference: str, facts: Facts, *, by: Actor, now: datetime, settings: Settings) -> Complaint:
    """From now on the case is held. Raises NotFound, NotAllowed, InvalidInput."""
    by.must(Capability.INCIDENT)
    request = load.request(session, reference)
    name = AUTHORITIES.get(facts.authority, "") if facts.authority != OTHER else cases.clean("authority", facts.name, one_line=True)
    if not name:
        raise InvalidInput(field="authority" if facts.authority != OTHER else "other", problem="required")
    if facts.received_on > now.astimezone(entities.zone(settings)).date():
        raise InvalidInput(field="received_on", problem="to_come")
    if facts.answer_by is not None and facts.answer_by < facts.received_on:
        raise InvalidInput(field="answer_by", problem="order")
    row = Complaint(request_id=request.id, authority=name, number=cases.clean("number", facts.number, one_line=True), received_on=facts.received_on,
                    answer_by=facts.answer_by, staff_id=by.id, made_at=now)
    session.add(row)
    session.flush()
    told: dict[str, object] = {"complaint": row.id, "authority": facts.authority, "received_on": facts.received_on.isoformat(),
                               "answer_by": facts.answer_by.isoformat() if facts.answer_by else None}
    audit.record(session, request.id, "complaint_entered", told, by=by, now=now)
    return row


def answered(session: Session, reference: str, complaint_id: int, *, by: Actor, now: datetime, settings: Settings) -> Complaint:
    """Our answer has gone to the authority; the case stays held until it says that it is over. Raises NotFound, NotAllowed, InvalidMove."""
    row = _open(session, reference, complaint_id, by=by)
    row.answered_on = now.astimezone(entities.zone(settings)).date()
    session.flush()
    audit.record(session, row.request_id, "complaint_answered", {"complaint": row.id}, by=by, now=now)
    return row


def end(session: Session, reference: str, complaint_id: int, *, by: Actor, now: datetime) -> Complaint:
    """The authority has closed it: nothing is held for it any more. Raises NotFound, NotAllowed, InvalidMove."""
    row = _open(session, reference, complaint_id, by=by)
    row.ended_at, row.ended_by = now, by.id
    session.flush()
    audit.record(session, row.request_id, "complaint_ended", {"complaint": row.id}, by=by, now=now)
    return row


def of(session: Session, reference: str, complaint_id: int) -> Complaint:
    """One of this request, whose request is locked. Raises NotFound."""
    request = load.request(session, reference)
    row = session.get(Complaint, complaint_id, with_for_update=True, populate_existing=True)
    if row is None or row.request_id != request.id:
        raise NotFound()
    return row


def due(session: Session, *, today: date) -> list[int]:
    """Complaints that nobody has answered and whose date is near."""
    rows = session.execute(select(Complaint).where(Complaint.ended_at.is_(None), Complaint.answered_on.is_(None)).order_by(Complaint.id)).scalars()
    return [row.id for row in rows if reminder(row.answer_by, today)]


def remind(session: Session, complaint_id: int, *, now: datetime, vault: Vault, settings: Settings) -> bool:
    """Tell our data protection contact; each stage once."""
    row = session.get_one(Complaint, complaint_id)
    request = session.execute(select(Request).where(Request.id == row.request_id).with_for_update()).scalar_one()
    session.refresh(row)
    stage = reminder(row.answer_by, now.astimezone(entities.zone(settings)).date())
    occasion = f"{_REMINDER}:{row.id}:{stage}"
    if not stage or notify.is_written(session, request, occasion) or row.answer_by is None or row.answered_on is not None or row.ended_at is not None:
        return False
    notify.write(session, request, _REMINDER, occasion=occasion, now=now, vault=vault, domain=entities.mail_domain(settings),
                 context={"owner_name": settings.entity_dpo_contact, "authority": row.authority, "last_day": row.answer_by.isoformat()},
                 to=settings.entity_dpo_contact, locale=settings.entity_language)
    audit.record(session, request.id, "complaint_reminded", {"complaint": row.id, "stage": stage}, by=SYSTEM, now=now)
    return True


def _open(session: Session, reference: str, complaint_id: int, *, by: Actor) -> Complaint:
    by.must(Capability.INCIDENT)
    row = of(session, reference, complaint_id)
    if row.ended_at is not None:
        raise InvalidMove(move="complaint", state="closed")
    return row
