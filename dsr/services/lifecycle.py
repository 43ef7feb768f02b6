"""The only place that changes the state of a part.

Invariant: a state changes by compare-and-swap, with an event in the same transaction; closed holds exactly with an outcome.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.errors import Conflict, InvalidMove, NotAllowed
from dsr.domain.lifecycle import move_named
from dsr.domain.words import Outcome, State
from dsr.models import Part
from dsr.services import audit, pauses


def move(session: Session, part: Part, name: str, *, by: Actor, now: datetime, outcome: Outcome | None = None, **facts: object) -> None:
    """Make the move `name`. `outcome` is needed when it closes. Raises InvalidMove, NotAllowed, Conflict."""
    step = move_named(name)
    if step is None or part.state not in step.sources:
        raise InvalidMove(move=name, state=part.state.value)
    if by.kind not in step.by:
        raise NotAllowed(move=name)
    if by.kind is ActorKind.STAFF and step.needs is not None:
        by.must(step.needs)
    if (step.target is State.CLOSED) != (outcome is not None):
        raise InvalidMove(move=name, state=part.state.value)
    values = {"state": step.target, "outcome": outcome, "closed_at": now if outcome else None}
    changed = session.execute(update(Part).where(Part.id == part.id, Part.state == part.state).values(**values)
                              .execution_options(synchronize_session=False))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Conflict()
    session.refresh(part)
    told = {"part": part.number, "to": step.target.value, **({"outcome": outcome.value} if outcome else {}), **facts}
    audit.record(session, part.request_id, name, told, by=by, now=now)
    if step.target in (State.DELIVERING, State.CLOSED):
        pauses.part_done(session, part, by=by, now=now)
