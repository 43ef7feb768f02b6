"""Where a person can be reached: the email that letters go to, and the address that paper goes to.

Invariant: the newest point of a kind that has not ended counts; an email given later counts only once it is confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from dsr.domain.arrival import BY_HAND
from dsr.domain.identity import normalise
from dsr.models import ContactPoint, IdentityRow, Reach, Request, Transport
from dsr.services import cases
from dsr.services.keys import key_for, key_of
from dsr.vault import Handle, KeyClass, Vault

_CONFIRMING = frozenset({"confirm", "confirm_acted", "confirm_mailed", "reminder_confirm"})  # they go to the very address that they ask about


@dataclass(frozen=True, slots=True)
class Postal:
    """An address on paper. `is_confirmed`: it is on file, or a code that was posted there came back."""

    id: int
    text: str
    token: str
    is_confirmed: bool


def email_of(session: Session, request: Request, vault: Vault) -> str:
    """Where mails to the person go; empty where they gave no address. Raises VaultError."""
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    given = _given(session, request, case)
    return given if given is not None else cases.read(request, "email", case)


def confirmed(session: Session, request: Request, vault: Vault) -> tuple[str, ...]:
    """The emails that were confirmed by a button: the one that the person asked from, and the one given since."""
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    asked, given = cases.read(request, "email", case), _given(session, request, case)
    proven = exists().where(IdentityRow.request_id == request.id, IdentityRow.kind == "email", IdentityRow.proven_how.is_not(None),
                            IdentityRow.token == vault.token("identity", f"email:{normalise('email', asked, None)}"))
    is_asked = bool(asked) and bool(session.execute(select(proven)).scalar())
    found = ([asked] if is_asked else []) + ([given] if given is not None else [])
    return tuple({normalise("email", one, None): one for one in found}.values())


def way_to(session: Session, request: Request, letter: str, vault: Vault) -> tuple[Transport, str]:
    """How a letter reaches the person, and at which address: on paper who gave no email, or wrote on paper and has confirmed none yet."""
    email = email_of(session, request, vault)
    if not email:
        return Transport.POST, ""
    is_paper = request.channel in BY_HAND and letter not in _CONFIRMING and not _is_email_confirmed(session, request.id)
    if is_paper and postal(session, request.id, vault=vault) is not None:
        return Transport.POST, ""
    return Transport.MAIL, email


def postal(session: Session, request_id: int, *, vault: Vault) -> Postal | None:
    """The address that paper goes to."""
    newest = select(ContactPoint).where(ContactPoint.request_id == request_id, ContactPoint.reach == Reach.POST,
                                        ContactPoint.ended_at.is_(None)).order_by(ContactPoint.id.desc()).limit(1)
    point = session.execute(newest).scalar_one_or_none()
    if point is None:
        return None
    text = key_of(session, request_id, KeyClass.CASE, vault=vault).open(point.value, place(point.token)).decode()
    return Postal(point.id, text, point.token, point.confirmed_at is not None)


def set_postal(session: Session, request_id: int, text: str, *, now: datetime, vault: Vault) -> Postal:
    """This address takes the place of the one before; a new one is not confirmed. Raises InvalidInput."""
    plain = cases.clean("address", text, required=True)
    token = vault.token("address", " ".join(plain.casefold().split()))
    known = postal(session, request_id, vault=vault)
    if known is not None and known.token == token:
        return known
    session.execute(update(ContactPoint).where(ContactPoint.request_id == request_id, ContactPoint.reach == Reach.POST,
                                               ContactPoint.ended_at.is_(None)).values(ended_at=now))
    case = key_for(session, request_id, KeyClass.CASE, vault=vault, now=now)
    row = ContactPoint(request_id=request_id, reach=Reach.POST, value=case.seal(plain.encode(), place(token)), token=token, made_at=now)
    session.add(row)
    session.flush()
    return Postal(row.id, plain, token, is_confirmed=False)


def confirm(session: Session, point_id: int, *, now: datetime) -> None:
    """The address is the person's."""
    session.execute(update(ContactPoint).where(ContactPoint.id == point_id, ContactPoint.confirmed_at.is_(None)).values(confirmed_at=now))


def place(token: str) -> str:
    """What a sealed address is bound to."""
    return f"contact_point:{token}"


def _given(session: Session, request: Request, case: Handle) -> str | None:
    """The email that was given after the request and confirmed."""
    newest = select(ContactPoint).where(ContactPoint.request_id == request.id, ContactPoint.reach == Reach.EMAIL, ContactPoint.ended_at.is_(None),
                                        ContactPoint.confirmed_at.is_not(None)).order_by(ContactPoint.id.desc()).limit(1)
    point = session.execute(newest).scalar_one_or_none()
    return case.open(point.value, place(point.token)).decode() if point is not None else None


def _is_email_confirmed(session: Session, request_id: int) -> bool:
    proven = exists().where(IdentityRow.request_id == request_id, IdentityRow.kind == "email", IdentityRow.proven_how.is_not(None))
    given = exists().where(ContactPoint.request_id == request_id, ContactPoint.reach == Reach.EMAIL, ContactPoint.confirmed_at.is_not(None),
                           ContactPoint.ended_at.is_(None))
    return bool(session.execute(select(proven | given)).scalar())
