"""Members of staff for tests: added, and signed in as a view does it."""

from __future__ import annotations

import pyotp

from dsr.domain.actor import Actor
from dsr.domain.capability import StaffRole
from dsr.domain.errors import NotAllowed
from dsr.domain.staffing import SecondFactor
from dsr.kit import Kit
from dsr.models import Staff
from dsr.services import second_factor, staff

PASSWORD = "a long sentence that only we know"


def add(kit: Kit, email: str, role: StaffRole) -> int:
    with kit.database.transaction() as session:
        return staff.add(session, email, role, PASSWORD, now=kit.now()).id


def acting(kit: Kit, member: int) -> Actor:
    """As they come with their next page."""
    with kit.database.reading() as session:
        row = session.get(Staff, member)
        assert row is not None
        return staff.actor_of(session, row, vault=kit.vault)


def sign_in(kit: Kit, email: str, *, password: str = PASSWORD, wish: SecondFactor = SecondFactor.WANTED) -> staff.Ticket:
    """The slow check lies between two transactions, and what is refused is kept."""
    with kit.database.reading() as session:
        known = staff.look_up(session, email)
    refused: NotAllowed | None = None
    with kit.database.transaction() as session:
        try:
            return staff.sign_in(session, email, known, is_right=staff.fits(known, password), now=kit.now(), vault=kit.vault, wish=wish)
        except NotAllowed as error:
            refused = error
    raise refused


def enrol(kit: Kit, member: int) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    """What makes their codes, and their recovery codes."""
    by = acting(kit, member)
    with kit.database.transaction() as session:
        second_factor.begin(session, by=by, now=kit.now(), vault=kit.vault)
        offer = second_factor.offered(session, by=by, issuer="Fjordtel A/S", vault=kit.vault)
        maker = pyotp.TOTP(offer.secret)
        return maker, second_factor.confirm(session, maker.at(kit.now()), by=by, now=kit.now(), vault=kit.vault)


def enter(kit: Kit, token: str, code: str) -> staff.Ticket:
    """The code after the password."""
    refused: NotAllowed | None = None
    with kit.database.transaction() as session:
        try:
            return second_factor.enter(session, token, code, now=kit.now(), vault=kit.vault)
        except NotAllowed as error:
            refused = error
    raise refused
