"""Show that it is you: which ways there are, what each thing that was shown is enough for, and a human where none of them works.

Invariant: the page is the same for people we know and people we do not.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.errors import NotFound
from dsr.services.read import proving as read
from dsr.web.access import public
from dsr.web.ports import kit
from dsr.web.say import Lazy
from dsr.web.subject import bp
from dsr.web.subject.status import TOKEN
from dsr.web.subject.ways import KINDS, METHODS, NEEDS, Way, open_ways

Page = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of data, and the words for what it still needs; none: it is enough."""

    kind: Lazy
    missing: tuple[Lazy, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the template shows."""

    reference: str
    given: tuple[tuple[Lazy, object], ...]     # what was shown, and when
    rights: tuple[tuple[object, tuple[Line, ...]], ...]
    ways: tuple[Way, ...]
    has_code: bool                             # one waits to be typed
    has_notice: bool                           # their other channels were to be told


@bp.get("/prove")
@public
def prove() -> Page:
    try:
        with kit().database.reading() as db:
            found = read.page(db, session.get(TOKEN) or "", now=kit().now(), vault=kit().vault)
    except NotFound:
        return redirect(url_for("subject.status"), 303)
    rights = dict.fromkeys(step.right for step in found.steps)
    return render_template("subject/prove.html", page=Overview(
        found.reference, tuple((METHODS[one.method], one.at) for one in found.given),
        tuple((right, tuple(Line(KINDS[step.sensitivity], tuple(NEEDS[need] for need in step.missing))
                            for step in found.steps if step.right is right)) for right in rights),
        open_ways(kit(), found), found.code is not None, found.notice_at is not None))
