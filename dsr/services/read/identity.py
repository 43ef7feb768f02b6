"""What is known of who asks, on one page of the desk: what was proven, in whose hands each proof is, what it is enough for, and what is doubted.

Invariant: a look changes nothing; what is enough is told by the same table as the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain import proof as rules
from dsr.domain.errors import NotFound
from dsr.domain.identity import BORROWED
from dsr.domain.pausing import counted_until
from dsr.domain.proof import Control, Doubt, Method, Need, PauseKind, ProofState, Sensitivity
from dsr.domain.words import Right, State
from dsr.models import DoubtRow, IdentityRow, PauseRow, Proof, Request, Staff
from dsr.services import doubts, pauses, proofs, recognised
from dsr.services.briefing import identity_context
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault

Opened = Callable[[bytes, str], str]   # a sealed value and its place -> the words


@dataclass(frozen=True, slots=True)
class ProofLine:
    """`value` is the identifier that it proves, empty for a proof of the person; `is_revocable`: it holds."""

    id: int
    method: Method
    control: Control
    value: str
    state: ProofState
    at: datetime
    by: str
    reason: str
    is_revocable: bool


@dataclass(frozen=True, slots=True)
class EnoughLine:
    """Whether what is proven is enough for a kind of data of a right, and what is missing. `is_doubted`: enough, were it not for a doubt."""

    right: Right
    sensitivity: Sensitivity
    missing: tuple[Need, ...]
    is_doubted: bool

    @property
    def is_enough(self) -> bool:
        return not self.missing and not self.is_doubted


@dataclass(frozen=True, slots=True)
class DoubtLine:
    id: int
    ground: Doubt
    raised_at: datetime
    asked_at: datetime | None
    settled_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class PauseLine:
    """`until` is None while the clock still stands; `days` so far. `is_for_mandate`: until that comes, not until a proof; `reason`: of staff, why a
    question is needed among much data."""

    kind: PauseKind
    since: date
    until: date | None
    days: int
    is_for_mandate: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    proofs: tuple[ProofLine, ...]
    enough: tuple[EnoughLine, ...]
    doubts: tuple[DoubtLine, ...]
    pauses: tuple[PauseLine, ...]
    is_open: bool                     # something is still to be answered, so something may be proven

    @property
    def can_tell(self) -> bool:
        """Whether the other channels on file may be told: something is proven, and they were not told before."""
        return any(one.is_revocable for one in self.proofs) and not any(one.method is Method.NOTICE for one in self.proofs)

    @property
    def reached(self) -> frozenset[Right]:
        """Rights for which anything may be given."""
        return frozenset(one.right for one in self.enough if one.is_enough)

    @property
    def is_doubted(self) -> bool:
        return any(one.settled_at is None for one in self.doubts)


def block(session: Session, request: Request, identities: Iterable[IdentityRow], *, opened: Opened, today: date) -> Block:
    """All of it. `opened` gives the words of a sealed value, nothing once the key is shredded."""
    by_id, doubted = {one.id: one for one in identities}, doubts.of(session, request.id)
    rows = session.execute(select(Proof, Staff.email).outerjoin(Staff, Staff.id == Proof.staff_id).where(
        Proof.request_id == request.id).order_by(Proof.id)).all()
    held = [(row, by_id[row.identity_id].kind if row.identity_id in by_id else None) for row, _ in rows if row.state is ProofState.PROVEN]
    shown = proofs.counted(held, recognised.mark(session, request.id))
    open_doubts = [row.ground for row in doubted if row.settled_at is None]
    rights = dict.fromkeys(part.right for part in request.parts)
    return Block(
        tuple(_proof(row, email, request, by_id.get(row.identity_id or 0), opened) for row, email in rows),
        tuple(EnoughLine(right, one, rules.missing(right, one, shown), one not in rules.reach(right, shown, open_doubts))
              for right in rights for one in Sensitivity),
        tuple(DoubtLine(row.id, row.ground, row.raised_at, row.asked_at, row.settled_at, _words(row, request, opened))
              for row in doubted),
        tuple(_pause(row, request, today, opened) for row in pauses.of(session, request.id)),
        any(part.state is not State.CLOSED for part in request.parts))


def claims(session: Session, reference: str, *, vault: Vault) -> tuple[tuple[int, str, str], ...]:
    """(id, kind, value) of what the person says is theirs and nothing proves yet. Raises NotFound, VaultError."""
    request = _request(session, reference)
    rows = session.execute(select(IdentityRow).where(
        IdentityRow.request_id == request.id, IdentityRow.proven_how.is_(None)).order_by(IdentityRow.id)).scalars().all()
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    return tuple((one.id, one.kind, case.open(one.value, identity_context(one)).decode()) for one in rows if one.kind not in BORROWED)


def proof_of(session: Session, reference: str, proof_id: int, *, vault: Vault) -> ProofLine | None:
    """One proof, if it belongs to this request. Raises NotFound, VaultError."""
    request = _request(session, reference)
    found = session.execute(select(Proof, Staff.email, IdentityRow).outerjoin(Staff, Staff.id == Proof.staff_id).outerjoin(
        IdentityRow, IdentityRow.id == Proof.identity_id).where(Proof.id == proof_id, Proof.request_id == request.id)).one_or_none()
    if found is None:
        return None
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    return _proof(found[0], found[1], request, found[2], lambda sealed, place: case.open(sealed, place).decode())


def _request(session: Session, reference: str) -> Request:
    request = session.execute(select(Request).where(Request.reference == reference)).scalar_one_or_none()
    if request is None:
        raise NotFound()
    return request


def _proof(row: Proof, email: str | None, request: Request, identity: IdentityRow | None, opened: Opened) -> ProofLine:
    return ProofLine(
        row.id, row.method, row.control, opened(identity.value, identity_context(identity)) if identity is not None else "", row.state,
        row.ended_at or row.proven_at or row.asked_at, email or "", opened(row.reason, proofs.reason_place(request, row)) if row.reason else "",
        row.state is ProofState.PROVEN)


def _words(row: DoubtRow, request: Request, opened: Opened) -> str:
    return opened(row.words, doubts.place(request, row)) if row.words is not None else ""


def _pause(row: PauseRow, request: Request, today: date, opened: Opened) -> PauseLine:
    return PauseLine(row.kind, row.started_on, row.ended_on, ((row.ended_on or counted_until(row.started_on, today)) - row.started_on).days,
                     row.representative_id is not None, opened(row.reason, pauses.place(request, row.kind)) if row.reason is not None else "")
