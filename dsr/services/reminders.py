"""Reminders to those of us who see to a part, and the letter to the person where a due day ends without an answer.

Invariants: each is written once; they hold the reference and days, and nothing of the person; nobody is reminded of what waits for somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from config import Settings
from dsr.domain import absence, reminding
from dsr.domain.actor import SYSTEM
from dsr.domain.capability import StaffRole
from dsr.domain.reminding import OURS, Reminder, Stage, To
from dsr.domain.words import State
from dsr.models import LegalEntity, Message, Part, PauseRow, Request, Response, Staff
from dsr.services import audit, called, entities, load, notify, plans
from dsr.text import translator
from dsr.vault import Vault

LATE = "late"
_ZONES = timedelta(days=1)  # by which a day may be ahead of, or behind, that of Greenwich


def near(session: Session, *, now: datetime) -> list[int]:
    """Parts that wait for us and are planned for a day that has come, or soon will."""
    last = now.date() + timedelta(days=reminding.AHEAD_DAYS) + _ZONES
    return list(session.execute(select(Part.id).where(Part.plan_on <= last, _is_ours(), ~_stands()).order_by(Part.id)).scalars())


def remind(session: Session, part_id: int, *, now: datetime, vault: Vault, settings: Settings) -> int:
    """Write what is to be said today to whoever is to hear it, unless they have heard it. Returns how many letters."""
    part = load.part(session, part_id)
    today, country = _local(session, part, now).date(), session.get_one(LegalEntity, part.request.entity_id).country
    due = reminding.reminder(plan_on=part.plan_on, due_on=part.due_on, today=today, country=country)
    if due is None or part.id not in near(session, now=now):
        return 0
    letter = "work_overdue" if due.stage is Stage.OVERDUE else "work_due"
    written = 0
    for who, address in _hearing(session, part, due, today, settings):
        occasion = f"work:{part.number}:{due.key}:{who}"
        if session.execute(select(exists().where(Message.request_id == part.request_id, Message.occasion == occasion))).scalar():
            continue
        told = {"owner_name": address, "due_on": part.due_on.isoformat(), "last_day": part.plan_on.isoformat()}
        notify.write(session, part.request, letter, occasion=occasion, context=told, now=now, vault=vault, domain=entities.mail_domain(settings),
                     to=address, locale=settings.entity_language)
        written += 1
    if written:
        told_of: dict[str, object] = {"part": part.number, "stage": due.stage.value, "count": written}
        audit.record(session, part.request_id, "staff_reminded", told_of, by=SYSTEM, now=now)
    return written


def silent(session: Session, *, now: datetime) -> list[int]:
    """Parts whose day has come, with no answer out and no letter that says why."""
    return list(session.execute(select(Part.id).where(Part.due_on <= now.date() + _ZONES, _is_ours(), ~_stands()).order_by(Part.id)).scalars())


def tell_late(session: Session, part_id: int, *, now: datetime, vault: Vault, settings: Settings) -> bool:
    """Tell the person that no answer comes in time, where it stands, and how to complain; False where it is not time, or they were told."""
    part = load.part(session, part_id)
    if part.id not in silent(session, now=now) or not reminding.must_be_told(part.due_on, _local(session, part, now)):
        return False
    occasion = f"{LATE}:{part.number}:{part.due_on.isoformat()}"
    if session.execute(select(exists().where(Message.request_id == part.request_id, Message.occasion == occasion))).scalar():
        return False
    told = {**notify.greeting(session, part.request, vault=vault), "due_on": part.due_on.isoformat(),
            "asked": called.asked(session, part, entity=settings.entity_name),
            "stands": translator(part.request.locale)(f"stands.{part.state.value}.text")}
    notify.rendered(part.request, LATE, told, settings=settings)
    notify.write(session, part.request, LATE, occasion=occasion, context=told, now=now, vault=vault, domain=entities.mail_domain(settings),
                 part_id=part.id)
    audit.record(session, part.request_id, "told_late", {"part": part.number, "due": part.due_on.isoformat()}, by=SYSTEM, now=now)
    return True


def _is_ours() -> ColumnElement[bool]:
    """It waits for us: to be worked on, or for the rest of an answer that was promised. What a company was asked about hears of the company."""
    later = aliased(Response)
    promised = exists().where(Response.part_id == Part.id, Response.more_by.is_not(None), Response.approved_at.is_not(None), ~exists().where(
        later.part_id == Response.part_id, later.number > Response.number, later.approved_at.is_not(None)))
    return or_(Part.state.in_(OURS), and_(Part.state == State.DELIVERING, promised))


def _stands() -> ColumnElement[bool]:
    """The clock stands: we wait for the person, and its day moves along."""
    return exists().where(PauseRow.request_id == Part.request_id, PauseRow.ended_on.is_(None))


def _hearing(session: Session, part: Part, due: Reminder, today: date, settings: Settings) -> Iterator[tuple[str, str]]:
    """Who hears of it, by a word for the occasion, with their address; nobody twice."""
    heard = set[str]()
    for to in due.to:
        for who, address in _people(session, part, to, today, settings):
            if address not in heard:
                heard.add(address)
                yield who, address


def _people(session: Session, part: Part, to: To, today: date, settings: Settings) -> list[tuple[str, str]]:
    contact = [("team", settings.entity_dpo_contact)]
    match to:
        case To.ACTING:
            number = absence.acting(part.keeper_id, today, plans.absences(session))
            row = session.get(Staff, number) if number is not None else None
            return [(str(row.id), row.email)] if row is not None and row.is_active else contact
        case To.MANAGER:
            wanted = select(Staff).where(Staff.role == StaffRole.MANAGER, Staff.is_active).order_by(Staff.id)
            return [(str(row.id), row.email) for row in session.execute(wanted).scalars()] or contact
        case To.CONTACT:
            return contact


def _local(session: Session, part: Part, now: datetime) -> datetime:
    request = session.get_one(Request, part.request_id)
    return now.astimezone(ZoneInfo(session.get_one(LegalEntity, request.entity_id).timezone))
