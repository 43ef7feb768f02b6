"""What somebody who opened their request sees of their own proofs: what they have shown, what it is enough for, what is missing.

Invariant: it is made of what they themselves gave and of nothing that our systems hold or staff doubt, so that it tells nobody anything (N24). So a
notice to their other channels is neither in what was given nor in what that is enough for: that it counts tells that there was somebody to be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dsr.domain import proof as rules
from dsr.domain.proof import Method, Need, Sensitivity, Shown
from dsr.domain.words import Right, State
from dsr.models import Request
from dsr.services import line_codes, notice_proof, proofs, sessions
from dsr.vault import Vault


@dataclass(frozen=True, slots=True)
class Given:
    """A proof that holds."""

    method: Method
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What a kind of data still needs for a right; nothing missing: it is enough."""

    right: Right
    sensitivity: Sensitivity
    missing: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Page:
    reference: str
    given: tuple[Given, ...]
    steps: tuple[Step, ...]
    code: line_codes.Asked | None   # one that was asked for and may be typed
    notice_at: datetime | None      # when their other channels were to be told
    can_notify: bool                # that may still be begun, and may help


def opened(session: Session, token: str, *, now: datetime, vault: Vault) -> int:
    """The request that this session opened. Raises NotFound."""
    return sessions.current(session, token, now=now, vault=vault, is_answer=False).request_id


def page(session: Session, token: str, *, now: datetime, vault: Vault) -> Page:
    """Raises NotFound."""
    request = session.get_one(Request, opened(session, token, now=now, vault=vault))
    given = tuple(Given(one.method, one.at) for one in _given(session, request))
    owed, notice_at = steps(session, request), notice_proof.begun(session, request.id)
    helps = any(rules.helps(Method.NOTICE, step.missing) for step in owed)
    return Page(request.reference, given, owed, line_codes.waiting(session, request.id, now=now), notice_at,
                can_notify=bool(given) and helps and notice_at is None)


def steps(session: Session, request: Request) -> tuple[Step, ...]:
    """What each kind of data still needs, for the rights that are not answered yet."""
    shown = _given(session, request)
    rights = dict.fromkeys(part.right for part in request.parts if part.state is not State.CLOSED)
    return tuple(Step(right, one, rules.missing(right, one, shown)) for right in rights for one in Sensitivity)


def _given(session: Session, request: Request) -> tuple[Shown, ...]:
    return tuple(one for one in proofs.given(session, request.id) if one.method is not Method.NOTICE)
