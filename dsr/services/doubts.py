"""Reasonable doubt about who asks: raised for one request with its ground, asked about, settled (GDPR Art. 12(6)).

Invariant: a doubt is never a habit: each is a row with a ground, and an open one holds what it doubts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, NotFound
from dsr.domain.proof import ANSWERED_BY, Control, Doubt
from dsr.models import DoubtRow, Request
from dsr.services import audit, cases, pauses
from dsr.services.keys import key_for, key_of
from dsr.vault import Handle, KeyClass, Vault


def raise_doubt(session: Session, request_id: int, ground: Doubt, *, by: Actor, now: datetime, vault: Vault, words: str = "") -> DoubtRow:
    """Doubt who asks. What is open already on the same ground is not raised again. Raises NotFound, NotAllowed, InvalidInput."""
    if by.kind is ActorKind.STAFF:
        by.must(Capability.TRIAGE)
    plain = cases.clean("reason", words, required=by.kind is ActorKind.STAFF)
    request = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one_or_none()
    if request is None:
        raise NotFound()
    known = session.execute(select(DoubtRow).where(
        DoubtRow.request_id == request_id, DoubtRow.ground == ground, DoubtRow.settled_at.is_(None))).scalars().first()
    if known is not None:
        return known
    row = DoubtRow(request_id=request_id, ground=ground, raised_at=now, staff_id=by.id)
    session.add(row)
    session.flush()
    if plain:
        row.words = key_for(session, request_id, KeyClass.CASE, vault=vault, now=now).seal(plain.encode(), place(request, row))
        session.flush()
    audit.record(session, request_id, "doubted", {"doubt": row.id, "ground": ground.value}, by=by, now=now)
    return row


def settle(session: Session, doubt_id: int, *, reason: str, by: Actor, now: datetime, vault: Vault) -> DoubtRow:
    """Staff are satisfied, and say why; what is not asked for any more is not waited for.

    Raises NotFound, NotAllowed, InvalidInput, Conflict (settled before)."""
    by.must(Capability.TRIAGE)
    plain = cases.clean("reason", reason, required=True)
    row = session.get(DoubtRow, doubt_id)
    if row is None:
        raise NotFound()
    request = session.execute(select(Request).where(Request.id == row.request_id).with_for_update()).scalar_one()
    session.refresh(row, with_for_update=True)
    if row.settled_at is not None:
        raise Conflict()
    case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
    said = "\n".join(filter(None, (_opened(row, request, case), plain)))
    row.words = case.seal(said.encode(), place(request, row))
    _settle(session, row, by=by, now=now)
    is_still_asked = exists().where(DoubtRow.request_id == request.id, DoubtRow.asked_at.is_not(None), DoubtRow.settled_at.is_(None))
    if not session.execute(select(is_still_asked)).scalar():
        pauses.answered(session, request, None, by=by, now=now)
    return row


def answered(session: Session, request_id: int, control: Control, *, by: Actor, now: datetime) -> None:
    """A proof came: it settles the doubts that such a proof answers by itself."""
    rows = session.execute(select(DoubtRow).where(DoubtRow.request_id == request_id, DoubtRow.settled_at.is_(None)).order_by(DoubtRow.id))
    for row in rows.scalars():
        if control in ANSWERED_BY.get(row.ground, frozenset()):
            _settle(session, row, by=by, now=now)


def of(session: Session, request_id: int) -> tuple[DoubtRow, ...]:
    """All of a request, the oldest first."""
    return tuple(session.execute(select(DoubtRow).where(DoubtRow.request_id == request_id).order_by(DoubtRow.id)).scalars())


def words(session: Session, row: DoubtRow, request: Request, *, vault: Vault) -> str:
    """What staff said of it. Raises VaultError."""
    return _opened(row, request, key_of(session, request.id, KeyClass.CASE, vault=vault)) if row.words is not None else ""


def _settle(session: Session, row: DoubtRow, *, by: Actor, now: datetime) -> None:
    row.settled_at = now
    session.flush()
    audit.record(session, row.request_id, "doubt_settled", {"doubt": row.id, "ground": row.ground.value}, by=by, now=now)


def _opened(row: DoubtRow, request: Request, case: Handle) -> str:
    return case.open(row.words, place(request, row)).decode() if row.words is not None else ""


def place(request: Request, row: DoubtRow) -> str:
    """What the sealed words about a doubt are bound to."""
    return f"doubt:{request.reference}:{row.id}:words"
