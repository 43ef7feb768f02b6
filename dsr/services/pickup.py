"""The pick-up code of a request: who has it sees, with the reference or a link, what it is about.

Invariants: only a keyed hash is kept; a code that was shown to whoever reads a mailbox ends with a proof that was given without it.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from dsr.domain.actor import SUBJECT, SYSTEM
from dsr.domain.arrival import PickUp
from dsr.domain.proof import Method, ProofState
from dsr.domain.reference import new_code, normal_code
from dsr.models import Proof, Request, SubjectSession
from dsr.services import audit
from dsr.services.cases import code_token
from dsr.vault import Vault


def give(request: Request, code: str, to: PickUp, *, vault: Vault) -> None:
    """This code takes the place of the old one, and tries start anew. The request is locked."""
    request.pickup, request.pickup_hash = to, code_token(vault, request.reference, normal_code(code) or "")
    request.status_tries, request.status_locked_until = 0, None


def renewed(session: Session, request: Request, to: PickUp, *, vault: Vault) -> str:
    """Another code, to be shown once; what the old one has opened is closed. The request is locked."""
    code = new_code(secrets.token_bytes(16))
    give(request, code, to, vault=vault)
    session.execute(delete(SubjectSession).where(SubjectSession.request_id == request.id))
    return code


def behind_link(session: Session, request: Request, *, now: datetime, vault: Vault) -> str | None:
    """A code for whoever confirms the address, or None if there is one, or if the person has shown more than a mailbox. The request is locked.

    Who asked by mail cannot show who they are without one; they see it on a page, so that whoever reads the mailbox later has none.
    """
    more = exists().where(Proof.request_id == request.id, Proof.state == ProofState.PROVEN, Proof.method != Method.EMAIL_LINK)
    if request.pickup is PickUp.GIVEN or session.execute(select(more)).scalar():
        return None
    code = renewed(session, request, PickUp.BY_LINK, vault=vault)
    audit.record(session, request.id, "code_shown", {}, by=SUBJECT, now=now)
    return code


def end(session: Session, request: Request, *, now: datetime, vault: Vault) -> None:
    """More was proven by somebody who was not asked for the code: who has it by a link may be somebody else. The request is locked."""
    if request.pickup is PickUp.BY_LINK:
        renewed(session, request, PickUp.NOBODY, vault=vault)
        audit.record(session, request.id, "code_ended", {}, by=SYSTEM, now=now)
