"""Addresses that may be a stranger's, flagged to staff: the domain only looks like a customer's, or lapsed and may be anybody's by now.

Invariant: whoever asks sees nothing different, and is refused nothing by it at once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM
from dsr.domain.mail_domain import of_address
from dsr.domain.proof import Doubt
from dsr.services import companies, doubts, entities
from dsr.text import translator
from dsr.vault import Vault


def look(session: Session, request_id: int, address: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """Doubt who asks if the address may be a stranger's; the doubt says which customer is meant, or that the domain lapsed."""
    domain = of_address(address)
    meant = companies.lookalike(session, domain)
    if meant is not None:
        doubts.raise_doubt(session, request_id, Doubt.LOOKALIKE, by=SYSTEM, now=now, vault=vault, words=meant.name)
    if has_lapsed(session, address, now=now, settings=settings):
        words = translator(settings.entity_language)("doubt.address_lapsed")
        doubts.raise_doubt(session, request_id, Doubt.OTHER, by=SYSTEM, now=now, vault=vault, words=words)


def has_lapsed(session: Session, address: str, *, now: datetime, settings: Settings) -> bool:
    """Whether anybody may own the domain of the address by now: then no link that opens something goes there."""
    return companies.has_lapsed(session, of_address(address), today=now.astimezone(entities.zone(settings)).date())
