"""Where a part goes when its answer is called back.

Invariant: what went out is blocked wherever the part stands; a part whose person went another way since stays where it is.
"""

from __future__ import annotations

from dsr.domain.words import Outcome, Role, State

TO_REVIEW, TO_START = "recall", "recall_anew"  # moves; the second where what was found is gone, and has to be looked for again
_ANSWERED = frozenset({Outcome.FULFILLED, Outcome.PARTLY_FULFILLED, Outcome.NOTHING_HELD})


def move_after(state: State, outcome: Outcome | None, role: Role, *, is_refused: bool) -> str | None:
    """The move of a part whose answer was recalled; None: it is being worked on already, or ended another way. `is_refused`: a refusal is on its way,
    written after the answer."""
    if state is State.DELIVERING:
        return None if is_refused else TO_REVIEW
    if state is not State.CLOSED:
        return None
    if outcome is Outcome.REFERRED and role is Role.PROCESSOR:  # the company has fetched its package, and the rows went with that
        return TO_START
    return TO_REVIEW if outcome in _ANSWERED else None
