"""Letters of an incident: to the people whose data it was (GDPR Art. 34), and to our data protection contact before a clock ends.

Invariants: what staff send was seen word for word; a reminder names the duty and its end, and nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.errors import InvalidInput, NotAllowed
from dsr.domain.incident import Duty, MarkAct, reminder
from dsr.domain.words import Role
from dsr.models import Incident, LegalEntity, Request
from dsr.services import audit, cases, entities, incidents, intake, notify
from dsr.services.incidents import Mark
from dsr.text import ANSWERS
from dsr.text.dates import long_date
from dsr.text.labels import word
from dsr.vault import Vault

_PERSON, _OTHER, _REMINDER = "incident_person", "incident_other", "incident_reminder"


@dataclass(frozen=True, slots=True)
class Words:
    """What the letter quotes, in the reader's language. `to` is empty for the person who asked; somebody else is named, for the first line only."""

    to: str
    name: str
    language: str
    nature: str
    effects: str
    done: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The letter as it goes out; `seen` stands for these very words."""

    language: str
    subject: str
    text: str
    seen: str


def can_tell(role: Role) -> bool:
    """Whether it is for us to tell the people: what we hold for a company, the company tells."""
    return role is Role.CONTROLLER


def send(session: Session, incident_id: int, words: Words, *, seen: str, by: Actor, now: datetime, vault: Vault,
         settings: Settings) -> Preview | None:
    """Write the letter to somebody whose data it was; or, if it is not the one that was seen, only give it to be looked at.

    Raises NotFound, NotAllowed (reason company_tells), InvalidInput."""
    row = incidents.load(session, incident_id, by=by)
    if not can_tell(row.role):
        raise NotAllowed(reason="company_tells")
    request = session.get_one(Request, row.request_id)
    kind, facts = _OTHER if words.to else _PERSON, _facts(session, row, request, words, vault=vault)
    if words.language not in ANSWERS:
        raise InvalidInput(field="language", problem="required")
    subject, text = notify.rendered(request, kind, facts, settings=settings, locale=words.language)
    shown = Preview(words.language, subject, text, hashlib.sha256(f"{words.to}\n{subject}\n{text}".encode()).hexdigest())
    if shown.seen != seen:
        return shown
    message = notify.write(session, request, kind, occasion=f"{kind}:{row.id}:{shown.seen[:16]}", context=facts, now=now, vault=vault,
                           domain=entities.mail_domain(settings), to=words.to or None, locale=words.language)
    incidents.mark(session, row.id, Mark(Duty.PERSONS, MarkAct.TOLD, now), by=by, now=now, message_id=message.id)
    return None


def due(session: Session, *, now: datetime, settings: Settings) -> list[int]:
    """Open incidents with a clock that somebody is to be reminded of, unless they were."""
    rows = session.execute(select(Incident).where(Incident.closed_at.is_(None)).order_by(Incident.id)).scalars()
    return [row.id for row in rows if any(reminder(clock, now) for clock in incidents.clocks_of(session, row, settings=settings))]


def remind(session: Session, incident_id: int, *, now: datetime, vault: Vault, settings: Settings) -> int:
    """Tell our data protection contact which time is about to end, or has; each stage once. Returns how many letters were written."""
    row = session.get_one(Incident, incident_id)
    request = session.execute(select(Request).where(Request.id == row.request_id).with_for_update()).scalar_one()
    session.refresh(row)
    if row.closed_at is not None:
        return 0
    written = 0
    for clock in incidents.clocks_of(session, row, settings=settings):
        stage = reminder(clock, now)
        occasion = f"{_REMINDER}:{row.id}:{clock.duty.value}:{stage}"
        if not stage or notify.is_written(session, request, occasion):
            continue
        told = {"owner_name": settings.entity_dpo_contact, "incident": str(row.id), "duty": word(clock.duty, settings.entity_language),
                "ends": moment(session, request, clock.ends_at, settings.entity_language)}
        notify.write(session, request, _REMINDER, occasion=occasion, context=told, now=now, vault=vault, domain=entities.mail_domain(settings),
                     to=settings.entity_dpo_contact, locale=settings.entity_language)
        audit.record(session, request.id, "incident_reminded", {"incident": row.id, "duty": clock.duty.value, "stage": stage}, by=SYSTEM, now=now)
        written += 1
    return written


def moment(session: Session, request: Request, at: datetime, locale: str) -> str:
    """Day and time where the answering entity is."""
    local = at.astimezone(ZoneInfo(session.get_one(LegalEntity, request.entity_id).timezone))
    return f"{long_date(local.date(), locale)}, {local:%H:%M}"


def _facts(session: Session, row: Incident, request: Request, words: Words, *, vault: Vault) -> dict[str, object]:
    if words.to:
        try:
            intake.normal_address(words.to)
        except InvalidInput:
            raise InvalidInput(field="to", problem="bad_email") from None
    told = {name: _mailed(name, getattr(words, name)) for name in ("nature", "effects", "done")}
    if not words.to:
        return {**notify.greeting(session, request, vault=vault), **told}
    name = cases.clean("name", words.name, required=True, one_line=True)
    return {"owner_name": name, "reference": f"I-{row.id}", **told}  # the reference of another person's request is not theirs to know


def _mailed(field: str, text: str) -> str:
    try:
        return incidents.plain(field, text, is_required=True)
    except InvalidInput as error:
        raise (InvalidInput(field=field, problem="not_by_mail") if error.facts["problem"] == "register" else error) from None
