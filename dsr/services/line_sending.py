"""A code on its way to a line: whether it may leave, what a call hears, and when it is forgotten.

Invariants: this runs in workers, where nobody who asks can see or time it. A code is handed to a call once, by a token of that call alone; once it
is used, spoken, sent or over, only its keyed hash is left.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM
from dsr.domain.errors import NotFound
from dsr.domain.line_checks import DOUBTFUL, LineFacts, Standing, Unfit, unfit
from dsr.domain.proof import Doubt, Method, ProofState
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.models import Message, MessageState, Proof, Request, Tenancy, Transport
from dsr.phone.compose import spoken
from dsr.services import audit, doubts
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault

KIND = "line_code"
SHARED = Unfit.SHARED
_LINE = (Method.LINE_SMS, Method.LINE_CALL)
_TIES = (HowKnown.SOURCE, HowKnown.EMPLOYER, HowKnown.STAFF)  # an earlier code ties a line to nobody
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """What the ledger says of the line that a code is for, now. `ties` are the statements by which it is the person's."""

    number: str = field(repr=False)
    token: str
    ties: Sequence[Tenancy]
    facts: LineFacts

    @property
    def is_theirs(self) -> bool:
        """Theirs alone, as far as we know."""
        return bool(self.ties) and not self.facts.is_shared


@dataclass(frozen=True, slots=True)
class Order:
    """A code that waits to be sent. `is_live` is False once it was replaced, used or came to its end."""

    proof_id: int
    number: str = field(repr=False)
    is_live: bool
    standing: Standing


def order(session: Session, message_id: int, *, now: datetime, vault: Vault) -> Order:
    """What is known of a code's line before the network is asked. Raises VaultError."""
    message, proof = _pair(session, message_id)
    request = session.get_one(Request, message.request_id)
    line = line_of(session, proof, now=now, vault=vault)
    sent = select(func.count()).select_from(Proof).where(
        Proof.channel_token == line.token, Proof.id != proof.id, Proof.method.in_(_LINE), Proof.asked_at > now - _DAY)
    is_live = proof.state is ProofState.OPEN and proof.due_at is not None and proof.due_at > now
    is_confirmed = request.confirmed_at is not None or request.entered_by is not None  # who came by telephone has no link to press
    return Order(proof.id, line.number, is_live, Standing(is_confirmed, bool(line.ties), session.execute(sent).scalar_one(), line.facts))


def verdict(given: Order, network: LineFacts, *, now: datetime, settings: Settings) -> Unfit | None:
    """Why the code does not leave; None if it does."""
    return unfit(given.number, given.standing, network, now=now, settled=timedelta(days=settings.line_settled_days),
                 most=settings.code_limit_number)


def release(session: Session, proof_id: int, number: str, *, vault: Vault) -> None:
    """It leaves now, and from now on it opens. Before it is sent: what arrived must open, whatever breaks in between."""
    session.get_one(Proof, proof_id).channel_token = _token(vault, number)
    session.flush()


def withhold(session: Session, message_id: int, why: Unfit, *, now: datetime, vault: Vault) -> None:
    """It does not leave. Staff learn why, whoever asked does not; what makes the person doubtful is raised as a doubt."""
    message, proof = _pair(session, message_id)
    audit.record(session, message.request_id, "line_code_withheld", {"proof": proof.id, "why": why.value}, by=SYSTEM, now=now)
    if why in DOUBTFUL - {SHARED}:
        doubts.raise_doubt(session, message.request_id, Doubt.NUMBER_MOVED, by=SYSTEM, now=now, vault=vault)
    forget(session, proof, vault=vault)


def note_unsent(session: Session, proof: Proof, *, now: datetime) -> None:
    """Its time is over, and until the end nothing said that the line was theirs: staff should know, who can help otherwise."""
    if _message(session, proof).state is MessageState.QUEUED:
        is_known = session.get_one(Request, proof.request_id).confirmed_at is not None
        why = Unfit.UNTIED if is_known else Unfit.UNCONFIRMED
        audit.record(session, proof.request_id, "line_code_withheld", {"proof": proof.id, "why": why.value}, by=SYSTEM, now=now)


def sent(session: Session, message_id: int, *, vault: Vault) -> None:
    """A message has left: what it said need not be kept. A call still has to fetch its code."""
    message, proof = _pair(session, message_id)
    if message.transport is Transport.SMS:
        forget(session, proof, vault=vault)


def pressed(session: Session, token: str, *, now: datetime, vault: Vault) -> tuple[str, str]:
    """The key was pressed on the line: the language and the words of the code, once. Raises NotFound for anything else."""
    number = token.partition(".")[0]
    proof = session.get(Proof, int(number)) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    if proof is None or proof.method is not Method.LINE_CALL:
        raise NotFound()
    session.execute(select(Request.id).where(Request.id == proof.request_id).with_for_update())
    session.refresh(proof)
    message = _message(session, proof)
    context = _context(session, message, vault)
    is_open = proof.state is ProofState.OPEN and proof.due_at is not None and proof.due_at > now and proof.channel_token is not None
    if not is_open or not secrets.compare_digest(str(context.get("token", "")).encode(), token.encode()):
        raise NotFound()
    audit.record(session, proof.request_id, "line_code_spoken", {"proof": proof.id}, by=SYSTEM, now=now)
    forget(session, proof, vault=vault)
    return message.locale, spoken(KIND, message.locale, str(context["code"]))


def forget(session: Session, proof: Proof, *, vault: Vault) -> None:
    """Empty what the message would say; the keyed hash alone remains."""
    message = _message(session, proof)
    handle = key_of(session, message.request_id, KeyClass.CORRESPONDENCE, vault=vault)
    message.context = handle.seal(b"{}", f"message:{message.message_id}:context")
    session.flush()


def line_of(session: Session, proof: Proof, *, now: datetime, vault: Vault) -> Line:
    """The line that a code was asked for, as the request's ledger has it now. Raises VaultError."""
    message = _message(session, proof)
    handle = key_of(session, message.request_id, KeyClass.CORRESPONDENCE, vault=vault)
    number = handle.open(message.recipient, f"message:{message.message_id}:recipient").decode()
    token = _token(vault, number)
    rows = select(Tenancy).where(Tenancy.request_id == proof.request_id, Tenancy.kind == "phone_number", Tenancy.token == token,
                                 Tenancy.revoked_at.is_(None)).order_by(Tenancy.id)
    stated = list(session.execute(rows).scalars())
    return Line(number, token, [row for row in stated if row.holder is Holder.SUBJECT and row.how in _TIES and _holds(row, now)],
                _facts(stated, now))


def occasion(proof_id: int) -> str:
    """What makes the message of a code one of a kind."""
    return f"{KIND}:{proof_id}"


def _facts(stated: Sequence[Tenancy], now: datetime) -> LineFacts:
    """When the line last changed hands, and whether somebody else has it as well, as the ledger knows it."""
    others = [row for row in stated if row.holder in (Holder.OTHER, Holder.SHARED)]
    changes = [at for row in stated if row.holder is not Holder.NOBODY and row.how in _TIES for at in (row.starts_at, row.ends_at)
               if at is not None and at <= now]
    return LineFacts(reassigned_at=max(changes, default=None), is_shared=any(_holds(row, now) for row in others))


def _holds(row: Tenancy, now: datetime) -> bool:
    return Window(row.starts_at, row.ends_at).contains(now)


def _token(vault: Vault, number: str) -> str:
    """As identities and the ledger have it."""
    return vault.token("identity", f"phone_number:{number}")


def _pair(session: Session, message_id: int) -> tuple[Message, Proof]:
    message = session.get_one(Message, message_id)
    return message, session.get_one(Proof, int(message.occasion.rpartition(":")[2]))


def _message(session: Session, proof: Proof) -> Message:
    return session.execute(select(Message).where(Message.request_id == proof.request_id, Message.occasion == occasion(proof.id))).scalar_one()


def _context(session: Session, message: Message, vault: Vault) -> dict[str, object]:
    handle = key_of(session, message.request_id, KeyClass.CORRESPONDENCE, vault=vault)
    found: dict[str, object] = orjson.loads(handle.open(message.context, f"message:{message.message_id}:context"))
    return found
