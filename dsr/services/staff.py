"""Who works here. Invariants: a wrong password and an unknown address take as long and say the same; a session is a keyed hash.

The password is checked between two transactions (`look_up`, `fits`, `sign_in`): argon2 is slow on purpose.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed
from dsr.models import SignInAttempt, Staff, StaffSession
from dsr.services.intake import normal_address
from dsr.vault import Vault

HASHER = PasswordHasher()
SHORTEST_PASSWORD = 12
LASTS = timedelta(hours=12)
IDLE = timedelta(hours=1)
SEEN_EVERY = timedelta(minutes=1)  # a look at a page is no reason to write more often
MOST_WRONG, WRONG_WITHIN = 10, timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Known:
    """What is needed to check a password without a session. `id` is None for an address that nobody has."""

    id: int | None
    password: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that holds. `is_due`: say with `seen` that it is in use."""

    actor: Actor
    is_due: bool


def add(session: Session, email: str, role: StaffRole, password: str, *, now: datetime) -> Staff:
    """A new member of staff. Raises InvalidInput (email, password), Conflict if the address is taken."""
    address = normal_address(email.strip()).lower()
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(field="password", problem="too_short")
    if session.execute(select(Staff.id).where(Staff.email == address)).scalar() is not None:
        raise Conflict()
    row = Staff(email=address, role=role, password=HASHER.hash(password), is_active=True, created_at=now)
    session.add(row)
    session.flush()
    return row


def named(session: Session, email: str) -> Actor:
    """Who works here under this address, for commands. Raises NotAllowed(reason=no_staff)."""
    row = session.execute(select(Staff).where(Staff.email == email.strip().lower(), Staff.is_active)).scalar_one_or_none()
    if row is None:
        raise NotAllowed(reason="no_staff")
    return Actor(ActorKind.STAFF, row.id, ROLES[row.role])


def look_up(session: Session, email: str) -> Known:
    """The member of staff with this address, or nobody, with a hash that no password fits."""
    row = session.execute(select(Staff).where(Staff.email == email.strip().lower(), Staff.is_active)).scalar_one_or_none()
    return Known(row.id, row.password) if row is not None else Known(None, _nobody())


def fits(known: Known, password: str) -> bool:
    """Whether the password is that one's; as slow for nobody."""
    try:
        return HASHER.verify(known.password, password) and known.id is not None
    except (VerificationError, InvalidHashError):
        return False


def sign_in(session: Session, email: str, known: Known, *, is_right: bool, now: datetime, vault: Vault) -> str:
    """The token of a new session. The caller commits also what is refused: attempts are kept. Raises NotAllowed(reason=signin)."""
    token = vault.token("sign_in", email.strip().lower())
    wrong = select(func.count()).select_from(SignInAttempt).where(
        SignInAttempt.token == token, SignInAttempt.at > now - WRONG_WITHIN, SignInAttempt.is_right.is_(False))
    is_let_in = is_right and known.id is not None and session.execute(wrong).scalar_one() < MOST_WRONG
    session.add(SignInAttempt(token=token, at=now, is_right=is_let_in))
    session.flush()
    if not is_let_in or known.id is None:
        raise NotAllowed(reason="signin")
    ticket = secrets.token_urlsafe(32)
    session.execute(delete(StaffSession).where(StaffSession.staff_id == known.id, StaffSession.expires_at <= now))
    session.add(StaffSession(staff_id=known.id, token_hash=vault.token("staff_session", ticket), created_at=now, seen_at=now, expires_at=now + LASTS))
    session.flush()
    return ticket


def current(session: Session, token: str, *, now: datetime, vault: Vault) -> Visit | None:
    """Who holds this session; None if it ended, was idle for long, or its holder no longer works here."""
    found = session.execute(
        select(StaffSession, Staff).join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.token_hash == vault.token("staff_session", token), StaffSession.expires_at > now, StaffSession.seen_at > now - IDLE,
               Staff.is_active)).one_or_none()
    if found is None:
        return None
    visit, person = found
    return Visit(Actor(ActorKind.STAFF, person.id, ROLES[person.role]), now - visit.seen_at >= SEEN_EVERY)


def seen(session: Session, token: str, *, now: datetime, vault: Vault) -> None:
    """The session was in use a moment ago."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == vault.token("staff_session", token)).values(seen_at=now))


def sign_out(session: Session, token: str, *, vault: Vault) -> None:
    """The session ends on the server, whoever kept a copy of the cookie."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == vault.token("staff_session", token)))


def _nobody() -> str:
    """A hash as costly as a real one, made once."""
    global _NOBODY
    if _NOBODY is None:
        _NOBODY = HASHER.hash(secrets.token_urlsafe(16))
    return _NOBODY


_NOBODY: str | None = None
