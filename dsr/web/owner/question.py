"""The question itself: what is needed, what was given so far, and the answer.

Invariants: a file that is refused takes none of the others with it; what was chosen beside a button is never lost, whichever button it was.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import cast

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from dsr.domain.asking import Standing
from dsr.domain.errors import Conflict, InvalidInput, NotFound
from dsr.domain.text_scan import TextScan
from dsr.domain.uploads import MEDIA_TYPES, Limits, Refusal, Upload, clean_name, judge
from dsr.jobs import Queue
from dsr.services import owners
from dsr.services.read import question as read
from dsr.text.labels import sentence, word
from dsr.web import door, security
from dsr.web.access import public
from dsr.web.door import Page
from dsr.web.locale import code as language
from dsr.web.owner import bp
from dsr.web.owner.forms import AnswerForm, reasons, replies
from dsr.web.owner.link import TOKEN, ended
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.spool import Spool

_BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and by which rule."""

    name: str
    words: str


def _is_let_in() -> bool:
    """Whether a form with files is read at all."""
    try:
        with kit().database.reading() as db:
            owners.current(db, door.token(TOKEN), now=kit().now(), vault=kit().vault)
    except NotFound:
        return False
    return True


@bp.get("/question")
@public
def question() -> Page:
    try:
        return _page(AnswerForm(is_empty=True))
    except NotFound:
        return door.closed(TOKEN)


@bp.post("/question")
@public
@security.takes_files(_is_let_in)
def give() -> Page:
    form, token = AnswerForm(), door.token(TOKEN)
    try:
        if not form.is_right():
            return _page(form, status=422)
        refused = [one for section, chosen in _chosen() for file in chosen if (one := _take(token, section.address, file))]
        if number := request.form.get("remove", type=int):
            _remove(token, number)
        if refused:
            return _page(form, refused, status=422)
        if request.form.get("do") != "send":
            return redirect(url_for("owner.question", _anchor="files"), 303)
        return _send(form, token)
    except NotFound:
        return door.closed(TOKEN)
    except Conflict:  # in the meantime nothing is needed any more
        return redirect(url_for("owner.question"), 303)


@bp.errorhandler(RequestEntityTooLarge)
def too_much(_error: RequestEntityTooLarge) -> Page:
    """The form was not read; what was given before is kept."""
    if not _is_let_in():
        return door.closed(TOKEN)
    mb = kit().settings.upload_mb
    words = _("These files are too many for one go, or together larger than %(mb)s MB. None of them was taken; choose fewer. Earlier ones are kept.",
              mb=mb)
    return _page(AnswerForm(is_empty=True), [Refused("", words)], status=413)


def _send(form: AnswerForm, token: str) -> Page:
    if form.chosen is None:
        form.refuse("reply", _("Choose one."))
        return _page(form, status=422)
    try:
        with changing(Queue.WORK) as db:
            owners.answer(db, token, form.chosen, reason=form.why, note=form.text("note"), now=kit().now(), vault=kit().vault)
    except InvalidInput as error:
        form.refuse(str(error.facts.get("field", "note")), sentence(error, language()))
        return _page(form, status=422)
    return redirect(url_for("owner.question"), 303)


def _page(form: AnswerForm, refused: list[Refused] | None = None, status: int = 200) -> Page:
    page = _read()
    if page.standing not in (Standing.OPEN, Standing.LATE):
        return ended(page.receipt)
    settings = kit().settings
    accept = ",".join(f".{ending}" for ending in MEDIA_TYPES)
    return render_template("owner/question.html", page=page, form=form, refused=refused or [], replies=replies(), reasons=reasons(),
                           accept=accept, file_mb=settings.upload_file_mb, most=settings.upload_files), status


def _read() -> read.Page:
    with kit().database.reading() as db:
        return read.page(db, door.token(TOKEN), now=kit().now(), vault=kit().vault, sources=kit().sources.sources, locale=language(),
                         fallback=kit().settings.fallback_language)


def _chosen() -> list[tuple[read.SectionLine, list[FileStorage]]]:
    """The files of this form by the section they were chosen in; a field that was left empty sends one without a name."""
    return [(section, [file for file in request.files.getlist(f"files-{count}") if file.filename])
            for count, section in enumerate(_read().sections, start=1)]


def _take(token: str, address: str, file: FileStorage) -> Refused | None:
    """Look at a file, seal it and keep it. What was refused says by which rule."""
    spool, now = cast(Spool, file.stream), kit().now()
    settings = kit().settings
    with kit().database.transaction() as db:
        shelf = owners.shelf(db, token, now=now, vault=kit().vault)
    limits = Limits(settings.upload_file_mb * 1024 * 1024, settings.upload_files)
    match judge(file.filename or "", spool, spool.size, taken=shelf.taken, limits=limits):  # type: ignore[arg-type]  # read like one
        case Refusal() as refusal:
            return Refused(clean_name(file.filename or ""), word(refusal, language()))
        case Upload() as upload:
            digest, is_seen = _seal(spool, shelf, upload.name)
            try:
                with kit().database.transaction() as db:
                    owners.keep(db, token, upload, address=address, path=shelf.path, size=spool.size, digest=digest, now=now, vault=kit().vault,
                                may_hold_national=is_seen)
            except Exception:
                kit().store.delete(shelf.path)
                raise
    return None


def _seal(spool: Spool, shelf: owners.Shelf, name: str) -> tuple[str, bool]:
    """Into the store under the key of the request; the SHA-256 of the plain bytes, and whether they may hold a national number."""
    digest, scan = hashlib.sha256(), TextScan(name)
    spool.seek(0)
    with kit().store.create(shelf.path, shelf.handle, shelf.context) as kept:
        for block in scan.watched(iter(lambda: spool.read(_BLOCK), b"")):
            digest.update(block)
            kept.write(block)
    return digest.hexdigest(), scan.found


def _remove(token: str, number: int) -> None:
    with kit().database.transaction() as db:
        path = owners.remove(db, token, number, now=kit().now(), vault=kit().vault)
    kit().store.delete(path)
