"""Search. Invariant: what is looked for is sent in a form and stands in no address, for it is a name, a number or words of a person."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain import search_words
from dsr.domain.capability import Capability
from dsr.services.read import found as read
from dsr.services.read import mails
from dsr.web.access import can, needs, shut
from dsr.web.ports import kit
from dsr.web.staff import bp

_SHOWN = 1000  # signs of what was typed


@bp.get("/search")
@needs(Capability.READ)
def search_form() -> str:
    return render_template("staff/search.html", query="", asked=None, found=None, today=None)


@bp.post("/search")
@needs(Capability.READ)
def search() -> str | Response:
    """The requests; of one reference that is known, its page at once."""
    text, number = request.form.get("q", ""), request.form.get("before", "")
    asked = search_words.query(text, kit().settings.entity_country)
    today = kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()
    before = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    with kit().database.reading() as db:
        found = read.find(db, asked, today=today, vault=kit().vault, before=before)
        mail = mails.known(db, asked.terms[0].forms[0]) if len(asked.terms) == 1 and not found.requests and can("triage") else None
    found = replace(found, rows=tuple(row for row in found.rows if row.reference not in shut()))  # that a word is in it tells of it, too
    if before is None and asked.is_reference and found.only:
        return redirect(url_for("desk.show", reference=found.only), 303)
    if mail is not None:
        return redirect(url_for("desk.mail", reference=mail), 303)
    return render_template("staff/search.html", query=text[:_SHOWN], asked=asked, found=found, today=today)
