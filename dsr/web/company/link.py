"""The link of the letter, and the code that goes to the same mailbox.

Invariants: a look changes nothing and shows nothing of anybody; a link that leads nowhere looks like one that never was.
"""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.errors import DsrError, NotAllowed, NotFound
from dsr.jobs import Queue
from dsr.services import company_door
from dsr.services.company_door import Link
from dsr.web import security
from dsr.web.access import public
from dsr.web.company import bp
from dsr.web.owner.forms import CodeForm
from dsr.web.ports import changing, kit
from dsr.web.say import _

Page = str | Response | tuple[str, int]
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
    link = _link(token)
    return _code_page(CodeForm(is_empty=True), token) if link is Link.OPEN else render_template("company/link.html", link=link, token_=token)


@bp.post("/company/<token>/code")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def enter_code(token: str) -> Page:
    form = CodeForm()
    if not form.is_right():
        return _code_page(form, token, 422)
    refused: DsrError | None = None
    with kit().database.transaction() as db:
        try:
            session[TOKEN] = company_door.open_with_code(db, token, form.text("code"), now=kit().now(), vault=kit().vault, settings=kit().settings)
        except (NotAllowed, NotFound) as error:  # caught in here: the count of wrong codes is kept
            refused = error
    if refused is None:
        return redirect(url_for("company.home"), 303)
    if isinstance(refused, NotFound):
        raise refused
    is_over = refused.facts.get("reason") == "locked"
    form.refuse("code", _("That code is too old or was tried too often. Go back and have a new one sent.") if is_over else
                _("That code does not fit. Check it and try again; only the newest one opens."), is_emptied=True)
    return _code_page(form, token, 403)


def closed() -> Page:
    """No session, or one that is over."""
    session.pop(TOKEN, None)
    return render_template("company/closed.html"), 404


def _link(token: str) -> Link:
    with kit().database.reading() as db:
        return company_door.link(db, token, now=kit().now(), vault=kit().vault, settings=kit().settings)


def _code_page(form: CodeForm, token: str, status: int = 200) -> Page:
    return render_template("company/code.html", form=form, back=url_for("company.land", token=token)), status
