"""The representatives of a request, for the desk. A look changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.errors import NotFound
from dsr.domain.mandate import hears, receives
from dsr.domain.words import Right, State
from dsr.models import Request
from dsr.services import cases, mandates, papers, proofs
from dsr.services.keys import key_of
from dsr.services.mandates import Line
from dsr.services.papers import Scan
from dsr.vault import KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Acts:
    """One of them, what they hear and get today, and the scans of the mandate."""

    line: Line
    is_told: bool
    is_given: bool
    scans: tuple[Scan, ...]


@dataclass(frozen=True, slots=True)
class Page:
    reference: str
    name: str
    rights: tuple[Right, ...]
    is_proven: bool
    is_open: bool            # something is still to be answered
    acts: tuple[Acts, ...]


def page(session: Session, reference: str, *, now: datetime, vault: Vault) -> Page:
    """Raises NotFound."""
    request = session.execute(select(Request).where(Request.reference == reference)).scalar_one_or_none()
    if request is None:
        raise NotFound()
    today, rights = mandates.today(session, request, now), tuple(dict.fromkeys(part.right for part in request.parts))
    acts = tuple(Acts(line, any(hears(line.mandate, right, today) for right in rights), any(receives(line.mandate, right, today) for right in rights),
                      papers.of(session, request.id, vault=vault, representative_id=line.id))
                 for line in mandates.of(session, request.id, vault=vault))
    return Page(request.reference, cases.read(request, "name", key_of(session, request.id, KeyClass.CASE, vault=vault)), rights,
                bool(proofs.shown(session, request.id)), any(part.state is not State.CLOSED for part in request.parts), acts)
