"""Mandates as they stand: who may hear of a request, and who may have its answer. Reads, and what the verbs about them share.

Invariant: names and addresses of representatives are sealed with the case; what goes to a company never asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.mandate import Mandate, hears, receives
from dsr.domain.words import Right
from dsr.models import LegalEntity, Representative, Request
from dsr.services.keys import key_for, key_of
from dsr.vault import Handle, KeyClass, Vault

FIELDS = ("name", "email", "organisation")


@dataclass(frozen=True, slots=True)
class Acting:
    """Who says that they act for somebody, as typed."""

    name: str
    email: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A representative, opened."""

    id: int
    acting: Acting
    mandate: Mandate
    asked_at: datetime | None
    agreed_at: datetime | None
    can_ask: bool


def claim(session: Session, request: Request, acting: Acting, *, today: date, now: datetime, vault: Vault) -> Representative:
    """Note who asks for the person. Until staff have read a mandate it gives nothing."""
    row = Representative(request_id=request.id, name=b"", email=b"", organisation=b"", scope="", may_receive=False, starts_on=today, made_at=now)
    session.add(row)
    session.flush()
    case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
    for field in FIELDS:
        setattr(row, field, case.seal(getattr(acting, field).encode(), place(row, field)))
    session.flush()
    return row


def of(session: Session, request_id: int, *, vault: Vault) -> tuple[Line, ...]:
    """All of a request, the oldest first."""
    rows = session.execute(select(Representative).where(Representative.request_id == request_id).order_by(Representative.id)).scalars().all()
    case = key_of(session, request_id, KeyClass.CASE, vault=vault) if rows else None
    return tuple(Line(row.id, acting(row, case), mandate(row), row.asked_at, row.agreed_at, can_ask(row)) for row in rows if case is not None)


def hearing(session: Session, request: Request, rights: frozenset[Right], *, now: datetime, vault: Vault) -> tuple[Line, ...]:
    """Those who are told that we have written to the person."""
    day = today(session, request, now)
    return tuple(line for line in of(session, request.id, vault=vault) if any(hears(line.mandate, right, day) for right in rights))


def receiving(session: Session, request: Request, right: Right, *, now: datetime, vault: Vault) -> tuple[Line, ...]:
    """Those who may have the answer."""
    day = today(session, request, now)
    return tuple(line for line in of(session, request.id, vault=vault) if receives(line.mandate, right, day))


def holds(session: Session, representative_id: int, right: Right, *, now: datetime) -> bool:
    """Whether that one may open the answer now."""
    row = session.get_one(Representative, representative_id, populate_existing=True)
    return receives(mandate(row), right, today(session, session.get_one(Request, row.request_id), now))


def can_ask(row: Representative) -> bool:
    """Whether the mandate may be asked for: once, while none was read."""
    return row.checked_by is None and row.revoked_at is None and row.asked_at is None


def mandate(row: Representative) -> Mandate:
    return Mandate(scope=frozenset(map(Right, row.scope.split())), may_receive=row.may_receive, starts_on=row.starts_on, ends_on=row.ends_on,
                   is_checked=row.checked_by is not None, is_confirmed=row.confirmed_at is not None, is_revoked=row.revoked_at is not None)


def acting(row: Representative, case: Handle) -> Acting:
    return Acting(*(case.open(getattr(row, field), place(row, field)).decode() for field in FIELDS))


def place(row: Representative, field: str) -> str:
    """What a sealed field of a representative is bound to."""
    return f"representative:{row.id}:{field}"


def code_place(representative_id: int, code: str) -> str:
    """What the keyed hash of a representative's code is made of; bound to them, so that it opens nobody else's."""
    return f"{representative_id}:{code}"


def today(session: Session, request: Request, now: datetime) -> date:
    """The day where the answering entity is."""
    return now.astimezone(ZoneInfo(session.get_one(LegalEntity, request.entity_id).timezone)).date()
