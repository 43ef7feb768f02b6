"""Letters to the person on the way: a question, more time, passed on. Invariant: a letter goes out only after it was shown as it goes out."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, NotAllowed, NotFound
from dsr.domain.words import ExtensionReason
from dsr.jobs import Queue
from dsr.services import clarify, load, notices, unreached
from dsr.services.notices import Preview, Wish
from dsr.text.labels import sentence, word
from dsr.web import words
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp, showing
from dsr.web.staff.forms import LetterForm, UnreachedForm
from dsr.web.staff.request import to_page

Page = str | Response | tuple[str, int]


@bp.get("/requests/<reference>/parts/<int:number>/letters/<name>")
@needs(Capability.TRIAGE)
def letter(reference: str, number: int, name: str) -> Page:
    if name not in notices.LETTERS:
        raise NotFound()
    form = LetterForm(is_empty=True)
    with kit().database.reading() as db:
        part = load.part_of(db, reference, number)
        if name == "refer":
            form["company"].data = notices.typed_company(db, part.id, vault=kit().vault)
    return _page(reference, number, name, form)


@bp.post("/requests/<reference>/parts/<int:number>/letters/<name>")
@needs(Capability.TRIAGE)
def write_letter(reference: str, number: int, name: str) -> Page:
    """Shows the letter; sends it once it was shown with these very words."""
    form = LetterForm()
    if not form.is_right():
        return _page(reference, number, name, form, status=422)
    seen = "" if form.text("act") == "look" else form.text("seen")
    wish = Wish(form.text("why"), form.text("said"), form.text("company"), form["is_large"].data, form.text("large"))
    try:
        with changing(Queue.MAIL) as db:
            part = load.part_of(db, reference, number)
            shown = notices.send(db, part.id, name, wish, seen=seen, by=actor(), now=kit().now(), vault=kit().vault,
                                 settings=kit().settings)
    except InvalidInput as error:
        form.refuse(str(error.facts["field"]), sentence(error, language()))
        return _page(reference, number, name, form, status=422)
    except NotAllowed as error:
        if "reason" not in error.facts:
            raise
        flash(sentence(error, language()), "late")
        return to_page(reference)
    if shown is not None:
        return _page(reference, number, name, form, shown)
    flash(_("The letter is on its way: %(letter)s.", letter=words.known(words.LETTERS, notices.LETTERS[name])), "good")
    return to_page(reference)


@bp.post("/requests/<reference>/letters/<int:message>")
@needs(Capability.TRIAGE)
def see_to_letter(reference: str, message: int) -> Page:
    """One that did not arrive; what is written instead is shown before."""
    form = UnreachedForm()
    way, _colon, to = form.text("way").partition(":")
    try:
        with changing(Queue.MAIL) as db:
            look = showing.sent(db, reference, lambda: unreached.see_to(
                db, reference, message, way, to=to, said=form.text("said"), by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings))
    except (InvalidInput, NotAllowed) as error:
        if isinstance(error, NotAllowed) and "reason" not in error.facts:
            raise
        flash(sentence(error, language()), "late")
    else:
        if look is not None:
            return showing.page(look, reference)
        flash(_("Seen to."), "good")
    return to_page(reference)


@bp.post("/requests/<reference>/questions/<int:clarification>/end")
@needs(Capability.TRIAGE)
def take_question_back(reference: str, clarification: int) -> Response:
    """No answer on the person's page is needed any more."""
    with kit().database.transaction() as db:
        clarify.take_back(db, reference, clarification, by=actor(), now=kit().now())
    flash(_("Kept. The person’s page does not ask any more, and the clock runs."), "good")
    return redirect(url_for("desk.show", reference=reference), 303)


def _page(reference: str, number: int, name: str, form: LetterForm, shown: Preview | None = None, status: int = 200) -> Page:
    form["seen"].data = shown.seen if shown is not None else ""
    with kit().database.reading() as db:
        can_stop = name == "clarify" and clarify.can_stop(db, load.part_of(db, reference, number), now=kit().now(), settings=kit().settings)
    reasons = [(reason.value, word(reason, language())) for reason in ExtensionReason] if name == "extend" else []
    return render_template("staff/letter.html", reference=reference, number=number, name=name, form=form, shown=shown, reasons=reasons,
                           hint=_hint(name), can_stop=can_stop), status


def _hint(name: str) -> str:
    match name:
        case "extend":
            return _("The facts behind the reason, in the person’s language; the letter quotes them. Lack of staff and holidays are no reason.")
        case "clarify":
            return _("What do you need to know, and why? In the person’s language; the letter quotes it.")
        case _other:
            return _("As the person named it. Another name tells the person something that they may not know.")
