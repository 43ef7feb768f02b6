"""A part goes to whoever else decides about it. Invariant: a GET shows the form; the change is a POST with a reason that is kept."""

from __future__ import annotations

from flask import flash, render_template
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed
from dsr.domain.words import Role
from dsr.jobs import Queue
from dsr.services import companies, load, parts
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.forms import RouteForm
from dsr.web.staff.request import to_page

Page = str | Response | tuple[str, int]


@bp.get("/requests/<reference>/parts/<int:number>/route")
@needs(Capability.TRIAGE)
def route(reference: str, number: int) -> Page:
    return _page(reference, number, RouteForm(is_empty=True))


@bp.post("/requests/<reference>/parts/<int:number>/route")
@needs(Capability.TRIAGE)
def change_part_route(reference: str, number: int) -> Page:
    form = RouteForm()
    if not form.is_right():
        return _page(reference, number, form, 422)
    typed = form.text("to")
    try:
        with changing(Queue.WORK) as db:
            found = companies.named(db, typed) if typed else ()
            company = next((one for one in found if one.name.casefold() == typed.casefold()), found[0] if len(found) == 1 else None)
            if typed and company is None:
                form.refuse("to", _("Several companies are called so: write the whole name.") if found else _("We know no company of this name."))
                return _page(reference, number, form, 422)
            parts.reroute(db, load.part_of(db, reference, number).id, Role.PROCESSOR if company else Role.CONTROLLER, company.id if company else None,
                          reason=form.text("reason"), by=actor(), now=kit().now(), vault=kit().vault)
    except (Conflict, InvalidInput, NotAllowed) as error:
        form.refuse("reason" if error.facts.get("field") == "reason" else "to", sentence(error, language()))
        return _page(reference, number, form, 422)
    flash(_("Kept. The part goes on with whoever decides about it now."), "good")
    return to_page(reference)


def _page(reference: str, number: int, form: RouteForm, status: int = 200) -> Page:
    return render_template("staff/route.html", reference=reference, number=number, form=form), status
