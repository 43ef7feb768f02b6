"""What we say about our data: each collection with its purpose, storage and recipients as the letter will say it, to be signed off."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.services import routing, sign_off
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp


@bp.get("/terms")
@needs(Capability.READ)
def terms() -> str:
    with kit().database.reading() as db:
        sheets = sign_off.sheets(db, routing.of_own(db, kit().sources.sources), language(), kit().settings.fallback_language)
    todo = [sheet for sheet in sheets if sheet.signed is None and not sheet.owed]
    return render_template("staff/terms.html", sheets=sheets, todo=len(todo), may_sign=Capability.APPROVE in actor().capabilities)


@bp.post("/terms/sign")
@needs(Capability.APPROVE)
def sign_terms() -> Response:
    """One collection, or all that are complete."""
    wanted = request.form.get("address") or None
    with changing() as db:
        every = (one for source in routing.of_own(db, kit().sources.sources) for one in source.collections())
        collections = [one for one in every if wanted in (None, str(one.address))]
        count = sign_off.sign(db, collections, by=actor(), now=kit().now(), fallback=kit().settings.fallback_language)
    flash(_("Signed off: %(count)s.", count=count), "good")
    return redirect(url_for("desk.terms"), code=303)
