"""The person decides whether their answer goes to somebody who acts for them. Invariant: a look changes nothing, a yes takes the pick-up code that
only the person has, and the code for the representative is shown in the answer to the one POST that made it, and nowhere else."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.errors import NotAllowed, NotFound
from dsr.services import representatives
from dsr.services.representatives import Asked
from dsr.web import security
from dsr.web.access import public
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.subject import bp
from dsr.web.subject.forms import CodeForm
from dsr.web.subject.status import TOKEN

Page = str | Response | tuple[str, int]


@bp.get("/mandate/<token>")
@public
def mandate(token: str) -> Page:
    with kit().database.reading() as db:
        asked = representatives.peek(db, token, now=kit().now(), vault=kit().vault)
    return _page(asked, CodeForm(is_empty=True)) if asked is not None else (render_template("subject/closed_link.html"), 404)


@bp.post("/mandate/<token>")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def decide_mandate(token: str) -> Page:
    is_yes, form = request.form.get("do") == "yes", CodeForm()
    with kit().database.reading() as db:
        asked = representatives.peek(db, token, now=kit().now(), vault=kit().vault)
    if asked is None:
        raise NotFound()
    if is_yes and asked.is_read and not form.is_right():
        return _page(asked, form, 422)
    code, is_refused = None, False
    with kit().database.transaction() as db:
        try:
            code = representatives.decide(db, token, is_yes=is_yes, code=form.text("code"), now=kit().now(), vault=kit().vault,
                                          settings=kit().settings)
        except NotAllowed:  # caught in here: the count of wrong codes is kept
            is_refused = True
    if is_refused:
        form.refuse("code", _("That code does not fit. Check it and try again. After many tries wait a while, or write to us."), is_emptied=True)
        return _page(asked, form, 403)
    return render_template("subject/mandate_decided.html", asked=asked, code=code, is_yes=is_yes)


@bp.post("/status/representatives/<int:representative>/end")
@public
@security.limiter.limit(security.sign_in_limit)
def take_mandate_back(representative: int) -> Response:
    token = session.get(TOKEN)
    if isinstance(token, str):
        with kit().database.transaction() as db:
            representatives.take_back(db, token, representative, now=kit().now(), vault=kit().vault)
    return redirect(url_for("subject.show_status"), 303)


def _page(asked: Asked, form: CodeForm, status: int = 200) -> Page:
    return render_template("subject/mandate.html", asked=asked, form=form), status
