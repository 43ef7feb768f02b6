"""Letters that end a part: a refusal, that nothing is held any more, and that nobody has fetched the answer.

Invariant: the part closes when the letter has left, and is open again when it comes back: until then the person was told nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.domain.actor import SYSTEM
from dsr.domain.words import Outcome, State
from dsr.models import Message, Part, Response
from dsr.services import lifecycle, load

REFUSAL, GONE, UNFETCHED = "refused", "company_gone", "answer_unfetched"
NOTHING = "company_nothing"  # the ground of a part of which its company says, or our staff where nobody is left there, that nothing is held


def letter_left(session: Session, message_id: int, *, now: datetime) -> None:
    """What a letter that was sent leads to."""
    part, outcome = _ended(session, message_id)
    if part is not None and part.state is State.DELIVERING and outcome is not None:
        lifecycle.move(session, part, "close", by=SYSTEM, now=now, outcome=outcome)


def letter_came_back(session: Session, message_id: int, *, now: datetime) -> None:
    """The newest letter that ended a part did not arrive."""
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
