"""Who may come in, and how far. Invariant: there is always an administrator who can open the door for others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dsr.domain.capability import ROLES, Capability, StaffRole


class SecondFactor(StrEnum):
    """Whether a code of the member's own device is asked for beside the password."""

    OFF = "off"
    WANTED = "wanted"        # who has set one up is asked for it; the others are reminded
    REQUIRED = "required"    # who has none sets one up before anything else


class Stage(StrEnum):
    """How far somebody who signed in has come."""

    WHOLE = "whole"
    CODE = "code"            # the password was right; a code is still to come
    ENROL = "enrol"          # a second factor has to be set up first


class Step(StrEnum):
    """What was tried at the door."""

    PASSWORD = "password"  # noqa: S105  # a word, not a secret
    CODE = "code"
    SSO = "sso"


class Shut(StrEnum):
    """Why a request is closed to a member of staff."""

    OWN = "own"              # it is about themselves
    NAMED = "named"          # it was restricted to others


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is here."""

    role: StaffRole
    is_active: bool

    @property
    def administers(self) -> bool:
        return self.is_active and Capability.ADMIN in ROLES[self.role]


def locks_the_door(before: Post, after: Post, *, others: int) -> bool:
    """Whether a change takes the last administrator away; `others` are the other active ones."""
    return before.administers and not after.administers and others == 0


def stage_after_password(wish: SecondFactor, *, is_enrolled: bool) -> Stage:
    """What follows a right password."""
    if wish is SecondFactor.OFF:
        return Stage.WHOLE
    if is_enrolled:
        return Stage.CODE
    return Stage.ENROL if wish is SecondFactor.REQUIRED else Stage.WHOLE


def takes_passwords(*, is_wished: bool, by_sso: bool) -> bool:
    """Whether a password still opens the door. `by_sso`: an active administrator came in by single sign-on before, so that it is known to work."""
    return is_wished or not by_sso


def role_of(values: Collection[str], roles: Mapping[str, StaffRole]) -> StaffRole | None:
    """The role of somebody with these values of the claim: the first of the table that they have; None for who has none of them."""
    return next((role for value, role in roles.items() if value in values), None)


def can_be_decided(readers: Collection[StaffRole]) -> bool:
    """Whether among the named readers of a request is somebody who may decide about it."""
    return any(Capability.APPROVE in ROLES[role] for role in readers)
