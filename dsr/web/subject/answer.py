"""The answer itself: the link of the letter and the code that was on the screen once open a session for all its files.

Invariants: a link that never was, one that has ended, one that was replaced and one that is locked look the same; a file that
leaves was recorded first, and a look (HEAD) at it is no download.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response as FileResponse
from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.errors import DsrError, InvalidInput, NotAllowed, NotFound
from dsr.services import deliver
from dsr.services.read import answer as read
from dsr.web import security
from dsr.web.access import public
from dsr.web.attachment import headers, streamed
from dsr.web.ports import kit
from dsr.web.say import _
from dsr.web.subject import bp
from dsr.web.subject.forms import CodeForm

Page = str | Response | tuple[str, int]
_TOKEN = "answer"  # noqa: S105  # field of the public cookie: the token of a session on the server


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as the page lists it. `link` counts the list; no key of the database stands in an address."""

    name: str
    size: int
    purpose: str
    link: str


@bp.get("/answer/<token>")
@public
def open_answer(token: str) -> Page:
    with kit().database.reading() as db:
        is_open = deliver.peek(db, token, now=kit().now(), vault=kit().vault)
    return _code_page(CodeForm(is_empty=True)) if is_open else _closed()


@bp.post("/answer/<token>")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def enter_code(token: str) -> Page:
    form = CodeForm()
    if not form.is_right():
        return _code_page(form, 422)
    refused: DsrError | None = None
    with kit().database.transaction() as db:
        try:
            session[_TOKEN] = deliver.open_with_code(db, token, form.text("code"), now=kit().now(), vault=kit().vault,
                                                     settings=kit().settings)
        except (NotAllowed, NotFound, InvalidInput) as error:  # caught in here: the count of wrong codes is kept
            refused = error
    if refused is None:
        return redirect(url_for("subject.answer"), 303)
    if isinstance(refused, InvalidInput) or refused.facts.get("reason") == "wrong_code":
        words = _("That code does not fit. Check it and try again; after several wrong codes the link is closed to protect you.")
        form.refuse("code", words, is_emptied=True)
        return _code_page(form, 403)
    return _closed()


@bp.get("/answer")
@public
def answer() -> Page:
    token = session.get(_TOKEN)
    if not isinstance(token, str):
        return _closed()
    try:
        with kit().database.reading() as db:
            page = read.page(db, token, now=kit().now(), vault=kit().vault)
    except (NotAllowed, NotFound):
        session.pop(_TOKEN, None)
        return _closed()
    files = [FileLine(file.name, file.size, _purpose(file.media_type, file.name), url_for("subject.answer_file", document=count))
             for count, file in enumerate(page.files, start=1)]
    first = [file for file in files if file.name.endswith(".pdf")]
    return render_template("subject/answer.html", page=page, files=files, first=first)


@bp.get("/answer/file/<int:document>")
@public
def answer_file(document: int) -> Page | FileResponse:
    token = session.get(_TOKEN)
    if not isinstance(token, str):
        return _closed()
    with kit().database.reading() as db:
        files = read.page(db, token, now=kit().now(), vault=kit().vault).files
    if not 1 <= document <= len(files):
        raise NotFound()
    file = files[document - 1]
    of = headers(file.name, file.media_type, file.size)
    if request.method == "HEAD":
        return streamed(iter(()), of)
    with kit().database.transaction() as db:
        sealed = deliver.record_download(db, token, file.id, now=kit().now(), vault=kit().vault)
    return streamed(kit().store.read(sealed.path, sealed.handle, sealed.context), of)


def _code_page(form: CodeForm, status: int = 200) -> Page:
    return render_template("subject/answer_open.html", form=form), status


def _closed() -> Page:
    return render_template("subject/closed_link.html"), 404


def _purpose(media_type: str, name: str) -> str:
    match media_type.partition(";")[0], name:
        case _type, _name if name.startswith("files/"):
            return _("A file that belongs to one of your records.")
        case "application/pdf", _name:
            return _("Reading and printing.")
        case "text/html", _name:
            return _("Reading and searching in a browser, also offline.")
        case "text/csv", _name:
            return _("A spreadsheet.")
        case _type, "manifest.json":
            return _("Checksums, to see that the files are whole.")
        case "application/json", _name:
            return _("A program: what was searched, found and left out.")
        case _other:
            return _("A program, or another provider.")
