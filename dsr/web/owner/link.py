"""The link of the letter to the owner of a source.

Invariants: a look changes nothing and shows nothing of the person; a link that leads nowhere looks like one that never was.
"""

from __future__ import annotations

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session

from dsr.domain.asking import Standing
from dsr.jobs import Queue
from dsr.services import owners
from dsr.services.read import question as read
from dsr.web import door, security
from dsr.web.access import public
from dsr.web.door import Page
from dsr.web.owner import bp
from dsr.web.ports import changing, kit

TOKEN = "question"  # noqa: S105  # field of the public cookie: the token of a session on the server


@bp.get("/question/<token>")
@public
def land(token: str) -> Page:
    landing = _landing(token)
    if landing.standing in (Standing.OPEN, Standing.LATE):
        return render_template("owner/link.html", is_late=landing.standing is Standing.LATE)
    return ended(landing.receipt)


@bp.post("/question/<token>")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def send_code(token: str) -> Page:
    with changing(Queue.MAIL) as db:
        owners.send_code(db, token, now=kit().now(), vault=kit().vault, settings=kit().settings)
    return redirect(url_for("owner.code", token=token), 303)


@bp.get("/question/<token>/code")
@public
def code(token: str) -> Page:
    landing = _landing(token)
    if landing.standing in (Standing.OPEN, Standing.LATE):
        return door.code_page(url_for("owner.land", token=token))
    return ended(landing.receipt)


@bp.post("/question/<token>/code")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def enter_code(token: str) -> Page:
    def opened(db: Session, typed: str) -> str:
        return owners.open_with_code(db, token, typed, now=kit().now(), vault=kit().vault, settings=kit().settings)

    return door.enter(TOKEN, opened, inside="owner.question", back=url_for("owner.land", token=token))


def ended(receipt: read.Receipt | None) -> Page:
    """What was answered; or that nothing is needed any more."""
    return render_template("owner/ended.html", receipt=receipt)


def _landing(token: str) -> read.Landing:
    with kit().database.reading() as db:
        return read.landing(db, token, vault=kit().vault)
