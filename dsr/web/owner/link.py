"""The link of the letter, and the code that goes to the same mailbox.

Invariants: a look changes nothing and shows nothing of the person; a link that leads nowhere looks like one that never was.
"""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.asking import Standing
from dsr.domain.errors import DsrError, NotAllowed, NotFound
from dsr.jobs import Queue
from dsr.services import owners
from dsr.services.read import question as read
from dsr.web import security
from dsr.web.access import public
from dsr.web.owner import bp
from dsr.web.owner.forms import CodeForm
from dsr.web.ports import changing, kit
from dsr.web.say import _

Page = str | Response | tuple[str, int]
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
        return _code_page(CodeForm(is_empty=True), token)
    return ended(landing.receipt)


@bp.post("/question/<token>/code")
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
            session[TOKEN] = owners.open_with_code(db, token, form.text("code"), now=kit().now(), vault=kit().vault, settings=kit().settings)
        except (NotAllowed, NotFound) as error:  # caught in here: the count of wrong codes is kept
            refused = error
    if refused is None:
        return redirect(url_for("owner.question"), 303)
    if isinstance(refused, NotFound):
        raise refused
    is_over = refused.facts.get("reason") == "locked"
    form.refuse("code", _("That code is too old or was tried too often. Go back and have a new one sent.") if is_over else
                _("That code does not fit. Check it and try again; only the newest one opens."), is_emptied=True)
    return _code_page(form, token, 403)


def ended(receipt: read.Receipt | None) -> Page:
    """What was answered; or that nothing is needed any more."""
    return render_template("owner/ended.html", receipt=receipt)


def closed() -> Page:
    """No session, or one that is over: the link in the mail opens it again."""
    return render_template("owner/closed.html"), 404


def _landing(token: str) -> read.Landing:
    with kit().database.reading() as db:
        return read.landing(db, token, vault=kit().vault)


def _code_page(form: CodeForm, token: str, status: int = 200) -> Page:
    return render_template("owner/code.html", form=form, back=url_for("owner.land", token=token)), status
