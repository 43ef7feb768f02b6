"""Whose a call is in a telephone system of several companies where extensions repeat, numbers change hands and several people may have one at a
time, decided slowly and plainly, without a line of the code under test."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True)
class Holding:
    """One person had one extension or number of one company for a time; either end may be open."""

    person: int
    company: int
    kind: str            # extension or phone_number
    value: str           # digits; a number without its country code
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Call:
    id: int
    company: int
    caller: str          # as it is written
    callee: str
    channel: str
    at: datetime         # on the wall of a clock in Copenhagen
    origin: int | None = None


@dataclass(frozen=True)
class Mailbox:
    id: int
    company: int
    extension: str


def alone(person: int, holdings: list[Holding]) -> list[Holding]:
    """The holdings of a person, each without the time in which somebody else has the same line of the same company."""
    result = []
    for own in (one for one in holdings if one.person == person):
        others = [one for one in holdings if one.person != person and (one.company, one.kind, one.value) == (own.company, own.kind, own.value)]
        ends = sorted({end for one in others for end in (one.start, one.end) if end is not None and _holds(own, end.timestamp())} - {own.start})
        quiet: list[Holding] = []
        for start, end in zip([own.start, *ends], [*ends, own.end], strict=True):
            if any((one.start is None or end is None or one.start < end) and (one.end is None or start is None or start < one.end) for one in others):
                continue
            if quiet and quiet[-1].end == start:
                quiet[-1] = replace(quiet[-1], end=end)
            else:
                quiet.append(replace(own, start=start, end=end))
        result += quiet
    return result


def is_theirs(call: Call, person: int, holdings: list[Holding]) -> bool:
    """Whether some holding of the person, at that time, in that company, is at an end of the call."""
    moment = call.at.replace(tzinfo=COPENHAGEN).timestamp()
    for own in holdings:
        if own.person != person or own.company != call.company or not _holds(own, moment):
            continue
        ends = [plain(call.caller), plain(call.callee)] + ([of_channel(call.channel)] if own.kind == "extension" else [])
        if ("+45" + own.value if own.kind == "phone_number" else own.value) in ends:
            return True
    return False


def calls_of(person: int, holdings: list[Holding], calls: list[Call]) -> list[int]:
    """The ids of the person's calls, and of records that say they came of one of these."""
    own = [call for call in calls if is_theirs(call, person, holdings)]
    result = []
    for call in calls:
        moment = call.at.replace(tzinfo=COPENHAGEN).timestamp()
        came = any(call.origin == one.id and call.company == one.company and any(
            _holds(each, moment) and is_theirs(one, person, [each]) for each in holdings if each.person == person) for one in own)
        if call in own or came:
            result.append(call.id)
    return sorted(result)


def mailboxes_of(person: int, holdings: list[Holding], boxes: list[Mailbox], now: datetime) -> list[int]:
    """Mailboxes are shown to who has the extension now."""
    return sorted(box.id for box in boxes if any(_is_at(own, box, person) and _holds(own, now.timestamp()) for own in holdings))


def messages_of(person: int, holdings: list[Holding], boxes: list[Mailbox], messages: list[tuple[int, int, datetime]]) -> list[int]:
    """Messages (id, mailbox, time) are of who had the extension when they were left."""
    by_id = {box.id: box for box in boxes}
    return sorted(number for number, box, at in messages if box in by_id and any(
        _is_at(own, by_id[box], person) and _holds(own, at.replace(tzinfo=COPENHAGEN).timestamp()) for own in holdings))


def plain(written: str) -> str:
    """+45 and eight digits, or the digits of an extension."""
    digits = re.sub(r"[ .()-]", "", re.sub(r"^(sips?|tel):", "", written).split("@")[0].split(";")[0])
    if digits.startswith("+"):
        return digits
    if digits.startswith("00"):
        return "+" + digits[2:]
    return "+45" + digits if len(digits) == 8 else "+" + digits if len(digits) == 10 else digits


def of_channel(written: str) -> str:
    found = re.fullmatch(r"PJSIP/([0-9]+)-.*", written)
    return found[1] if found else ""


def _is_at(own: Holding, box: Mailbox, person: int) -> bool:
    return own.person == person and own.kind == "extension" and own.company == box.company and own.value == box.extension


def _holds(own: Holding, moment: float) -> bool:
    return (own.start is None or own.start.timestamp() <= moment) and (own.end is None or moment < own.end.timestamp())
