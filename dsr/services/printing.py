"""How many rows of a part's answer are printed. Invariant: it changes while the part is in review only, so that a second try writes the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidMove
from dsr.domain.words import Right, State
from dsr.models import Part
from dsr.services import audit, drafts, load


def print_all(session: Session, part_id: int, *, is_all: bool, by: Actor, now: datetime) -> Part:
    """Print every row, or again no more of a collection than DSR_PRINT_ROWS; a draft is written anew.

    Raises NotAllowed, InvalidMove outside of review.
    """
    by.must(Capability.TRIAGE)
    part = load.part(session, part_id)
    if not may_choose(part):
        raise InvalidMove(move="print_all", state=part.state.value)
    if part.print_all != is_all:
        part.print_all = is_all
        audit.record(session, part.request_id, "print_all" if is_all else "print_fewer", {"part": part.number}, by=by, now=now)
        session.flush()
        drafts.discard(session, part.id, now=now)  # it was printed the other way
        drafts.ensure(session, part.id, now=now)
    return part


def may_choose(part: Part) -> bool:
    """Whether there are rows to print, and nobody has approved them yet."""
    return part.right is Right.ACCESS and part.state is State.REVIEWING
