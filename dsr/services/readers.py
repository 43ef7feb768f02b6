"""Requests for named readers. Invariant: somebody among them can decide, and it is about none of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.domain.staffing import Shut, can_be_decided
from dsr.models import RequestReader, Staff
from dsr.services import audit, closed, load
from dsr.vault import Vault


def named(session: Session, request_id: int) -> tuple[int, ...]:
    """Who may open it, by id; none: everybody who may read."""
    wanted = select(RequestReader.staff_id).where(RequestReader.request_id == request_id).order_by(RequestReader.staff_id)
    return tuple(session.execute(wanted).scalars())


def restrict(session: Session, reference: str, members: Collection[int], *, by: Actor, now: datetime, vault: Vault) -> None:
    """From now on only these members see and touch it; with none it is open again to all who may read.

    Raises NotAllowed, NotFound, InvalidInput(readers) for a list without anybody who may approve, without whoever makes it, or with whom it is about.
    """
    by.must(Capability.APPROVE)
    request = load.request(session, reference)
    by.must_open(request.id)
    wanted = sorted(set(members))
    rows = session.execute(select(Staff).where(Staff.id.in_(wanted), Staff.is_active)).scalars().all()
    if wanted and (len(rows) != len(wanted) or not can_be_decided([row.role for row in rows])):
        raise InvalidInput(field="readers", problem="nobody_decides")
    if wanted and by.id not in wanted:
        raise InvalidInput(field="readers", problem="not_yourself")
    if any(closed.to(session, row, vault=vault).get(request.id) is Shut.OWN for row in rows):
        raise InvalidInput(field="readers", problem="about_them")
    if named(session, request.id) == tuple(wanted):
        return
    session.execute(delete(RequestReader).where(RequestReader.request_id == request.id))
    session.add_all(RequestReader(request_id=request.id, staff_id=one, added_at=now) for one in wanted)
    session.flush()
    audit.record(session, request.id, "restricted" if wanted else "unrestricted", {"readers": wanted}, by=by, now=now)
