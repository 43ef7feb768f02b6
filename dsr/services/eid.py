"""A person shows who they are with an electronic identity. Begun in one browser, finished in the same, once.

Invariants: what comes back is looked at only for an attempt that this session began, and the attempt is used up before the provider is asked;
an identity of another name proves nothing and is told to staff, not to the person; of the identity itself a keyed hash is kept.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dsr.domain.actor import SUBJECT, SYSTEM
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.names import fits
from dsr.domain.proof import Control, Doubt, Method, ProofState
from dsr.eid import Asserted
from dsr.eid.base import Attempt
from dsr.models import Proof, Request, SubjectSession
from dsr.services import audit, cases, doubts, proofs, recognition, sessions
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault

LASTS = timedelta(minutes=10)
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=365)
MOST_A_DAY = 10         # attempts for one request
MOST_A_YEAR = 5         # requests that one identity was shown for, before staff hear of it
_NAME, _BACK = "name", "/prove/eid/back"


@dataclass(frozen=True, slots=True)
class Order:
    """An attempt that is being finished."""

    proof_id: int
    request_id: int
    attempt: Attempt = field(repr=False)


def back_to(public_url: str) -> str:
    """The one address that the provider sends people back to."""
    return public_url.rstrip("/") + _BACK


def begin(session: Session, token: str, *, public_url: str, now: datetime, vault: Vault) -> Attempt:
    """One more try; an earlier one of this request that is open ends. Raises NotFound (no open status page), NotAllowed(reason=locked)."""
    visit = sessions.current(session, token, now=now, vault=vault, is_answer=False)
    session.execute(select(Request.id).where(Request.id == visit.request_id).with_for_update())
    tried = select(func.count()).where(Proof.request_id == visit.request_id, Proof.method == Method.EID, Proof.asked_at > now - A_DAY)
    if session.execute(tried).scalar_one() >= MOST_A_DAY:
        raise NotAllowed(reason="locked")
    earlier = select(Proof).where(Proof.request_id == visit.request_id, Proof.method == Method.EID, Proof.state == ProofState.OPEN)
    for row in session.execute(earlier).scalars().all():
        proofs.end(session, row, ProofState.EXPIRED, by=SUBJECT, now=now)
    state = secrets.token_urlsafe(24)
    row = Proof(request_id=visit.request_id, method=Method.EID, control=Control.PERSON, state=ProofState.OPEN, asked_at=now, due_at=now + LASTS,
                code_hash=_hash(vault, visit, state))
    session.add(row)
    session.flush()
    audit.record(session, visit.request_id, "proof_asked", {"proof": row.id, "method": Method.EID.value}, by=SUBJECT, now=now)
    return _attempt(vault, visit, state, public_url)


def claim(session: Session, token: str, state: str, *, public_url: str, now: datetime, vault: Vault) -> Order:
    """Take the attempt that came back; nobody can take it again. Raises NotFound: never begun here, too late, or taken."""
    visit = sessions.current(session, token, now=now, vault=vault, is_answer=False)
    known = _hash(vault, visit, state)
    row = session.execute(select(Proof).where(
        Proof.request_id == visit.request_id, Proof.method == Method.EID, Proof.state == ProofState.OPEN, Proof.code_hash == known,
        Proof.due_at > now)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    taken = update(Proof).where(Proof.id == row.id, Proof.code_hash == known).values(code_hash=None).execution_options(synchronize_session=False)
    if session.execute(taken).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise NotFound()
    return Order(row.id, row.request_id, _attempt(vault, visit, state, public_url))


def refuse(session: Session, order: Order, *, reason: str, now: datetime) -> None:
    """What came back proves nothing. `reason` is a word for the record."""
    row = _open(session, order)
    if row is not None:
        audit.record(session, order.request_id, "eid_refused", {"proof": row.id, "reason": reason}, by=SYSTEM, now=now)
        proofs.end(session, row, ProofState.FAILED, by=SUBJECT, now=now)


def settle(session: Session, order: Order, said: Asserted, *, now: datetime, vault: Vault) -> bool:
    """Whether it proves the person: the name must fit what they wrote. Whether it fits our records a worker sees to, and until then it counts
    for nothing (`recognition`)."""
    row = _open(session, order)
    if row is None:
        return False
    request = session.execute(select(Request).where(Request.id == order.request_id)).scalar_one()
    row.channel_token = vault.token("eid", f"{said.issuer}\0{said.subject}")
    written = cases.read(request, _NAME, key_of(session, request.id, KeyClass.CASE, vault=vault))
    is_theirs = fits(said.name, written)
    if is_theirs:
        proofs.prove(session, request.id, Method.EID, Control.PERSON, by=SUBJECT, now=now, vault=vault, issuer=said.issuer,
                     channel_token=row.channel_token, opened=row)
        recognition.keep(session, row, said.name, now=now, vault=vault)
    else:
        proofs.end(session, row, ProofState.FAILED, by=SUBJECT, now=now)
        doubts.raise_doubt(session, request.id, Doubt.NAME_DIFFERS, by=SYSTEM, now=now, vault=vault)
    _watch(session, row, now=now, vault=vault)
    return is_theirs


def _watch(session: Session, row: Proof, *, now: datetime, vault: Vault) -> None:
    """One identity that is shown for many requests, or for two of other people's names, is told to staff on the request at hand."""
    seen = session.execute(select(Proof.request_id, Proof.state).where(
        Proof.method == Method.EID, Proof.channel_token == row.channel_token, Proof.asked_at > now - A_YEAR).distinct()).all()
    requests = {request for request, _state in seen}
    strange = {request for request, state in seen if state is ProofState.FAILED}
    if len(requests) <= MOST_A_YEAR and (len(strange) < 2 or row.request_id not in strange):
        return
    audit.record(session, row.request_id, "eid_reused", {"proof": row.id, "requests": len(requests), "names": len(strange)}, by=SYSTEM, now=now)
    doubts.raise_doubt(session, row.request_id, Doubt.OTHER, by=SYSTEM, now=now, vault=vault)


def _open(session: Session, order: Order) -> Proof | None:
    session.execute(select(Request.id).where(Request.id == order.request_id).with_for_update())
    return session.execute(select(Proof).where(Proof.id == order.proof_id, Proof.state == ProofState.OPEN).with_for_update()).scalar_one_or_none()


def _hash(vault: Vault, visit: SubjectSession, state: str) -> str:
    """Of a state in one session: brought back by another browser it is unknown."""
    return vault.token("eid_state", f"{visit.token_hash}:{state}")


def _attempt(vault: Vault, visit: SubjectSession, state: str, public_url: str) -> Attempt:
    """Nonce and verifier follow from session and state, so that they need not be kept anywhere."""
    bound = f"{visit.token_hash}:{state}"
    return Attempt(state=state, nonce=vault.token("eid_nonce", bound), verifier=vault.token("eid_verifier", bound), back_to=back_to(public_url))
