"""An address that only looks like a customer's is flagged to staff. Invariant: whoever asks sees nothing different, and is refused nothing by it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dsr.domain.actor import SYSTEM
from dsr.domain.mail_domain import of_address
from dsr.domain.proof import Doubt
from dsr.services import companies, doubts
from dsr.vault import Vault


def look(session: Session, request_id: int, address: str, *, now: datetime, vault: Vault) -> None:
    """Doubt who asks if the domain of the address only looks like a customer's; the doubt says which customer's."""
    meant = companies.lookalike(session, of_address(address))
    if meant is not None:
        doubts.raise_doubt(session, request_id, Doubt.LOOKALIKE, by=SYSTEM, now=now, vault=vault, words=meant.name)
