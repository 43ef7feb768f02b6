"""Whether a part may have a longer term (GDPR Art. 12(3)); how long it is, the term says.

Invariant: a term is extended once, and only while the answer is not yet due: the person must be told within the first month.
"""

from __future__ import annotations

from datetime import date


def refusal(*, today: date, due_on: date, extended_on: date | None) -> str:
    """Why it may not be extended, a word of `NotAllowed`; empty if it may."""
    if extended_on is not None:
        return "extended_already"
    return "too_late" if today > due_on else ""
