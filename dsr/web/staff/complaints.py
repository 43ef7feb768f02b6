"""A supervisory authority asks about a request: what it wants, the file that is made for it, and the end of it. Invariant: every change is a POST."""

from __future__ import annotations

from flask import Response as FileResponse
from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.domain.authorities import AUTHORITIES
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.services import case_file, load, routing
from dsr.services import complaints as verbs
from dsr.services.read import complaints as read
from dsr.services.read.collection import Atlas
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.attachment import headers, streamed
from dsr.web.locale import code as language
from dsr.web.locale import spoken
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp, case_words
from dsr.web.staff.incident_forms import ComplaintForm
from dsr.web.staff.incidents import day_of, today

Page = str | Response | tuple[str, int]


@bp.get("/requests/<reference>/complaints")
@needs(Capability.INCIDENT)
def complaints(reference: str) -> Page:
    form = ComplaintForm(is_empty=True)
    form["received_on"].data = today().isoformat()
    form["authority"].data = kit().settings.entity_country
    return _page(reference, form)


@bp.post("/requests/<reference>/complaints")
@needs(Capability.INCIDENT)
def enter_complaint(reference: str) -> Page:
    form = ComplaintForm()
    if not form.is_right():
        return _page(reference, form, 422)
    try:
        received_on = day_of(form, "received_on") or today()
        facts = verbs.Facts(form.text("authority"), form.text("other"), form.text("number"), received_on, day_of(form, "answer_by"))
        with changing() as db:
            verbs.enter(db, reference, facts, by=actor(), now=kit().now(), settings=kit().settings)
    except InvalidInput as error:
        form.refuse(str(error.facts["field"]), sentence(error, language()))
        return _page(reference, form, 422)
    flash(_("Kept. Nothing of the case is deleted until the authority has closed it."), "good")
    return _back(reference)


@bp.post("/requests/<reference>/complaints/<int:complaint>/answered")
@needs(Capability.INCIDENT)
def answer_complaint(reference: str, complaint: int) -> Page:
    with changing() as db:
        verbs.answered(db, reference, complaint, by=actor(), now=kit().now(), settings=kit().settings)
    flash(_("Noted: our answer has gone to the authority."), "good")
    return _back(reference)


@bp.post("/requests/<reference>/complaints/<int:complaint>/end")
@needs(Capability.INCIDENT)
def end_complaint(reference: str, complaint: int) -> Page:
    with changing() as db:
        verbs.end(db, reference, complaint, by=actor(), now=kit().now())
    flash(_("Noted: the authority has closed it. The case is held no more."), "good")
    return _back(reference)


@bp.post("/requests/<reference>/complaints/<int:complaint>/file")
@needs(Capability.AUDIT)
def make_case_file(reference: str, complaint: int) -> Page:
    """Packed outside of any transaction that writes, sealed, and only then on record."""
    settings = kit().settings
    with spoken(settings.entity_language), kit().database.reading() as db:
        word = case_words.of(Atlas(routing.of_own(db, kit().sources.sources), settings.entity_language, settings.fallback_language))
        packed = case_file.pack(db, reference, complaint, by=actor(), now=kit().now(), vault=kit().vault, settings=settings, word=word)
    with kit().store.create(packed.path, packed.handle, packed.context) as file:
        file.write(packed.data)
    with kit().database.transaction() as db:
        case_file.keep(db, reference, complaint, packed, by=actor(), now=kit().now())
    flash(_("The file is made. Fetch it below."), "good")
    return _back(reference)


@bp.post("/requests/<reference>/complaints/<int:complaint>/files/<int:file>")
@needs(Capability.AUDIT)
def fetch_case_file(reference: str, complaint: int, file: int) -> FileResponse:
    """A POST: that it left is kept."""
    with kit().database.transaction() as db:
        sealed, size = case_file.fetch(db, reference, complaint, file, by=actor(), now=kit().now(), vault=kit().vault)
    return streamed(kit().store.read(sealed.path, sealed.handle, sealed.context), headers(f"{reference}-case-{file}.zip", "application/zip", size))


def _page(reference: str, form: ComplaintForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        load.request(db, reference)
        lines = read.lines(db, today=today(), reference=reference)
    options = [*sorted(AUTHORITIES.items(), key=lambda one: one[1]), (verbs.OTHER, _("another one"))]
    return render_template("staff/complaints.html", reference=reference, lines=lines, form=form, options=options), status


def _back(reference: str) -> Response:
    return redirect(url_for("desk.complaints", reference=reference), 303)
