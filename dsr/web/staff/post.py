"""What is to be printed and put into the post. Invariant: a print is recorded before it leaves, and nothing is marked as posted by a look."""

from __future__ import annotations

from flask import Response as FileResponse
from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed
from dsr.services import post as verbs
from dsr.services.read import post as read
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.attachment import headers, streamed
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.staff import bp

_PDF = "application/pdf"


@bp.get("/post")
@needs(Capability.TRIAGE)
def post() -> str:
    with kit().database.reading() as db:
        lines = read.waiting(db)
    return render_template("staff/post.html", lines=lines)


@bp.post("/post/<int:message>/letter.pdf")
@needs(Capability.TRIAGE)
def print_letter(message: int) -> FileResponse:
    """A POST: that it was printed is kept."""
    with kit().database.transaction() as db:
        envelope = verbs.take(db, message, by=actor(), now=kit().now(), vault=kit().vault)
    data = verbs.printed(envelope, settings=kit().settings)
    return streamed(iter((data,)), headers(f"{envelope.reference}-{envelope.kind}.pdf", _PDF, len(data)))


@bp.post("/post/<int:message>/answer.pdf")
@needs(Capability.TRIAGE)
def print_answer(message: int) -> FileResponse:
    with kit().database.transaction() as db:
        sealed, size = verbs.answer(db, message, by=actor(), now=kit().now(), vault=kit().vault)
    return streamed(kit().store.read(sealed.path, sealed.handle, sealed.context), headers(f"answer-{message}.pdf", _PDF, size))


@bp.post("/post/<int:message>")
@needs(Capability.TRIAGE)
def mark_posted(message: int) -> Response:
    try:
        with kit().database.transaction() as db:
            verbs.send(db, message, by=actor(), now=kit().now(), vault=kit().vault)
    except NotAllowed as error:
        if "reason" not in error.facts:
            raise
        flash(sentence(error, language()), "late")
    else:
        flash(_("Noted: it was put into the post."), "good")
    return redirect(url_for("desk.post"), 303)
