"""The page behind a notice: it was not me. Invariant: a look changes nothing, and the page says nothing of who asked or for what."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.services import notice_proof
from dsr.web import security
from dsr.web.access import public
from dsr.web.ports import kit
from dsr.web.subject import bp

Page = str | Response | tuple[str, int]


@bp.get("/objection/<token>")
@public
def look_at_objection(token: str) -> Page:
    with kit().database.reading() as db:
        is_open = notice_proof.peek(db, token, vault=kit().vault)
    return render_template("subject/objection.html", is_done=False) if is_open else (render_template("subject/closed_link.html"), 404)


@bp.post("/objection/<token>")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def object_to(token: str) -> Page:
    with kit().database.transaction() as db:
        notice_proof.object_(db, token, now=kit().now(), vault=kit().vault)
    return redirect(url_for("subject.objected"), 303)


@bp.get("/objected")
@public
def objected() -> Page:
    return render_template("subject/objection.html", is_done=True)
