"""What was proven about who asks, and how far that reaches.

Invariants: only `prove` makes a proof PROVEN, by whom the table of givers allows; what is proven is read from the rows each time, so that a proof
that was taken back reaches nothing from that moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from dsr.domain import proof as rules
from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, NotAllowed, NotFound
from dsr.domain.identity import BORROWED
from dsr.domain.proof import Control, Doubt, Method, PauseKind, ProofState, Sensitivity, Shown
from dsr.domain.tenancy import LINE_KINDS
from dsr.domain.words import Right
from dsr.models import DoubtRow, IdentityRow, Proof, Request
from dsr.services import audit, cases, doubts, pauses, pickup, recognised
from dsr.services.keys import key_for
from dsr.services.tasks import hits
from dsr.vault import KeyClass, Vault


def prove(session: Session, request_id: int, method: Method, control: Control, *, by: Actor, now: datetime, vault: Vault,
          identity_id: int | None = None, issuer: str | None = None, channel_token: str | None = None, reason: str = "",
          opened: Proof | None = None) -> Proof:
    """Record that somebody proved who they are. `identity_id` is what it proves; `opened` the row that was asked for and is answered now.

    It ends the days on which we waited, and the doubts that it answers. Raises NotFound, NotAllowed, InvalidInput (no reason), Conflict (that
    row is not open any more).
    """
    request = _locked(session, request_id)
    identity = _identity(session, request, identity_id)
    _check(method, control, by, identity)
    plain = cases.clean("reason", reason, required=method in rules.REASONED)
    if opened is not None and (opened.request_id, opened.method, opened.state) != (request.id, method, ProofState.OPEN):
        raise Conflict()
    row = opened or Proof(request_id=request.id, method=method, state=ProofState.OPEN, asked_at=now)
    row.control, row.identity_id, row.issuer = control, identity_id, issuer
    row.channel_token, row.staff_id = channel_token or row.channel_token, by.id
    _mark(session, row, ProofState.PROVEN, now)
    if plain:
        row.reason = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now).seal(plain.encode(), reason_place(request, row))
    if identity is not None and identity.proven_how is None and identity.kind not in LINE_KINDS:  # of lines the ledger says since when
        identity.proven_how, identity.proven_at = method.value, now
    session.flush()
    told: dict[str, object] = {"proof": row.id, "method": method.value, "control": control.value}
    audit.record(session, request.id, "proven", told | ({"identity": identity_id} if identity_id else {}), by=by, now=now)
    if not recognised.is_compared(method, control):  # what may be anybody's answers nothing until then
        doubts.answered(session, request.id, control, by=by, now=now)
    pauses.end(session, request, PauseKind.IDENTITY, by=by, now=now)
    pauses.came_late(session, request, by=by, now=now)
    if method in rules.WITHOUT_CODE:
        pickup.end(session, request, now=now, vault=vault)
    return row


def revoke(session: Session, proof_id: int, *, reason: str, by: Actor, now: datetime, vault: Vault) -> Proof:
    """Staff take a proof back; what was collected by it is not released. Raises NotFound, NotAllowed, Conflict (it does not hold), InvalidInput."""
    by.must(Capability.TRIAGE)
    row = session.get(Proof, proof_id)
    if row is None:
        raise NotFound()
    request = _locked(session, row.request_id)
    session.refresh(row, with_for_update=True)
    if row.state is not ProofState.PROVEN:
        raise Conflict()
    plain = cases.clean("reason", reason, required=True)
    row.reason = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now).seal(plain.encode(), reason_place(request, row))
    end(session, row, ProofState.REVOKED, by=by, now=now)
    return row


def end(session: Session, row: Proof, state: ProofState, *, by: Actor, now: datetime) -> None:
    """It does not hold, or will not be given: failed, expired, objected, revoked. An identity that nothing else proves is a mere claim again."""
    _mark(session, row, state, now)
    identity = session.get(IdentityRow, row.identity_id) if row.identity_id else None
    others = exists().where(Proof.identity_id == row.identity_id, Proof.id != row.id, Proof.state == ProofState.PROVEN)
    is_ours = identity is not None and identity.kind not in LINE_KINDS
    if identity is not None and is_ours and identity.proven_how == row.method.value and not session.execute(select(others)).scalar():
        identity.proven_how = identity.proven_at = None
    session.flush()
    audit.record(session, row.request_id, "proof_ended", {"proof": row.id, "method": row.method.value, "how": state.value}, by=by, now=now)


def shown(session: Session, request_id: int) -> tuple[Shown, ...]:
    """The proofs that hold and count, the oldest first: an electronic identity only once its name was found on the records, and a mailbox of
    one's own as the employer's until then."""
    now_proven = recognised.mark(session, request_id)
    return counted(_held(session, request_id), now_proven)


def counted(held: Iterable[tuple[Proof, str | None]], now_proven: str) -> tuple[Shown, ...]:
    """Of rows that hold, each with the kind of identity that it proves, those that count, in the hands that they are taken to be in."""
    return tuple(replace(as_shown(row, kind), control=control) for row, kind in held
                 if (control := recognised.counts_as(row, now_proven)) is not None)


def given(session: Session, request_id: int) -> tuple[Shown, ...]:
    """All that hold, also what does not count yet. The person sees these: what counts tells whether our records know them (N24)."""
    return tuple(as_shown(row, kind) for row, kind in _held(session, request_id))


def _held(session: Session, request_id: int) -> list[tuple[Proof, str | None]]:
    rows = session.execute(select(Proof, IdentityRow.kind).outerjoin(IdentityRow, IdentityRow.id == Proof.identity_id).where(
        Proof.request_id == request_id, Proof.state == ProofState.PROVEN).order_by(Proof.id))
    return [(row, kind) for row, kind in rows]


def as_shown(row: Proof, kind: str | None) -> Shown:
    """A row that holds, as the rules know it. `kind` is that of the identity it proves."""
    return Shown(row.method, row.control, kind, row.proven_at or row.asked_at)


def reaches(session: Session, request_id: int, right: Right) -> frozenset[Sensitivity]:
    """The kinds of data that a part of this right may be collected and given. Empty while a doubt is open that forbids all."""
    return rules.reach(right, shown(session, request_id), open_doubts(session, request_id))


def open_doubts(session: Session, request_id: int) -> tuple[Doubt, ...]:
    return tuple(session.execute(select(DoubtRow.ground).where(
        DoubtRow.request_id == request_id, DoubtRow.settled_at.is_(None)).order_by(DoubtRow.id)).scalars())


def has_ended_since(session: Session, request_id: int, moment: datetime) -> bool:
    """Whether something that was proven then does not hold any more: what was found by it is not given."""
    ended = exists().where(Proof.request_id == request_id, Proof.proven_at <= moment, Proof.ended_at > moment)
    return bool(session.execute(select(ended)).scalar())


def still_reach(session: Session, request_id: int, right: Right, since: datetime) -> bool:
    """Whether what was given by the proofs of then may still be had: none of them was taken back, and no doubt forbids all."""
    return bool(reaches(session, request_id, right)) and not has_ended_since(session, request_id, since)


def reason_place(request: Request, row: Proof) -> str:
    """What the sealed words of staff about a proof are bound to."""
    return f"proof:{request.reference}:{row.id}:reason"


def _mark(session: Session, row: Proof, state: ProofState, now: datetime) -> None:
    """The one change of state; a code that is used or dead leaves nothing behind that could be tried. Raises Conflict."""
    session.add(row)
    session.flush()
    spent = {} if row.method is Method.NOTICE and state is ProofState.PROVEN else {"code_hash": None}  # whoever was told may object even later
    values = {"state": state, **spent, "proven_at" if state is ProofState.PROVEN else "ended_at": now}
    changed = session.execute(update(Proof).where(Proof.id == row.id, Proof.state == row.state).values(**values)
                              .execution_options(synchronize_session=False))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Conflict()
    session.refresh(row)


def _check(method: Method, control: Control, by: Actor, identity: IdentityRow | None) -> None:
    if by.kind not in rules.GIVEN_BY[method] or not rules.is_true_of(method, control):
        raise NotAllowed()
    if by.kind is ActorKind.STAFF:
        by.must(Capability.APPROVE if method is Method.OVERRIDE else Capability.TRIAGE)
    if identity is not None and (identity.kind in BORROWED or method in rules.UNTIED):
        raise NotAllowed()


def _identity(session: Session, request: Request, identity_id: int | None) -> IdentityRow | None:
    if identity_id is None:
        return None
    row = session.get(IdentityRow, identity_id)
    if row is None or row.request_id != request.id:
        raise NotFound()
    return row


def _locked(session: Session, request_id: int) -> Request:
    row = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def take(session: Session, row: Proof, *, until: datetime) -> bool:
    """Claim what is to be done for a proof; nobody else does before `until`. False if somebody was faster."""
    due = Proof.due_at.is_(None) if row.due_at is None else Proof.due_at == row.due_at
    return hits(session, update(Proof).where(Proof.id == row.id, due).values(due_at=until))
