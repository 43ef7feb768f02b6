"""The lines of a request at the desk: who held what when, how we know, what staff state with a reason, and what they take back.

Invariant: every change is a POST that redirects; what was typed stays where it was refused.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.domain.tenancy import Holder, HowKnown
from dsr.jobs import Queue
from dsr.services import ledger, load
from dsr.services.read import ledger as read
from dsr.services.read.collection import Atlas
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.ledger_forms import ClaimForm, LineForm, RevokeForm
from dsr.web.staff.ledger_words import HOLDERS, kinds

Page = str | Response | tuple[str, int]


@bp.get("/requests/<reference>/lines")
@needs(Capability.TRIAGE)
def lines(reference: str) -> Page:
    return _page(reference, LineForm(is_empty=True), ClaimForm(is_empty=True))


@bp.post("/requests/<reference>/lines")
@needs(Capability.TRIAGE)
def state_line(reference: str) -> Page:
    form = LineForm()
    if not form.is_right():
        return _page(reference, form, ClaimForm(is_empty=True), 422)
    try:
        with changing(Queue.WORK) as db:
            window = form.window(ZoneInfo(kit().settings.entity_timezone))
            ledger.state(db, load.request(db, reference).id, form.text("kind"), form.text("value"), tenant=form.text("tenant") or None,
                         company_id=None, holder=Holder(form.text("holder")), window=window, how=HowKnown.STAFF, by=actor(),
                         now=kit().now(), vault=kit().vault, reason=form.text("reason"))
    except InvalidInput as error:
        form.refuse(str(error.facts["field"]), sentence(error, language()))
        return _page(reference, form, ClaimForm(is_empty=True), 422)
    flash(_("Kept. It counts from the next collection on."), "good")
    return _back(reference)


@bp.post("/requests/<reference>/lines/claim")
@needs(Capability.TRIAGE)
def claim_line(reference: str) -> Page:
    form = ClaimForm()
    if not form.is_right():
        return _page(reference, LineForm(is_empty=True), form, 422)
    try:
        with changing() as db:
            ledger.claim(db, load.request(db, reference).id, form.text("claim_kind"), form.text("claim_value"), by=actor(), now=kit().now(),
                         vault=kit().vault)
    except InvalidInput as error:
        form.refuse("claim_value", sentence(error, language()))
        return _page(reference, LineForm(is_empty=True), form, 422)
    flash(_("Noted. Nothing is searched with it until somebody else says whose it was."), "good")
    return _back(reference)


@bp.post("/requests/<reference>/lines/<int:line_id>/revoke")
@needs(Capability.TRIAGE)
def revoke_line(reference: str, line_id: int) -> Page:
    if not RevokeForm().is_right():
        return _back(reference)
    with changing(Queue.WORK) as db:
        ledger.revoke(db, line_id, by=actor(), now=kit().now(), request_id=load.request(db, reference).id)
    flash(_("Taken back. What was collected by it has to be collected again."), "good")
    return _back(reference)


def _back(reference: str) -> Response:
    return redirect(url_for("desk.lines", reference=reference), 303)


def _page(reference: str, form: LineForm, claim: ClaimForm, status: int = 200) -> Page:
    atlas = Atlas(kit().sources.sources, language(), kit().settings.fallback_language)
    with kit().database.reading() as db:
        page = read.page(db, reference, vault=kit().vault, now=kit().now(), atlas=atlas)
    holders = [(one.value, str(words)) for one, words in HOLDERS.items()]
    return render_template("staff/lines.html", page=page, form=form, claim=claim, kinds=kinds(), holders=holders), status
