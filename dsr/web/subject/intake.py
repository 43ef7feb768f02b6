"""The public form, its receipt and the confirmation of the address.

Invariants: known and unknown people get the same pages; a GET changes nothing, so that a scanner of mails confirms nothing.
"""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo

import structlog
from flask import redirect, render_template, request, url_for
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from dsr.domain import reference
from dsr.domain.errors import InvalidInput
from dsr.domain.term import due_dates
from dsr.domain.words import Channel
from dsr.jobs import Queue
from dsr.services import heartbeats, verify
from dsr.services import intake as verbs
from dsr.services.intake import IntakeClaim, Receipt
from dsr.web import errors, handover, security
from dsr.web.access import public
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.subject import bp
from dsr.web.subject.forms import IntakeForm, choices

_log = structlog.get_logger("web")
Page = str | Response | tuple[str, int]


@bp.get("/")
@public
def intake() -> Page:
    return _form(IntakeForm(is_empty=True))


@bp.post("/")
@public
@security.limiter.limit(security.form_limit, deduct_when=lambda response: response.status_code == 303)
@security.even
def send() -> Page:
    form = IntakeForm()
    if form.is_from_machine:
        _log.info("honeypot")
        return _as_if(form)
    if not form.is_right():
        return _form(form, 422)
    try:
        with changing(Queue.MAIL) as db:
            nonce = str(form.shown().nonce.data)
            is_trial = heartbeats.seen(db, nonce, now=kit().now(), vault=kit().vault)
            receipt = None if is_trial else verbs.receive(
                db, _claim(form), channel=Channel.PORTAL, intake_key=f"form:{nonce}", now=kit().now(), vault=kit().vault, settings=kit().settings)
    except InvalidInput as error:
        form.refused(error)
        return _form(form, 422)
    return _to_receipt(receipt, form) if receipt is not None else _as_if(form)


@bp.get("/receipt")
@public
def receipt() -> Page:
    page = handover.take(secret=security.secret(), now=kit().now(), is_look_only=request.method == "HEAD")
    if page is None:
        return redirect(url_for("subject.intake"), 303)
    right = next((choice.words for choice in choices() if choice.value == page.right), "")
    return render_template("subject/receipt.html", page=page, right=right)


@bp.get("/confirm/<token>")
@public
def confirm(token: str) -> Page:
    with kit().database.reading() as db:
        is_open = verify.peek(db, token, now=kit().now(), vault=kit().vault)
    return render_template("subject/confirm.html") if is_open else (render_template("subject/closed_link.html"), 404)


@bp.post("/confirm/<token>")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def press(token: str) -> Page:
    with changing(Queue.MAIL) as db:
        done = verify.confirm(db, token, now=kit().now(), vault=kit().vault, settings=kit().settings)
    if done.code is not None:
        handover.give_code(done.reference, done.code, secret=security.secret(), now=kit().now())
    return redirect(url_for("subject.confirmed"), 303)


@bp.get("/confirmed")
@public
def confirmed() -> Page:
    """With the code of who asked by mail, once."""
    shown = handover.take_code(secret=security.secret(), now=kit().now(), is_look_only=request.method == "HEAD")
    return render_template("subject/confirmed.html", shown=shown)


@bp.errorhandler(CSRFError)
def too_old(error: CSRFError) -> Page:
    """The form once more with all that was typed, when it was open for too long."""
    if request.endpoint != "subject.send":
        return errors.form_too_old(error)
    notice = _("The page was open for too long, or your browser kept no cookie. Nothing is lost: please press the button again.")
    return _form(IntakeForm(is_checked=False), 400, notice)


@bp.errorhandler(RateLimitExceeded)
def too_many(error: RateLimitExceeded) -> Page:
    """The same when it was sent too often."""
    if request.endpoint != "subject.send":
        return errors.too_many(error)
    notice = _(
        "Many requests came from your network in a short time. Nothing is lost: please wait a little and press the button again, or write to us.")
    return _form(IntakeForm(is_checked=False), 429, notice)


def _form(form: IntakeForm, status: int = 200, notice: str = "") -> Page:
    today = kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
    due_on = due_dates(today, kit().settings.entity_country).due
    return render_template("subject/intake.html", form=form.shown(), choices=choices(), due_on=due_on, notice=notice), status


def _claim(form: IntakeForm) -> IntakeClaim:
    return IntakeClaim(right=form.right.data, name=form.text("name"), email=form.text("email"), employer=form.text("employer"),
                       numbers=form.text("numbers"), message=form.text("message"), locale=form.text("language"),
                       attach=not form.bare.data, pass_on=not form.keep.data, acting=form.acting)


def _to_receipt(receipt: Receipt, form: IntakeForm) -> Response:
    is_for_other = form.acting is not None
    shown = handover.Shown(receipt.reference, receipt.due_on, form.right.data, None if is_for_other else receipt.pickup_code, is_for_other)
    handover.give(shown, secret=security.secret(), now=kit().now())
    return redirect(url_for("subject.receipt"), 303)


def _as_if(form: IntakeForm) -> Response:
    """A machine filled the hidden field, or the form is tried: it gets the page that everybody gets, and nothing is stored."""
    today = kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
    due_on = due_dates(today, kit().settings.entity_country).due
    made = Receipt(reference=reference.new_reference(secrets.token_bytes(16)), pickup_code=reference.new_code(secrets.token_bytes(16)),
                   due_on=due_on, is_new=True)
    return _to_receipt(made, form)
