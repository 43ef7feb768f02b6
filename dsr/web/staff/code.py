"""A new pick-up code for somebody who lost theirs. Invariant: it is shown in the answer to the one POST that made it, and nowhere else."""

from __future__ import annotations

from flask import render_template
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.services import deliver
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.staff import bp
from dsr.web.staff.forms import ProofForm

Page = str | Response | tuple[str, int]


@bp.get("/requests/<reference>/renew-code")
@needs(Capability.TRIAGE)
def renew_code(reference: str) -> Page:
    return _page(reference, ProofForm(is_empty=True))


@bp.post("/requests/<reference>/renew-code")
@needs(Capability.TRIAGE)
def make_code(reference: str) -> Page:
    form = ProofForm()
    if not form.is_right():
        return _page(reference, form, status=422)
    try:
        with kit().database.transaction() as db:
            code = deliver.renew_code(db, reference, proof=form.text("proof"), by=actor(), now=kit().now(), vault=kit().vault)
    except InvalidInput as error:
        form.refuse("proof", sentence(error, language()))
        return _page(reference, form, status=422)
    return _page(reference, form, code)


def _page(reference: str, form: ProofForm, code: str = "", status: int = 200) -> Page:
    return render_template("staff/renew_code.html", reference=reference, form=form, code=code), status
