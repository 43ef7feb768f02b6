"""Who acts for a person: what staff read in the mandate, and its end. Invariant: the page says what is still missing before anything goes to them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, NotAllowed
from dsr.domain.words import Right
from dsr.jobs import Queue
from dsr.services import representatives
from dsr.services.mandates import Acting
from dsr.services.read import representative as read
from dsr.services.representatives import Read
from dsr.services.shown import Look
from dsr.text.labels import sentence
from dsr.web import security
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp, scans, showing
from dsr.web.staff.intake_forms import MandateForm

Page = str | Response | tuple[str, int]


@bp.get("/requests/<reference>/representatives")
@needs(Capability.TRIAGE)
def acting(reference: str) -> Page:
    form = MandateForm(is_empty=True)
    form["starts_on"].data = _today().isoformat()
    return _page(reference, form)


@bp.post("/requests/<reference>/representatives")
@security.takes_files(scans.is_let_in)
@needs(Capability.TRIAGE)
def read_mandate(reference: str) -> Page:
    form = MandateForm()
    if not form.is_right():
        return _page(reference, form, 422)
    scope = [right for right in Right if right.value in request.form.getlist("scope")]
    told = Read(scope, form["may_receive"].data, date.fromisoformat(form.text("starts_on")),
                date.fromisoformat(form.text("ends_on")) if form.text("ends_on") else None)
    known = form.text("representative")
    try:
        with changing(Queue.MAIL) as db:
            kept = representatives.enter(
                db, reference, Acting(form.text("name"), form.text("email"), form.text("organisation")), told,
                representative_id=int(known) if known.isdecimal() else None, by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings)
    except InvalidInput as error:
        form.refused(error)
        return _page(reference, form, 422)
    except NotAllowed as error:
        if "reason" not in error.facts:
            raise
        flash(sentence(error, language()), "late")
        return _page(reference, form, 422)
    for words in scans.take(reference, request.files.getlist("scans"), representative_id=kept.id):
        flash(words, "late")
    flash(_("Kept. The person decides whether the answer goes to them.") if told.may_receive else _("Kept."), "good")
    return _back(reference)


@bp.post("/requests/<reference>/representatives/<int:representative>/ask")
@needs(Capability.TRIAGE)
def ask_for_mandate(reference: str, representative: int) -> Page:
    with changing(Queue.MAIL) as db:
        is_paused = showing.sent(db, reference, lambda: representatives.ask(
            db, reference, representative, by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings))
    if isinstance(is_paused, Look):
        return showing.page(is_paused, reference, url_for("desk.acting", reference=reference))
    flash(_("The letters are on their way; the clock stands until the mandate comes, for 30 days at most.") if is_paused
          else _("The letters are on their way. The clock runs on: we asked too late, or it stood before."), "good")
    return _back(reference)


@bp.post("/requests/<reference>/representatives/<int:representative>/end")
@needs(Capability.TRIAGE)
def end_mandate(reference: str, representative: int) -> Response:
    with kit().database.transaction() as db:
        representatives.revoke(db, reference, representative, by=actor(), now=kit().now())
    flash(_("The mandate has ended; what was open to them is closed."), "good")
    return _back(reference)


def _back(reference: str) -> Response:
    return redirect(url_for("desk.acting", reference=reference), 303)


def _page(reference: str, form: MandateForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        page = read.page(db, reference, now=kit().now(), vault=kit().vault)
    chosen = request.form.getlist("scope") if request.method == "POST" else [right.value for right in page.rights]
    return render_template("staff/representatives.html", page=page, form=form, rights=tuple(Right), chosen=chosen, accept=scans.ACCEPT,
                           mb=kit().settings.paper_mb), status


def _today() -> date:
    return kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
