"""Requests of one person, as far as it is proven in both.

Invariants: a hint at the desk, which blocks, merges, replaces and closes nothing; what is not proven in both is not compared; what staff took
apart stays apart.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed
from dsr.domain.same import Proven, is_same
from dsr.domain.window import Window
from dsr.models import IdentityRow, Request, Same
from dsr.services import audit, load


@dataclass(frozen=True, slots=True)
class Also:
    """Another request of the same person."""

    reference: str
    received_at: datetime
    is_closed: bool


def of(session: Session, request_id: int) -> tuple[Also, ...]:
    """The other requests of the person, the oldest first."""
    others = among(session, [request_id])[request_id]
    if not others:
        return ()
    rows = session.execute(select(Request).where(Request.id.in_(others)).order_by(Request.received_at, Request.id)).scalars()
    return tuple(Also(row.reference, row.received_at, all(part.closed_at is not None for part in row.parts)) for row in rows)


def apart_from(session: Session, request_id: int) -> tuple[str, ...]:
    """The requests that staff said are somebody else's."""
    others = {one for pair in _apart(session, [request_id]) for one in pair} - {request_id}
    return tuple(session.execute(select(Request.reference).where(Request.id.in_(others)).order_by(Request.id)).scalars())


def among(session: Session, request_ids: Collection[int]) -> dict[int, set[int]]:
    """For each request the others of the same person; one statement for a page of them."""
    mine, other = aliased(IdentityRow), aliased(IdentityRow)
    is_apart = exists().where(Same.undone_at.is_not(None), or_(
        and_(Same.first_id == mine.request_id, Same.second_id == other.request_id),
        and_(Same.first_id == other.request_id, Same.second_id == mine.request_id)))
    shared = select(mine, other).join(other, and_(other.token == mine.token, other.kind == mine.kind)).where(
        mine.request_id.in_(request_ids), other.request_id != mine.request_id, mine.proven_how.is_not(None), other.proven_how.is_not(None), ~is_apart)
    found: dict[int, set[int]] = {one: set() for one in request_ids}
    for one, two in session.execute(shared):
        if is_same(_proven(one), _proven(two)):
            found[one.request_id].add(two.request_id)
    return found


def take_apart(session: Session, reference: str, other: str, *, by: Actor, now: datetime) -> None:
    """Staff say that these are of two people, for good. Raises NotFound, NotAllowed."""
    by.must(Capability.TRIAGE)
    _mark(session, reference, other, by=by, now=now, is_undone=True)


def put_together(session: Session, reference: str, other: str, *, by: Actor, now: datetime) -> None:
    """Staff take that back; it counts as far as it is proven. Raises NotFound, NotAllowed."""
    by.must(Capability.TRIAGE)
    _mark(session, reference, other, by=by, now=now, is_undone=False)


def _mark(session: Session, reference: str, other: str, *, by: Actor, now: datetime, is_undone: bool) -> None:
    if reference == other or by.id is None:
        raise NotAllowed()
    first, second = sorted((load.request(session, one) for one in sorted((reference, other))), key=lambda request: request.id)
    row = session.execute(select(Same).where(Same.first_id == first.id, Same.second_id == second.id)).scalar_one_or_none()
    if row is None:
        row = Same(first_id=first.id, second_id=second.id, staff_id=by.id, made_at=now)
        session.add(row)
    row.undone_at, row.undone_by = (now, by.id) if is_undone else (None, None)
    session.flush()
    for one in (first, second):
        audit.record(session, one.id, "taken_apart" if is_undone else "put_together", {"pair": row.id}, by=by, now=now)


def _proven(row: IdentityRow) -> Proven:
    return Proven(row.token, row.tenant, Window(row.starts_at, row.ends_at))


def _apart(session: Session, request_ids: Collection[int]) -> set[tuple[int, int]]:
    rows = select(Same.first_id, Same.second_id).where(
        Same.undone_at.is_not(None), or_(Same.first_id.in_(request_ids), Same.second_id.in_(request_ids)))
    return {(first, second) for first, second in session.execute(rows)}
