"""When something went wrong with personal data: who must be told, and until when (GDPR Art. 33, 34; Regulation (EU) 611/2013).

Invariants: hours run from the moment of awareness and nothing stops them, no weekend, no holiday and no change of the clocks; where the law names no
hours the aim is ours, and is said to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from dsr.domain.words import Role


class Risk(StrEnum):
    """What may follow for the people whose data it was. Until somebody has weighed it, it counts as a risk."""

    UNWEIGHED = "unweighed"
    UNLIKELY = "unlikely"    # Art. 33(1): then the authority need not be told
    LIKELY = "likely"
    HIGH = "high"            # Art. 34(1): then the people are told as well


class Duty(StrEnum):
    """Who must be told."""

    AUTHORITY = "authority"  # Art. 33(1)
    TELECOM = "telecom"      # Reg. 611/2013 Art. 2(2), for providers of public electronic communications services
    COMPANY = "company"      # Art. 33(2): we hold the data for it
    PERSONS = "persons"      # Art. 34(1)


class MarkAct(StrEnum):
    """What was done about a duty."""

    TOLD = "told"
    NOT_OWED = "not_owed"


HOURS: Mapping[Duty, int] = {Duty.AUTHORITY: 72, Duty.TELECOM: 24, Duty.COMPANY: 24, Duty.PERSONS: 72}
AIMS = frozenset({Duty.COMPANY, Duty.PERSONS})  # the law says "without undue delay": the hours are what we aim at
_BEFORE: Mapping[int, tuple[int, ...]] = {72: (24, 6, 0), 24: (12, 3, 0)}  # hours before the end at which somebody is reminded


@dataclass(frozen=True, slots=True)
class Clock:
    """One duty that is owed, the moment that it ends at, and when it was first seen to."""

    duty: Duty
    ends_at: datetime
    settled_at: datetime | None = None

    @property
    def is_aim(self) -> bool:
        return self.duty in AIMS

    def is_late(self, now: datetime) -> bool:
        return (self.settled_at or now) > self.ends_at


def owed(role: Role, risk: Risk, *, is_telecom: bool) -> tuple[Duty, ...]:
    """Who must be told. What we hold for a company it reports itself: we tell it, whatever the risk."""
    if role is Role.PROCESSOR:
        found = [Duty.COMPANY]
    else:
        found = [*([] if risk is Risk.UNLIKELY else [Duty.AUTHORITY]), *([Duty.PERSONS] if risk is Risk.HIGH else [])]
    return (*([Duty.TELECOM] if is_telecom else []), *found)


def clocks(aware_at: datetime, role: Role, risk: Risk, settled: Mapping[Duty, datetime], *, is_telecom: bool) -> tuple[Clock, ...]:
    """The clock of each duty that is owed, the one that ends first first."""
    found = (Clock(duty, ends_at(duty, aware_at), settled.get(duty)) for duty in owed(role, risk, is_telecom=is_telecom))
    return tuple(sorted(found, key=lambda clock: clock.ends_at))


def ends_at(duty: Duty, aware_at: datetime) -> datetime:
    """Hours are counted in UTC: an hour that the clocks skip or repeat is no hour more or less."""
    return aware_at.astimezone(UTC) + timedelta(hours=HOURS[duty])


def reminder(clock: Clock, now: datetime) -> int:
    """Which reminder is due, counted from 1; 0 for none. Of those whose time has come only the newest: two mails at once say no more than one."""
    if clock.settled_at is not None:
        return 0
    return sum(now >= clock.ends_at - timedelta(hours=before) for before in _BEFORE[HOURS[clock.duty]])
