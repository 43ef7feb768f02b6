"""Which mails of a person a letter says that it answers, so that their program shows them as one conversation.

Invariant: a Message-ID that came from outside is one word of visible ASCII in angle brackets, or it is not repeated by us.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 12  # the first, which began it, and the last
_ID = re.compile(r"<[!-;=?-~]{1,240}>\Z")


def chain(message_ids: Iterable[str]) -> tuple[str, ...]:
    """What a letter refers to, of Message-IDs in the order in which they came; the last is the one that it answers."""
    fit = [one for one in message_ids if _ID.match(one)]
    once = [one for number, one in enumerate(fit) if one not in fit[number + 1:]]
    return tuple(once if len(once) <= MOST else [once[0], *once[1 - MOST:]])
