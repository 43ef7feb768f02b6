"""The second factor: given at the door, set up and taken off on the page of one's account. Invariant: a secret in use stands on no page."""

from __future__ import annotations

import segno
from flask import flash, g, redirect, render_template, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from dsr.domain.errors import InvalidInput, NotAllowed, NotFound
from dsr.domain.staffing import SecondFactor, Stage
from dsr.services import second_factor as verbs
from dsr.services.staff import Ticket
from dsr.text.labels import sentence
from dsr.web import security
from dsr.web.access import TOKEN, actor, coming_in, signed_in
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.account import arrive
from dsr.web.staff.member_forms import CodeForm

Page = str | Response | tuple[str, int]


@bp.get("/sign-in/code")
@coming_in(Stage.CODE)
def code_page() -> Page:
    return _code_page(CodeForm(is_empty=True))


@bp.post("/sign-in/code")
@coming_in(Stage.CODE)
@security.limiter.limit(security.sign_in_limit)
def enter_code() -> Page:
    form, refused = CodeForm(), None
    if not form.is_right():
        return _code_page(form, 422)
    ticket: Ticket | None = None
    with kit().database.transaction() as db:
        try:
            ticket = verbs.enter(db, session[TOKEN], form.text("code"), now=kit().now(), vault=kit().vault)
        except NotAllowed as error:  # caught in here: the attempt that the verb wrote down is kept
            refused = error
    if ticket is None:
        form.refuse("code", sentence(refused or NotAllowed(), language()), is_emptied=True)
        return _code_page(form, 403)
    return arrive(ticket)


@bp.post("/account/second-factor")
@coming_in(Stage.WHOLE, Stage.ENROL)
def begin_second() -> Page:
    with kit().database.transaction() as db:
        verbs.begin(db, by=actor(), now=kit().now(), vault=kit().vault)
    return redirect(url_for("desk.second"), 303)


@bp.get("/account/second-factor")
@coming_in(Stage.WHOLE, Stage.ENROL)
def second() -> Page:
    return _offer(CodeForm(is_empty=True))


@bp.post("/account/second-factor/confirm")
@coming_in(Stage.WHOLE, Stage.ENROL)
@security.limiter.limit(security.sign_in_limit)
def confirm_second() -> Page:
    form = CodeForm()
    if not form.is_right():
        return _offer(form, 422)
    try:
        with kit().database.transaction() as db:
            codes = verbs.confirm(db, form.text("code"), by=actor(), now=kit().now(), vault=kit().vault)
            ticket = verbs.whole(db, session[TOKEN], by=actor(), now=kit().now(), vault=kit().vault)
    except InvalidInput as error:
        form.refuse("code", sentence(error, language()), is_emptied=True)
        return _offer(form, 422)
    if ticket is not None:
        arrive(ticket)
    return _codes(codes)


@bp.post("/account/second-factor/codes")
@signed_in
@security.limiter.limit(security.sign_in_limit)
def renew_codes() -> Page:
    form, codes = CodeForm(), None
    refused: NotAllowed | None = None
    if form.is_right():
        with kit().database.transaction() as db:
            try:
                codes = verbs.renew_codes(db, form.text("code"), by=actor(), now=kit().now(), vault=kit().vault)
            except NotAllowed as error:  # the attempt is kept
                refused = error
    if codes is None:
        flash(sentence(refused, language()) if refused else form.problem("code"), "late")
        return redirect(url_for("desk.account"), 303)
    return _codes(codes)


@bp.post("/account/second-factor/off")
@signed_in
@security.limiter.limit(security.sign_in_limit)
def take_off_second() -> Page:
    form = CodeForm()
    words, level = "", "late"
    if not form.is_right():
        words = form.problem("code")
    else:
        with kit().database.transaction() as db:
            try:
                verbs.take_off(db, form.text("code"), by=actor(), now=kit().now(), vault=kit().vault, wish=SecondFactor(kit().settings.second_factor))
            except NotAllowed as error:  # the attempt is kept
                words = sentence(error, language())
            else:
                words, level = _("The second factor is off. Set one up again soon."), "good"
    flash(words, level)
    return redirect(url_for("desk.account"), 303)


def _code_page(form: CodeForm, status: int = 200) -> Page:
    return render_template("staff/sign_in_code.html", form=form), status


def _offer(form: CodeForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        try:
            offer = verbs.offered(db, by=actor(), issuer=kit().settings.entity_name, vault=kit().vault)
        except NotFound:
            offer = None
            is_enrolled = verbs.state(db, actor().id or 0).is_enrolled
    if offer is None and is_enrolled:
        return redirect(url_for("desk.account"), 303)
    drawn = Markup(segno.make(offer.address, micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)  # noqa: S704
                   ) if offer else None  # drawn by us from signs that are escaped in an address: there is no text of a person in it
    groups = " ".join(offer.secret[start:start + 4] for start in range(0, len(offer.secret), 4)) if offer else ""
    return render_template("staff/second.html", form=form, drawn=drawn, secret=groups, is_first=g.stage is Stage.ENROL), status


def _codes(codes: tuple[str, ...]) -> Page:
    g.is_enrolled = True
    return render_template("staff/recovery_codes.html", codes=codes)
