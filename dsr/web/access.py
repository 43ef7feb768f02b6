"""Who may open a page. Invariant: every route carries exactly one mark, and an application with an unmarked route does not start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

import structlog
from flask import Flask, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed
from dsr.domain.staffing import SecondFactor, Shut, Stage
from dsr.services import closed, staff
from dsr.web.ports import kit

View = Callable[..., Any]
TOKEN = "token"  # noqa: S105  # the name of a field of the desk's cookie
_MARK = "__dsr_access__"
_WHOLE = frozenset({Stage.WHOLE})
_BUILT_IN = frozenset({"static"})
_log = structlog.get_logger("web")


@dataclass(frozen=True, slots=True)
class Mark:
    """`capability` is None for what is public, and for what every member of staff may open."""

    is_public: bool
    capability: Capability | None = None


def public(view: View) -> View:
    """Open to everybody."""
    setattr(view, _MARK, Mark(is_public=True))
    return view


def signed_in(view: View) -> View:
    """Open to every member of staff."""
    return _guarded(view, None)


def coming_in(*stages: Stage) -> Callable[[View], View]:
    """Open to who has come so far: to give a code, or to set up a second factor."""
    return lambda view: _guarded(view, None, frozenset(stages))


def needs(capability: Capability) -> Callable[[View], View]:
    """Open to staff with this capability."""
    return lambda view: _guarded(view, capability)


def mark_of(view: View) -> Mark | None:
    """The mark of a view; None if somebody forgot it."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Mark) else None


def unmarked(app: Flask) -> list[str]:
    """Endpoints without a mark."""
    return sorted(name for name, view in app.view_functions.items() if name not in _BUILT_IN and mark_of(view) is None)


def refuse_unmarked(app: Flask) -> None:
    """Raises RuntimeError if a route was forgotten."""
    if forgotten := unmarked(app):
        raise RuntimeError(f"routes without an access mark: {', '.join(forgotten)}")


def actor() -> Actor:
    """The member of staff of this HTTP request; only in views that are not public."""
    found: Actor = g.actor
    return found


def shut() -> Mapping[str, Shut]:
    """Requests that are closed to the member of staff of this HTTP request, by reference: no list names them."""
    found: Mapping[str, Shut] = g.shut
    return found


def must_see(reference: str | None) -> None:
    """Raises NotAllowed for a request that is closed to the member of staff of this HTTP request; None is none."""
    match shut().get(reference or ""):
        case Shut.OWN:
            raise NotAllowed(reason="own_request")
        case Shut.NAMED:
            raise NotAllowed(reason="named_readers")
        case None:
            return


def lacks_second() -> bool:
    """Whether the pages remind the member of staff of this HTTP request of a second factor."""
    return SecondFactor(kit().settings.second_factor) is not SecondFactor.OFF and not g.get("is_enrolled", True)


def can(capability: str) -> bool:
    """Whether a page of the desk offers what this capability is for; the views decide again."""
    found = g.get("actor")
    return found is not None and Capability(capability) in found.capabilities


def _guarded(view: View, capability: Capability | None, stages: frozenset[Stage] = _WHOLE) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        found = _current()
        if found is None or found.stage not in stages:
            return _to_sign_in()
        g.actor, g.stage, g.is_enrolled = found.actor, found.stage, found.is_enrolled
        if capability is not None and capability not in g.actor.capabilities:
            _log.warning("access_refused", staff=g.actor.id, endpoint=request.endpoint, needs=capability.value)
            raise NotAllowed(capability=capability.value)
        for named in kwargs.values():
            must_see(named if isinstance(named, str) else None)
        return view(*args, **kwargs)

    setattr(guarded, _MARK, Mark(is_public=False, capability=capability))
    return guarded


def _current() -> staff.Visit | None:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    with kit().database.reading() as db:
        visit = staff.current(db, token, now=kit().now(), vault=kit().vault)
        g.shut = closed.references(db, visit.actor) if visit is not None else {}
    if visit is None:
        return None
    if visit.is_due:
        with kit().database.transaction() as db:
            staff.seen(db, token, now=kit().now(), vault=kit().vault)
    return visit


def _to_sign_in() -> Response:
    """Back to where the person wanted to go, but for a form: its page is shown again after signing in."""
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for("desk.sign_in", next=wanted), 303)
