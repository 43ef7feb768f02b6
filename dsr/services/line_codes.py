"""A code to a line: asked for, and entered. Whether it leaves is decided where it is sent (line_sending), and not where somebody waits.

Invariants: asking does the same, in the same statements, for every whole number, whoever holds it; of codes that were asked for only the newest
opens, once; tries and codes are counted in the database, for the person and for the network.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT, SYSTEM
from dsr.domain.errors import InvalidInput, NotAllowed, NotFound
from dsr.domain.identity import normalise
from dsr.domain.line_checks import DIGITS, is_number, new_code, normal_code
from dsr.domain.proof import Control, Method, ProofState
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import ALWAYS
from dsr.models import Company, IdentityRow, LegalEntity, Message, Proof, Request, Tenancy, Transport
from dsr.services import audit, entities, ledger, line_sending, notify, proofs
from dsr.services.line_sending import KIND, Line, occasion
from dsr.vault import Vault

METHODS = {Transport.SMS: Method.LINE_SMS, Transport.CALL: Method.LINE_CALL}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The newest code that was asked for and still may be entered, whether it left or not."""

    way: Transport
    until: datetime


def ask(session: Session, request_id: int, number: str, way: Transport, *, network: str, now: datetime, vault: Vault, settings: Settings) -> None:
    """Have a code sent to the number that was typed. `network` is a keyed hash of where it was asked from.

    Raises NotFound, InvalidInput (no whole number), NotAllowed(reason=codes_of_request|codes_of_network).
    """
    request = _locked(session, request_id)
    entity = session.get_one(LegalEntity, request.entity_id)
    normal = normalise("phone_number", number, entity.country)
    if not is_number(normal):
        raise InvalidInput(field="number", problem="bad_number")
    _within_limits(session, request_id, network, now, settings)
    for row in _open(session, request_id):
        proofs.end(session, row, ProofState.EXPIRED, by=SUBJECT, now=now)
        line_sending.forget(session, row, vault=vault)
    code = new_code(secrets.randbelow(10**DIGITS))
    proof = Proof(request_id=request_id, method=METHODS[way], control=Control.EMPLOYER, state=ProofState.OPEN, asked_at=now, network_token=network,
                  due_at=now + timedelta(hours=settings.line_code_hours))
    session.add(proof)
    session.flush()
    proof.code_hash = _hash(vault, proof, normal_code(code) or "")
    audit.record(session, request_id, "line_code_asked", {"proof": proof.id, "way": way.value}, by=SUBJECT, now=now)
    told = {"code": code, "token": f"{proof.id}.{secrets.token_urlsafe(24)}"}
    notify.write(session, request, KIND, occasion=occasion(proof.id), context=told, now=now, vault=vault, domain=entities.mail_domain(settings),
                 to=normal, locale=request.locale, transport=way)


def enter(session: Session, request_id: int, code: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """The code came back. The caller commits also what is refused: the count of tries must last.

    Raises NotFound, NotAllowed(reason=wrong_code|locked): locked is for what is too old, was used, or was tried too often.
    """
    _locked(session, request_id)
    proof = next(iter(_open(session, request_id)), None)
    if proof is None or proof.due_at is None or proof.due_at <= now:
        raise NotAllowed(reason="locked")
    fits = vault.fits("line_code", _bound(proof, normal_code(code) or ""), proof.code_hash or "")
    line = line_sending.line_of(session, proof, now=now, vault=vault)
    proven = _proven(session, request_id, line.token)
    if not (fits and proof.channel_token is not None and line.is_theirs and proven):  # one that never left opens nothing, should it be guessed
        proof.tries += 1
        audit.record(session, request_id, "wrong_code", {"proof": proof.id, "count": proof.tries}, by=SUBJECT, now=now)
        if proof.tries < settings.max_wrong_codes:
            raise NotAllowed(reason="wrong_code")
        proofs.end(session, proof, ProofState.FAILED, by=SUBJECT, now=now)
        line_sending.forget(session, proof, vault=vault)
        raise NotAllowed(reason="locked")
    proofs.prove(session, request_id, proof.method, _control(session, line.ties), by=SUBJECT, now=now, vault=vault, identity_id=proven[0].id,
                 opened=proof)
    _state_today(session, request_id, proof, line, now=now, vault=vault)
    line_sending.forget(session, proof, vault=vault)


def waiting(session: Session, request_id: int, *, now: datetime) -> Asked | None:
    """The code that may be entered now, if there is one."""
    for row in _open(session, request_id):
        if row.due_at is not None and row.due_at > now:
            return Asked(Transport.CALL if row.method is Method.LINE_CALL else Transport.SMS, row.due_at)
    return None


def expire(session: Session, request_id: int, *, now: datetime, vault: Vault) -> None:
    """Close what was not entered in time, and forget it."""
    _locked(session, request_id)
    for row in _open(session, request_id):
        if row.due_at is not None and row.due_at <= now:
            line_sending.note_unsent(session, row, now=now)
            proofs.end(session, row, ProofState.EXPIRED, by=SYSTEM, now=now)
            line_sending.forget(session, row, vault=vault)


def over(session: Session, *, now: datetime) -> list[int]:
    """Requests with codes whose time is over."""
    rows = select(Proof.request_id).where(Proof.method.in_(METHODS.values()), Proof.state == ProofState.OPEN, Proof.due_at <= now)
    return sorted(set(session.execute(rows).scalars()))


def _within_limits(session: Session, request_id: int, network: str, now: datetime, settings: Settings) -> None:
    """Counted in rows, so that neither a restart nor another process begins anew. Raises NotAllowed."""
    recent = select(func.count()).select_from(Proof).where(Proof.method.in_(METHODS.values()), Proof.asked_at > now - DAY)
    if session.execute(recent.where(Proof.request_id == request_id)).scalar_one() >= settings.code_limit_person:
        raise NotAllowed(reason="codes_of_request")
    if session.execute(recent.where(Proof.network_token == network)).scalar_one() >= settings.code_limit_network:
        raise NotAllowed(reason="codes_of_network")


def _control(session: Session, ties: Sequence[Tenancy]) -> Control:
    """In whose hands the line is: the employer's, who can swap its SIM and forward it, unless whoever holds it is the company."""
    own = [tie.company_id is not None and session.get_one(Company, tie.company_id).is_sole_trader for tie in ties]
    return Control.PERSON if own and all(own) else Control.EMPLOYER


def _state_today(session: Session, request_id: int, proof: Proof, line: Line, *, now: datetime, vault: Vault) -> None:
    """The line was theirs on the day that the code went there; typed on a later day, it says nothing of that later day."""
    message = session.execute(select(Message).where(Message.request_id == request_id, Message.occasion == occasion(proof.id))).scalar_one()
    zone = ZoneInfo(session.get_one(LegalEntity, session.get_one(Request, request_id).entity_id).timezone)
    sent_at = message.sent_at or proof.asked_at
    if sent_at.astimezone(zone).date() != now.astimezone(zone).date():
        return
    for tenant, company_id in sorted({(tie.tenant or "", tie.company_id or 0) for tie in line.ties}):
        ledger.state(session, request_id, "phone_number", line.number, tenant=tenant or None, company_id=company_id or None, holder=Holder.SUBJECT,
                     window=ALWAYS, how=HowKnown.CODE, by=SUBJECT, now=now, vault=vault)


def _proven(session: Session, request_id: int, token: str) -> list[IdentityRow]:
    """Identities of the line that have a proven window: a code adds no window to one that has none."""
    rows = select(IdentityRow).where(IdentityRow.request_id == request_id, IdentityRow.kind == "phone_number", IdentityRow.token == token,
                                     IdentityRow.proven_how.is_not(None))
    return list(session.execute(rows.order_by(IdentityRow.id)).scalars())


def _open(session: Session, request_id: int) -> list[Proof]:
    """Codes that were asked for and neither used nor closed; the newest first."""
    rows = select(Proof).where(Proof.request_id == request_id, Proof.method.in_(METHODS.values()), Proof.state == ProofState.OPEN)
    return list(session.execute(rows.order_by(Proof.id.desc()), execution_options={"populate_existing": True}).scalars())


def _hash(vault: Vault, proof: Proof, digits: str) -> str:
    return vault.token("line_code", _bound(proof, digits))


def _bound(proof: Proof, digits: str) -> str:
    """Bound to its request and proof, so that a code never opens another one."""
    return f"{proof.request_id}:{proof.id}:{digits}"


def _locked(session: Session, request_id: int) -> Request:
    row = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row
