"""The link of the letter to a company.

Invariants: a look changes nothing and shows nothing of anybody; a link that leads nowhere looks like one that never was.
"""

from __future__ import annotations

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session

from dsr.jobs import Queue
from dsr.services import company_door
from dsr.services.company_door import Link
from dsr.web import door, security
from dsr.web.access import public
from dsr.web.company import bp
from dsr.web.door import Page
from dsr.web.ports import changing, kit

TOKEN = "company"  # noqa: S105  # field of the public cookie: the token of a session on the server


@bp.get("/company/<token>")
@public
def land(token: str) -> Page:
    return render_template("company/link.html", link=_link(token), token_=token)


@bp.post("/company/<token>")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def send_code(token: str) -> Page:
    with changing(Queue.MAIL) as db:
        company_door.send_code(db, token, now=kit().now(), vault=kit().vault, settings=kit().settings)
    return redirect(url_for("company.code", token=token), 303)


@bp.post("/company/<token>/again")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def again(token: str) -> Page:
    with changing(Queue.MAIL) as db:
        company_door.send_link(db, token, now=kit().now(), vault=kit().vault, settings=kit().settings)
    return render_template("company/sent.html")


@bp.get("/company/<token>/code")
@public
def code(token: str) -> Page:
    return door.code_page(url_for("company.land", token=token)) if _link(token) is Link.OPEN else land(token)


@bp.post("/company/<token>/code")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def enter_code(token: str) -> Page:
    def opened(db: Session, typed: str) -> str:
        return company_door.open_with_code(db, token, typed, now=kit().now(), vault=kit().vault, settings=kit().settings)

    return door.enter(TOKEN, opened, inside="company.home", back=url_for("company.land", token=token))


def _link(token: str) -> Link:
    with kit().database.reading() as db:
        return company_door.link(db, token, now=kit().now(), vault=kit().vault, settings=kit().settings)
