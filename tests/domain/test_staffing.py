"""Who comes in, how far, and that the last administrator keeps the door."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from dsr.domain import totp
from dsr.domain.capability import StaffRole
from dsr.domain.staffing import Post, SecondFactor, Stage, can_be_decided, locks_the_door, role_of, stage_after_password, takes_passwords

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # the example of pyotp's guide, twice
ADMIN, CLERK = Post(StaffRole.ADMIN, is_active=True), Post(StaffRole.CLERK, is_active=True)


@pytest.mark.parametrize(("before", "after", "others", "locks"), [
    (ADMIN, CLERK, 0, True), (ADMIN, Post(StaffRole.ADMIN, is_active=False), 0, True), (ADMIN, CLERK, 1, False), (ADMIN, ADMIN, 0, False),
    (CLERK, Post(StaffRole.CLERK, is_active=False), 0, False), (Post(StaffRole.ADMIN, is_active=False), CLERK, 0, False),
    (CLERK, ADMIN, 0, False)])
def test_the_last_administrator_cannot_be_taken_away(before: Post, after: Post, others: int, locks: bool) -> None:
    assert locks_the_door(before, after, others=others) is locks


@pytest.mark.parametrize(("wish", "is_enrolled", "stage"), [
    (SecondFactor.OFF, True, Stage.WHOLE), (SecondFactor.WANTED, False, Stage.WHOLE), (SecondFactor.WANTED, True, Stage.CODE),
    (SecondFactor.REQUIRED, False, Stage.ENROL), (SecondFactor.REQUIRED, True, Stage.CODE)])
def test_what_follows_the_password(wish: SecondFactor, is_enrolled: bool, stage: Stage) -> None:
    assert stage_after_password(wish, is_enrolled=is_enrolled) is stage


def test_passwords_are_shut_only_when_single_sign_on_is_known_to_let_an_administrator_in() -> None:
    assert [takes_passwords(is_wished=wished, by_sso=known) for wished in (True, False) for known in (True, False)] == [True, True, False, True]


def test_the_first_value_of_the_table_that_somebody_has_gives_the_role() -> None:
    table = {"privacy managers": StaffRole.MANAGER, "desk": StaffRole.CLERK}
    assert role_of(("desk", "privacy managers"), table) is StaffRole.MANAGER
    assert role_of(("Desk",), table) is None
    assert role_of((), table) is None


def test_named_readers_must_be_able_to_decide() -> None:
    assert can_be_decided((StaffRole.CLERK, StaffRole.MANAGER))
    assert not can_be_decided((StaffRole.CLERK, StaffRole.DPO, StaffRole.ADMIN))
    assert not can_be_decided(())


def test_a_code_fits_its_half_minute_and_the_two_beside_it() -> None:
    step = int(NOW.timestamp()) // 30
    for beside in (-1, 0, 1):
        code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=30 * beside))
        assert totp.fitting_step(SECRET, code, now=NOW, after=None) == step + beside
    for beside in (-2, 2):
        code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=30 * beside))
        assert totp.fitting_step(SECRET, code, now=NOW, after=None) is None


def test_a_code_is_good_once_and_none_that_is_older_is_good_after_it() -> None:
    step = int(NOW.timestamp()) // 30
    code, older = (pyotp.TOTP(SECRET).at(NOW - timedelta(seconds=30 * back)) for back in (0, 1))
    assert totp.fitting_step(SECRET, code, now=NOW, after=step) is None
    assert totp.fitting_step(SECRET, older, now=NOW, after=step) is None
    assert totp.fitting_step(SECRET, code, now=NOW, after=step - 1) == step


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666", "1234567", "9" * 10_000])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert totp.fitting_step(SECRET, typed, now=NOW, after=None) is None


def test_blanks_in_a_code_do_not_matter() -> None:
    code = pyotp.TOTP(SECRET).at(NOW)
    assert totp.fitting_step(SECRET, f" {code[:3]} {code[3:]} ", now=NOW, after=None) is not None
