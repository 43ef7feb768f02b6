"""Rows that were collected, as the source gave them, and what staff decide about them. Invariant: each look is an event, written before the rows
are shown."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.choices import REASONS, Act, ChoiceReason, Target
from dsr.domain.errors import InvalidInput, NotFound, Outdated
from dsr.jobs import Queue
from dsr.services import choices, collect, drafts, load
from dsr.services.read import records as read
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _, ngettext
from dsr.web.staff import bp


@bp.get("/requests/<reference>/parts/<int:number>/records/<address>")
@needs(Capability.RECORDS)
def records(reference: str, number: int, address: str) -> str:
    wanted = request.args.get("page", 1, type=int)
    with kit().database.transaction() as db:
        looked = read.look(db, reference, number, address, wanted, vault=kit().vault, by=actor(), now=kit().now(),
                           sources=kit().sources.sources, locale=language(), fallback=kit().settings.fallback_language)
    page = read.page(looked, store=kit().store)

    def link(to: int) -> str:
        return url_for("desk.records", reference=reference, number=number, address=address, page=to)

    return render_template("staff/records.html", page=page, reference=reference, number=number, address=address, link=link, reasons=REASONS)


@bp.post("/requests/<reference>/parts/<int:number>/records/<address>")
@needs(Capability.REVIEW)
def decide_records(reference: str, number: int, address: str) -> Response:
    """One decision about all that was ticked."""
    here = redirect(url_for("desk.records", reference=reference, number=number, address=address, page=request.args.get("page", 1, type=int)), 303)
    act, reason = _decision(request.form.get("decision", ""))
    targets = _targets(address)
    if not targets:
        flash(_("Nothing was ticked: tick rows, columns or the whole collection."), "late")
        return here
    try:
        with changing(Queue.WORK) as db:
            part = load.part_of(db, reference, number)
            for target in targets:
                choices.choose(db, part.id, target, act, reason, request.form.get("note", ""), by=actor(), now=kit().now(), vault=kit().vault,
                               sources=kit().sources.sources)
            drafts.renew(db, part.id, now=kit().now())
            waits = any(address == name.rpartition(".")[0] for name in choices.owing(db, part, kit().sources.sources)[1])
    except InvalidInput as error:
        flash(sentence(error, language()), "late")
        return here
    flash(ngettext("%(num)s decision kept.", "%(num)s decisions kept.", len(targets)), "good")
    if waits:
        flash(_("It shows in the rows when the source is looked at again."), "soon")
    return here


@bp.post("/requests/<reference>/parts/<int:number>/records/<address>/again")
@needs(Capability.REVIEW)
def look_again(reference: str, number: int, address: str) -> Response:
    """What was decided is carried out by a new look at the source."""
    try:
        with changing(Queue.WORK) as db:
            collect.look_again(db, load.part_of(db, reference, number).id, address, by=actor(), now=kit().now(), sources=kit().sources.sources)
    except Outdated as error:
        flash(sentence(error, language()), "late")
    else:
        flash(_("The source is looked at again now."), "good")
    return redirect(url_for("desk.show", reference=reference), 303)


def _decision(text: str) -> tuple[Act, ChoiceReason | None]:
    """`act` or `act.reason`. Raises NotFound."""
    act, _dot, reason = text.partition(".")
    try:
        return Act(act), ChoiceReason(reason) if reason else None
    except ValueError:
        raise NotFound() from None


def _targets(address: str) -> list[Target]:
    """What was ticked. Raises NotFound."""
    rows = request.form.getlist("row")
    if not all(row.isascii() and row.isdecimal() and len(row) < 10 for row in rows):
        raise NotFound()
    whole = [Target(address)] if request.form.get("whole") else []
    return [*whole, *(Target(address, name) for name in request.form.getlist("field")), *(Target(address, "", int(row) - 1) for row in rows)]
