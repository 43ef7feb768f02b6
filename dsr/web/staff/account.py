"""Signing in and out.

Invariants: a cookie from before the sign-in is worth nothing after it; a wrong sign-in does not say which half was wrong.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.errors import InvalidInput, NotAllowed
from dsr.domain.staffing import SecondFactor, Stage, Step
from dsr.services import second_factor, staffing
from dsr.services import staff as verbs
from dsr.services.read import staff as me
from dsr.text.labels import sentence
from dsr.web import security
from dsr.web.access import TOKEN, actor, public, signed_in
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.forms import SignInForm
from dsr.web.staff.member_forms import PasswordForm

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
        if not verbs.takes_password(db, is_wished=kit().settings.password_sign_in):
            raise NotAllowed(reason="signin_by_sso")
        known = verbs.look_up(db, form.text("email"))
    is_right = verbs.fits(known, str(form.password.data))
    ticket: verbs.Ticket | None = None
    with kit().database.transaction() as db:
        try:
            ticket = verbs.sign_in(db, form.text("email"), known, is_right=is_right, now=kit().now(), vault=kit().vault,
                                   wish=SecondFactor(kit().settings.second_factor))
        except NotAllowed as error:  # caught in here: the attempt that the verb wrote down is kept
            refused = error
    if ticket is None:
        form.refuse("password", sentence(refused or NotAllowed(), language()), is_emptied=True)
        return _page(form, 403)
    return arrive(ticket)


def arrive(ticket: verbs.Ticket) -> Response:
    """The browser takes the session, and goes on to what is still to do, or to where the person wanted to go."""
    wish = session.get("lang")
    session.clear()
    session[TOKEN] = ticket.token
    if wish:
        session["lang"] = wish
    wanted = _wanted()
    match ticket.stage:
        case Stage.CODE:
            return redirect(url_for("desk.code_page", next=wanted), 303)
        case Stage.ENROL:
            return redirect(url_for("desk.second"), 303)
        case Stage.WHOLE:
            return redirect(wanted or url_for("desk.queue"), 303)


@bp.get("/account")
@signed_in
def account() -> Page:
    return _account(PasswordForm(is_empty=True))


@bp.post("/account/password")
@signed_in
@security.limiter.limit(security.sign_in_limit)
def change_password() -> Page:
    """A wrong old password counts like one at the door."""
    form = PasswordForm()
    if not form.is_right():
        return _account(form, 422)
    with kit().database.reading() as db:
        email = me.member(db, actor().id or 0, now=kit().now()).email
        known = verbs.look_up(db, email)
    is_right = verbs.fits(known, str(form["old"].data))
    with kit().database.transaction() as db:
        is_right = verbs.attempt(db, email, Step.PASSWORD, is_right=is_right, now=kit().now(), vault=kit().vault)
    try:
        if not is_right:
            raise InvalidInput(field="old", problem="wrong_password")
        hashed = staffing.hashed(str(form["password"].data))
    except InvalidInput as error:
        form.refuse(str(error.facts["field"]), sentence(error, language()), is_emptied=True)
        return _account(form, 422)
    with kit().database.transaction() as db:
        staffing.set_password(db, actor().id or 0, hashed, by=actor(), now=kit().now(), keep=kit().vault.token("staff_session", session[TOKEN]))
    flash(_("The password has changed. Wherever else you were signed in you are not any more."), "good")
    return redirect(url_for("desk.account"), 303)


@bp.post("/account/end-sessions")
@signed_in
def end_my_sessions() -> Page:
    with kit().database.transaction() as db:
        staffing.end_sessions(db, actor().id or 0, by=actor(), now=kit().now())
    session.clear()
    return redirect(url_for("desk.sign_in"), 303)


@bp.post("/sign-out")
@signed_in
def sign_out() -> Page:
    with kit().database.transaction() as db:
        verbs.sign_out(db, session[TOKEN], vault=kit().vault)
    session.clear()
    return redirect(url_for("desk.sign_in"), 303)


def _account(form: PasswordForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        member = me.member(db, actor().id or 0, now=kit().now())
        state, tries = second_factor.state(db, member.id), me.attempts(db, vault=kit().vault, only=member.email)
    return render_template("staff/account.html", form=form, member=member, second=state, attempts=tries[:20],
                           wish=kit().settings.second_factor), status


def _page(form: SignInForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        by_password = verbs.takes_password(db, is_wished=kit().settings.password_sign_in)
    directory = kit().sso
    return render_template("staff/sign_in.html", form=form, wanted=_wanted(), by_password=by_password,
                           sso=directory.label if directory is not None else ""), status


def _wanted() -> str | None:
    """Where the person wanted to go: a page of the desk, and nothing that a browser could take for another site."""
    wanted = request.args.get("next", "")
    is_ours = wanted.startswith(url_for("desk.queue")) and "\\" not in wanted and "//" not in wanted and wanted.isprintable()
    return wanted if is_ours else None
