"""Claim and settle letters that wait to be sent. The row is the letter; sending is the act between.

Invariants: one row is one Message-ID for ever. What the server accepted is marked sent. Only a sender killed between the server's
250 and the mark sends the same Message-ID once more, which the reader's mailbox knows as the same letter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from dsr.domain.actor import SYSTEM
from dsr.domain.errors import NotFound, VaultError
from dsr.domain.fate import Fate, comes_back, fate, status_code
from dsr.domain.pacing import is_given_up
from dsr.domain.proof import PauseKind
from dsr.domain.work import backoff
from dsr.models import Delivery, Message, MessageState, Request, Transport
from dsr.services import audit, endings, older_letters, pacing, pauses, threads
from dsr.services.keys import key_of
from dsr.services.tasks import hits
from dsr.vault import KeyClass, Vault

NEEDLESS, RECALLED = "needless", "recalled"  # why a letter was withheld
_LOOK = 20
_MOST_AN_HOUR, _MOST_DAYS = 10, 3


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed letter, opened for its act."""

    id: int
    attempt: int
    kind: str
    transport: Transport
    message_id: str
    locale: str
    recipient: str
    facts: dict[str, Any]
    written_at: datetime
    in_reply_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """The server has accepted it."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now."""

    code: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Never as it is: staff see it."""

    code: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """It is not to leave. Whoever decided that writes down why."""

    code: str


Result = Sent | Later | Refused | Withheld


def claim_next(session: Session, *, now: datetime, lease: timedelta, vault: Vault, most_an_hour: int = _MOST_AN_HOUR) -> Parcel | None:
    """Take the next letter that is due, or None. Of those that anybody can have sent, one mailbox gets `most_an_hour`; the others wait."""
    due = select(Message).where(Message.state == MessageState.QUEUED, Message.transport != Transport.POST,
                                Message.due_at <= now).order_by(Message.due_at, Message.id).limit(_LOOK)
    is_moved = True
    while is_moved:  # what has to wait is moved out of the way of those behind it
        is_moved = False
        for row in session.execute(due, execution_options={"populate_existing": True}).scalars().all():
            if pacing.must_wait(session, row, now=now, most=most_an_hour):
                is_moved = True
                break
            taken = update(Message).where(Message.id == row.id, Message.state == MessageState.QUEUED, Message.attempts == row.attempts).values(
                state=MessageState.SENDING, attempts=Message.attempts + 1, lease_until=now + lease)
            attempt = row.attempts + 1
            if not hits(session, taken):
                continue
            try:
                return _open(session, row, attempt, vault)
            except VaultError as error:  # shredded or moved: one letter that cannot be opened must not stop those behind it
                failed = {"state": MessageState.FAILED, "lease_until": None, "result_code": error.code}
                session.execute(update(Message).where(Message.id == row.id).values(**failed))
    return None


def renew(session: Session, parcel: Parcel, *, now: datetime, lease: timedelta) -> bool:
    """Hold the lease on; False if it was lost."""
    return hits(session, _own(parcel).values(lease_until=now + lease))


def settle(session: Session, parcel: Parcel, result: Result, *, now: datetime, most_days: int = _MOST_DAYS) -> bool:
    """Write down what became of it; after `most_days` of trying staff see it. False if another attempt has written already, or, but for a letter that
    was sent, holds the lease."""
    mine = _own(parcel)
    match result:
        case Sent():
            values: dict[str, Any] = {"state": MessageState.SENT, "sent_at": now, "result_code": None}
            mine = update(Message).where(Message.id == parcel.id, Message.state.in_([MessageState.QUEUED, MessageState.SENDING]))
        case Later() if not is_given_up(parcel.attempt, parcel.written_at, now, most_days):
            values = {"state": MessageState.QUEUED, "due_at": now + backoff(parcel.attempt), "result_code": result.code}
        case Later() | Refused() | Withheld():
            values = {"state": MessageState.FAILED, "result_code": result.code}
    if not hits(session, mine.values(lease_until=None, **values)):
        return False
    if values["state"] is not MessageState.QUEUED and not isinstance(result, Withheld):
        request_id = session.execute(select(Message.request_id).where(Message.id == parcel.id)).scalar_one()
        name = "letter_sent" if values["state"] is MessageState.SENT else "letter_failed"
        audit.record(session, request_id, name, {"letter": parcel.kind, "message": parcel.id}, by=SYSTEM, now=now)
        if values["state"] is MessageState.FAILED:
            endings.letter_came_back(session, parcel.id, now=now)
    return True


def posted(session: Session, message_id: int, *, now: datetime) -> bool:
    """Staff put a letter into the post; False if it does not wait for that."""
    waits = update(Message).where(Message.id == message_id, Message.transport == Transport.POST, Message.state == MessageState.QUEUED)
    return hits(session, waits.values(state=MessageState.SENT, sent_at=now))


def withheld(session: Session, part_id: int, kinds: Collection[str], *, code: str, now: datetime) -> int:
    """Letters of a part that have not left yet never do. Whoever decided that writes down why. Returns how many."""
    waiting = update(Message).where(Message.part_id == part_id, Message.kind.in_(kinds), Message.state == MessageState.QUEUED)
    values = {"state": MessageState.FAILED, "result_code": code, "attended_at": now}
    stopped = session.execute(waiting.values(**values), execution_options={"synchronize_session": False})
    return int(stopped.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def bounced(session: Session, message_id: int, *, status: str, is_final: bool, now: datetime) -> Fate:
    """A server on the way says that a letter did not arrive, or with `is_final` False that it is late; what became of it since. `status` is that of
    RFC 3463. It is not sent again by itself, and a clock that stands for its question runs. The same report twice is one. Raises NotFound."""
    request_id = session.execute(select(Message.request_id).where(Message.id == message_id, Message.transport == Transport.MAIL)).scalar()
    if request_id is None:
        raise NotFound()
    request = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one()
    row, known = fate_of(session, message_id)
    if not comes_back(known) or (not is_final and known is Fate.DELAYED):
        return known
    values: dict[str, Any] = {"reported_at": now, "result_code": status_code(status)}
    if is_final:
        values |= {"state": MessageState.BOUNCED, "lease_until": None}
    session.execute(update(Message).where(Message.id == row.id).values(**values))
    session.refresh(row)
    told: dict[str, object] = {"letter": row.kind, "message": row.id, "status": status_code(status)}
    audit.record(session, request_id, "letter_bounced" if is_final else "letter_delayed", told, by=SYSTEM, now=now)
    if is_final:
        _unasked(session, request, row, now=now)
        endings.letter_came_back(session, row.id, now=now)
    return fate_of(session, message_id)[1]


def fate_of(session: Session, message_id: int) -> tuple[Message, Fate]:
    """A letter and what became of it. Raises NotFound."""
    row = session.execute(select(Message, Delivery.first_opened_at, Delivery.fetched_at).outerjoin(
        Delivery, Delivery.message_id == Message.id).where(Message.id == message_id)).one_or_none()
    if row is None:
        raise NotFound()
    session.refresh(row.Message)
    return row.Message, told_of(row.Message, row.first_opened_at, row.fetched_at)


def told_of(row: Message, opened_at: datetime | None, fetched_at: datetime | None) -> Fate:
    """The word for a letter whose link was opened, and its answer fetched, at these moments."""
    return fate(row.state.value, is_post=row.transport is Transport.POST, is_delayed=row.reported_at is not None, is_opened=opened_at is not None,
                is_fetched=fetched_at is not None, is_needless=row.result_code in (NEEDLESS, RECALLED))


def _unasked(session: Session, request: Request, row: Message, *, now: datetime) -> None:
    """Nobody was asked by a letter that came back: the clock that stands for its answer runs."""
    if row.kind in ("proof_asked", "proof_reminder"):
        pauses.answered(session, request, None, by=SYSTEM, now=now)
    elif row.kind == "clarification_paused":
        pauses.end(session, request, PauseKind.CLARIFICATION, by=SYSTEM, now=now)


def _own(parcel: Parcel) -> Update:
    return update(Message).where(Message.id == parcel.id, Message.state == MessageState.SENDING, Message.attempts == parcel.attempt)


def _open(session: Session, row: Message, attempt: int, vault: Vault) -> Parcel:
    handle = key_of(session, row.request_id, KeyClass.CORRESPONDENCE, vault=vault)
    facts = orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))
    reference = session.execute(select(Request.reference).where(Request.id == row.request_id)).scalar_one()
    return Parcel(
        id=row.id, attempt=attempt, kind=row.kind, transport=row.transport, message_id=row.message_id, locale=row.locale,
        recipient=handle.open(row.recipient, f"message:{row.message_id}:recipient").decode(),
        facts={"reference": reference, **older_letters.completed(session, row, facts, vault=vault)}, written_at=row.created_at,
        in_reply_to=threads.of(session, row, vault=vault))
