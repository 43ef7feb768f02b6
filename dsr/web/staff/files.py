"""The files of a part: a list, a look at one, and what staff decide. Invariant: each look is an event, written before anything is shown."""

from __future__ import annotations

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.words import Decision, LeftOut
from dsr.jobs import Queue
from dsr.services import drafts, load
from dsr.services.read import files as read
from dsr.web.access import actor, needs
from dsr.web.attachment import headers, streamed
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import ngettext
from dsr.web.staff import bp

_UNSEEN = "application/octet-stream"  # whatever a file says it is, a browser of ours is not told to show it

_CHOICES: dict[str, LeftOut | None] = {Decision.INCLUDED.value: None, **{reason.value: reason for reason in LeftOut}}


@bp.get("/requests/<reference>/parts/<int:number>/files")
@needs(Capability.RECORDS)
def files(reference: str, number: int) -> str:
    wanted = request.args.get("page", 1, type=int)
    with kit().database.transaction() as db:
        page = read.page(db, reference, number, wanted, vault=kit().vault, by=actor(), now=kit().now(), sources=kit().sources.sources,
                         locale=language(), fallback=kit().settings.fallback_language)

    def link(to: int) -> str:
        return url_for("desk.files", reference=reference, number=number, page=to)

    return render_template("staff/files.html", page=page, reference=reference, number=number, link=link, reasons=tuple(LeftOut),
                           pending=Decision.PENDING)


@bp.get("/requests/<reference>/parts/<int:number>/files/<int:file>")
@needs(Capability.RECORDS)
def open_file(reference: str, number: int, file: int) -> FileResponse:
    with kit().database.transaction() as db:
        sealed = read.opened(db, reference, number, file, vault=kit().vault, by=actor(), now=kit().now())
    return streamed(kit().store.read(sealed.path, sealed.handle, sealed.context), headers(sealed.name, _UNSEEN, sealed.size))


@bp.post("/requests/<reference>/parts/<int:number>/files")
@needs(Capability.REVIEW)
def decide_files(reference: str, number: int) -> Response:
    page = request.args.get("page", 1, type=int)
    given = {name.removeprefix("file-"): value for name, value in request.form.items()}
    wanted = {int(file): _CHOICES[value] for file, value in given.items() if file.isdecimal() and value in _CHOICES}
    with changing(Queue.WORK) as db:
        decided = drafts.decide_files(db, load.part_of(db, reference, number).id, wanted, by=actor(), now=kit().now())
    flash(ngettext("%(num)s decision kept.", "%(num)s decisions kept.", decided), "good")
    return redirect(url_for("desk.files", reference=reference, number=number, page=page), 303)
