"""When staff are away, who acts for them then, and which day their work is planned for.

Invariant: nothing waits for somebody who is away: it is planned for a day before they leave, and whoever stands in, or the team, sees to it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from dsr.domain.term import working_day_before


@dataclass(frozen=True, slots=True)
class Absence:
    """Both days are included. `stand_in` None: the team sees to it."""

    who: int
    starts_on: date
    ends_on: date
    stand_in: int | None

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def away(who: int, day: date, absences: Collection[Absence]) -> Absence | None:
    """The absence in which that day is, if there is one."""
    return next((one for one in absences if one.who == who and one.holds(day)), None)


def acting(keeper: int | None, day: date, absences: Collection[Absence]) -> int | None:
    """Who sees to it on that day: whoever looks after it, else who stands in for them; None for the team."""
    seen = set[int]()
    while keeper is not None and (gap := away(keeper, day, absences)) is not None:
        if keeper in seen:  # two that stand in for each other are both away
            return None
        seen.add(keeper)
        keeper = gap.stand_in
    return keeper


def planned(day: date, keeper: int | None, absences: Collection[Absence], country: str, *, not_before: date) -> date:
    """The day itself, or the last working day before whoever looks after it is away."""
    while keeper is not None and (gap := away(keeper, day, absences)) is not None:
        day = working_day_before(gap.starts_on, country)
    return max(day, not_before)
