"""What becomes of a mail that came in: states, and from when it counts.

Invariant: a mail that is not sure to be what it seems waits for staff; none is thrown away unread.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

OLDEST = timedelta(days=366)  # a server that says longer ago has its mails from somewhere else, or no clock


class MailState(StrEnum):
    NEW = "new"      # kept, and not read yet
    SORT = "sort"    # waits for staff
    DONE = "done"


def received(fetched_at: datetime, server_at: datetime | None) -> datetime:
    """The moment from which it counts: when the server says it took it, if that is earlier and can be; never later than when we had it."""
    if server_at is None or not fetched_at - OLDEST <= server_at <= fetched_at:
        return fetched_at
    return server_at
