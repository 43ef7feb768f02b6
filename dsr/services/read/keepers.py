"""Who looks after which part, who sees to it today, and who is away when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain import absence
from dsr.domain.absence import Absence
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.models import AbsenceRow, Part, Staff
from dsr.services import keeping, plans


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts today, of all that work here. `known` are their ids with their addresses."""

    known: Mapping[int, str]
    today: date
    absences: tuple[Absence, ...]

    def acting(self, keeper: int | None) -> int | None:
        return absence.acting(keeper, self.today, self.absences)

    def name(self, who: int | None) -> str | None:
        return self.known.get(who) if who is not None else None


@dataclass(frozen=True, slots=True)
class Kept:
    """Of a part. `away_until` is of whoever looks after it, if they are away on the day that it would be planned for, or today."""

    plan_on: date
    keeper_id: int | None
    keeper: str | None
    acting: str | None         # who sees to it today; None: the team
    away: tuple[Absence, ...]  # that are not over


@dataclass(frozen=True, slots=True)
class Gap:
    """One absence, for the list of them."""

    id: int
    who: str
    starts_on: date
    ends_on: date
    stand_in: str | None
    can_end: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`gaps` are those that are not over; `people` may be away or stand in, `theirs` is for whom this member of staff may enter it."""

    gaps: tuple[Gap, ...]
    people: tuple[tuple[int, str], ...]
    theirs: tuple[tuple[int, str], ...]


def hands(session: Session, today: date) -> Hands:
    return Hands(dict(session.execute(select(Staff.id, Staff.email)).all()), today, plans.absences(session))


def kept(session: Session, parts: Iterable[Part], today: date) -> dict[int, Kept]:
    """By the number of the part."""
    hand = hands(session, today)
    return {part.number: Kept(part.plan_on, part.keeper_id, hand.name(part.keeper_id), hand.name(hand.acting(part.keeper_id)),
                              tuple(one for one in hand.absences if one.who == part.keeper_id and one.ends_on >= today)) for part in parts}


def people(session: Session) -> tuple[tuple[int, str], ...]:
    """Who may look after a part."""
    return tuple((row.id, row.email) for row in keeping.able(session))


def page(session: Session, *, by: Actor, today: date) -> Page:
    """Who is away now or will be."""
    hand, known, is_manager = hands(session, today), people(session), Capability.APPROVE in by.capabilities
    rows = session.execute(select(AbsenceRow).where(AbsenceRow.ends_on >= today).order_by(AbsenceRow.starts_on, AbsenceRow.id)).scalars()
    return Page(
        tuple(Gap(row.id, hand.known[row.staff_id], row.starts_on, row.ends_on, hand.name(row.stand_in_id),
                  can_end=is_manager or row.staff_id == by.id) for row in rows),
        known, tuple(one for one in known if is_manager or one[0] == by.id))
