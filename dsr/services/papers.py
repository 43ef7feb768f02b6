"""What came on paper, as scans: the letter itself, or a mandate. Invariant: sealed in the store and in its title; each look is an event."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.uploads import Upload
from dsr.models import Paper, Representative, Request
from dsr.services import audit, load
from dsr.services.keys import key_for, key_of
from dsr.vault import Handle, KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a scan goes, and what seals it there. `taken` are there already."""

    path: str
    handle: Handle
    context: str
    taken: int


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan that is kept, opened as far as its name."""

    id: int
    title: str
    media_type: str
    size: int
    path: str
    handle: Handle
    context: str


def shelf(session: Session, reference: str, *, by: Actor, now: datetime, vault: Vault) -> Shelf:
    """Room for one more scan of a request. Raises NotFound, NotAllowed."""
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    path = f"paper-{request.id}/{secrets.token_hex(16)}"
    taken = session.execute(select(func.count()).select_from(Paper).where(Paper.request_id == request.id)).scalar_one()
    return Shelf(path, key_for(session, request.id, KeyClass.CASE, vault=vault, now=now), context(path), taken)


def keep(session: Session, reference: str, upload: Upload, *, path: str, size: int, digest: str, by: Actor, now: datetime, vault: Vault,
         representative_id: int | None = None) -> Paper:
    """A scan that lies sealed on its shelf. Raises NotFound, NotAllowed."""
    by.must(Capability.TRIAGE)
    if by.id is None:
        raise NotAllowed()
    request = load.request(session, reference)
    if representative_id is not None:
        _must_be_of(session, request, representative_id)
    case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
    row = Paper(request_id=request.id, representative_id=representative_id, title=case.seal(upload.name.encode(), f"{context(path)}:title"),
                media_type=upload.media_type, size=size, digest=digest, path=path, staff_id=by.id, made_at=now)
    session.add(row)
    session.flush()
    audit.record(session, request.id, "paper_kept", {"paper": row.id, "mandate": representative_id is not None}, by=by, now=now)
    return row


def opened(session: Session, reference: str, paper_id: int, *, by: Actor, now: datetime, vault: Vault) -> Scan:
    """A look at a scan. Raises NotFound, NotAllowed."""
    by.must(Capability.RECORDS)
    request = load.request(session, reference)
    row = session.get(Paper, paper_id)
    if row is None or row.request_id != request.id:
        raise NotFound()
    audit.record(session, request.id, "paper_viewed", {"paper": row.id}, by=by, now=now)
    return _scan(row, key_of(session, request.id, KeyClass.CASE, vault=vault))


def of(session: Session, request_id: int, *, vault: Vault, representative_id: int | None = None) -> tuple[Scan, ...]:
    """The scans of a request, or of one mandate; without their bytes."""
    wanted = select(Paper).where(Paper.request_id == request_id, Paper.representative_id.is_not_distinct_from(representative_id))
    found = session.execute(wanted.order_by(Paper.id)).scalars().all()
    case = key_of(session, request_id, KeyClass.CASE, vault=vault) if found else None
    return tuple(_scan(row, case) for row in found if case is not None)


def context(path: str) -> str:
    """What the sealed bytes of a scan are bound to."""
    return f"paper:{path}"


def _scan(row: Paper, case: Handle) -> Scan:
    title = case.open(row.title, f"{context(row.path)}:title").decode()
    return Scan(row.id, title, row.media_type, row.size, row.path, case, context(row.path))


def _must_be_of(session: Session, request: Request, representative_id: int) -> None:
    found = session.execute(select(Representative.request_id).where(Representative.id == representative_id)).scalar_one_or_none()
    if found != request.id:
        raise NotFound()
