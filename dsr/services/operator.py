"""A member of staff who searches by a command: who, for which request and with what, on record before anything is searched.

Invariant: identities are in the event as keyed hashes only, each with whether the request proved it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, Capability
from dsr.domain.errors import NotAllowed
from dsr.domain.keys import Identity
from dsr.models import IdentityRow, Note, Staff
from dsr.services import audit, cases, load
from dsr.services.keys import key_for
from dsr.vault import KeyClass, Vault


def enter(session: Session, reference: str, *, email: str, identities: Iterable[Identity], reason: str, now: datetime, vault: Vault) -> Actor:
    """The member of staff, who may look at records; the event is written and the reason, if there is one, kept as a sealed note.

    Raises NotAllowed for somebody who does not work here or may not look at records, NotFound for an unknown request, InvalidInput
    for a reason that holds a national number.
    """
    person = session.execute(select(Staff).where(Staff.email == email.strip().lower(), Staff.is_active)).scalar_one_or_none()
    if person is None:
        raise NotAllowed(capability=Capability.RECORDS.value)
    by = Actor(ActorKind.STAFF, person.id, ROLES[person.role])
    by.must(Capability.RECORDS)
    request = load.request(session, reference)
    proven = set(session.execute(select(IdentityRow.token).where(
        IdentityRow.request_id == request.id, IdentityRow.proven_how.is_not(None))).scalars())
    tokens = [(one.kind, vault.token("identity", f"{one.kind}:{one.value}")) for one in identities]
    searched = [{"kind": kind, "token": token, "is_proven": token in proven} for kind, token in tokens]
    audit.record(session, request.id, "records_viewed", {"by": "command", "identities": searched}, by=by, now=now)
    if reason.strip():
        case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
        text = case.seal(cases.clean("note", reason).encode(), cases.note_place(reference, person.id))
        session.add(Note(request_id=request.id, staff_id=person.id, text=text, created_at=now))
        session.flush()
    return by
