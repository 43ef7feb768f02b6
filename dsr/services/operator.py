"""A member of staff who searches by a command: who, for what and with what, on record before anything is searched.

Invariant: identities are in the event as keyed hashes only, each with whether the request proved it; a reason is sealed.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed
from dsr.domain.keys import Identity
from dsr.models import IdentityRow, Note, Staff
from dsr.services import audit, cases, closed, load, staff
from dsr.services.keys import key_for
from dsr.vault import KeyClass, Vault, ephemeral_key

REASON_PLACE = "look:reason"


def enter(session: Session, reference: str | None, *, email: str, identities: Iterable[Identity], reason: str, now: datetime, vault: Vault) -> Actor:
    """The member of staff, who may look at records. The look stands in the trail of the request, or, with a reason instead of one, in
    that of what belongs to no request.

    Raises NotAllowed for somebody who does not work here or may not look at records, NotFound for an unknown request, InvalidInput
    for a reason that is missing where there is no request, or holds a national number.
    """
    person = session.execute(select(Staff).where(Staff.email == email.strip().lower(), Staff.is_active)).scalar_one_or_none()
    if person is None:
        raise NotAllowed(capability=Capability.RECORDS.value)
    by = staff.actor_of(session, person, vault=vault)
    by.must(Capability.RECORDS)
    tokens = [(one.kind, vault.token("identity", f"{one.kind}:{one.value}")) for one in identities]
    if ("email", closed.token_of(person, vault=vault)) in tokens:
        raise NotAllowed(reason="own_request")
    if reference is None:
        _without_request(session, tokens, by, reason, now=now, vault=vault)
        return by
    request = load.request(session, reference)
    proven = set(session.execute(select(IdentityRow.token).where(
        IdentityRow.request_id == request.id, IdentityRow.proven_how.is_not(None))).scalars())
    searched = [{"kind": kind, "token": token, "is_proven": token in proven} for kind, token in tokens]
    audit.record(session, request.id, "records_viewed", {"by": "command", "identities": searched}, by=by, now=now)
    if reason.strip():
        case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
        text = case.seal(cases.clean("note", reason).encode(), cases.note_place(reference, person.id))
        session.add(Note(request_id=request.id, staff_id=person.id, text=text, created_at=now))
        session.flush()
    return by


def _without_request(session: Session, tokens: list[tuple[str, str]], by: Actor, reason: str, *, now: datetime, vault: Vault) -> None:
    """The reason lies sealed in the event, under a key of its own that the master key wraps: staff may have named somebody in it."""
    plain = cases.clean("reason", reason, required=True)
    handle = ephemeral_key()
    master_id, wrapped = vault.wrap(handle, REASON_PLACE)
    sealed = {"master": master_id, "key": b64encode(wrapped).decode(), "text": b64encode(handle.seal(plain.encode(), REASON_PLACE)).decode()}
    searched = [{"kind": kind, "token": token} for kind, token in tokens]
    audit.record(session, None, "records_viewed", {"by": "command", "identities": searched, "reason": sealed}, by=by, now=now)
