"""What staff write to each other about a request: sealed, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed
from dsr.models import Note
from dsr.services import audit, cases, load
from dsr.services.keys import key_for
from dsr.vault import KeyClass, Vault


def add(session: Session, reference: str, text: str, *, by: Actor, now: datetime, vault: Vault, field: str = "note") -> Note:
    """Keep a note. `field` is what the form calls it. Raises NotFound, NotAllowed, InvalidInput."""
    by.must(Capability.TRIAGE)
    if by.id is None:
        raise NotAllowed()
    plain = cases.clean(field, text, required=True)
    request = load.request(session, reference)
    case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
    note = Note(request_id=request.id, staff_id=by.id, text=case.seal(plain.encode(), cases.note_place(reference, by.id)), created_at=now)
    session.add(note)
    session.flush()
    audit.record(session, request.id, "note_added", {"note": note.id}, by=by, now=now)
    return note
