"""Staff enter a request that came by telephone or letter. Invariant: the pick-up code is shown only where it can be read out to who called."""

from __future__ import annotations

import secrets
from datetime import date
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from dsr.domain.arrival import is_long_ago
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.domain.words import Channel
from dsr.jobs import Queue
from dsr.services import desk_intake
from dsr.services.desk_intake import Arrived
from dsr.services.intake import IntakeClaim, Receipt
from dsr.web import handover, security
from dsr.web.access import actor, needs
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp, scans
from dsr.web.staff.intake_forms import EnterForm
from dsr.web.subject.forms import choices

Page = str | Response | tuple[str, int]


@bp.get("/enter")
@needs(Capability.TRIAGE)
def enter_form() -> Page:
    form = EnterForm(is_empty=True)
    form["nonce"].data = secrets.token_urlsafe(24)
    return _page(form)


@bp.post("/enter")
@security.takes_files(scans.is_let_in)
@needs(Capability.TRIAGE)
def enter_request() -> Page:
    form = EnterForm()
    if not form.is_right():
        return _page(form, 422)
    arrived_on = date.fromisoformat(form.text("arrived_on"))
    if is_long_ago(arrived_on, _today()) and not form["is_sure"].data:
        return _page(form, 422, is_doubted=True)
    try:
        with changing(Queue.MAIL) as db:
            arrived = Arrived(Channel(form.text("channel")), arrived_on, form.text("address"), form["by_post"].data)
            receipt = desk_intake.enter(db, _claim(form), arrived, intake_key=f"desk:{form.text('nonce')}", by=actor(), now=kit().now(),
                                        vault=kit().vault, settings=kit().settings)
    except InvalidInput as error:
        form.refused(error)
        return _page(form, 422)
    for words in scans.take(receipt.reference, request.files.getlist("scans")):
        flash(words, "late")
    return _entered(receipt, form)


@bp.get("/entered")
@needs(Capability.TRIAGE)
def entered() -> Page:
    """The receipt, with the code to be read out; once."""
    shown = handover.take(secret=security.secret(), now=kit().now(), is_look_only=request.method == "HEAD")
    if shown is None:
        return redirect(url_for("desk.queue"), 303)
    return render_template("staff/entered.html", page=shown)


@bp.errorhandler(RequestEntityTooLarge)
def too_much(_error: RequestEntityTooLarge) -> Page:
    """Nothing of the form was read."""
    mb = kit().settings.paper_mb
    flash(_("The scans are too large for one go; nothing was kept. Take fewer at a time, each at most %(mb)s MB.", mb=mb), "late")
    return redirect(url_for("desk.enter_form") if request.endpoint == "desk.enter_request" else url_for("desk.queue"), 303)


def _entered(receipt: Receipt, form: EnterForm) -> Response:
    if form.text("channel") != Channel.PHONE.value or receipt.pickup_code is None:
        flash(_("Request entered. What is to be posted stands on its own page."), "good")
        return redirect(url_for("desk.show", reference=receipt.reference), 303)
    shown = handover.Shown(receipt.reference, receipt.due_on, form.text("right"), receipt.pickup_code)
    handover.give(shown, secret=security.secret(), now=kit().now())
    return redirect(url_for("desk.entered"), 303)


def _claim(form: EnterForm) -> IntakeClaim:
    return IntakeClaim(right=form.text("right"), name=form.text("name"), email=form.text("email"), employer=form.text("employer"),
                       numbers=form.text("numbers"), message=form.text("message"), locale=form.text("language"))


def _page(form: EnterForm, status: int = 200, *, is_doubted: bool = False) -> Page:
    return render_template("staff/enter.html", form=form, choices=choices(), today=_today(), is_doubted=is_doubted, accept=scans.ACCEPT,
                           mb=kit().settings.paper_mb), status


def _today() -> date:
    return kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
