"""A code in a letter on paper: who reads it out, or types it in, got a letter at an address that is on file.

Invariants: it goes only to an address of the person's own, never to the employer's house; of the code only a keyed hash is kept here, and it
opens nothing before it has come back.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT, SYSTEM, Actor
from dsr.domain.arrival import PickUp
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, NotAllowed
from dsr.domain.postal import Known, names_company
from dsr.domain.proof import Control, Method, ProofState
from dsr.domain.reference import new_code, normal_code
from dsr.models import Company, Message, Proof, Request, Transport
from dsr.services import audit, cases, contact_points, entities, load, notes, notify, pickup, proofs, verify
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault


def write(session: Session, reference: str, known: Known, *, where: str, by: Actor, now: datetime, vault: Vault, settings: Settings) -> Message:
    """Write the letter with a code to the postal address; one that was written before is dead. `where` is how we know that it is the person's.

    Raises NotFound, NotAllowed, InvalidInput (no address, no word how we know it, or the company's house).
    """
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    address = contact_points.postal(session, request.id, vault=vault)
    if address is None:
        raise InvalidInput(field="address", problem="required")
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    if names_company(address.text, [cases.read(request, "employer", case), *session.execute(select(Company.name)).scalars()]):
        raise InvalidInput(field="address", problem="company_address")
    notes.add(session, reference, where, by=by, now=now, vault=vault, field="where")
    for earlier in _open(session, request.id):
        proofs.end(session, earlier, ProofState.EXPIRED, by=by, now=now)
    code, last_day = new_code(secrets.token_bytes(16)), now.astimezone(entities.zone(settings)).date() + timedelta(days=settings.posted_code_days)
    proof = Proof(request_id=request.id, method=Method.POSTED_CODE, control=Control.PERSON, state=ProofState.OPEN, asked_at=now,
                  due_at=now + timedelta(days=settings.posted_code_days), channel_token=address.token, staff_id=by.id,
                  code_hash=_hash(vault, request, code))
    session.add(proof)
    session.flush()
    audit.record(session, request.id, "code_posted", {"proof": proof.id, "known": known.value}, by=by, now=now)
    told = {**notify.greeting(session, request, vault=vault), "code": code, "ends_on": last_day.isoformat()}
    return notify.write(session, request, "posted_code", occasion=f"posted_code:{proof.id}", context=told, now=now, vault=vault,
                        domain=entities.mail_domain(settings), transport=Transport.POST)


def opens(session: Session, request: Request, code: str, *, by: Actor = SUBJECT, now: datetime, vault: Vault) -> bool:
    """Whether it is the posted code of this request, which is locked. Then the address is the person's, and from now on it is their pick-up code."""
    typed, address = _hash(vault, request, code), contact_points.postal(session, request.id, vault=vault)
    for proof in _open(session, request.id):
        is_moved = address is None or address.token != proof.channel_token  # it may have been printed for the address of before, or for the new one
        if is_moved or (proof.due_at is not None and proof.due_at <= now):
            proofs.end(session, proof, ProofState.EXPIRED, by=SYSTEM, now=now)
        elif address is not None and proof.code_hash is not None and secrets.compare_digest(proof.code_hash, typed):
            contact_points.confirm(session, address.id, now=now)
            _came_back(session, request, proof, code, by=by, now=now, vault=vault)
            return True
    return False


def read_out(session: Session, reference: str, code: str, *, by: Actor, now: datetime, vault: Vault) -> None:
    """The person told the code to staff. The caller commits also what is refused. Raises NotAllowed(reason=wrong_code)."""
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    if opens(session, request, code, by=by, now=now, vault=vault):
        return
    audit.record(session, request.id, "wrong_code", {}, by=by, now=now)
    raise NotAllowed(reason="wrong_code")


def _came_back(session: Session, request: Request, proof: Proof, code: str, *, by: Actor, now: datetime, vault: Vault) -> None:
    proofs.prove(session, request.id, Method.POSTED_CODE, Control.PERSON, by=by, now=now, vault=vault, opened=proof)
    pickup.give(request, code, PickUp.GIVEN, vault=vault)
    verify.identified(session, request, by=SUBJECT, now=now)


def _open(session: Session, request_id: int) -> list[Proof]:
    wanted = select(Proof).where(Proof.request_id == request_id, Proof.method == Method.POSTED_CODE, Proof.state == ProofState.OPEN)
    return list(session.execute(wanted.order_by(Proof.id)).scalars())


def _hash(vault: Vault, request: Request, code: str) -> str:
    """Bound to its request, so that a code never opens another one."""
    return vault.token("posted_code", f"{request.reference}:{normal_code(code) or ''}")
