"""Requests that are closed to a member of staff: those about themselves, and those restricted to others by name.

Invariant: whose a request is follows from the address that it was sent with or that was proven, by its keyed token; no name is compared.
"""

from __future__ import annotations

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.identity import normalise
from dsr.domain.staffing import Shut
from dsr.models import ContactPoint, IdentityRow, Request, RequestReader, Staff
from dsr.vault import Vault


def to(session: Session, member: Staff, *, vault: Vault) -> dict[int, Shut]:
    """The requests that are closed to them, in one statement."""
    own = select(IdentityRow.request_id, literal(Shut.OWN.value)).where(
        IdentityRow.kind == "email", IdentityRow.token == token_of(member, vault=vault))
    moved = select(ContactPoint.request_id, literal(Shut.OWN.value)).where(
        ContactPoint.token == vault.token("address", normalise("email", member.email, None)), ContactPoint.confirmed_at.is_not(None))
    theirs = select(RequestReader.request_id).where(RequestReader.staff_id == member.id)
    others = select(RequestReader.request_id, literal(Shut.NAMED.value)).where(RequestReader.request_id.not_in(theirs))
    rows = session.execute(union_all(own, moved, others)).all()
    return {request: Shut(why) for request, why in sorted(rows, key=lambda row: row[1] == Shut.OWN)}  # their own says so whatever else


def references(session: Session, by: Actor) -> dict[str, Shut]:
    """The same by reference, for what is shown; asked of the database only if anything is closed."""
    if not by.closed:
        return {}
    rows = session.execute(select(Request.id, Request.reference).where(Request.id.in_(by.closed)))
    return {reference: by.closed[request] for request, reference in rows}


def token_of(member: Staff, *, vault: Vault) -> str:
    """The token that a request with their address has (services.intake)."""
    return vault.token("identity", f"email:{normalise('email', member.email, None)}")
