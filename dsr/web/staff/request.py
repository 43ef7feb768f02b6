"""One request on one page, and the notes that staff leave on it."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, NotFound
from dsr.jobs import Queue
from dsr.services import language as languages
from dsr.services import notes, own_reference, presence
from dsr.services.read import mails, troubles
from dsr.services.read import presence as present
from dsr.services.read import request as read
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp, trail
from dsr.web.staff.forms import LanguageForm, NoteForm


@dataclass(frozen=True, slots=True)
class May:
    """What this member of staff may do on the page; the verbs check it again."""

    triage: bool
    records: bool
    approve: bool
    incident: bool

    @classmethod
    def of(cls, by: Actor) -> May:
        return cls(triage=Capability.TRIAGE in by.capabilities, records=Capability.RECORDS in by.capabilities,
                   approve=Capability.APPROVE in by.capabilities, incident=Capability.INCIDENT in by.capabilities)


@bp.get("/requests/<reference>")
@needs(Capability.READ)
def show(reference: str) -> str | Response:
    today = kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
    with kit().database.reading() as db:
        try:
            page = read.page(db, reference, actor=actor(), vault=kit().vault, now=kit().now(), sources=kit().sources.sources, locale=language(),
                             fallback=kit().settings.fallback_language)
        except NotFound:  # the one that a company has?
            found = own_reference.request_of(db, reference)
            if found is None:
                raise
            return to_page(found)
        came = mails.of_request(db, page.reference, vault=kit().vault)
        wrong = troubles.of_request(db, page.reference, today=today)
        beside = present.beside(db, page.reference, but=actor().id, now=kit().now())
    trail.remember(page.reference)
    _note_presence(page.reference)
    return render_template("staff/request.html", page=page, may=May.of(actor()), today=today, mails=came, wrong=wrong, beside=beside)


def _note_presence(reference: str) -> None:
    me, now = actor().id or 0, kit().now()
    with kit().database.reading() as db:
        is_due = presence.is_due(db, reference, staff_id=me, now=now)
    if is_due:
        with kit().database.transaction() as db:
            presence.note(db, reference, staff_id=me, now=now)


@bp.post("/requests/<reference>/notes")
@needs(Capability.TRIAGE)
def note(reference: str) -> Response:
    form = NoteForm()
    if not form.is_right():
        flash(form.problem("note"), "late")
        return to_page(reference)
    try:
        with kit().database.transaction() as db:
            notes.add(db, reference, form.text("note"), by=actor(), now=kit().now(), vault=kit().vault)
    except InvalidInput as error:
        flash(sentence(error, language()), "late")
    else:
        flash(_("Note kept."), "good")
    return to_page(reference)


@bp.post("/requests/<reference>/language")
@needs(Capability.TRIAGE)
def change_language(reference: str) -> Response:
    form = LanguageForm()
    if not form.is_right():
        flash(form.problem("language"), "late")
        return to_page(reference)
    with changing(Queue.WORK) as db:
        languages.change(db, reference, form.text("language"), by=actor(), now=kit().now())
    flash(_("The answer and our mails now come in this language."), "good")
    return to_page(reference)


def to_page(reference: str) -> Response:
    """Back to the request."""
    return redirect(url_for("desk.show", reference=reference), 303)
