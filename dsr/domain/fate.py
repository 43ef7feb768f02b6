"""What became of a letter, in one word. Invariant: what the person has opened has arrived, whatever a mail server says of it afterwards."""

from __future__ import annotations

import re
from enum import StrEnum

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\Z")


class Fate(StrEnum):
    """In the order in which a letter may come to it."""

    TO_POST = "to_post"    # it waits to be printed
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"          # a server has it, or the post
    DELAYED = "delayed"    # a server on the way still tries
    OPENED = "opened"      # somebody entered the code behind its link
    FETCHED = "fetched"    # and took a file of the answer
    BOUNCED = "bounced"    # a server on the way has given up
    FAILED = "failed"      # no server took it
    NEEDLESS = "needless"  # it was not sent, because it is not needed any more


def fate(state: str, *, is_post: bool = False, is_delayed: bool = False, is_opened: bool = False, is_fetched: bool = False,
         is_needless: bool = False) -> Fate:
    """The word for a letter in this state of the outbox, and for what was opened by it."""
    if is_fetched or is_opened:
        return Fate.FETCHED if is_fetched else Fate.OPENED
    if is_post and state == Fate.QUEUED:
        return Fate.TO_POST
    if is_needless:
        return Fate.NEEDLESS
    return Fate.DELAYED if state == Fate.SENT and is_delayed else Fate(state)


def comes_back(known: Fate) -> bool:
    """Whether a report that a letter did not arrive changes anything: not of what was opened, nor of what is known to have failed."""
    return known in (Fate.QUEUED, Fate.SENDING, Fate.SENT, Fate.DELAYED)


def status_code(said: str) -> str:
    """The status of RFC 3463 in a report, as 5.1.1; a report is a stranger's words, so nothing else of it is kept."""
    return said.strip() if _STATUS.match(said.strip()) else ""
