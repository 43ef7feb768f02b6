"""The whole simulated year, and the log of its dates in docs/a-year.md, which is made by it: `REWRITE=1 pytest tests/all/test_a_year.py`."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, date, datetime

from dsr.kit import Kit
from tests.fakes import FrozenNow
from tests.guards.tree import ROOT
from tests.services.year import Year, log
from tests.services.year_people import people
from tests.services.year_staff import Desk

FILE = ROOT / "docs/a-year.md"
FIRST, LAST_ASKED, LAST = date(2027, 1, 4), date(2027, 12, 20), date(2028, 4, 7)
LEAVE = (
    ("bob", "2027-02-15", "2027-02-19", "carl"), ("alice", "2027-07-05", "2027-07-30", "dora"), ("bob", "2027-07-12", "2027-08-06", "carl"),
    ("carl", "2027-08-09", "2027-08-27", "bob"), ("dora", "2027-10-18", "2027-10-22", "alice"), ("bob", "2027-12-20", "2028-01-02", "carl"),
    ("carl", "2027-12-23", "2028-01-02", "alice"), ("alice", "2027-12-24", "2027-12-31", "dora"),
)
_HEAD = """# A simulated year: what became of 200 requests, by their dates

Made by `tests/all/test_a_year.py`, which compares it: the clock moves day by day from {first} to {last}; the jobs of the ticker and the post run each
day, and two privacy managers and two clerks work by a script, take their leave, and forget a few. No person and no reference is in it. What holds on
each of these days: every part has a day on which it is due and one that it is planned for; every due day has a letter to the person, at the latest
in its afternoon; nothing is open without somebody to see to it ([deadlines.md](deadlines.md)).

How a request goes: *plain* is answered; *unclicked* is never confirmed; *bounced*: every mail to it comes back; *proof* is asked who they are, and
shows it, *unproven* never does; *question* is asked what they mean, and answers, *silence* never does; *company*: its employer is asked, and is
silent; *hard* is extended; *lost*: the first letter with the answer comes back; *unfetched* never fetches it; *forgotten*: nobody of us does anything
until it is late.

Of {parts} parts: {ends}. Letters that ended or explained a term: {letters}.

| part | channel | right | how | received | a month later | due | told | ended |
|---|---|---|---|---|---|---|---|---|
"""


def text_of(lines: list[str]) -> str:
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    ends = Counter(row[8].split()[0] for row in cells)
    letters = Counter(one.split()[0] for row in cells for one in row[7].split("; ") if one != "–")
    head = _HEAD.format(first=FIRST, last=LAST, parts=len(lines), ends=_counted(ends), letters=_counted(letters))
    return head + "\n".join(lines) + "\n"


def _counted(of: Counter[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in sorted(of.items(), key=lambda one: (-one[1], one[0])))


def test_every_person_has_a_letter_before_each_due_date_of_a_year(kit: Kit, now: FrozenNow) -> None:
    now.at = datetime(2027, 1, 4, 5, tzinfo=UTC)
    desk = Desk(kit)
    desk.opens(LEAVE)
    year = Year(kit, now, people(200, FIRST, LAST_ASKED), desk)
    year.run(FIRST, LAST)
    assert year.faults == []
    written = text_of(list(log(year)))
    if os.environ.get("REWRITE"):
        FILE.write_text(written, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == written
