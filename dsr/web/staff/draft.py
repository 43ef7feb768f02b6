"""The draft of an answer: seen page by page as it will leave, written anew, approved as it stands.

Invariants: each look is an event, written before anything is shown; an approval names the draft that was on the page; a picture is of a page of the
file that would go out, and never kept by a browser.
"""

from __future__ import annotations

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dsr.documents.preview import WIDTH, Busy
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, Incomplete, InvalidMove, NotAllowed, NotFound, Outdated, Stale, Undecided, Unsaid
from dsr.inbound.demands import Item
from dsr.jobs import Queue
from dsr.services import drafts, load, review
from dsr.services.read import draft as read
from dsr.services.read import mails
from dsr.services.read.collection import Atlas
from dsr.text import translator
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.attachment import headers, streamed
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.mail_words import PLACES
from dsr.web.staff.request import to_page

_UNSEEN = "application/octet-stream"  # whatever a file says it is, a browser of ours is not told to show it
_WAIT_S = "3"


@bp.get("/requests/<reference>/parts/<int:number>/draft")
@needs(Capability.RECORDS)
def draft(reference: str, number: int) -> str:
    wanted = max(1, request.args.get("page", 1, type=int))
    with kit().database.transaction() as db:
        page = read.look(db, reference, number, _pages(wanted), vault=kit().vault, by=actor(), now=kit().now(), settings=kit().settings,
                         sources=kit().sources.sources, locale=language())
        wishes = mails.items(db, reference, vault=kit().vault)
    leaf, sections = None, list[read.Section]()
    if page.draft is not None:
        sections = read.sections(read.machine(page.draft, store=kit().store), Atlas(kit().sources.sources, language()))
        try:
            leaf = read.leaf(page.draft, wanted, store=kit().store)
        except Busy:
            flash(_("Others are looking at answers just now, so the pages could not be drawn. Load the page again in a moment."), "late")

    def link(to: int) -> str:
        return url_for("desk.draft", reference=reference, number=number, page=to)

    return render_template("staff/draft.html", page=page, draft=page.draft, leaf=leaf, sections=sections, reference=reference, link=link,
                           wishes=_places(wishes, page.draft.locale if page.draft is not None else language()),
                           width=WIDTH, sentence=lambda error: sentence(error, language()), days=kit().settings.draft_days)


def _places(wishes: tuple[Item, ...], locale: str) -> list[tuple[Item, str]]:
    """What the person names, and under which words of the answer it is told; a copy are the files."""
    say = translator(locale)
    return [(one, say(f"letter.{PLACES[one]}") if one in PLACES else "") for one in wishes]


@bp.get("/requests/<reference>/parts/<int:number>/draft/<int:draft>/pages/<int:page>")
@needs(Capability.RECORDS)
def draft_page(reference: str, number: int, draft: int, page: int) -> FileResponse:
    opened = _opened(reference, number, draft, _pages(-(-page // read.PAGES)))
    try:
        drawn = read.picture(opened, page, store=kit().store)
    except Busy:
        return FileResponse(status=503, headers={"Retry-After": _WAIT_S})
    return FileResponse(drawn, mimetype="image/png")


@bp.get("/requests/<reference>/parts/<int:number>/draft/<int:draft>/files/<int:count>")
@needs(Capability.RECORDS)
def draft_file(reference: str, number: int, draft: int, count: int) -> FileResponse:
    opened = _opened(reference, number, draft, f"file {count}")
    file = next((file for file in opened.files if file.count == count), None)
    if file is None:
        raise NotFound()
    return streamed(kit().store.read(file.path, opened.handle, file.context), headers(file.name, _UNSEEN, file.size))


@bp.post("/requests/<reference>/parts/<int:number>/draft")
@needs(Capability.REVIEW)
def order_draft(reference: str, number: int) -> Response:
    try:
        with changing(Queue.WORK) as db:
            drafts.order(db, load.part_of(db, reference, number).id, by=actor(), now=kit().now())
    except (Undecided, Incomplete, InvalidMove) as error:
        flash(sentence(error, language()), "late")
    else:
        flash(_("The draft is being written anew."), "good")
    return _back(reference, number)


@bp.post("/requests/<reference>/parts/<int:number>/respond")
@needs(Capability.APPROVE)
def approve(reference: str, number: int) -> Response:
    seen = review.Seen(request.form.get("draft", 0, type=int), request.form.get("digest", ""))
    try:
        with changing(Queue.MAIL) as db:
            done = review.approve(db, load.part_of(db, reference, number).id, seen, by=actor(), now=kit().now(), settings=kit().settings,
                                  sources=kit().sources.sources, vault=kit().vault)
            is_out = done.approved_at is not None
    except (NotAllowed, Undecided, Incomplete, InvalidMove, Conflict, Outdated, Stale, Unsaid) as error:
        if isinstance(error, NotAllowed) and "reason" not in error.facts:
            raise
        flash(sentence(error, language()), "late")
        return _back(reference, number)
    if not is_out:
        flash(_("Your yes is kept. It goes out when a second person has said yes to it too."), "good")
        return _back(reference, number)
    flash(_("Approved. The answer goes out as it stood in the draft."), "good")
    return to_page(reference)


def _opened(reference: str, number: int, draft: int, pages: str) -> read.Draft:
    with kit().database.transaction() as db:
        return read.opened(db, reference, number, draft, pages, vault=kit().vault, by=actor(), now=kit().now())


def _pages(leaf: int) -> str:
    """What an event says was looked at."""
    return f"{(leaf - 1) * read.PAGES + 1}-{leaf * read.PAGES}"


def _back(reference: str, number: int) -> Response:
    return redirect(url_for("desk.draft", reference=reference, number=number), 303)
