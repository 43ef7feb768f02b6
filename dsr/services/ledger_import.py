"""What collections told of lines while they were searched becomes part of the request's ledger.

Invariant: what a collection said before and says no more is taken back; what staff took back is not stated again by any import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import SYSTEM
from dsr.domain.dataset import Address, Source
from dsr.domain.tenancy import Holder, HowKnown, Line, Told, told_by
from dsr.models import Tenancy
from dsr.services import audit, ledger
from dsr.services.stage import Collected, StageOrder
from dsr.vault import Vault


@dataclass(frozen=True, slots=True)
class Learned:
    """What a stage told, which collections it was told by whole, and of which companies; None among these: of every one. `heard`: of which lines each
    was asked who else has them. `deciders` are companies that decide about some of what was found."""

    told: frozenset[Told]
    whole: frozenset[Address]
    tenants: frozenset[str | None]
    heard: frozenset[tuple[Address, Line]] = frozenset()
    deciders: frozenset[str] = frozenset()


def learned(order: StageOrder, source: Source, given: Collected) -> Learned | None:
    """What is to be kept of a stage; None where nothing was asked of lines."""
    if order.ledger is None:
        return None
    dated = frozenset(one.address for one in source.collections() if told_by(one) is not None and one.valid is not None)
    whole = dated & given.found.keys()
    if not (given.told or whole or given.deciders):
        return None
    return Learned(frozenset(given.told), whole, frozenset(one.tenant for one in order.identities), frozenset(given.heard),
                   frozenset(given.deciders))


def learn(session: Session, request_id: int, given: Learned, *, now: datetime, vault: Vault) -> bool:
    """Bring the ledger in step with what was told. Whether it was said before, and is no more, that somebody else had a line: the search that told
    it has not looked there."""
    before = select(Tenancy).where(Tenancy.request_id == request_id, Tenancy.how == HowKnown.SOURCE).order_by(Tenancy.id)
    known = {(*ledger.said_by(row), row.source_key, row.collection): row for row in session.execute(before).scalars()
             if row.revoked_at is None or row.revoked_by is not None}
    told = {(*ledger.said(one.line, one.holder, one.window, vault), one.source_key, str(one.address)): one for one in given.told}
    new = [one for said, one in told.items() if said not in known]
    heard = {(str(address), line.kind, ledger.token_of(line.kind, line.value, vault), line.tenant) for address, line in given.heard}
    gone = [row for said, row in known.items() if said not in told and row.revoked_at is None and _is_asked(row, given, heard)]
    for row in gone:
        row.revoked_at = now
    changed = gone + [ledger.keep(session, request_id, one.line, one.holder, one.window, HowKnown.SOURCE, now=now, vault=vault,
                                  source_key=one.source_key, collection=str(one.address)) for one in sorted(new, key=str)]
    if changed:
        audit.record(session, request_id, "lines_imported", {"stated": len(new), "taken_back": len(gone)}, by=SYSTEM, now=now)
    for kind, token in sorted({(row.kind, row.token) for row in changed}):
        ledger.renew(session, request_id, kind, token)
    return any(row.holder is not Holder.SUBJECT for row in gone)


def _is_asked(row: Tenancy, given: Learned, heard: set[tuple[str, str, str, str | None]]) -> bool:
    """Whether the collection would have said it again. Of the person it says all, if it was asked about that company; of others only who has a line
    that it was asked about, and about one that is shut nobody asks."""
    if row.holder is not Holder.SUBJECT:
        return any((row.collection, row.kind, row.token, tenant) in heard for tenant in (row.tenant, None))
    is_here = row.collection in {str(one) for one in given.whole}
    return is_here and (None in given.tenants or row.tenant is None or row.tenant in given.tenants)
