"""When a request that came by telephone or letter reached us: the clock starts on that day, not when somebody found time to enter it.

Invariant: no request arrives in the future.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dsr.domain.errors import InvalidInput
from dsr.domain.words import Channel


class PickUp(StrEnum):
    """Who has the pick-up code, without which no link opens anything."""

    GIVEN = "given"      # whoever asked: on their screen or by telephone; or the person, from staff or by post
    NOBODY = "nobody"
    BY_LINK = "by_link"  # whoever opened the link in the mail: they have shown the mailbox, and nothing else


BY_HAND = frozenset({Channel.PHONE, Channel.LETTER})  # what staff enter
_NOON, _LEAST = time(12), timedelta(days=7)
LONG_AGO = timedelta(days=7)                          # a slip of the pen as likely as a letter that lay about


def pick_up(channel: Channel, *, is_acting: bool) -> PickUp:
    """Who has the code of a request that has just come: nobody reads a screen with a mail or a letter, and whoever acts for somebody is not them."""
    return PickUp.GIVEN if channel in (Channel.PORTAL, Channel.PHONE) and not is_acting else PickUp.NOBODY


def instant(arrived_on: date, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment from which it counts: now, or the first of an earlier day. Raises InvalidInput for a day that is yet to come."""
    today = now.astimezone(zone).date()
    if arrived_on > today:
        raise InvalidInput(field="arrived_on", problem="future")
    return now if arrived_on == today else datetime.combine(arrived_on, time(), zone)


def is_long_ago(arrived_on: date, today: date) -> bool:
    """Whether whoever enters it is asked once more if that is the day."""
    return today - arrived_on > LONG_AGO


def link_ends(now: datetime, due_on: date, zone: ZoneInfo, *, days: int) -> datetime:
    """Until when the link that confirms an address works: not into the afternoon of the day on which the answer is due, so that whoever did not
    confirm has heard by then that it ends there (GDPR Art. 12(4)); of what reached us long ago, a week."""
    noon = datetime.combine(due_on, _NOON, zone)
    return min(now + timedelta(days=days), max(noon, now + _LEAST))
