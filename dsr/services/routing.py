"""The routing table: who decides about which kind of data, who set that and when, and whether it was signed.

Invariant: a change is a new version with its reason and an event; a row that was changed and not signed holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.dataset import Source
from dsr.domain.errors import Conflict, InvalidInput
from dsr.domain.routing import DEFAULTS, DataKind, RouteAct, RoutedRole, Routing, Row
from dsr.models import LegalEntity, Request, RoutingVersion
from dsr.services import audit, own_entity

LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Version:
    """A change that was made, for who looks back."""

    kind: DataKind
    version: int
    role: RoutedRole
    act: RouteAct
    is_signed: bool
    staff_id: int
    made_at: datetime
    reason: str


def table(session: Session, entity_id: int | None) -> Routing:
    """What is in force; what ships where there is no entity yet."""
    newest = {row.data_kind: row for row in session.execute(
        select(RoutingVersion).where(RoutingVersion.entity_id == entity_id).order_by(RoutingVersion.version)).scalars()}
    changed = {kind: replace(DEFAULTS[kind], role=row.role, act=row.act, version=row.version, is_signed=row.is_signed)
               for kind, row in newest.items()}
    return Routing(MappingProxyType({**DEFAULTS, **changed}))


def of_request(session: Session, request_id: int) -> Routing:
    """That of the entity that answers the request."""
    return table(session, session.execute(select(Request.entity_id).where(Request.id == request_id)).scalar_one())


def applied(session: Session, request_id: int, sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources as the table of the request's entity has them. Wherever sources enter the work on a request they come from here; the command
    line has no entity and asks nobody."""
    return of_request(session, request_id).applied(sources)


def of_own(session: Session, sources: Iterable[Source]) -> tuple[Source, ...]:
    """The same for our own entity, where no request is at hand: what its letters say is signed off by these roles."""
    return table(session, own_entity.known(session)).applied(sources)


def versions(session: Session, entity_id: int | None) -> list[Version]:
    """All changes, the newest first."""
    rows = select(RoutingVersion).where(RoutingVersion.entity_id == entity_id).order_by(RoutingVersion.id.desc())
    return [Version(row.data_kind, row.version, row.role, row.act, row.is_signed, row.staff_id, row.made_at, row.reason)
            for row in session.execute(rows).scalars()]


def change(session: Session, entity_id: int, kind: DataKind, role: RoutedRole, act: RouteAct, *, since: int, reason: str, by: Actor, now: datetime,
           is_signed: bool = False) -> Row:
    """Put another row in force; until it is signed it holds. `since` is the version that was looked at.

    Raises NotAllowed, InvalidInput, Conflict (somebody was first, or nothing would change).
    """
    by.must(Capability.APPROVE)
    why = " ".join(reason.split())
    if not why:
        raise InvalidInput(field="reason", problem="required")
    if len(why) > LONGEST_REASON:
        raise InvalidInput(field="reason", problem="too_long")
    session.execute(select(LegalEntity.id).with_for_update())  # two who change at once would take the same place in the chain of events
    before = table(session, entity_id).row(kind)
    made = replace(before, role=role, act=act, version=since + 1, is_signed=is_signed)
    if before.version != since or made.says_the_same(before):
        raise Conflict()
    try:
        with session.begin_nested():
            session.add(RoutingVersion(entity_id=entity_id, data_kind=kind, version=made.version, role=role, act=act, is_signed=is_signed, reason=why,
                                       staff_id=by.id, made_at=now))
    except IntegrityError:  # somebody else's change came a moment earlier
        raise Conflict() from None
    facts: dict[str, object] = {"kind": kind.value, "version": made.version, "role": role.value, "act": act.value, "signed": is_signed}
    audit.record(session, None, "routing_changed", facts, by=by, now=now)
    return made


def sign(session: Session, entity_id: int, kind: DataKind, *, since: int, reason: str, by: Actor, now: datetime) -> Row:
    """Sign the row as it stands. Raises as `change`."""
    row = table(session, entity_id).row(kind)
    return change(session, entity_id, kind, row.role, row.act, since=since, reason=reason, by=by, now=now, is_signed=True)
