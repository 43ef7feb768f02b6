"""An answer is called back: a page that shows who has it and whose rows they may be, and one button. Invariant: a look changes nothing."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.jobs import Queue
from dsr.services import load, routing
from dsr.services import recall as verbs
from dsr.services.read import incidents, recall
from dsr.services.read.collection import Atlas
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.incident_forms import RecallForm

Page = str | Response | tuple[str, int]


@bp.get("/requests/<reference>/parts/<int:number>/recall")
@needs(Capability.INCIDENT)
def look_at_recall(reference: str, number: int) -> Page:
    return _page(reference, number, RecallForm(is_empty=True))


@bp.post("/requests/<reference>/parts/<int:number>/recall")
@needs(Capability.INCIDENT)
def call_back(reference: str, number: int) -> Page:
    form = RecallForm()
    chosen = form.text("incident")
    if not form.is_right():
        return _page(reference, number, form, 422)
    try:
        with changing(Queue.MAIL, Queue.WORK) as db:
            incident = verbs.recall(db, load.part_of(db, reference, number).id, form.text("what"), by=actor(), now=kit().now(), vault=kit().vault,
                                    incident_id=int(chosen) if chosen.isdecimal() else None, settings=kit().settings).id
    except InvalidInput as error:
        form.refuse("what", sentence(error, language()))
        return _page(reference, number, form, 422)
    flash(_("Called back. Nobody can open it any more. Whoever has it is told, and the clocks below run."), "good")
    return redirect(url_for("desk.incident", incident=incident), 303)


def atlas() -> Atlas:
    """Names of sources and collections in the language of the desk."""
    with kit().database.reading() as db:
        return Atlas(routing.of_own(db, kit().sources.sources), language(), kit().settings.fallback_language)


def _page(reference: str, number: int, form: RecallForm, status: int = 200) -> Page:
    names = atlas()
    with kit().database.reading() as db:
        part = load.part_of(db, reference, number)
        page = recall.page(db, part, vault=kit().vault, now=kit().now(), atlas=names)
        open_ones = incidents.joinable(db, part)
        is_out = bool(verbs.out(db, part.id))
    return render_template("staff/recall.html", page=page, form=form, is_out=is_out,
                           open_ones=[(one, _("Incident %(number)s", number=one)) for one in open_ones]), status
