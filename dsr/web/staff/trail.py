"""The view of the queue that somebody works through: how links say it, and what comes next in it after a request was seen to.

Invariant: a link holds words and numbers of ours and nothing of a person; what somebody else put into one narrows a list or is left out, and
leads to no page but the queue and its requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.words import Right, State
from dsr.services.read import inbox, lanes
from dsr.services.read.lanes import Narrowing
from dsr.web.access import actor, needs, shut
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp

_KEPT = "trail"  # of the desk's cookie
_LONGEST = 60
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Trail:
    """A view, what it is narrowed to, and the spot after which it goes on."""

    view: str = inbox.OPEN
    narrowed: Narrowing = inbox.EVERY
    after: str = ""

    def args(self, **changed: Any) -> dict[str, Any]:
        """For a link to it, or to one that differs in this."""
        told = {"f": self.view, "right": self.narrowed.right, "state": self.narrowed.state, "company": self.narrowed.company,
                "keeper": self.narrowed.keeper, **changed}
        return {name: str(value) for name, value in told.items() if value is not None}


def wanted() -> Trail:
    """As the link says it; what it says wrong is left out."""
    return _read(request.args)


def remember(reference: str) -> None:
    """A request was opened from the queue: what follows there is what comes next, also once this one has moved."""
    if "after" in request.args:
        trail = wanted()
        session[_KEPT] = {"reference": reference, **trail.args(after=trail.after)}


@bp.get("/requests/<reference>/next")
@needs(Capability.READ)
def next_one(reference: str) -> Response:
    known = session.get(_KEPT)
    trail = _read(known) if isinstance(known, dict) and known.get("reference") == reference else Trail()
    today = kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
    with kit().database.reading() as db:
        found = inbox.following(db, trail.view, today=today, narrowed=trail.narrowed, after=trail.after, mine=actor().id, but={reference, *shut()})
    if found is None:
        flash(_("Nothing more comes in this view."), "good")
        return redirect(url_for("desk.queue", **trail.args()), 303)
    return redirect(url_for("desk.show", reference=found[0], **trail.args(after=found[1])), 303)


def _read(said: Mapping[str, str]) -> Trail:
    view = said.get("f", "")
    narrowed = Narrowing(_word(Right, said.get("right")), _word(State, said.get("state")), _number(said.get("company")), _number(said.get("keeper")))
    return Trail(view if view in lanes.VIEWS else inbox.OPEN, narrowed, said.get("after", "")[:_LONGEST])


def _word(of: type[_Word], said: str | None) -> _Word | None:
    return of(said) if said in {member.value for member in of} else None


def _number(said: str | None) -> int | None:
    return int(said) if said is not None and said.isascii() and said.isdecimal() and len(said) < 10 else None
