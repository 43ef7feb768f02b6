"""An electronic identity that was compared with our records, without a worker."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.proof import Method
from dsr.models import Proof
from dsr.services import recognised


def recognise(session: Session, request_id: int) -> None:
    """Its name is that of the records which are proven now. What is proven later makes it wait again, as in life."""
    for row in session.execute(select(Proof).where(Proof.request_id == request_id, Proof.method == Method.EID)).scalars():
        row.looked_for, row.is_recognised = recognised.mark(session, request_id), True
    session.flush()
