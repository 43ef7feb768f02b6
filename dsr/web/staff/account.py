"""Signing in and out.

Invariants: a cookie from before the sign-in is worth nothing after it; a wrong sign-in does not say which half was wrong.
"""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.errors import NotAllowed
from dsr.services import staff as verbs
from dsr.text.labels import sentence
from dsr.web import security
from dsr.web.access import TOKEN, public, signed_in
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.staff import bp
from dsr.web.staff.forms import SignInForm

Page = str | Response | tuple[str, int]


@bp.get("/sign-in")
@public
def sign_in() -> Page:
    return _page(SignInForm(is_empty=True))


@bp.post("/sign-in")
@public
@security.limiter.limit(security.sign_in_limit)
def enter() -> Page:
    form = SignInForm()
    if not form.is_right():
        return _page(form, 422)
    refused: NotAllowed | None = None
    with kit().database.reading() as db:
        known = verbs.look_up(db, form.text("email"))
    is_right = verbs.fits(known, str(form.password.data))
    with kit().database.transaction() as db:
        try:
            token = verbs.sign_in(db, form.text("email"), known, is_right=is_right, now=kit().now(), vault=kit().vault)
        except NotAllowed as error:  # caught in here: the attempt that the verb wrote down is kept
            refused = error
    if refused is not None:
        form.refuse("password", sentence(refused, language()), is_emptied=True)
        return _page(form, 403)
    wish = session.get("lang")
    session.clear()
    session[TOKEN] = token
    if wish:
        session["lang"] = wish
    return redirect(_wanted() or url_for("desk.queue"), 303)


@bp.post("/sign-out")
@signed_in
def sign_out() -> Page:
    with kit().database.transaction() as db:
        verbs.sign_out(db, session[TOKEN], vault=kit().vault)
    session.clear()
    return redirect(url_for("desk.sign_in"), 303)


def _page(form: SignInForm, status: int = 200) -> Page:
    return render_template("staff/sign_in.html", form=form, wanted=_wanted()), status


def _wanted() -> str | None:
    """Where the person wanted to go: a page of the desk, and nothing that a browser could take for another site."""
    wanted = request.args.get("next", "")
    is_ours = wanted.startswith(url_for("desk.queue")) and "\\" not in wanted and "//" not in wanted and wanted.isprintable()
    return wanted if is_ours else None
