"""What staff told a person in a conversation: it may be all they wanted (GDPR Art. 12(1)).

Invariant: nothing is told before it is proven who asks.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed
from dsr.models import Note
from dsr.services import audit, load, notes, proofs
from dsr.vault import Vault


def note(session: Session, reference: str, said: str, *, by: Actor, now: datetime, vault: Vault) -> Note:
    """Keep what was told, by whom and when. What the person asked for in writing is still owed in writing: no part closes by it.

    Raises NotFound, NotAllowed (reason unproven), InvalidInput.
    """
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    if not proofs.shown(session, request.id):
        raise NotAllowed(reason="unproven")
    kept = notes.add(session, reference, said, by=by, now=now, vault=vault)
    audit.record(session, request.id, "answered_orally", {"note": kept.id}, by=by, now=now)
    return kept
