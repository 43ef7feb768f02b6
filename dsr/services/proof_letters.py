"""Asking the person to prove more: the letter, its weekly reminder, and the end where nobody answers (GDPR Art. 12(4), 12(6)).

Invariants: asking in time stops the clock and asking late does not (N28); nothing closes in silence, and only what was asked in time closes by it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, NotFound
from dsr.domain.pausing import last_day
from dsr.domain.proof import PauseKind
from dsr.domain.words import Outcome, State
from dsr.models import DoubtRow, LegalEntity, Part, PauseRow, Proof, Request
from dsr.services import audit, drafts, endings, entities, lifecycle, notify, pauses, tasks
from dsr.text import translator
from dsr.vault import Vault

_REMIND_DAYS = 7
_WAITING = (State.VERIFYING, State.TRIAGE, State.COLLECTING, State.REVIEWING)


def ask(session: Session, doubt_id: int, *, by: Actor, now: datetime, vault: Vault, settings: Settings) -> bool:
    """Write the letter that asks for more; returns whether the clock stands since. Raises NotFound, NotAllowed; Conflict if the doubt is settled,
    was asked about before, or nothing of the request is open."""
    by.must(Capability.TRIAGE)
    row = session.get(DoubtRow, doubt_id)
    if row is None:
        raise NotFound()
    request = session.execute(select(Request).where(Request.id == row.request_id).with_for_update()).scalar_one()
    session.refresh(row, with_for_update=True)
    if row.settled_at is not None or row.asked_at is not None or not _open_parts(request):
        raise Conflict()
    row.asked_at = now
    session.flush()
    audit.record(session, request.id, "more_proof_asked", {"doubt": row.id, "ground": row.ground.value}, by=by, now=now)
    is_paused = pauses.begin(session, request, PauseKind.IDENTITY, by=by, now=now, settings=settings)
    today = pauses.today_of(session, request, now)
    facts = {"due_on": _due(request), "closes_on": last_day(today).isoformat(), "asked_on": today.isoformat()}
    _write(session, request, "proof_asked" if is_paused else "proof_asked_late", f"proof_asked:{row.id}", facts, now=now, vault=vault,
           settings=settings)
    return is_paused


def asked(session: Session, *, now: datetime) -> list[int]:
    """Doubts that wait for the person since a week or more, with the clock standing, and nothing proven since they were asked."""
    proven = exists().where(Proof.request_id == DoubtRow.request_id, Proof.proven_at > DoubtRow.asked_at)
    paused = exists().where(PauseRow.request_id == DoubtRow.request_id, PauseRow.kind == PauseKind.IDENTITY, PauseRow.ended_on.is_(None),
                            PauseRow.representative_id.is_(None))
    return list(session.execute(select(DoubtRow.id).where(
        DoubtRow.settled_at.is_(None), DoubtRow.asked_at <= now - timedelta(days=_REMIND_DAYS), ~proven, paused).order_by(DoubtRow.id)).scalars())


def remind(session: Session, doubt_id: int, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """One letter a week; after the silence was too long, the end."""
    row = session.execute(select(DoubtRow).where(DoubtRow.id == doubt_id)).scalar_one()
    request = session.execute(select(Request).where(Request.id == row.request_id).with_for_update()).scalar_one()
    if row.asked_at is None or doubt_id not in asked(session, now=now):
        return  # answered in this very moment
    asked_on = _day(session, request, row.asked_at)
    closes_on = last_day(asked_on)
    today = pauses.today_of(session, request, now)
    if today > closes_on:
        lapse(session, request, asked_on, now=now, vault=vault, settings=settings)
        return
    week = (today - asked_on).days // _REMIND_DAYS
    facts = {"closes_on": closes_on.isoformat(), "asked_on": asked_on.isoformat()}
    _write(session, request, "proof_reminder", f"proof_reminder:{row.id}:{week}", facts, now=now, vault=vault, settings=settings)


def unconfirmed(session: Session, *, now: datetime) -> list[int]:
    """Requests whose address nobody has confirmed, after the link to do so has ended."""
    waiting = exists().where(Part.request_id == Request.id, Part.state == State.VERIFYING)
    return list(session.execute(select(Request.id).where(
        Request.confirmed_at.is_(None), Request.confirm_expires_at <= now, waiting).order_by(Request.id)).scalars())


def give_up(session: Session, request_id: int, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """Close such a request."""
    request = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one()
    if request.confirmed_at is None:
        lapse(session, request, request.received_on, now=now, vault=vault, settings=settings)


def lapse(session: Session, request: Request, asked_on: date, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """Close what nobody has proven to be theirs, and tell them so with the ways to complain (GDPR Art. 12(4)). The request is locked."""
    waiting = [part for part in request.parts if part.state in _WAITING]
    for part in waiting:
        step = "close" if part.state is State.VERIFYING else "lapse"
        lifecycle.move(session, part, step, by=SYSTEM, now=now, outcome=Outcome.UNVERIFIED)
        tasks.drop(session, part.id, now=now)
        drafts.discard(session, part.id, now=now)
    pauses.end(session, request, PauseKind.IDENTITY, by=SYSTEM, now=now)
    if waiting:
        occasion = f"{endings.UNVERIFIED}:{int(now.timestamp())}"
        facts = {"asked_on": asked_on.isoformat(), "ground": translator(request.locale)("ground.not_identified.text")}
        _write(session, request, endings.UNVERIFIED, occasion, facts, now=now, vault=vault, settings=settings)


def _write(session: Session, request: Request, letter: str, occasion: str, facts: dict[str, str], *, now: datetime, vault: Vault,
           settings: Settings) -> None:
    told = {**notify.greeting(session, request, vault=vault), **facts}
    notify.rendered(request, letter, told, settings=settings)
    notify.write(session, request, letter, occasion=occasion, context=told, now=now, vault=vault, domain=entities.mail_domain(settings))


def _open_parts(request: Request) -> list[Part]:
    return [part for part in request.parts if part.state is not State.CLOSED]


def _due(request: Request) -> str:
    return min(part.due_on for part in _open_parts(request)).isoformat()


def _day(session: Session, request: Request, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(session.get_one(LegalEntity, request.entity_id).timezone)).date()
