"""When a line is proven to be somebody's, decided slowly and plainly, moment by moment, without a line of the code under test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.services.tenancy_oracle import Holding

COMPANIES = (1, 2, 3)
AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Said:
    """What was stated of a line. `company` None: of a number, wherever it is."""

    holder: str          # subject, other, shared, nobody
    how: str             # employer, code, staff
    kind: str
    value: str
    company: int | None
    start: datetime | None
    end: datetime | None


def proven_holdings(person: int, register: list[Holding], said: list[Said], now: datetime) -> list[Holding]:
    """What of every line is the person's and nobody else's: what the register says counts like what was stated."""
    known = [Said("subject" if one.person == person else "other", "source", one.kind, one.value, one.company, one.start, one.end) for one in register]
    every = [*known, *said]
    result = []
    for kind, value in sorted({(one.kind, one.value) for one in every}):
        about = [one for one in every if (one.kind, one.value) == (kind, value)]
        for company in COMPANIES:
            result += [Holding(person, company, kind, value, start, end) for start, end in _spans(about, kind, company, now)]
    return result


def _spans(about: list[Said], kind: str, company: int, now: datetime) -> list[tuple[datetime | None, datetime | None]]:
    """The spans between any two ends of windows in which the line is the person's at this company; those that touch are one."""
    last = now.timestamp() + AN_INSTANT.total_seconds()
    stamps = sorted({end.timestamp() for one in about for end in (one.start, one.end) if end is not None} | {last})
    found: list[tuple[float | None, float]] = []
    for start, end in zip([None, *stamps[:-1]], stamps, strict=True):
        middle = end - 1 if start is None else (start + end) / 2
        if end <= last and _is_theirs(about, kind, company, middle):
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return [(None if start is None else datetime.fromtimestamp(start, now.tzinfo), datetime.fromtimestamp(end, now.tzinfo)) for start, end in found]


def _is_theirs(about: list[Said], kind: str, company: int, moment: float) -> bool:
    is_number = kind == "phone_number"
    then = [one for one in about if (one.start is None or one.start.timestamp() <= moment) and (one.end is None or moment < one.end.timestamp())]
    has_it = any(one.holder == "subject" and (one.company == company or (is_number and one.company is None)) for one in then)
    is_disputed = any(one.holder != "subject" and (one.company == company or is_number) for one in then)
    return has_it and not is_disputed
