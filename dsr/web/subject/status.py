"""The status page: opened with reference and code, without an account. Invariant: an unknown reference and a wrong code get the same words."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.errors import DsrError, InvalidInput, NotAllowed, NotFound
from dsr.domain.lifecycle import PublicState
from dsr.jobs import Queue
from dsr.services import clarify, link_again
from dsr.services import status as verbs
from dsr.services.read import status as read
from dsr.text.labels import sentence
from dsr.web import security
from dsr.web.access import public
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.subject import bp
from dsr.web.subject.forms import ClarificationForm, StatusForm

Page = str | Response | tuple[str, int]
TOKEN = "status"  # noqa: S105  # field of the public cookie: the token of a session on the server


@bp.get("/status")
@public
def status() -> Page:
    return render_template("subject/status_open.html", form=StatusForm(is_empty=True))


@bp.post("/status")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def open_status() -> Page:
    form = StatusForm()
    if not form.is_right():
        return render_template("subject/status_open.html", form=form), 422
    refused: DsrError | None = None
    with kit().database.transaction() as db:
        try:
            session[TOKEN] = verbs.open(db, form.text("reference"), form.text("code"), now=kit().now(), vault=kit().vault,
                                         settings=kit().settings)
        except (NotAllowed, NotFound, InvalidInput) as error:  # caught in here: the count of wrong codes is kept
            refused = error
    if refused is None:
        return redirect(url_for("subject.show_status"), 303)
    words = _("Reference and code do not fit together. Check both and try again. After many tries wait a while, or write to us.")
    form.refuse("code", words, is_emptied=True)
    return render_template("subject/status_open.html", form=form), 403


@bp.get("/status/request")
@public
def show_status() -> Page:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return redirect(url_for("subject.status"), 303)
    return _page(token)


@bp.post("/status/request")
@public
@security.limiter.limit(security.sign_in_limit)
def answer_question() -> Page:
    """The person answers what we asked them."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return redirect(url_for("subject.status"), 303)
    form = ClarificationForm()
    if not form.is_right():
        return _page(token, form)
    try:
        with kit().database.transaction() as db:
            clarify.answer(db, token, int(form.text("clarification") or 0), form.text("answer"), now=kit().now(), vault=kit().vault)
    except InvalidInput as error:
        form.refuse("answer", sentence(error, language()))
        return _page(token, form)
    except (NotFound, ValueError):
        return redirect(url_for("subject.show_status"), 303)
    flash(_("Thank you. We have your answer and go on with it."), "good")
    return redirect(url_for("subject.show_status"), 303)


@bp.post("/status/link")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def ask_link() -> Page:
    """Another link to the answer, by mail."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return redirect(url_for("subject.status"), 303)
    try:
        with changing(Queue.MAIL) as db:
            link_again.ask(db, token, now=kit().now(), vault=kit().vault, settings=kit().settings)
        flash(_("A new link is on its way to your mailbox. The one before it is closed."), "good")
    except NotAllowed:
        flash(_("You have had several links today. Please look for the newest mail from us, or call or write to us."), "soon")
    except NotFound:
        return redirect(url_for("subject.status"), 303)
    return redirect(url_for("subject.show_status"), 303)


def _page(token: str, wrong: ClarificationForm | None = None) -> Page:
    """Their request; with a form that was wrong beside its question."""
    try:
        with kit().database.reading() as db:
            page = read.page(db, token, now=kit().now(), vault=kit().vault, locale=language())
    except (NotAllowed, NotFound):
        session.pop(TOKEN, None)
        return redirect(url_for("subject.status"), 303)
    is_standing = any(part.pause is not None and part.pause.until is None for part in page.parts)
    headline, lede = _words(page.public_state, is_asked=bool(page.asked), is_standing=is_standing, lacks_proof=page.lacks_proof)
    forms = {one.id: wrong if wrong and wrong.text("clarification") == str(one.id) else ClarificationForm(is_empty=True) for one in page.asked}
    return render_template("subject/status.html", page=page, headline=headline, lede=lede, forms=forms), 422 if wrong else 200


def _words(state: PublicState, *, is_asked: bool, is_standing: bool, lacks_proof: bool) -> tuple[str, str]:
    match state:
        case PublicState.IN_PROGRESS if is_asked and is_standing:
            return _("We are working on your answer"), _("We have a question for you below. Until you answer, the time for our answer stands still.")
        case PublicState.IN_PROGRESS if is_asked:
            return _("We are working on your answer"), _("We have a question for you below. The time for our answer runs all the same.")
        case PublicState.RECEIVED | PublicState.PLEASE_CONFIRM:
            return _("Please confirm your email"), _(
                "Open the link in the mail from us and press the button there. Until then nothing is searched; the time runs all the same.")
        case PublicState.IN_PROGRESS if lacks_proof:
            return _("We are working on your answer"), _(
                "For some of it we need to know better that it is you: see “Is it you?” on this page. We write to you when the answer is ready.")
        case PublicState.IN_PROGRESS:
            return _("We are working on your answer"), _("You need to do nothing. We write to you when it is ready, or when a date must move.")
        case PublicState.READY:
            return _("Your answer is ready"), _(
                "Open it with the link in our latest mail and your pick-up code. The link works once; a new one you can have sent below.")
        case PublicState.CLOSED:
            return _("Your request is closed"), _("You have our answer. If something is missing or wrong, write to us with your reference.")
