"""Who looks after a part, and who is away. Invariant: what a verb refuses is shown beside its field, and nothing typed is lost."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.services import keeping
from dsr.services.read import keepers
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.forms import AbsenceForm
from dsr.web.staff.request import to_page

Page = str | Response | tuple[str, int]


@bp.post("/requests/<reference>/parts/<int:number>/keeper")
@needs(Capability.TRIAGE)
def look_after(reference: str, number: int) -> Response:
    try:
        with kit().database.transaction() as db:
            keeping.look_after(db, reference, number, _id(request.form.get("keeper", "")), by=actor(), now=kit().now())
    except InvalidInput:  # somebody who has left since the page was shown
        flash(_("They do not work on requests any more. Choose somebody else."), "late")
    else:
        flash(_("Kept."), "good")
    return to_page(reference)


@bp.get("/away")
@needs(Capability.TRIAGE)
def absences() -> Page:
    form = AbsenceForm(is_empty=True)
    form["who"].data = str(actor().id)
    return _page(form)


@bp.post("/away")
@needs(Capability.TRIAGE)
def go_away() -> Page:
    form = AbsenceForm()
    if not form.is_right():
        return _page(form, 422)
    try:
        with kit().database.transaction() as db:
            keeping.go_away(db, _id(form.text("who")) or 0, date.fromisoformat(form.text("starts_on")), date.fromisoformat(form.text("ends_on")),
                            _id(form.text("stand_in")), by=actor(), today=_today(), now=kit().now())
    except InvalidInput as error:
        form.refuse(str(error.facts["field"]), sentence(error, language()))
        return _page(form, 422)
    flash(_("Kept. What falls into these days is planned before them."), "good")
    return redirect(url_for("desk.absences"), 303)


@bp.post("/away/<int:absence>/end")
@needs(Capability.TRIAGE)
def come_back(absence: int) -> Response:
    with kit().database.transaction() as db:
        keeping.come_back(db, absence, by=actor())
    flash(_("Kept. What was planned earlier for it is planned anew."), "good")
    return redirect(url_for("desk.absences"), 303)


def _page(form: AbsenceForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        page = keepers.page(db, by=actor(), today=_today())
    return render_template("staff/absences.html", page=page, form=form), status


def _id(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() else None


def _today() -> date:
    return kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
