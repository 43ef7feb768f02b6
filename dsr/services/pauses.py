"""Days on which the clock stands, because we wait for the person (GDPR Art. 12(6), recital 63).

Invariants: only what was asked within the limit stops it, once of a kind (N28); a question stops only that of its own part; a day never moves to an
earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import Actor
from dsr.domain.pausing import counted_until, is_in_time, last_day
from dsr.domain.proof import PauseKind
from dsr.domain.term import Pause, Term, due_dates_after
from dsr.domain.words import Outcome, State
from dsr.models import Clarification, LegalEntity, Part, PauseRow, Representative, Request
from dsr.services import audit, plans

_ANY = 366  # days: a row was only made of what was asked in time, so all rows count


def can_begin(session: Session, request: Request, kind: PauseKind, *, now: datetime, settings: Settings) -> bool:
    """Whether asking now stops the clock: in time, and it did not stand for this before."""
    is_early = is_in_time(request.received_on, today_of(session, request, now), settings.ask_limit_days)
    return is_early and _row(session, request.id, kind) is None


def begin(session: Session, request: Request, kind: PauseKind, *, by: Actor, now: datetime, settings: Settings,
          waits_for: Representative | Clarification | None = None, reason: bytes | None = None) -> bool:
    """The clock stands from today, if we ask in time and did not stop it for this before. False: it runs on. The request is locked.

    `waits_for` is whose mandate, or which answer, ends it; None for a proof. `reason` is sealed, bound to `place`."""
    if not can_begin(session, request, kind, now=now, settings=settings):
        return False
    today = today_of(session, request, now)
    session.add(PauseRow(request_id=request.id, kind=kind, started_on=today, reason=reason,
                         representative_id=waits_for.id if isinstance(waits_for, Representative) else None,
                         clarification_id=waits_for.id if isinstance(waits_for, Clarification) else None))
    session.flush()
    audit.record(session, request.id, "paused", {"kind": kind.value, "since": today.isoformat()}, by=by, now=now)
    return True


def end(session: Session, request: Request, kind: PauseKind, *, by: Actor, now: datetime) -> None:
    """What we waited for has come, or is not waited for any more: the clock runs again from today, and the days of the open parts move. The request
    is locked."""
    row = _row(session, request.id, kind)
    if row is None or row.ended_on is not None:
        return
    row.ended_on = counted_until(row.started_on, today_of(session, request, now))
    session.flush()
    audit.record(session, request.id, "resumed", {"kind": kind.value, "days": (row.ended_on - row.started_on).days}, by=by, now=now)
    recount(session, request, now=now)


def came_late(session: Session, request: Request, *, by: Actor, now: datetime) -> None:
    """A proof came after we had closed for want of it: the clock stood until today, should a part be reopened (IMY-2022-9442: 63 days). The request
    is locked. A clock that had started again by itself is not stopped: until when it stands at the longest was told."""
    row, today = _row(session, request.id, PauseKind.IDENTITY), today_of(session, request, now)
    parts = [part for part in request.parts if part.outcome is Outcome.UNVERIFIED]
    if row is None or row.representative_id is not None or row.ended_on != last_day(row.started_on) or not parts:
        return
    row.ended_on = today
    session.flush()
    audit.record(session, request.id, "resumed", {"kind": row.kind.value, "days": (today - row.started_on).days}, by=by, now=now)
    for part in parts:
        _renew(session, request, part, now=now)


def answered(session: Session, request: Request, waited_for: Representative | Clarification | None, *, by: Actor, now: datetime) -> None:
    """This mandate, this answer, or with None a proof, is not waited for any more; a pause for something else lasts. The request is locked."""
    is_question = isinstance(waited_for, Clarification)
    row, number = _row(session, request.id, PauseKind.CLARIFICATION if is_question else PauseKind.IDENTITY), waited_for.id if waited_for else None
    if row is not None and (row.clarification_id if is_question else row.representative_id) == number:
        end(session, request, row.kind, by=by, now=now)


def part_done(session: Session, part: Part, *, by: Actor, now: datetime) -> None:
    """A part is answered or closed: its question needs no answer, and with the last part nothing is waited for. The request is locked."""
    request = session.get_one(Request, part.request_id)
    is_last = not session.execute(select(exists().where(Part.request_id == request.id, Part.state != State.CLOSED))).scalar()
    for row in of(session, request.id):
        if is_last or is_about(session, row, part):
            end(session, request, row.kind, by=by, now=now)


def recount(session: Session, request: Request, *, now: datetime) -> None:
    """The days of the open parts with the pauses so far; one that still lasts counts as if it ended today. The request is locked.

    A draft that names the day of before is not what would be written now, and is not approved."""
    for part in request.parts:
        if part.state is not State.CLOSED:
            _renew(session, request, part, now=now)
    session.flush()


def recount_of(session: Session, request_id: int, *, now: datetime) -> None:
    """The same, by its id."""
    request = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one()
    recount(session, request, now=now)


def term_of(session: Session, request: Request, *, now: datetime, part: Part | None = None) -> Term:
    """The dates of a request with its pauses: of a part also with the one for the question about it."""
    return _term(session, request, of(session, request.id), part, now)


def why(session: Session, request: Request, *, now: datetime) -> dict[int, tuple[str, ...]]:
    """Words for the day on which each part is due, by its id: what it counts from, and what moved it."""
    rows = of(session, request.id)
    return {part.id: _term(session, request, rows, part, now).why(is_extended=part.extended_on is not None) for part in request.parts}


def of(session: Session, request_id: int) -> tuple[PauseRow, ...]:
    """The pauses of a request, in the order they began."""
    return tuple(session.execute(select(PauseRow).where(PauseRow.request_id == request_id).order_by(PauseRow.started_on, PauseRow.id)).scalars())


def lasting(session: Session) -> list[int]:
    """Requests whose clock stands now."""
    return list(session.execute(select(PauseRow.request_id).where(PauseRow.ended_on.is_(None)).distinct().order_by(PauseRow.request_id)).scalars())


def told(since: date) -> dict[str, str]:
    """What a letter says of a clock that stands since then."""
    return {"asked_on": since.isoformat(), "stands_on": last_day(since).isoformat()}


def place(request: Request, kind: PauseKind) -> str:
    """What the sealed reason of a pause is bound to."""
    return f"pause:{request.reference}:{kind.value}:reason"


def is_about(session: Session, row: PauseRow, part: Part) -> bool:
    """Whether it is for the answer to a question about this part."""
    return row.clarification_id is not None and session.get_one(Clarification, row.clarification_id).part_id == part.id


def _term(session: Session, request: Request, rows: Iterable[PauseRow], part: Part | None, now: datetime) -> Term:
    today, entity = today_of(session, request, now), session.get_one(LegalEntity, request.entity_id)
    return due_dates_after(request.received_on, entity.country, [
        Pause(row.kind.value, row.started_on, row.ended_on or counted_until(row.started_on, today)) for row in rows
        if row.clarification_id is None or (part is not None and is_about(session, row, part))], limit_days=_ANY)


def _renew(session: Session, request: Request, part: Part, *, now: datetime) -> None:
    term = term_of(session, request, now=now, part=part)
    if part.extended_on is not None:
        part.extended_on = max(part.extended_on, term.extended)
    part.due_on = max(part.due_on, term.due if part.extended_on is None else part.extended_on)
    plans.renew(session, part)


def _row(session: Session, request_id: int, kind: PauseKind) -> PauseRow | None:
    return session.execute(select(PauseRow).where(PauseRow.request_id == request_id, PauseRow.kind == kind)).scalar_one_or_none()


def today_of(session: Session, request: Request, now: datetime) -> date:
    """The day where the answering entity is."""
    return now.astimezone(ZoneInfo(session.get_one(LegalEntity, request.entity_id).timezone)).date()
