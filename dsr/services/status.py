"""The status page opens with reference and pick-up code. Invariant: tries are counted per request, whoever makes them from wherever, and whatever the
code is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.reference import normal_code, parse_reference
from dsr.models import Request
from dsr.services import audit, posted, sessions
from dsr.vault import Vault

LOCKED_FOR = timedelta(minutes=15)  # long enough that codes cannot be tried, short enough that nobody is shut out by a stranger


def open(session: Session, reference: str, code: str, *, now: datetime, vault: Vault, settings: Settings) -> str:  # status.open
    """The token of a new session. The caller commits also what is refused: the count of wrong codes must last.

    Raises NotFound for an unknown reference, NotAllowed(reason=wrong_code|locked).
    """
    request = session.execute(select(Request).where(Request.reference == (parse_reference(reference) or "")).with_for_update()).scalar_one_or_none()
    if request is None:
        raise NotFound()
    must_know(session, request, code, now=now, vault=vault, settings=settings)
    audit.record(session, request.id, "status_opened", {}, by=SUBJECT, now=now)
    lasting = timedelta(minutes=settings.session_minutes)
    return sessions.begin(session, request.id, delivery_id=None, now=now, vault=vault, lasting=lasting)


def must_know(session: Session, request: Request, code: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """Whether somebody knows the code that only the person has: their pick-up code, or one that was posted. The request is locked; the caller commits
    also what is refused. Raises NotAllowed(reason=wrong_code|locked)."""
    if request.status_locked_until is not None and request.status_locked_until > now:
        raise NotAllowed(reason="locked")
    is_right = vault.fits("pickup", f"{request.reference}:{normal_code(code) or ''}", request.pickup_hash)
    if not is_right and not posted.opens(session, request, code, now=now, vault=vault):
        request.status_tries += 1
        if request.status_tries >= settings.max_wrong_codes:
            request.status_tries, request.status_locked_until = 0, now + LOCKED_FOR
            audit.record(session, request.id, "locked", {"page": "status"}, by=SUBJECT, now=now)
        session.flush()
        raise NotAllowed(reason="wrong_code")
    request.status_tries, request.status_locked_until = 0, None
