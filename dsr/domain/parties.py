"""Who a cell is about: the words for other people in a row, and the rules by which a mapping tells them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from dsr.domain.conditions import Condition

About = Literal["number", "name", "caller_id", "device", "account", "content"]
_Word = TypeVar("_Word")


class Party(StrEnum):
    """Whose data a cell is, seen from the person who asks."""

    SUBJECT = "subject"
    DIALLED = "dialled"        # a number that the person dialled
    CALLER = "caller"          # a number that called the person
    WITHHELD = "withheld"      # whoever called withheld it from the person
    COLLEAGUE = "colleague"    # an extension, account or name within the same company
    NAME = "name"              # another person's name
    CONTENT = "content"        # what another person said or wrote to the person
    NETWORK = "network"        # another party's address or device
    MIXED = "mixed"            # the person's and others' data in one value
    SECRET = "secret"          # what lets somebody in  # noqa: S105  the word, not one of them


class Side(StrEnum):
    """The two ends of a call or message."""

    CALLER = "caller"
    CALLEE = "callee"

    @property
    def other(self) -> Side:
        return Side.CALLEE if self is Side.CALLER else Side.CALLER


@dataclass(frozen=True, slots=True)
class Choice(Generic[_Word]):
    """A word that holds for every row, or for those for which all conditions hold, with another (or none) for the rest."""

    then: _Word
    when: tuple[Condition, ...] = ()
    otherwise: _Word | None = None
    unless_found: bool = False         # of a party: not where the row was found by this very cell

    def of(self, cell: Callable[[str], object]) -> _Word | None:
        """The word for the row whose cells `cell` gives by column."""
        return self.then if all(one.holds(cell(one.column)) for one in self.when) else self.otherwise
