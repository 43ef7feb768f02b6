"""Whether a proof that the employer could have of its own counts yet: an electronic identity, a mailbox that anybody can open, silence of a channel
on file. Apart from the work of comparing it (`recognition`), because whoever asks what is proven asks this."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.proof import Control, Method
from dsr.domain.tenancy import HowKnown
from dsr.models import IdentityRow, Proof


def mark(session: Session, request_id: int) -> str:
    """Of the identifiers that are proven now, and of when each was held: changed by whatever changes what is searched by. What sources told of lines
    while they were searched is of the very records that the others lead to: nobody has to look again for it."""
    rows = session.execute(select(IdentityRow.id, IdentityRow.token, IdentityRow.tenant, IdentityRow.starts_at, IdentityRow.ends_at).where(
        IdentityRow.request_id == request_id, IdentityRow.proven_how.is_not(None),
        IdentityRow.proven_how != HowKnown.SOURCE.value).order_by(IdentityRow.id))
    return hashlib.sha256(repr([tuple(map(str, row)) for row in rows]).encode()).hexdigest()


def is_compared(method: Method, control: Control) -> bool:
    """Whether it says nothing against the employer until names were compared: an employer has identities and mailboxes of its own, too, and may be on
    file itself."""
    return method is Method.EID or (control is Control.PERSON and method in (Method.EMAIL_LINK, Method.NOTICE))


def counts_as(row: Proof, now_proven: str) -> Control | None:
    """In whose hands a proof is taken to be; None for one that counts for nothing. What was not compared with what is proven now is the employer's,
    and an electronic identity is nobody's."""
    if not is_compared(row.method, row.control) or (row.is_recognised and row.looked_for == now_proven):
        return row.control
    return None if row.method is Method.EID else Control.EMPLOYER
