"""Have one's other addresses and numbers told: what happens then, and the button, once.

Invariant: before and after, the page is the same whether we have such channels on file or not (N24).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.actor import SUBJECT
from dsr.domain.errors import NotFound
from dsr.jobs import Queue
from dsr.services import notice_proof
from dsr.services.read import proving as read
from dsr.web import security
from dsr.web.access import public
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.subject import bp
from dsr.web.subject.status import TOKEN

Page = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the page shows. `begun_at` None: the button."""

    begun_at: datetime | None
    over_at: datetime | None
    days: int


@bp.get("/prove/notice")
@public
def notice() -> Page:
    try:
        with kit().database.reading() as db:
            found = read.page(db, session.get(TOKEN) or "", now=kit().now(), vault=kit().vault)
    except NotFound:
        return redirect(url_for("subject.status"), 303)
    if found.notice_at is None and not found.can_notify:
        return redirect(url_for("subject.prove"), 303)
    days = kit().settings.notice_days
    over_at = found.notice_at + timedelta(days=days) if found.notice_at else None
    return render_template("subject/notice.html", page=Notice(found.notice_at, over_at, days))


@bp.post("/prove/notice")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def begin_notice() -> Page:
    try:
        with changing(Queue.WORK) as db:
            found = read.page(db, session.get(TOKEN) or "", now=kit().now(), vault=kit().vault)
            if found.can_notify:
                notice_proof.begin(db, read.opened(db, session.get(TOKEN) or "", now=kit().now(), vault=kit().vault), by=SUBJECT, now=kit().now())
    except NotFound:
        return redirect(url_for("subject.status"), 303)
    if not found.can_notify and found.notice_at is None:
        flash(_("That is not possible any more. The page shows how things stand."), "late")
        return redirect(url_for("subject.prove"), 303)
    return redirect(url_for("subject.notice"), 303)
