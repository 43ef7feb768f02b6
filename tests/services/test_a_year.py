"""Some weeks of the simulated year, over Christmas; the whole of it is in tests/all."""

from __future__ import annotations

from datetime import date

from dsr.kit import Kit
from tests.fakes import FrozenNow
from tests.services.year import Year, log
from tests.services.year_people import WAYS, people
from tests.services.year_staff import Desk

LEAVE = (("alice", "2026-12-23", "2027-01-03", "dora"), ("bob", "2026-12-14", "2027-01-08", "carl"), ("carl", "2026-12-24", "2026-12-31", "bob"))


def test_over_christmas_every_person_has_a_letter_before_each_due_date(kit: Kit, now: FrozenNow) -> None:
    first, last = date(2026, 11, 24), date(2027, 2, 20)
    desk = Desk(kit)
    desk.opens(LEAVE)
    year = Year(kit, now, people(len(WAYS), first, date(2026, 12, 10)), desk)
    year.run(first, last)
    assert year.faults == []
    written = list(log(year))
    assert len(written) >= len(WAYS)
    assert not [line for line in written if "folk.example" in line or "DSR-" in line]
