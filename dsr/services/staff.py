"""Who works here. Invariants: a wrong password and an unknown address take as long and say the same; a session is a keyed hash.

The password is checked between two transactions (`look_up`, `fits`, `sign_in`): argon2 is slow on purpose.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed
from dsr.domain.staffing import SecondFactor, Stage, Step, stage_after_password, takes_passwords
from dsr.models import SecondFactorRow, SignInAttempt, Staff, StaffSession
from dsr.services import closed
from dsr.services.intake import normal_address
from dsr.vault import Vault

HASHER = PasswordHasher()
SHORTEST_PASSWORD = 12
LASTS = timedelta(hours=12)
IDLE = timedelta(hours=1)
HALF_WAY = timedelta(minutes=15)  # from the password to the code, or until a second factor is set up
SEEN_EVERY = timedelta(minutes=1)  # a look at a page is no reason to write more often
MOST_WRONG, WRONG_WITHIN = 10, timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Known:
    """What is needed to check a password without a session. `id` is None for an address that nobody has."""

    id: int | None
    password: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that holds. `is_due`: say with `seen` that it is in use. Before it is whole it opens nothing but what makes it so."""

    actor: Actor
    is_due: bool
    stage: Stage
    is_enrolled: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """A new session: what the browser keeps, and how far its holder has come."""

    token: str
    stage: Stage


def add(session: Session, email: str, role: StaffRole, password: str, *, now: datetime) -> Staff:
    """A new member of staff. Raises InvalidInput (email, password), Conflict if the address is taken."""
    address = normal_address(email.strip()).lower()
    check_length(password)
    if session.execute(select(Staff.id).where(Staff.email == address)).scalar() is not None:
        raise Conflict()
    row = Staff(email=address, role=role, password=HASHER.hash(password), is_active=True, created_at=now)
    session.add(row)
    session.flush()
    return row


def check_length(password: str) -> None:
    """Raises InvalidInput(password, too_short)."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(field="password", problem="too_short")


def named(session: Session, email: str, *, vault: Vault) -> Actor:
    """Who works here under this address, for commands. Raises NotAllowed(reason=no_staff)."""
    row = session.execute(select(Staff).where(Staff.email == email.strip().lower(), Staff.is_active)).scalar_one_or_none()
    if row is None:
        raise NotAllowed(reason="no_staff")
    return actor_of(session, row, vault=vault)


def actor_of(session: Session, row: Staff, *, vault: Vault) -> Actor:
    """Somebody who works here, with what is closed to them."""
    return Actor(ActorKind.STAFF, row.id, ROLES[row.role], closed.to(session, row, vault=vault))


def look_up(session: Session, email: str) -> Known:
    """The member of staff with this address, or nobody, with a hash that no password fits."""
    row = session.execute(select(Staff).where(Staff.email == email.strip().lower(), Staff.is_active)).scalar_one_or_none()
    return Known(row.id, row.password) if row is not None and row.password else Known(None, _nobody())


def fits(known: Known, password: str) -> bool:
    """Whether the password is that one's; as slow for nobody."""
    try:
        return HASHER.verify(known.password, password) and known.id is not None
    except (VerificationError, InvalidHashError):
        return False


def sign_in(session: Session, email: str, known: Known, *, is_right: bool, now: datetime, vault: Vault,
            wish: SecondFactor = SecondFactor.OFF) -> Ticket:
    """A new session. The caller commits also what is refused: attempts are kept. Raises NotAllowed(reason=signin)."""
    is_let_in = attempt(session, email, Step.PASSWORD, is_right=is_right and known.id is not None, now=now, vault=vault)
    if not is_let_in or known.id is None:
        raise NotAllowed(reason="signin")
    return open_session(session, known.id, stage_after_password(wish, is_enrolled=is_enrolled(session, known.id)), now=now, vault=vault)


def attempt(session: Session, email: str, step: Step, *, is_right: bool, now: datetime, vault: Vault) -> bool:
    """Whether a try at the door succeeds: it is kept, and after many wrong ones a right one fails too, whatever was tried wrongly."""
    is_let_in = is_right and attempt_is_open(session, email, now=now, vault=vault)
    session.add(SignInAttempt(token=door_token(vault, email), at=now, step=step, is_right=is_let_in))
    session.flush()
    return is_let_in


def attempt_is_open(session: Session, email: str, *, now: datetime, vault: Vault) -> bool:
    """Whether there were few wrong tries of late for this address."""
    wrong = select(func.count()).select_from(SignInAttempt).where(
        SignInAttempt.token == door_token(vault, email), SignInAttempt.at > now - WRONG_WITHIN, SignInAttempt.is_right.is_(False))
    return session.execute(wrong).scalar_one() < MOST_WRONG


def door_token(vault: Vault, email: str) -> str:
    """Of an address that was typed at the door."""
    return vault.token("sign_in", email.strip().lower())


def open_session(session: Session, staff_id: int, stage: Stage, *, now: datetime, vault: Vault) -> Ticket:
    """A session from here on; old ones that are over go."""
    ticket = secrets.token_urlsafe(32)
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.expires_at <= now))
    session.add(StaffSession(staff_id=staff_id, token_hash=vault.token("staff_session", ticket), stage=stage, created_at=now, seen_at=now,
                             expires_at=now + (LASTS if stage is Stage.WHOLE else HALF_WAY)))
    session.flush()
    return Ticket(ticket, stage)


def is_enrolled(session: Session, staff_id: int) -> bool:
    """Whether they have a second factor that they have used once."""
    wanted = select(SecondFactorRow.id).where(SecondFactorRow.staff_id == staff_id, SecondFactorRow.confirmed_at.is_not(None))
    return session.execute(wanted).scalar() is not None


def takes_password(session: Session, *, is_wished: bool) -> bool:
    """Whether a password opens the door. Where it is not wished it does until an administrator came in by single sign-on."""
    wanted = select(Staff.id).where(Staff.role == StaffRole.ADMIN, Staff.is_active, Staff.subject.is_not(None)).limit(1)
    return takes_passwords(is_wished=is_wished, by_sso=not is_wished and session.execute(wanted).scalar() is not None)


def current(session: Session, token: str, *, now: datetime, vault: Vault) -> Visit | None:
    """Who holds this session; None if it ended, was idle for long, or its holder no longer works here."""
    enrolled = exists().where(SecondFactorRow.staff_id == Staff.id, SecondFactorRow.confirmed_at.is_not(None))
    found = session.execute(
        select(StaffSession, Staff, enrolled).join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.token_hash == vault.token("staff_session", token), StaffSession.expires_at > now, StaffSession.seen_at > now - IDLE,
               Staff.is_active)).one_or_none()
    if found is None:
        return None
    visit, person, has_second = found
    return Visit(actor_of(session, person, vault=vault), now - visit.seen_at >= SEEN_EVERY, visit.stage, has_second)


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
