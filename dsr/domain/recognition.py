"""Whether somebody who showed an electronic identity is the one our records are about.

An identity says a name, and who asks writes a name: both may be the employer's own while the mailbox is the employee's. So the name is compared with
the names on the records that each proven identifier leads to. Invariant: nothing that the employer controls is taken for the person's by an
identity of another name, nor of a name that no record has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from dsr.domain.names import Name, fits
from dsr.domain.proof import Control


class Verdict(StrEnum):
    FITS = "fits"
    DIFFERS = "differs"      # a record has another name
    UNKNOWN = "unknown"      # no record says whose it is


@dataclass(frozen=True, slots=True)
class Tie:
    """A proven identifier: who could have proven it, and the names on the records that it leads to."""

    control: Control
    names: tuple[str, ...] = field(repr=False)
    is_whole: bool = True    # everything that it leads to could be looked at


def verdict(asserted: Name, ties: Iterable[Tie]) -> Verdict:
    """Every name must fit, and every identifier that is in the employer's hands must have one."""
    known = tuple(ties)
    if not all(fits(asserted, name) for tie in known for name in tie.names):
        return Verdict.DIFFERS
    is_nameless = any(tie.control is Control.EMPLOYER and not tie.names for tie in known)
    if is_nameless or not all(tie.is_whole for tie in known) or not any(tie.names for tie in known):
        return Verdict.UNKNOWN
    return Verdict.FITS
