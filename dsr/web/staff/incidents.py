"""The register of incidents: the list and its export, one incident with its clocks, who was told of it.

Invariant: every change is a POST; an export is on record.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import Response as FileResponse
from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import Incomplete, InvalidInput, InvalidMove, NotFound
from dsr.domain.incident import Duty, MarkAct, Risk
from dsr.services import incident_letters, register
from dsr.services import incidents as verbs
from dsr.services.incidents import Facts, Mark
from dsr.services.read import complaints as complaining
from dsr.services.read import incidents as read
from dsr.text.labels import sentence, word
from dsr.web.access import actor, must_see, needs
from dsr.web.attachment import headers, streamed
from dsr.web.form import Form
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.incident_forms import FactsForm, MarkForm
from dsr.web.staff.recall import atlas

Page = str | Response | tuple[str, int]
W = TypeVar("W", bound=StrEnum)
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@bp.get("/incidents")
@needs(Capability.INCIDENT)
def incidents() -> str:
    with kit().database.reading() as db:
        lines = read.register(db, now=kit().now(), settings=kit().settings)
        complaints = complaining.lines(db, today=today())
    return render_template("staff/incidents.html", lines=lines, complaints=complaints, today=today())


@bp.post("/incidents/register.<kind>")
@needs(Capability.INCIDENT)
def export_register(kind: str) -> FileResponse:
    """A POST: that the register left is kept."""
    if kind not in _TYPES:
        raise NotFound()
    with kit().database.transaction() as db:
        data = register.exported(db, kind, by=actor(), now=kit().now(), settings=kit().settings)
    return streamed(iter((data,)), headers(f"incidents.{kind}", _TYPES[kind], len(data)))


@bp.get("/incidents/<int:incident>")
@needs(Capability.INCIDENT)
def incident(incident: int) -> Page:
    return page_of(incident)


@bp.post("/incidents/<int:incident>")
@needs(Capability.INCIDENT)
def change_incident(incident: int) -> Page:
    form = FactsForm()
    if not form.is_right():
        return page_of(incident, facts=form, status=422)
    try:
        facts = Facts(
            what=form.text("what"), happened_on=day_of(form, "happened_on"), categories=form.text("categories"), people=_number(form, "people"),
            records=_number(form, "records"), consequences=form.text("consequences"), measures=form.text("measures"), risk=_word(form, "risk", Risk),
            risk_reason=form.text("risk_reason"))
        with changing() as db:
            verbs.change(db, incident, facts, by=actor(), now=kit().now())
    except InvalidInput as error:
        form.refuse(str(error.facts["field"]), sentence(error, language()))
        return page_of(incident, facts=form, status=422)
    flash(_("Kept in the register."), "good")
    return to_incident(incident)


@bp.post("/incidents/<int:incident>/told")
@needs(Capability.INCIDENT)
def mark_told(incident: int) -> Page:
    form = MarkForm()
    if not form.is_right():
        return page_of(incident, mark=form, status=422)
    try:
        duty, act = _word(form, "duty", Duty), _word(form, "act", MarkAct)
        given = Mark(duty, act, moment_of(form, "done"), number=form.text("number"), note=form.text("note"))
        with changing() as db:
            verbs.mark(db, incident, given, by=actor(), now=kit().now())
    except InvalidInput as error:
        field = str(error.facts["field"])
        form.refuse("done_on" if field == "done_at" else field, sentence(error, language()))
        return page_of(incident, mark=form, status=422)
    flash(_("Kept in the register."), "good")
    return to_incident(incident)


@bp.post("/incidents/<int:incident>/close")
@needs(Capability.INCIDENT)
def close_incident(incident: int) -> Page:
    try:
        with changing() as db:
            verbs.close(db, incident, by=actor(), now=kit().now(), settings=kit().settings)
    except (Incomplete, InvalidMove) as error:
        flash(sentence(error, language()), "late")
    else:
        flash(_("The incident is closed. It stays in the register."), "good")
    return to_incident(incident)


def page_of(incident: int, *, facts: FactsForm | None = None, mark: MarkForm | None = None, status: int = 200) -> Page:
    """The page of an incident, with a form that was refused or as the register has it."""
    names, zone = atlas(), ZoneInfo(kit().settings.entity_timezone)
    with kit().database.reading() as db:
        page = read.page(db, incident, now=kit().now(), settings=kit().settings, vault=kit().vault, atlas=names)
    must_see(page.line.reference)
    if facts is None:
        facts = FactsForm(is_empty=True)
        for name in facts.data.keys() - {"csrf_token"}:
            value = getattr(page.line.facts, name)
            facts[name].data = value.isoformat() if isinstance(value, date) else value
    if mark is None:
        mark, now = MarkForm(is_empty=True), kit().now().astimezone(zone)
        mark["done_on"].data, mark["done_time"].data = now.date().isoformat(), f"{now:%H:%M}"
    return render_template("staff/incident.html", page=page, facts=facts, mark=mark, risks=_options(Risk),
                           duties=_options(Duty), acts=_options(MarkAct),
                           can_tell=incident_letters.can_tell(page.line.role)), status


def to_incident(incident: int) -> Response:
    """Back to it."""
    return redirect(url_for("desk.incident", incident=incident), 303)


def today() -> date:
    """The day where our entity is."""
    return kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()


def day_of(form: Form, name: str) -> date | None:
    """A day, or none. Raises InvalidInput."""
    if not form.text(name):
        return None
    try:
        return date.fromisoformat(form.text(name))
    except ValueError:
        raise InvalidInput(field=name, problem="bad_day") from None


def moment_of(form: Form, name: str) -> datetime:
    """A day and a time in the entity's zone. Raises InvalidInput."""
    try:
        local = datetime.fromisoformat(f"{form.text(f'{name}_on')}T{form.text(f'{name}_time')}")
    except ValueError:
        raise InvalidInput(field=f"{name}_on", problem="bad_moment") from None
    return local.replace(tzinfo=ZoneInfo(kit().settings.entity_timezone))


def _options(of: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, word(one, language())) for one in of]


def _number(form: Form, name: str) -> int | None:
    plain = "".join(form.text(name).replace(".", " ").replace(",", " ").split())
    if plain and not (plain.isascii() and plain.isdecimal()):
        raise InvalidInput(field=name, problem="bad_number")
    return int(plain) if plain else None


def _word(form: Form, name: str, of: type[W]) -> W:
    try:
        return of(form.text(name))
    except ValueError:
        raise InvalidInput(field=name, problem="required") from None
