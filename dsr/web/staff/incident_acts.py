"""An incident that no recall opened, and the letter to somebody whose data it was, seen before it goes out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.jobs import Queue
from dsr.services import incident_letters, incidents, load
from dsr.services.incident_letters import Preview, Words
from dsr.services.read import incidents as read
from dsr.text.labels import sentence
from dsr.web.access import actor, must_see, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.incident_forms import OpenForm, PersonForm
from dsr.web.staff.incidents import moment_of, to_incident
from dsr.web.staff.recall import atlas

Page = str | Response | tuple[str, int]


@bp.get("/requests/<reference>/incident")
@needs(Capability.INCIDENT)
def new_incident(reference: str) -> Page:
    form, now = OpenForm(is_empty=True), kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone))
    form["aware_on"].data, form["aware_time"].data = now.date().isoformat(), f"{now:%H:%M}"
    return _open_page(reference, form)


@bp.post("/requests/<reference>/incident")
@needs(Capability.INCIDENT)
def open_incident(reference: str) -> Page:
    form = OpenForm()
    if not form.is_right():
        return _open_page(reference, form, 422)
    number = form.text("part")
    try:
        with changing(Queue.MAIL) as db:
            part = load.part_of(db, reference, int(number) if number.isdecimal() else 0)
            made = incidents.begin(db, part.request, part.role, part.company_id, form.text("what"), aware_at=moment_of(form, "aware"), by=actor(),
                                   now=kit().now(), settings=kit().settings)
            incidents.tell_company(db, made, part, by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings)
    except InvalidInput as error:
        field = str(error.facts["field"])
        form.refuse("aware_on" if field == "aware_at" else field, sentence(error, language()))
        return _open_page(reference, form, 422)
    flash(_("The incident is opened, and its time runs."), "good")
    return redirect(url_for("desk.incident", incident=made.id), 303)


@bp.get("/incidents/<int:incident>/people")
@needs(Capability.INCIDENT)
def letter_to_person(incident: int) -> Page:
    return _letter_page(incident, PersonForm(is_empty=True), is_first=True)


@bp.post("/incidents/<int:incident>/people")
@needs(Capability.INCIDENT)
def tell_person(incident: int) -> Page:
    """Shows the letter; sends it once it was shown with these very words."""
    form = PersonForm()
    if not form.is_right():
        return _letter_page(incident, form, status=422)
    words = Words(*(form.text(name) for name in ("to", "name", "language", "nature", "effects", "done")))
    try:
        with changing(Queue.MAIL) as db:
            shown = incident_letters.send(db, incident, words, seen="" if form.text("look") else form.text("seen"), by=actor(), now=kit().now(),
                                          vault=kit().vault, settings=kit().settings)
    except InvalidInput as error:
        form.refuse(str(error.facts["field"]), sentence(error, language()))
        return _letter_page(incident, form, status=422)
    if shown is not None:
        return _letter_page(incident, form, shown)
    flash(_("The letter is on its way."), "good")
    return to_incident(incident)


def _open_page(reference: str, form: OpenForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        numbers = [part.number for part in load.request(db, reference).parts]
    return render_template("staff/incident_open.html", reference=reference, form=form,
                           numbers=[(one, _("Part %(number)s", number=one)) for one in numbers]), status


def _letter_page(incident: int, form: PersonForm, shown: Preview | None = None, *, is_first: bool = False, status: int = 200) -> Page:
    names = atlas()
    with kit().database.reading() as db:
        page = read.page(db, incident, now=kit().now(), settings=kit().settings, vault=kit().vault, atlas=names)
    must_see(page.line.reference)
    if is_first:
        facts = page.line.facts
        form["language"].data, form["nature"].data, form["effects"].data, form["done"].data = (
            page.locale, facts.what, facts.consequences, facts.measures)
    form["seen"].data = shown.seen if shown is not None else ""
    return render_template("staff/incident_letter.html", page=page, form=form, shown=shown), status
