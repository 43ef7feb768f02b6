"""Who held a line when, and how we know: half-open windows of one person's request.

Invariant: only a window that somebody other than the person states, or that was proven on the line itself for the day of the proof, is proven;
where somebody else is known to have held the line, no window of the person's is.
"""

from __future__ import annotations

from enum import StrEnum

LINE_KINDS = frozenset({"phone_number", "extension", "sim", "sip_uri", "username", "account", "login"})


class HowKnown(StrEnum):
    """Where a statement about a line comes from."""

    SOURCE = "source"        # a system of ours says it, by its mapping
    EMPLOYER = "employer"    # the company confirmed it
    CODE = "code"            # a code reached the line: true for that day only
    STAFF = "staff"          # staff set it, with a reason


class Holder(StrEnum):
    """Who a statement says held the line."""

    SUBJECT = "subject"
    OTHER = "other"          # somebody else
    SHARED = "shared"        # several people at once, the person among them or not
    NOBODY = "nobody"        # it lay unused
