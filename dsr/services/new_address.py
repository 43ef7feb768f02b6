"""Letters are to go to another mailbox: only once its reader and that of the old one have pressed a button each.

A link to an answer is worth something together with the pick-up code; whoever knows the code must not be able to send the link to themselves. Who
cannot read the old mailbox any more is helped by staff. Invariant: until both have agreed, every letter goes to the old address.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT
from dsr.domain.errors import Conflict, InvalidInput, NotFound
from dsr.domain.identity import normalise
from dsr.domain.words import State
from dsr.models import ContactPoint, Reach, Request
from dsr.services import audit, contact_points, entities, lookalikes, notify, person
from dsr.services.intake import normal_address
from dsr.services.keys import key_for, key_of
from dsr.vault import KeyClass, Vault

NEW, OLD = "address_new", "address_old"  # the letters, and the purposes of the keyed hashes of their links


@dataclass(frozen=True, slots=True)
class Link:
    """An open link. `is_old`: its reader is asked to let the letters go elsewhere."""

    point_id: int
    request_id: int
    is_old: bool


def propose(session: Session, token: str, email: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """Write to both mailboxes; what was proposed before is forgotten. The same words whatever the address is.

    Raises NotFound, Conflict (the request is closed, or no address was confirmed yet), InvalidInput (email).
    """
    request = person.opened(session, token, now=now, vault=vault)
    address, old = normal_address(email.strip()), contact_points.email_of(session, request, vault)
    if request.confirmed_at is None or not old or all(part.state is State.CLOSED for part in request.parts):
        raise Conflict()
    if normalise("email", address, None) == normalise("email", old, None):
        raise InvalidInput(field="email", problem="there_already")
    _forget(session, request.id, now)
    point_token = vault.token("address", normalise("email", address, None))
    case, new, agree = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now), secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    sealed = case.seal(address.encode(), contact_points.place(point_token))
    row = ContactPoint(
        request_id=request.id, reach=Reach.EMAIL, value=sealed, token=point_token, made_at=now,
        confirm_hash=vault.token(NEW, new), agree_hash=vault.token(OLD, agree), confirm_until=now + timedelta(days=settings.link_days))
    session.add(row)
    session.flush()
    audit.record(session, request.id, "address_proposed", {"point": row.id}, by=SUBJECT, now=now)
    domain, facts = entities.mail_domain(settings), notify.greeting(session, request, vault=vault)
    for letter, to, secret, said in ((NEW, address, new, {"first_name": ""}), (OLD, old, agree, facts)):  # a stranger's mailbox learns no name
        notify.write(session, request, letter, occasion=f"{letter}:{row.id}", context={**said, "token": secret}, to=to, now=now, vault=vault,
                     domain=domain)


def waiting(session: Session, request: Request, vault: Vault) -> str:
    """The address that waits for the two buttons; empty for none. Raises VaultError."""
    row = session.execute(_open(request.id)).scalars().first()
    if row is None:
        return ""
    return key_of(session, request.id, KeyClass.CASE, vault=vault).open(row.value, contact_points.place(row.token)).decode()


def peek(session: Session, token: str, *, now: datetime, vault: Vault) -> Link | None:
    """What a link of one of the two letters opens; None for one that never was, was used, or is too old."""
    new, old = vault.token(NEW, token), vault.token(OLD, token)
    row = session.execute(select(ContactPoint).where(
        or_(ContactPoint.confirm_hash == new, ContactPoint.agree_hash == old), ContactPoint.confirmed_at.is_(None), ContactPoint.ended_at.is_(None),
        ContactPoint.confirm_until > now)).scalar_one_or_none()
    return Link(row.id, row.request_id, row.agree_hash == old) if row is not None else None


def press(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> bool:
    """One of the two readers agrees; the link is dead after that. Whether both have. Raises NotFound."""
    row, is_old = _locked(session, token, now, vault)
    if is_old:
        row.agree_hash = None
    else:
        row.confirm_hash = None
    is_done = row.agree_hash is None and row.confirm_hash is None
    if is_done:
        session.execute(update(ContactPoint).where(
            ContactPoint.request_id == row.request_id, ContactPoint.reach == Reach.EMAIL, ContactPoint.confirmed_at.is_not(None),
            ContactPoint.ended_at.is_(None)).values(ended_at=now))
        row.confirmed_at = now
    session.flush()
    audit.record(session, row.request_id, "address_changed" if is_done else "address_agreed", {"point": row.id}, by=SUBJECT, now=now)
    if is_done:
        case = key_of(session, row.request_id, KeyClass.CASE, vault=vault)
        address = case.open(row.value, contact_points.place(row.token)).decode()
        lookalikes.look(session, row.request_id, address, now=now, vault=vault, settings=settings)
    return is_done


def refuse(session: Session, token: str, *, now: datetime, vault: Vault) -> None:
    """One of the two readers says no: nothing changes. Raises NotFound."""
    row, _ = _locked(session, token, now, vault)
    _forget(session, row.request_id, now)
    audit.record(session, row.request_id, "address_refused", {"point": row.id}, by=SUBJECT, now=now)


def _open(request_id: int) -> Select[ContactPoint]:
    return select(ContactPoint).where(ContactPoint.request_id == request_id, ContactPoint.reach == Reach.EMAIL, ContactPoint.confirmed_at.is_(None),
                                      ContactPoint.ended_at.is_(None)).order_by(ContactPoint.id.desc())


def _locked(session: Session, token: str, now: datetime, vault: Vault) -> tuple[ContactPoint, bool]:
    """What the link is of, and whether it is that of the old mailbox; looked up again once nobody else can use it."""
    found = peek(session, token, now=now, vault=vault)
    if found is not None:
        session.execute(select(Request.id).where(Request.id == found.request_id).with_for_update())
        session.expire_all()
        found = peek(session, token, now=now, vault=vault)
    if found is None:
        raise NotFound()
    return session.get_one(ContactPoint, found.point_id, with_for_update=True), found.is_old


def _forget(session: Session, request_id: int, now: datetime) -> None:
    """What was proposed and not agreed to ends, with its links."""
    for row in session.execute(_open(request_id)).scalars():
        row.ended_at, row.confirm_hash, row.agree_hash = now, None, None
    session.flush()
