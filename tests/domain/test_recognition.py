"""Is the person who showed an identity the one our records are about?"""

from __future__ import annotations

import pytest

from dsr.domain.names import Name
from dsr.domain.proof import Control
from dsr.domain.recognition import Tie, Verdict, verdict

CAROL = Name("Carol Maria", "Ærø")
WORK, OWN = Control.EMPLOYER, Control.PERSON


@pytest.mark.parametrize(("why", "ties", "expected"), [
    ("the record has the name", [Tie(WORK, ("Carol Ærø",))], Verdict.FITS),
    ("both records have it", [Tie(WORK, ("Carol Ærø", "AERO CAROL"))], Verdict.FITS),
    ("the employer's own identity with the mailbox of somebody else", [Tie(WORK, ("Bob Lund",))], Verdict.DIFFERS),
    ("their own mailbox and the line of somebody else", [Tie(WORK, ("Carol Ærø",)), Tie(WORK, ("Bob Lund",))], Verdict.DIFFERS),
    ("a mailbox of their own on the record of somebody else", [Tie(OWN, ("Bob Lund",)), Tie(WORK, ("Carol Ærø",))], Verdict.DIFFERS),
    ("their own mailbox and a line that no record names", [Tie(WORK, ("Carol Ærø",)), Tie(WORK, ())], Verdict.UNKNOWN),
    ("a mailbox of their own that we do not know, and their line", [Tie(OWN, ()), Tie(WORK, ("Carol Ærø",))], Verdict.FITS),
    ("no record has a name", [Tie(OWN, ())], Verdict.UNKNOWN), ("nothing is proven", [], Verdict.UNKNOWN),
    ("a source could not be looked at", [Tie(WORK, ("Carol Ærø",), is_whole=False)], Verdict.UNKNOWN),
    ("a record without a family name", [Tie(WORK, ("Carol",))], Verdict.DIFFERS),
])
def test_the_verdict(why: str, ties: list[Tie], expected: Verdict) -> None:
    assert verdict(CAROL, ties) is expected, why
