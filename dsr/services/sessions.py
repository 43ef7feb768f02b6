"""Pages that a person has opened with the pick-up code. Invariant: the table holds a keyed hash of the token, never the token."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.errors import NotFound
from dsr.models import SubjectSession
from dsr.vault import Vault

_PURPOSE = "subject_session"


def begin(session: Session, request_id: int, *, delivery_id: int | None, now: datetime, vault: Vault, lasting: timedelta) -> str:
    """A new session; returns its token. Without a delivery it opens the status page, with one the answer that it delivers."""
    token = secrets.token_urlsafe(32)
    session.add(SubjectSession(request_id=request_id, delivery_id=delivery_id, token_hash=vault.token(_PURPOSE, token), created_at=now,
                               expires_at=now + lasting))
    session.flush()
    return token


def current(session: Session, token: str, *, now: datetime, vault: Vault, is_answer: bool) -> SubjectSession:
    """The session of this token, of the kind that is asked for. Raises NotFound for one that never was, that ended, or of the other kind."""
    row = session.execute(select(SubjectSession).where(SubjectSession.token_hash == vault.token(_PURPOSE, token))).scalar_one_or_none()
    if row is None or row.expires_at <= now or (row.delivery_id is not None) is not is_answer:
        raise NotFound()
    return row
