"""Staff come in by single sign-on. Begun in one browser, finished in the same, once.

Invariants: nobody gets an account, or in, whom no role is mapped to; what the directory says of the role holds from this sign-in on, but the last
administrator stays one; who was disabled here stays out, whatever the directory says.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dsr.domain.actor import SYSTEM
from dsr.domain.capability import StaffRole
from dsr.domain.errors import InvalidInput, NotAllowed, NotFound
from dsr.domain.staffing import Post, Stage, Step, role_of
from dsr.eid.base import Attempt
from dsr.eid.staff import Colleague
from dsr.models import SignInAttempt, SingleSignOn, Staff
from dsr.services import staff, staff_events, staffing
from dsr.services.intake import normal_address
from dsr.services.staff import Ticket
from dsr.vault import Vault

LASTS = timedelta(minutes=10)
_BACK = "/desk/sign-in/sso/back"


def back_to(public_url: str) -> str:
    """The one address that the provider sends staff back to."""
    return public_url.rstrip("/") + _BACK


def begin(session: Session, browser: str, *, public_url: str, now: datetime, vault: Vault) -> Attempt:
    """A try; `browser` is a secret that only this browser's cookie holds."""
    session.execute(delete(SingleSignOn).where(SingleSignOn.expires_at <= now))
    state = secrets.token_urlsafe(24)
    session.add(SingleSignOn(state_hash=_hash(vault, browser, state), expires_at=now + LASTS))
    session.flush()
    return _attempt(vault, browser, state, public_url)


def claim(session: Session, browser: str, state: str, *, public_url: str, now: datetime, vault: Vault) -> Attempt:
    """Take the try that came back; nobody can take it again. Raises NotFound: never begun here, too late, or taken."""
    taken = session.execute(delete(SingleSignOn).where(SingleSignOn.state_hash == _hash(vault, browser, state), SingleSignOn.expires_at > now))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE's result has it
        raise NotFound()
    return _attempt(vault, browser, state, public_url)


def settle(session: Session, said: Colleague, roles: Mapping[str, StaffRole], *, now: datetime, vault: Vault) -> Ticket:
    """A session that is whole: the provider asked for whatever it wants asked. The caller commits also what is refused.

    Raises NotAllowed(reason=sso).
    """
    role, row = role_of(said.values, roles), _found(session, said, vault)
    if role is not None and row is None:
        row = _made(session, said, role, now=now, vault=vault)
    is_in = role is not None and row is not None and row.is_active
    session.add(SignInAttempt(token=staff.door_token(vault, row.email if row is not None else said.email), at=now, step=Step.SSO, is_right=is_in))
    session.flush()
    if role is None or row is None or not is_in:
        raise NotAllowed(reason="sso")
    row.subject = _subject(vault, said)
    _take_role(session, row, role, now=now)
    return staff.open_session(session, row.id, Stage.WHOLE, now=now, vault=vault)


def _found(session: Session, said: Colleague, vault: Vault) -> Staff | None:
    """By what the provider always calls them; the first time by their address, if nobody else came in with it."""
    known = session.execute(select(Staff).where(Staff.subject == _subject(vault, said)).with_for_update()).scalar_one_or_none()
    if known is not None or not said.email:
        return known
    return session.execute(select(Staff).where(Staff.email == said.email, Staff.subject.is_(None)).with_for_update()).scalar_one_or_none()


def _made(session: Session, said: Colleague, role: StaffRole, *, now: datetime, vault: Vault) -> Staff | None:
    """A member without a password; None without an address, or where somebody has it who is another one to the provider."""
    try:
        row = Staff(email=normal_address(said.email).lower(), role=role, password="", subject=_subject(vault, said), is_active=True, created_at=now)
        with session.begin_nested():
            session.add(row)
    except (InvalidInput, IntegrityError):
        return None
    staff_events.record(session, "staff_added", row.id, by=SYSTEM, now=now, role=role.value, how="sso")
    return row


def _take_role(session: Session, row: Staff, role: StaffRole, *, now: datetime) -> None:
    if row.role is role:
        return
    try:
        staffing.check_door(session, row, Post(role, row.is_active))
    except NotAllowed:
        staff_events.record(session, "staff_role_kept", row.id, by=SYSTEM, now=now, role=role.value)
        return
    before, row.role = row.role, role
    staff_events.record(session, "staff_role_changed", row.id, by=SYSTEM, now=now, before=before.value, role=role.value, how="sso")


def _subject(vault: Vault, said: Colleague) -> str:
    return vault.token("sso", f"{said.issuer}\0{said.subject}")


def _hash(vault: Vault, browser: str, state: str) -> str:
    """Of a state in one browser: brought back by another it is unknown."""
    return vault.token("sso_state", f"{browser}:{state}")


def _attempt(vault: Vault, browser: str, state: str, public_url: str) -> Attempt:
    """Nonce and verifier follow from browser and state, so that they need not be kept anywhere."""
    bound = f"{browser}:{state}"
    return Attempt(state=state, nonce=vault.token("sso_nonce", bound), verifier=vault.token("sso_verifier", bound), back_to=back_to(public_url))
