"""A company's word about its part that came by telephone or letter, and what named staff decide where nobody there is left to ask.

Invariant: it becomes an instruction like that of the company's own page; who said it, and how it reached us, is kept with the request.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, NotAllowed, NotFound
from dsr.domain.instruction import Given
from dsr.jobs import Queue
from dsr.services import instructions, load, notes
from dsr.services.instructions import Signed
from dsr.services.read import companys_part as read
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.company.forms import Entered, choices
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.forms import InstructionForm
from dsr.web.staff.request import to_page

Page = str | Response | tuple[str, int]


@bp.get("/requests/<reference>/parts/<int:number>/instruction")
@needs(Capability.TRIAGE)
def look_at_instruction(reference: str, number: int) -> Page:
    page = _read(reference, number)
    return _page(page, InstructionForm(is_empty=True), Entered(page.chosen))


@bp.post("/requests/<reference>/parts/<int:number>/instruction")
@needs(Capability.TRIAGE)
def enter_instruction(reference: str, number: int) -> Page:
    page, form, entered = _read(reference, number), InstructionForm(), Entered.of(request.form)
    is_right = form.is_right()
    given = {kind: Given(one.decision, form.text("reason")) for kind, one in entered.given(page.kinds).items()}
    if not is_right or entered.errors:
        return _page(page, form, entered, 422)
    try:
        with changing(Queue.MAIL, Queue.WORK) as db:
            notes.add(db, reference, form.text("source"), by=actor(), now=kit().now(), vault=kit().vault)
            instructions.give(db, load.part_of(db, reference, number).id, given, Signed(), by=actor(), now=kit().now(), vault=kit().vault,
                              settings=kit().settings)
    except InvalidInput as error:
        field = str(error.facts.get("field", "reason"))
        if field == "decision":
            entered.errors["decision"] = sentence(error, language())
        else:
            form.refuse("source" if field == "note" else field, sentence(error, language()))
        return _page(page, form, entered, 422)
    except NotAllowed as error:
        if "reason" not in error.facts:
            raise
        flash(sentence(error, language()), "late")
        return to_page(reference)
    flash(_("The instruction is kept."), "good")
    return redirect(url_for("desk.show", reference=reference), 303)


def _read(reference: str, number: int) -> read.Page:
    with kit().database.reading() as db:
        page = read.page(db, reference, number, now=kit().now(), settings=kit().settings)
    if page is None:
        raise NotFound()
    return page


def _page(page: read.Page, form: InstructionForm, entered: Entered, status: int = 200) -> Page:
    return render_template("staff/instruction.html", page=page, form=form, entered=entered, choices=choices(page.decisions)), status
