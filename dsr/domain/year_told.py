"""What the report of a year tells, as data: the document is made of this and of nothing else.

Invariant: figures of groups only; whoever gathers it has folded companies of few requests into others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dsr.domain.figures import Line, Standing
from dsr.domain.figures_open import SourceLine
from dsr.domain.incident import Risk
from dsr.domain.reporting import Period
from dsr.domain.words import Channel, Outcome, Right


@dataclass(frozen=True, slots=True)
class Trouble:
    """Incidents that we became aware of in the period, answers called back in it, and complaints that reached us in it."""

    incidents: int
    by_risk: Mapping[Risk, int]
    authority_told: int
    people_told: int
    open_incidents: int
    recalled: int
    complaints: int
    complaints_answered: int
    complaints_open: int


@dataclass(frozen=True, slots=True)
class YearTold:
    """`companies` are by name, "" for what we decide about ourselves; `others` those that are not named. `sources` are by key. `open` is as of
    `made_at`, and so is whatever depends on what has happened since."""

    entity: str
    period: Period
    made_at: datetime
    whole: Line
    months: tuple[tuple[Period, int, Line], ...]     # received, and the figures
    rights: Mapping[Right, Line]
    companies: Mapping[str, Line]
    others: Line | None
    channels: Mapping[Channel, int]
    endings: Mapping[Outcome, int]
    grounds: Mapping[str, int]
    open: Mapping[Standing, int]
    sources: tuple[SourceLine, ...]
    letters: int
    unreached: int
    trouble: Trouble

    @property
    def received(self) -> int:
        return sum(self.channels.values())
