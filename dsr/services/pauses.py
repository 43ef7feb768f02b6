"""Days on which the clock stands, because we wait for the person (GDPR Art. 12(6), recital 63).

Invariants: only what was asked within the limit stops it, once of a kind (N28); a day never moves to an earlier one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import Actor
from dsr.domain.proof import PauseKind
from dsr.domain.term import Pause, Term, due_dates_after
from dsr.domain.words import State
from dsr.models import LegalEntity, PauseRow, Request
from dsr.services import audit

_ANY = 366  # days: a row was only made of what was asked in time, so all rows count


def begin(session: Session, request: Request, kind: PauseKind, *, by: Actor, now: datetime, settings: Settings) -> bool:
    """The clock stands from today, if we ask in time and did not stop it for this before. False: it runs on. The request is locked."""
    today = today_of(session, request, now)
    if today > request.received_on + timedelta(days=settings.ask_limit_days) or _row(session, request.id, kind) is not None:
        return False
    session.add(PauseRow(request_id=request.id, kind=kind, started_on=today))
    session.flush()
    audit.record(session, request.id, "paused", {"kind": kind.value, "since": today.isoformat()}, by=by, now=now)
    return True


def end(session: Session, request: Request, kind: PauseKind, *, by: Actor, now: datetime) -> None:
    """What we waited for has come: the clock runs again from today, and the days of all open parts move. The request is locked."""
    row = _row(session, request.id, kind)
    if row is None or row.ended_on is not None:
        return
    row.ended_on = max(today_of(session, request, now), row.started_on)
    session.flush()
    audit.record(session, request.id, "resumed", {"kind": kind.value, "days": (row.ended_on - row.started_on).days}, by=by, now=now)
    recount(session, request, now=now)


def recount(session: Session, request: Request, *, now: datetime) -> None:
    """The days of the open parts with the pauses so far; one that still lasts counts as if it ended today. The request is locked.

    A draft that names the day of before is not what would be written now, and is not approved."""
    term = term_of(session, request, now=now)
    for part in request.parts:
        if part.state is State.CLOSED:
            continue
        if part.extended_on is not None:
            part.extended_on = max(part.extended_on, term.extended)
        part.due_on = max(part.due_on, term.due if part.extended_on is None else part.extended_on)
    session.flush()


def recount_of(session: Session, request_id: int, *, now: datetime) -> None:
    """The same, by its id."""
    request = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one()
    recount(session, request, now=now)


def term_of(session: Session, request: Request, *, now: datetime) -> Term:
    """The dates of a request with its pauses."""
    today, entity = today_of(session, request, now), session.get_one(LegalEntity, request.entity_id)
    return due_dates_after(request.received_on, entity.country, [
        Pause(row.kind.value, row.started_on, max(row.ended_on or today, row.started_on)) for row in of(session, request.id)], limit_days=_ANY)


def of(session: Session, request_id: int) -> tuple[PauseRow, ...]:
    """The pauses of a request, in the order they began."""
    return tuple(session.execute(select(PauseRow).where(PauseRow.request_id == request_id).order_by(PauseRow.started_on, PauseRow.id)).scalars())


def lasting(session: Session) -> list[int]:
    """Requests whose clock stands now."""
    return list(session.execute(select(PauseRow.request_id).where(PauseRow.ended_on.is_(None)).distinct().order_by(PauseRow.request_id)).scalars())


def _row(session: Session, request_id: int, kind: PauseKind) -> PauseRow | None:
    return session.execute(select(PauseRow).where(PauseRow.request_id == request_id, PauseRow.kind == kind)).scalar_one_or_none()


def today_of(session: Session, request: Request, now: datetime) -> date:
    """The day where the answering entity is."""
    return now.astimezone(ZoneInfo(session.get_one(LegalEntity, request.entity_id).timezone)).date()
