"""The paper side of one request: address, code by post, scans, answer by post, what was told in a conversation."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import DsrError, InvalidInput, NotAllowed
from dsr.domain.postal import Known
from dsr.jobs import Queue
from dsr.services import duplicates, oral, papers, posted
from dsr.services import post as verbs
from dsr.services.read import paper as read
from dsr.services.shown import Look
from dsr.text.labels import sentence
from dsr.web import security
from dsr.web.access import actor, needs
from dsr.web.attachment import headers, streamed
from dsr.web.form import Form
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp, scans, showing
from dsr.web.staff.intake_forms import AddressForm, ByPostForm, OralForm, PostCodeForm, ReadOutForm

Page = str | Response | tuple[str, int]
_FORMS: dict[str, type[Form]] = {"address": AddressForm, "code": PostCodeForm, "read_out": ReadOutForm, "by_post": ByPostForm, "oral": OralForm}
_UNSEEN = "application/octet-stream"  # whatever a scan says it is, a browser of ours is not told to show it


@bp.get("/requests/<reference>/paper")
@needs(Capability.TRIAGE)
def paper(reference: str) -> Page:
    return _page(reference)


@bp.post("/requests/<reference>/paper/<act>")
@needs(Capability.TRIAGE)
def change_paper(reference: str, act: str) -> Page:
    """One of the small forms of the page; the other ones keep nothing."""
    if act not in _FORMS:
        return redirect(url_for("desk.paper", reference=reference), 303)
    form = _FORMS[act]()
    refused: DsrError | Look | None = None
    if not form.is_right():
        return _page(reference, act, form, 422)
    try:
        with changing(Queue.WORK) as db:
            refused = _tried(db, act, reference, form)
    except InvalidInput as error:
        refused = error
    except NotAllowed as error:
        if "reason" not in error.facts:
            raise
        refused = error
    if isinstance(refused, Look):
        return showing.page(refused, reference, url_for("desk.paper", reference=reference))
    if refused is None:
        flash(_DONE[act](), "good")
        return redirect(url_for("desk.paper", reference=reference), 303)
    field = str(refused.facts.get("field", ""))
    form.refuse(field if field in form else next(name for name in reversed(list(form._fields)) if name != "csrf_token"), _words(refused))
    return _page(reference, act, form, 422)


@bp.post("/requests/<reference>/same/<other>")
@needs(Capability.TRIAGE)
def decide_same(reference: str, other: str) -> Response:
    """Whether two requests are one person's is only a hint, so it needs no reason."""
    decide = duplicates.take_apart if request.form.get("do") == "apart" else duplicates.put_together
    with kit().database.transaction() as db:
        decide(db, reference, other, by=actor(), now=kit().now())
    flash(_("Kept."), "good")
    return redirect(url_for("desk.paper", reference=reference), 303)


@bp.post("/requests/<reference>/scans")
@security.takes_files(scans.is_let_in)
@needs(Capability.TRIAGE)
def add_scans(reference: str) -> Response:
    refused = scans.take(reference, request.files.getlist("scans"))
    for words in refused:
        flash(words, "late")
    if not refused:
        flash(_("Kept."), "good")
    return redirect(url_for("desk.paper", reference=reference), 303)


@bp.post("/requests/<reference>/scans/<int:scan>")
@needs(Capability.RECORDS)
def open_scan(reference: str, scan: int) -> FileResponse:
    """A POST: each look is kept."""
    with kit().database.transaction() as db:
        found = papers.opened(db, reference, scan, by=actor(), now=kit().now(), vault=kit().vault)
    return streamed(kit().store.read(found.path, found.handle, found.context), headers(found.title, _UNSEEN, found.size))


def _tried(db: Session, act: str, reference: str, form: Form) -> DsrError | Look | None:
    """What is to be looked at first. A wrong code is caught in here: that it was tried is kept."""
    try:
        return _DEEDS[act](db, reference, form)
    except NotAllowed as error:
        if error.facts.get("reason") != "wrong_code":
            raise
        return error


def _address(db: Session, reference: str, form: Form) -> None:
    verbs.move(db, reference, form.text("address"), by=actor(), now=kit().now(), vault=kit().vault)


def _code(db: Session, reference: str, form: Form) -> Look | None:
    found = showing.sent(db, reference, lambda: posted.write(
        db, reference, Known(form.text("known")), where=form.text("where"), by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings))
    return found if isinstance(found, Look) else None


def _read_out(db: Session, reference: str, form: Form) -> None:
    posted.read_out(db, reference, form.text("code"), by=actor(), now=kit().now(), vault=kit().vault)


def _by_post(db: Session, reference: str, form: Form) -> None:
    verbs.choose(db, reference, is_by_post=form.text("by_post") == "yes", wish=form.text("said"), by=actor(), now=kit().now(), vault=kit().vault)


def _oral(db: Session, reference: str, form: Form) -> None:
    oral.note(db, reference, form.text("said"), by=actor(), now=kit().now(), vault=kit().vault)


_DEEDS: dict[str, Callable[[Session, str, Form], Look | None]] = {
    "address": _address, "code": _code, "read_out": _read_out, "by_post": _by_post, "oral": _oral,
}
_DONE: dict[str, Callable[[], str]] = {
    "address": lambda: _("The address is kept."), "code": lambda: _("The letter with the code waits to be posted."),
    "read_out": lambda: _("The code fits: the address is the person’s, and it opens their page and their answer."),
    "by_post": lambda: _("Kept."), "oral": lambda: _("Noted."),
}


def _words(error: DsrError) -> str:
    return sentence(error, language())


def _page(reference: str, act: str = "", wrong: Form | None = None, status: int = 200) -> Page:
    with kit().database.reading() as db:
        page = read.page(db, reference, vault=kit().vault)
    forms = {name: wrong if wrong is not None and name == act else kind(is_empty=True) for name, kind in _FORMS.items()}
    return render_template("staff/paper.html", page=page, forms=forms, known=tuple(Known), accept=scans.ACCEPT, mb=kit().settings.paper_mb), status
