"""What has changed since an earlier answer to the same: per collection, the records that it held and that this one holds.

Invariant: no collection of either answer is missing; what was not searched is no zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dsr.domain.answer import Answer
from dsr.domain.earlier import Then


@dataclass(frozen=True, slots=True)
class Change:
    """One collection in both answers; None is an answer in which it was not searched. `left_out` is None where the earlier search fell short."""

    address: str
    then: int | None
    now: int | None
    left_out: int | None

    @property
    def is_change(self) -> bool:
        return self.then != self.now


def counts(answer: Answer) -> dict[str, Then]:
    """What is kept of an answer for the one that may replace it: counts, and nothing of the person."""
    short = {gap.address for gap in answer.gaps if gap.makes_incomplete}
    found = {str(table.address): Then(table.shown, table.found - table.shown, is_whole=str(table.address) not in short) for table in answer.tables}
    return {**{address: Then(is_found=False, is_whole=False) for address in sorted(short) if address}, **found}


def changes(earlier: Mapping[str, Then], answer: Answer) -> tuple[Change, ...]:
    """In the order of this answer, what only the earlier one had last. Collections without a record in either are left out."""
    now = counts(answer)
    return tuple(one for address in (*now, *(gone for gone in sorted(earlier) if gone not in now))
                 if (one := _change(address, earlier.get(address), now.get(address))).then or one.now or one.left_out
                 or None in (one.then, one.now))


def _change(address: str, then: Then | None, now: Then | None) -> Change:
    """A collection that an answer does not name at all is one that it did not search: a source may have been connected since."""
    return Change(address, _shown(then), _shown(now), then.left_out if then is not None and then.is_whole else None)


def _shown(one: Then | None) -> int | None:
    return one.shown if one is not None and one.is_found else None
