"""What is waited for while the clock stands, other than a proof: a mandate, an answer. Asked for again each week, and not for ever.

Invariant: a clock that nobody starts again starts by itself, and what we answer then is what we can; nothing is closed by it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM
from dsr.domain.pausing import last_day
from dsr.models import Clarification, PauseRow, Representative, Request
from dsr.services import notices, pauses, representatives
from dsr.vault import Vault

_REMIND_DAYS = 7


def standing(session: Session, *, now: datetime) -> list[int]:
    """Pauses that last for a week or more; a day too many where it is still the day before, which `remind` sees."""
    return list(session.execute(select(PauseRow.id).where(
        PauseRow.ended_on.is_(None), PauseRow.started_on <= now.date() - timedelta(days=_REMIND_DAYS - 1)).order_by(PauseRow.id)).scalars())


def remind(session: Session, pause_id: int, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """One letter a week; after the last day the clock runs again. Reminders of a proof are written with the doubt."""
    row = session.get_one(PauseRow, pause_id)
    request = session.execute(select(Request).where(Request.id == row.request_id).with_for_update()).scalar_one()
    session.refresh(row, with_for_update=True)
    today = pauses.today_of(session, request, now)
    if row.ended_on is not None:
        return
    if today > last_day(row.started_on):
        pauses.end(session, request, row.kind, by=SYSTEM, now=now)
        return
    week = (today - row.started_on).days // _REMIND_DAYS
    if week and row.representative_id is not None:
        acting = session.get_one(Representative, row.representative_id)
        representatives.write(session, request, acting, row.started_on, week=week, now=now, vault=vault, settings=settings)
    if week and row.clarification_id is not None:
        notices.ask_again(session, request, session.get_one(Clarification, row.clarification_id), row.started_on, week=week, now=now, vault=vault,
                          settings=settings)
