"""Questions to the person about their own request, and their answers on the page that shows how far it is.

Invariant: question and answer lie sealed with the case, and only who opened that page with the pick-up code may answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import SUBJECT, Actor
from dsr.domain.errors import Conflict, NotAllowed, NotFound
from dsr.domain.words import State
from dsr.models import Clarification, Part, Request
from dsr.services import audit, cases, load, sessions
from dsr.services.keys import key_for
from dsr.vault import Handle, KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer, if there is one yet."""

    id: int
    part: int
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


def ask(session: Session, part: Part, question: str, *, by: Actor, now: datetime, vault: Vault) -> Clarification:
    """Keep the question; its letter is written by the caller. Raises NotAllowed."""
    if by.id is None:
        raise NotAllowed()
    case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
    sealed = case.seal(question.encode(), _place(part.request, part, now, "question"))
    row = Clarification(part_id=part.id, staff_id=by.id, asked_at=now, question=sealed)
    session.add(row)
    session.flush()
    audit.record(session, part.request_id, "clarification_asked", {"part": part.number, "clarification": row.id}, by=by, now=now)
    return row


def answer(session: Session, token: str, clarification_id: int, text: str, *, now: datetime, vault: Vault) -> None:
    """The person answers, once. `token` is that of their opened page.

    Raises NotFound, Conflict (answered before, or the answer to the request is on its way), InvalidInput.
    """
    opened = sessions.current(session, token, now=now, vault=vault, is_answer=False)
    row = session.execute(select(Clarification).join(Part).where(
        Clarification.id == clarification_id, Part.request_id == opened.request_id)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    part = load.part(session, row.part_id)
    session.refresh(row, with_for_update=True)
    if row.answered_at is not None or not is_waited_for(part.state):
        raise Conflict()
    plain = cases.clean("answer", text, required=True)
    case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
    row.answer, row.answered_at = case.seal(plain.encode(), _place(part.request, part, row.asked_at, "answer")), now
    session.flush()
    audit.record(session, part.request_id, "clarification_answered", {"part": part.number, "clarification": row.id}, by=SUBJECT, now=now)


def of(session: Session, request: Request, *, case: Handle | None) -> tuple[Asked, ...]:
    """All of a request, the oldest first; without the key, as after it was shredded, none can be read."""
    if case is None:
        return ()
    rows = session.execute(select(Clarification, Part).join(Part).where(Part.request_id == request.id).order_by(Clarification.id))
    return tuple(_opened(row, part, request, case) for row, part in rows)


def is_waited_for(state: State) -> bool:
    """Whether an answer can still change what is done."""
    return state not in (State.DELIVERING, State.CLOSED)


def open_ones(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """Those that wait for the person."""
    return tuple(one for one in asked if one.answered_at is None)


def _opened(row: Clarification, part: Part, request: Request, case: Handle) -> Asked:
    said = case.open(row.answer, _place(request, part, row.asked_at, "answer")).decode() if row.answer is not None else ""
    question = case.open(row.question, _place(request, part, row.asked_at, "question")).decode()
    return Asked(row.id, part.number, question, row.asked_at, said, row.answered_at)


def _place(request: Request, part: Part, asked_at: datetime, field: str) -> str:
    """What a sealed value of a clarification is bound to."""
    return f"clarification:{request.reference}:{part.number}:{int(asked_at.timestamp())}:{field}"
