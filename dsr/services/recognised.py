"""Whether an electronic identity counts yet. Apart from the work of comparing it (`recognition`), because whoever asks what is proven asks this."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.proof import Method
from dsr.domain.tenancy import HowKnown
from dsr.models import IdentityRow, Proof


def mark(session: Session, request_id: int) -> str:
    """Of the identifiers that are proven now, and of when each was held: changed by whatever changes what is searched by. What sources told of lines
    while they were searched is of the very records that the others lead to: nobody has to look again for it."""
    rows = session.execute(select(IdentityRow.id, IdentityRow.token, IdentityRow.tenant, IdentityRow.starts_at, IdentityRow.ends_at).where(
        IdentityRow.request_id == request_id, IdentityRow.proven_how.is_not(None),
        IdentityRow.proven_how != HowKnown.SOURCE.value).order_by(IdentityRow.id))
    return hashlib.sha256(repr([tuple(map(str, row)) for row in rows]).encode()).hexdigest()


def counts(row: Proof, now_proven: str) -> bool:
    """Whether a proof is to be counted: an electronic identity only once it was compared with what is proven now."""
    return row.method is not Method.EID or (row.is_recognised and row.looked_for == now_proven)
