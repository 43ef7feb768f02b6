"""One letter for many: staff enter them in one go, and each becomes a request of its own, with its own clock and key.

Invariant: nothing of one stands in another; the letter itself, which names them all, is kept with none.
"""

from __future__ import annotations

import secrets
from datetime import date

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.domain.several import Named, read
from dsr.domain.words import Channel
from dsr.jobs import Queue
from dsr.services import desk_intake
from dsr.services.desk_intake import Arrived
from dsr.services.intake import IntakeClaim
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import ngettext
from dsr.web.staff import bp
from dsr.web.staff.intake_forms import SeveralForm
from dsr.web.subject.forms import choices

Page = str | Response | tuple[str, int]


@bp.get("/enter/several")
@needs(Capability.TRIAGE)
def several() -> Page:
    form = SeveralForm(is_empty=True)
    form["nonce"].data = secrets.token_urlsafe(24)
    return _page(form)


@bp.post("/enter/several")
@needs(Capability.TRIAGE)
def enter_several() -> Page:
    """All are looked at before the first is kept; each is kept in a transaction of its own, and one that was kept before is not kept twice."""
    form = SeveralForm()
    if not form.is_right():
        return _page(form, 422)
    try:
        people = read(form.text("people"))
        for one in people:
            desk_intake.check(_claim(form, one), _arrived(form, one), now=kit().now(), settings=kit().settings)
    except InvalidInput as error:
        form.refuse("people", sentence(error, language()))
        return _page(form, 422)
    for number, one in enumerate(people, start=1):
        with changing(Queue.MAIL) as db:
            desk_intake.enter(db, _claim(form, one), _arrived(form, one), intake_key=f"desk:{form.text('nonce')}:{number}", by=actor(),
                              now=kit().now(), vault=kit().vault, settings=kit().settings)
    flash(ngettext("%(num)s request entered.", "%(num)s requests entered, each by itself.", len(people)), "good")
    return redirect(url_for("desk.several"), 303)


def _claim(form: SeveralForm, one: Named) -> IntakeClaim:
    return IntakeClaim(right=form.text("right"), name=one.name, email=one.email, employer=one.employer, numbers=one.numbers, message="",
                       locale=form.text("language"), acting=form.acting)


def _arrived(form: SeveralForm, one: Named) -> Arrived:
    return Arrived(Channel.LETTER, date.fromisoformat(form.text("arrived_on")), one.address)


def _page(form: SeveralForm, status: int = 200) -> Page:
    return render_template("staff/several.html", form=form, choices=choices()), status
