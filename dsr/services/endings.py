"""Letters that end a part: a refusal, that nothing is held any more, that nobody has fetched the answer, and that nobody has proven who they are.

Invariant: the part closes when the letter has left, and is open again when it comes back: until then the person was told nothing. Without a proof
it closes before, and is open again also where no server takes the letter.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.domain.actor import SYSTEM
from dsr.domain.lifecycle import move_named
from dsr.domain.words import Outcome, State
from dsr.models import Message, Part, Request, Response
from dsr.services import audit, lifecycle, load

REFUSAL, GONE, UNFETCHED = "refused", "company_gone", "answer_unfetched"
UNVERIFIED = "unverified"  # of all parts of its request that were closed with it
NOTHING = "company_nothing"  # the ground of a part of which its company says, or our staff where nobody is left there, that nothing is held


def letter_left(session: Session, message_id: int, *, now: datetime) -> None:
    """What a letter that was sent leads to."""
    part, outcome = _ended(session, message_id)
    if part is not None and part.state is State.DELIVERING and outcome is not None:
        lifecycle.move(session, part, "close", by=SYSTEM, now=now, outcome=outcome)
    if (request := _unverified(session, message_id)) is not None:
        for one in _untold(session, request):
            lifecycle.move(session, one, "close", by=SYSTEM, now=now, outcome=Outcome.UNVERIFIED)


def letter_came_back(session: Session, message_id: int, *, now: datetime) -> None:
    """The newest letter that ended a part did not arrive."""
    if (request := _unverified(session, message_id)) is not None:
        for one in _closed_by(session, request, message_id):
            lifecycle.move(session, one, "untold", by=SYSTEM, now=now, letter=UNVERIFIED)
    part, outcome = _ended(session, message_id)
    if part is None or part.state is not State.CLOSED or outcome is None:
        return
    newest = select(func.max(Message.id)).where(Message.part_id == part.id, Message.kind.in_((REFUSAL, GONE, UNFETCHED)))
    if session.execute(newest).scalar() == message_id:
        lifecycle.move(session, part, "untold", by=SYSTEM, now=now)


def _ended(session: Session, message_id: int) -> tuple[Part | None, Outcome | None]:
    """The part that a letter ends, and how."""
    message = session.execute(select(Message).where(Message.id == message_id)).scalar_one()
    if message.kind not in (REFUSAL, GONE, UNFETCHED) or message.part_id is None:
        return None, None
    part = load.part(session, message.part_id)
    if message.kind == UNFETCHED:
        answer = select(Response.outcome).where(Response.part_id == part.id, Response.approved_at.is_not(None)).order_by(Response.number.desc())
        outcome = session.execute(answer).scalars().first()
        return part, Outcome(outcome) if outcome is not None else None
    if part.refusal_ground is None:
        return part, None
    return part, Outcome.NOTHING_HELD if part.refusal_ground == NOTHING else Outcome.REFUSED


def _unverified(session: Session, message_id: int) -> Request | None:
    """The request, locked, of a letter that says that nobody has proven who they are."""
    return session.execute(select(Request).join(Message, Message.request_id == Request.id).where(
        Message.id == message_id, Message.kind == UNVERIFIED).with_for_update(of=Request)).scalar_one_or_none()


def _closed_by(session: Session, request: Request, message_id: int) -> list[Part]:
    """The parts of which this letter is the last that told it: of those that were closed before it was written, an earlier one did."""
    letters = session.execute(select(Message.id, Message.created_at).where(Message.request_id == request.id, Message.kind == UNVERIFIED)).all()
    return [part for part in request.parts if part.outcome is Outcome.UNVERIFIED and part.closed_at is not None
            and max((id for id, written_at in letters if written_at <= part.closed_at), default=0) == message_id]


def _untold(session: Session, request: Request) -> list[Part]:
    """The parts that are open for nothing but that such a letter came back."""
    last: dict[object, object] = {}
    for event in audit.trail(session, request.id):
        facts = json.loads(event.facts)
        if move_named(event.name) is not None:
            last[facts.get("part")] = facts.get("letter") if event.name == "untold" else None
    return [part for part in request.parts if part.state is State.DELIVERING and last.get(part.number) == UNVERIFIED]
