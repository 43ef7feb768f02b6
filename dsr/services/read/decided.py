"""What a company has decided about its part, for the desk: whoever carries it out sees it, and in the company's own words.

Invariant: only what is in force; what was taken back or decided anew is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dsr.domain.instruction import LEAVES, Decision
from dsr.domain.routing import DataKind
from dsr.domain.words import Role
from dsr.models import Part
from dsr.services import instructed


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """`kind` is the data that it is about; none: all the rest."""

    decision: Decision
    kind: DataKind | None
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    is_companys: bool                   # a company decides, not we
    lines: tuple[DecisionLine, ...]

    @property
    def is_waited_for(self) -> bool:
        return self.is_companys and not self.lines

    @property
    def leaves(self) -> bool:
        """Whether anything of the part may leave, so that a collection makes sense."""
        return not self.is_companys or any(line.decision in LEAVES for line in self.lines)


def of(session: Session, part: Part, *, opened: Callable[[bytes, str], str]) -> Decided:
    if part.role is not Role.PROCESSOR:
        return Decided(False, ())
    rows = instructed.in_force(session, part.id)
    return Decided(True, tuple(DecisionLine(row.decision, row.data_kind, opened(row.reason, instructed.place(part.id)) if row.reason else "")
                               for row in rows))
