"""A request for named readers only: whoever approves names them. Everybody else is told by the lists that there is one, and nothing of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.services import load
from dsr.services import readers as verbs
from dsr.services.read import staff as members
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp


@bp.get("/requests/<reference>/readers")
@needs(Capability.APPROVE)
def readers(reference: str) -> str:
    with kit().database.reading() as db:
        named = verbs.named(db, load.request_id(db, reference))
        people = tuple(one for one in members.members(db, now=kit().now()) if one.is_active)
    return render_template("staff/readers.html", reference=reference, named=named, people=people)


@bp.post("/requests/<reference>/readers")
@needs(Capability.APPROVE)
def name_readers(reference: str) -> Response:
    wanted = [int(text) for text in request.form.getlist("reader") if text.isascii() and text.isdigit() and len(text) < 10]
    try:
        with kit().database.transaction() as db:
            verbs.restrict(db, reference, wanted, by=actor(), now=kit().now(), vault=kit().vault)
    except InvalidInput as error:
        flash(sentence(error, language()), "late")
    else:
        flash(_("Only those who are named see it now.") if wanted else _("It is open to everybody again who may read."), "good")
    return redirect(url_for("desk.readers", reference=reference), 303)
