"""A second factor beside the password: codes of a device, and recovery codes for the day when it is lost.

Invariants: the secret is shown until it was used once and never after; a code opens once; a wrong one counts like a wrong password.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from dsr.domain import reference as references
from dsr.domain import totp
from dsr.domain.actor import Actor
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.staffing import SecondFactor, Stage, Step
from dsr.models import RecoveryCode, SecondFactorRow, Staff, StaffSession
from dsr.services import staff, staff_events
from dsr.services.staff import Ticket
from dsr.vault import Handle, Vault

RECOVERY_CODES = 10


@dataclass(frozen=True, slots=True)
class Offer:
    """What a device is given: as text, and as the address that a QR code holds."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class State:
    """How it stands with a member. `codes_left` are recovery codes that were not used."""

    is_enrolled: bool
    is_offered: bool
    codes_left: int


def state(session: Session, staff_id: int) -> State:
    row = _row(session, staff_id)
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return State(row is not None and row.confirmed_at is not None, row is not None and row.confirmed_at is None, session.execute(left).scalar_one())


def begin(session: Session, *, by: Actor, now: datetime, vault: Vault) -> None:
    """A new secret, offered until its first code came. Raises Conflict for who has a second factor: it is taken off first."""
    member = _member(session, by)
    row = _row(session, member.id)
    if row is not None and row.confirmed_at is not None:
        raise Conflict()
    session.execute(delete(SecondFactorRow).where(SecondFactorRow.staff_id == member.id))
    master_id, wrapped = vault.wrap(Handle(secrets.token_bytes(totp.SECRET_BYTES)), _place(member.id))
    session.add(SecondFactorRow(staff_id=member.id, master_id=master_id, wrapped=wrapped, made_at=now))
    session.flush()


def offered(session: Session, *, by: Actor, issuer: str, vault: Vault) -> Offer:
    """What was begun. Raises NotFound if nothing was, or it is in use already: a secret in use is never shown."""
    member = _member(session, by)
    row = _row(session, member.id)
    if row is None or row.confirmed_at is not None:
        raise NotFound()
    secret = _secret(row, vault)
    return Offer(secret, totp.address(secret, account=member.email, issuer=issuer))


def confirm(session: Session, code: str, *, by: Actor, now: datetime, vault: Vault) -> tuple[str, ...]:
    """The device makes the right codes: from now on it is asked for. Gives the recovery codes, which are shown this once.

    Raises NotFound (nothing was begun), InvalidInput(code).
    """
    member = _member(session, by)
    row = _row(session, member.id)
    if row is None or row.confirmed_at is not None:
        raise NotFound()
    step = totp.fitting_step(_secret(row, vault), code, now=now, after=row.last_step)
    if step is None:
        raise InvalidInput(field="code", problem="wrong_code")
    row.confirmed_at, row.last_step = now, step
    staff_events.record(session, "second_factor_set", member.id, by=by, now=now)
    return _new_codes(session, member.id, vault)


def enter(session: Session, token: str, code: str, *, now: datetime, vault: Vault) -> Ticket:
    """The code after the password: a session that is whole. The caller commits also what is refused.

    Raises NotFound (no session waits for a code), NotAllowed(reason=wrong_code).
    """
    visit = staff.current(session, token, now=now, vault=vault)
    if visit is None or visit.stage is not Stage.CODE:
        raise NotFound()
    member = _member(session, visit.actor)
    if not _is_let_in(session, member, code, now=now, vault=vault):
        raise NotAllowed(reason="wrong_code")
    session.execute(delete(StaffSession).where(StaffSession.token_hash == vault.token("staff_session", token)))
    return staff.open_session(session, member.id, Stage.WHOLE, now=now, vault=vault)


def whole(session: Session, token: str, *, by: Actor, now: datetime, vault: Vault) -> Ticket | None:
    """After a second factor was set up: who had to before anything else is let in; None for who was in before."""
    mine = StaffSession.staff_id == by.id, StaffSession.stage == Stage.ENROL
    found = session.execute(delete(StaffSession).where(*mine, StaffSession.token_hash == vault.token("staff_session", token)))
    if found.rowcount != 1 or by.id is None:  # type: ignore[attr-defined]  # a DELETE's result has it
        return None
    return staff.open_session(session, by.id, Stage.WHOLE, now=now, vault=vault)


def renew_codes(session: Session, code: str, *, by: Actor, now: datetime, vault: Vault) -> tuple[str, ...]:
    """New recovery codes for the old ones. The caller commits also what is refused. Raises NotAllowed(reason=wrong_code)."""
    member = _member(session, by)
    if not _is_let_in(session, member, code, now=now, vault=vault):
        raise NotAllowed(reason="wrong_code")
    staff_events.record(session, "recovery_codes_made", member.id, by=by, now=now)
    return _new_codes(session, member.id, vault)


def take_off(session: Session, code: str, *, by: Actor, now: datetime, vault: Vault, wish: SecondFactor) -> None:
    """Without it again, or to set another device up; where it is required, the sessions end and the next sign-in asks for a new one.

    The caller commits also what is refused. Raises NotAllowed(reason=wrong_code).
    """
    member = _member(session, by)
    if not _is_let_in(session, member, code, now=now, vault=vault):
        raise NotAllowed(reason="wrong_code")
    forget(session, member.id)
    if wish is SecondFactor.REQUIRED:
        session.execute(delete(StaffSession).where(StaffSession.staff_id == member.id))
    staff_events.record(session, "second_factor_taken_off", member.id, by=by, now=now)


def forget(session: Session, staff_id: int) -> None:
    """Their device and their recovery codes open nothing any more."""
    session.execute(delete(SecondFactorRow).where(SecondFactorRow.staff_id == staff_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def _is_let_in(session: Session, member: Staff, code: str, *, now: datetime, vault: Vault) -> bool:
    """Looked at only as long as the door is not held shut by wrong tries: a right code that is turned away must not be used up."""
    if not staff.attempt_is_open(session, member.email, now=now, vault=vault):
        return staff.attempt(session, member.email, Step.CODE, is_right=False, now=now, vault=vault)
    is_right = _uses_code(session, member.id, code, now=now, vault=vault) or _uses_recovery(session, member.id, code, now=now, vault=vault)
    return staff.attempt(session, member.email, Step.CODE, is_right=is_right, now=now, vault=vault)


def _uses_code(session: Session, staff_id: int, code: str, *, now: datetime, vault: Vault) -> bool:
    """Compare and swap: of two who send the same code at once, one comes in."""
    row = _row(session, staff_id)
    if row is None or row.confirmed_at is None:
        return False
    step = totp.fitting_step(_secret(row, vault), code, now=now, after=row.last_step)
    if step is None:
        return False
    newer = or_(SecondFactorRow.last_step.is_(None), SecondFactorRow.last_step < step)
    done = session.execute(update(SecondFactorRow).where(SecondFactorRow.id == row.id, newer).values(last_step=step))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _uses_recovery(session: Session, staff_id: int, code: str, *, now: datetime, vault: Vault) -> bool:
    typed = references.normal_code(code)
    if typed is None:
        return False
    mine = RecoveryCode.staff_id == staff_id, RecoveryCode.code_hash == _hash(vault, staff_id, typed), RecoveryCode.used_at.is_(None)
    done = session.execute(update(RecoveryCode).where(*mine).values(used_at=now))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _new_codes(session: Session, staff_id: int, vault: Vault) -> tuple[str, ...]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = tuple(references.new_code(secrets.token_bytes(references.RANDOM_BYTES)) for _ in range(RECOVERY_CODES))
    session.add_all(_kept(vault, staff_id, codes))
    session.flush()
    return codes


def _kept(vault: Vault, staff_id: int, codes: tuple[str, ...]) -> Iterator[RecoveryCode]:
    for code in codes:
        yield RecoveryCode(staff_id=staff_id, code_hash=_hash(vault, staff_id, references.normal_code(code) or ""))


def _hash(vault: Vault, staff_id: int, code: str) -> str:
    return vault.token("recovery", f"{staff_id}:{code}")


def _member(session: Session, by: Actor) -> Staff:
    row = session.get(Staff, by.id) if by.id is not None else None
    if row is None:
        raise NotFound()
    return row


def _row(session: Session, staff_id: int) -> SecondFactorRow | None:
    return session.execute(select(SecondFactorRow).where(SecondFactorRow.staff_id == staff_id)).scalar_one_or_none()


def _secret(row: SecondFactorRow, vault: Vault) -> str:
    """In base32, as apps take it. Raises VaultError."""
    return b32encode(vault.unwrap(row.master_id, row.wrapped, _place(row.staff_id)).secret).decode()


def _place(staff_id: int) -> str:
    return f"second-factor:{staff_id}"
