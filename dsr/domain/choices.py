"""What staff decide about a field, a row or a collection of an answer, and what that leaves of it.

The policy on other people's data decides by rule; a person decides where the rule does not fit (GDPR Art. 15(4): the rights of others, weighed in the
case). Invariant: every choice has a reason of the list for its act, which the answer tells; of choices about one thing the newest counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Act(StrEnum):
    LEAVE_OUT = "leave_out"
    UNCOVER = "uncover"          # show what the policy hides
    KEEP_HIDDEN = "keep_hidden"  # where the policy leaves it to staff
    TAKE_BACK = "take_back"      # as if nothing had been decided


class ChoiceReason(StrEnum):
    """Why; each is told in the answer."""

    OTHERS_RIGHTS = "others_rights"  # another person's rights and freedoms weigh more (GDPR Art. 15(4))
    CONFIDENTIAL = "confidential"    # a secret of trade or security (GDPR recital 63)
    NOT_THEIRS = "not_theirs"        # it is about somebody else
    LAW = "law"                      # another law tells of it elsewhere, or forbids to (GDPR Art. 23, 95)
    OWN = "own"                      # it is the person's own after all
    AGREED = "agreed"                # the other person agreed
    KNOWN = "known"                  # the person knows it already


_HIDING = (ChoiceReason.OTHERS_RIGHTS, ChoiceReason.CONFIDENTIAL, ChoiceReason.LAW)
REASONS: Mapping[Act, tuple[ChoiceReason, ...]] = MappingProxyType({
    Act.LEAVE_OUT: (*_HIDING, ChoiceReason.NOT_THEIRS), Act.KEEP_HIDDEN: _HIDING,
    Act.UNCOVER: (ChoiceReason.OWN, ChoiceReason.AGREED, ChoiceReason.KNOWN), Act.TAKE_BACK: ()})


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """A field, a row (from 0, as it was sealed), or, with neither, a whole collection. `address` is dataset.collection."""

    address: str
    field: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    target: Target
    act: Act
    reason: ChoiceReason | None


@dataclass(frozen=True, slots=True)
class Cuts:
    """What staff left out of one collection, each with its reason."""

    whole: ChoiceReason | None = None
    fields: Mapping[str, ChoiceReason] = field(default_factory=dict)
    rows: Mapping[int, ChoiceReason] = field(default_factory=dict)

    def withheld(self, kept: int) -> dict[ChoiceReason, int]:
        """How many of the rows that are `kept` are not shown, by reason."""
        if self.whole is not None:
            return {self.whole: kept} if kept else {}
        counts: dict[ChoiceReason, int] = {}
        for row, reason in self.rows.items():
            if row < kept:
                counts[reason] = counts.get(reason, 0) + 1
        return counts

    def place(self, row: int) -> int | None:
        """The number that a row has among those that are shown; None for one that is not."""
        if self.whole is not None or row in self.rows:
            return None
        return row - sum(one < row for one in self.rows)


NOTHING = Cuts()


def in_force(choices: Iterable[Choice]) -> dict[Target, Choice]:
    """What counts of the choices, which come in the order in which they were made."""
    newest = {one.target: one for one in choices}
    return {target: one for target, one in newest.items() if one.act is not Act.TAKE_BACK}


def cuts(choices: Iterable[Choice]) -> dict[str, Cuts]:
    """What is left out, by the address of the collection."""
    result: dict[str, Cuts] = {}
    for target, one in in_force(choices).items():
        if one.act is not Act.LEAVE_OUT or one.reason is None:
            continue
        own = result.get(target.address, NOTHING)
        result[target.address] = Cuts(
            one.reason if not target.field and target.row is None else own.whole,
            {**own.fields, target.field: one.reason} if target.field else own.fields,
            {**own.rows, target.row: one.reason} if target.row is not None else own.rows)
    return result


def said_of(choices: Mapping[Target, Choice], address: str, name: str) -> Choice | None:
    """What was decided about a field: about itself, else about its whole collection."""
    return choices.get(Target(address, name)) or choices.get(Target(address))
