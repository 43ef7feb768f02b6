"""Mails that came in: a list of those that wait, one of them, and where it belongs. Invariant: a mail is shown as text; nothing of it is run or
fetched, and a look at its files is an event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, InvalidInput
from dsr.domain.term import due_dates
from dsr.jobs import Queue
from dsr.services import entities, mail_in, mail_sort
from dsr.services.read import mails as read
from dsr.text.labels import sentence
from dsr.web.access import actor, must_see, needs
from dsr.web.attachment import headers, streamed
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.mail_forms import AssignForm, DismissForm, EnterMailForm
from dsr.web.staff.request import to_page
from dsr.web.subject.forms import choices

Page = str | Response | tuple[str, int]
_UNSEEN = "application/octet-stream"  # whatever a file says it is, a browser of ours is not told to show it


@bp.get("/mail")
@needs(Capability.TRIAGE)
def mails() -> str:
    names = _names()
    current = request.args.get("f", "")
    if current not in names:
        current = read.TO_SORT
    with kit().database.reading() as db:
        page = read.page(db, filter=current, number=request.args.get("page", 1, type=int), vault=kit().vault)

    def link(to: int) -> str:
        return url_for("desk.mails", f=current, page=to)

    zone, country = entities.zone(kit().settings), kit().settings.entity_country

    def due_on(line: read.Line) -> date:
        """When an answer is due, if it is a request."""
        return due_dates(line.received_at.astimezone(zone).date(), country).due

    return render_template("staff/mails.html", page=page, names=names, current=current, link=link, due_on=due_on if current == read.TO_SORT else None,
                           today=kit().now().astimezone(zone).date())


@bp.get("/mail/<reference>")
@needs(Capability.TRIAGE)
def mail(reference: str) -> Page:
    return _page(reference)


@bp.post("/mail/<reference>/assign")
@needs(Capability.TRIAGE)
def assign_mail(reference: str) -> Page:
    form = AssignForm()
    if not form.is_right():
        return _page(reference, assign=form)
    try:
        with changing() as db:
            found = mail_sort.assign(db, reference, form.text("reference"), by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings)
    except Conflict as error:
        return _outrun(reference, error)
    if found is None:
        form.refuse("reference", _("We have no request with this reference."))
        return _page(reference, assign=form)
    flash(_("The mail is with this request now."), "good")
    return to_page(found.reference)


@bp.post("/mail/<reference>/enter")
@needs(Capability.TRIAGE)
def enter_mail(reference: str) -> Page:
    form = EnterMailForm()
    if not form.is_right():
        return _page(reference, enter=form)
    with kit().database.reading() as db:
        sheet = read.one(db, reference, vault=kit().vault).line.sheet
    claim = replace(mail_in.claim_of(sheet, kit().settings), right=form.text("right"), also=(), name=form.text("name"), email=form.text("email"),
                    numbers=form.text("numbers"), employer=form.text("employer"), locale=form.text("language"))
    try:
        with changing(Queue.MAIL) as db:
            made = mail_sort.enter(db, reference, claim, sheet.thread, by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings)
    except InvalidInput as error:
        form.refused(error)
        return _page(reference, enter=form)
    except Conflict as error:
        return _outrun(reference, error)
    flash(_("The mail is a request now. Its sender gets the letter that asks to confirm the address."), "good")
    return to_page(made.reference)


@bp.post("/mail/<reference>/dismiss")
@needs(Capability.TRIAGE)
def dismiss_mail(reference: str) -> Page:
    form = DismissForm()
    if not form.is_right():
        return _page(reference, dismiss=form)
    try:
        with changing() as db:
            mail_sort.dismiss(db, reference, form.text("reason"), by=actor(), now=kit().now(), vault=kit().vault)
    except InvalidInput as error:
        form.refused(error)
        return _page(reference, dismiss=form)
    except Conflict as error:
        return _outrun(reference, error)
    flash(_("Kept as no request. It can be taken back on its page: %(reference)s.", reference=reference), "good")
    return redirect(url_for("desk.mails"), 303)


@bp.post("/mail/<reference>/take-back")
@needs(Capability.TRIAGE)
def take_back_mail(reference: str) -> Response:
    try:
        with changing() as db:
            mail_sort.take_back(db, reference, by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings)
    except Conflict as error:
        return _outrun(reference, error)
    flash(_("The mail waits to be sorted again."), "good")
    return redirect(url_for("desk.mail", reference=reference), 303)


@bp.post("/mail/<reference>/seen")
@needs(Capability.TRIAGE)
def see_mail(reference: str) -> Response:
    with changing() as db:
        seen = mail_sort.seen(db, reference, by=actor(), now=kit().now())
    flash(_("Noted: the mail was read."), "good")
    return to_page(seen.reference)


@bp.get("/mail/<reference>/whole")
@needs(Capability.RECORDS)
def whole_mail(reference: str) -> FileResponse:
    raw = _raw(reference)
    return streamed(iter((raw,)), headers(f"{reference}.eml", _UNSEEN, len(raw)))


@bp.get("/mail/<reference>/files/<int:file>")
@needs(Capability.RECORDS)
def mail_file(reference: str, file: int) -> FileResponse:
    with kit().database.reading() as db:
        sheet = read.one(db, reference, vault=kit().vault).line.sheet
    found = mail_sort.file_of(_raw(reference), file, sheet)
    return streamed(iter((found.content,)), headers(sheet.files[file].name, _UNSEEN, len(found.content)))


def _names() -> dict[str, str]:
    return {read.TO_SORT: _("to sort"), read.TO_SEE: _("new for requests"), "requests": _("of requests"), "automatic": _("from machines"),
            "no_request": _("no requests")}


def _raw(reference: str) -> bytes:
    """That somebody looks is kept before anything is shown."""
    with kit().database.transaction() as db:
        sealed = mail_sort.opened(db, reference, by=actor(), now=kit().now(), vault=kit().vault)
    return kit().store.get(sealed.path, sealed.handle, sealed.context)


def _outrun(reference: str, error: Conflict) -> Response:
    flash(sentence(error, language()), "late")
    return redirect(url_for("desk.mail", reference=reference), 303)


def _page(reference: str, *, assign: AssignForm | None = None, enter: EnterMailForm | None = None, dismiss: DismissForm | None = None) -> Page:
    with kit().database.reading() as db:
        page = read.one(db, reference, vault=kit().vault)
    must_see(page.line.request)
    status = 422 if assign or enter or dismiss else 200
    if enter is None:
        enter = EnterMailForm(is_empty=True)
        enter.begin(page.line.sheet, kit().settings.entity_language)
    return render_template("staff/mail.html", page=page, assign=assign or AssignForm(is_empty=True), enter=enter,
                           dismiss=dismiss or DismissForm(is_empty=True), choices=choices()), status
