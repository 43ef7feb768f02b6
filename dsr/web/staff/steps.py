"""Moves of a part, and what is done with its tasks and links. Invariant: a GET shows a form at most; every change is a POST that redirects."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask import abort, flash, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dsr.domain.actor import ActorKind
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, NotAllowed, NotFound
from dsr.domain.lifecycle import Move, move_named
from dsr.jobs import Queue
from dsr.models import Part, Task
from dsr.services import collect, deliver, lifecycle, load, notes, printing, review, tasks
from dsr.services.read import companys_part
from dsr.text.labels import sentence
from dsr.web import words
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp, showing
from dsr.web.staff.forms import PrintForm, ReasonForm, RefusalForm
from dsr.web.staff.request import to_page
from dsr.web.staff.words import ground_words

Page = str | Response | tuple[str, int]


class Shown(NamedTuple):
    """A letter to be looked at."""

    locale: str
    subject: str
    text: str


@bp.get("/requests/<reference>/parts/<int:number>/<name>")
@needs(Capability.READ)
def ask(reference: str, number: int, name: str) -> Page:
    step = _step(name)
    if not step.wants_reason:
        abort(405)
    actor().must(step.needs or Capability.READ)
    form = _form_of(step, is_empty=True)
    if step.name == "refuse":
        _begin_with(reference, number, form)
    return _reason_page(reference, number, step, form)


@bp.post("/requests/<reference>/parts/<int:number>/<name>")
@needs(Capability.READ)
def move(reference: str, number: int, name: str) -> Page:
    step = _step(name)
    form = _form_of(step) if step.wants_reason else None
    if form is not None and not form.is_right():
        return _reason_page(reference, number, step, form, 422)
    try:
        if form is not None and form.text("act") == "look":
            return _reason_page(reference, number, step, form, shown=_letter(reference, number, step, form))
        with changing(Queue.WORK, Queue.MAIL) as db:
            part = load.part_of(db, reference, number)
            _DEEDS.get(step.name, _plain)(db, part.id, step.name, form)
    except InvalidInput as error:
        if form is None:
            raise
        form.refuse(str(error.facts.get("field", "reason")), sentence(error, language()))
        return _reason_page(reference, number, step, form, 422)
    except NotAllowed as error:
        if "reason" not in error.facts:
            raise
        flash(sentence(error, language()), "late")  # a guard with words of its own
        return to_page(reference)
    flash(_("Done: %(move)s.", move=words.known(words.MOVES, step.name)), "good")
    return to_page(reference)


@bp.post("/requests/<reference>/parts/<int:number>/tasks/<int:task_id>/retry")
@needs(Capability.TRIAGE)
def retry(reference: str, number: int, task_id: int) -> Page:
    with changing(Queue.WORK) as db:
        tasks.retry(db, task_of(db, reference, number, task_id), by=actor(), now=kit().now())
    flash(_("It is tried again now."), "good")
    return to_page(reference)


@bp.post("/requests/<reference>/parts/<int:number>/tasks/<int:task_id>/acknowledge")
@needs(Capability.TRIAGE)
def acknowledge(reference: str, number: int, task_id: int) -> Page:
    with changing(Queue.WORK) as db:
        collect.go_on_without(db, task_of(db, reference, number, task_id), by=actor(), now=kit().now())
    flash(_("Gone on without it; the answer names the gap."), "good")
    return to_page(reference)


@bp.post("/requests/<reference>/parts/<int:number>/resend")
@needs(Capability.TRIAGE)
def resend(reference: str, number: int) -> Page:
    with changing(Queue.MAIL) as db:
        part = load.part_of(db, reference, number).id
        look = showing.sent(db, reference, lambda: deliver.resend(db, part, by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings))
    if look is not None:
        return showing.page(look, reference)
    flash(_("A new link is on its way; the old one is closed."), "good")
    return to_page(reference)


@bp.post("/requests/<reference>/parts/<int:number>/print")
@needs(Capability.TRIAGE)
def choose_print(reference: str, number: int) -> Page:
    is_all = PrintForm().text("rows") == "all"
    with changing(Queue.WORK) as db:
        printing.print_all(db, load.part_of(db, reference, number).id, is_all=is_all, by=actor(), now=kit().now())
    flash(_("The answer will print every row.") if is_all else _("The answer will print long collections as sums per month."), "good")
    return to_page(reference)


def _collect(db: Session, part_id: int, name: str, form: ReasonForm | None) -> None:
    part = collect.start(db, part_id, move=name, by=actor(), now=kit().now(), book=kit().sources)
    _keep(db, part, form)


def _refuse(db: Session, part_id: int, _name: str, form: ReasonForm | None) -> None:
    assert form is not None
    review.refuse(db, part_id, ground=form.text("ground"), reason=form.text("reason"), by=actor(), now=kit().now(), vault=kit().vault,
                  settings=kit().settings)


def _withdraw(db: Session, part_id: int, _name: str, form: ReasonForm | None) -> None:
    assert form is not None
    review.withdraw(db, part_id, reason=form.text("reason"), by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings)


def _turn_away(db: Session, part_id: int, _name: str, form: ReasonForm | None) -> None:
    assert form is not None
    review.turn_away(db, part_id, reason=form.text("reason"), by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings)


def _plain(db: Session, part_id: int, name: str, form: ReasonForm | None) -> None:
    """A move without a verb of its own; its reason is kept as a note."""
    part = load.part(db, part_id)
    if name == "instruct" and part.company_id is not None:
        raise NotAllowed(reason="no_instruction")  # a company's word is kept as one: instruct.py
    lifecycle.move(db, part, name, by=actor(), now=kit().now())
    _keep(db, part, form)


def _keep(db: Session, part: Part, form: ReasonForm | None) -> None:
    if form is not None:
        notes.add(db, part.request.reference, form.text("reason"), by=actor(), now=kit().now(), vault=kit().vault, field="reason")


_DEEDS: dict[str, Callable[[Session, int, str, ReasonForm | None], None]] = {
    "collect": _collect, "recollect": _collect, "supplement": _collect, "refuse": _refuse, "withdraw": _withdraw, "turn_away": _turn_away,
}


def _step(name: str) -> Move:
    step = move_named(name)
    if step is None or ActorKind.STAFF not in step.by or step.name == "refer":  # that one has a letter: letters.py
        raise NotFound()
    return step


def _form_of(step: Move, *, is_empty: bool = False) -> ReasonForm:
    kind: type[ReasonForm] = RefusalForm if step.name == "refuse" else ReasonForm
    return kind(is_empty=is_empty)


def _begin_with(reference: str, number: int, form: ReasonForm) -> None:
    """Where the company refused: its ground and its words. Staff send them on or better them."""
    with kit().database.reading() as db:
        found = companys_part.refusal(db, load.part_of(db, reference, number), vault=kit().vault)
    if found is not None:
        form["ground"].data, form["reason"].data = found.ground, found.words


def _letter(reference: str, number: int, step: Move, form: ReasonForm) -> Shown:
    """As it would go out now."""
    with kit().database.reading() as db:
        ground = form.text("ground") if step.name == "refuse" else ""
        return Shown(*review.preview(db, load.part_of(db, reference, number).id, step.name, ground=ground, by=actor(), vault=kit().vault,
                                     settings=kit().settings))


def _reason_page(reference: str, number: int, step: Move, form: ReasonForm, status: int = 200, shown: Shown | None = None) -> Page:
    grounds = _grounds() if step.name == "refuse" else ()
    return render_template("staff/reason.html", reference=reference, number=number, name=step.name, form=form, grounds=grounds,
                           hint=_hint(step.name), shown=shown, has_letter=step.name in review.LETTERS), status


def _grounds() -> list[tuple[str, str]]:
    return [(ground, ground_words(ground)) for ground in review.GROUNDS]


def _hint(name: str) -> str:
    match name:
        case "refuse":
            return _("The letter quotes it word for word: what is refused, and the facts. Write it to the person, in their language.")
        case "withdraw":
            return _("The person’s own wish, and how it reached us; or the reference of the request that this one repeats.")
        case "turn_away":
            return _("Whom they asked about, and how you know. The person is told that everybody asks for themselves, and nothing else.")
        case "instruct":
            return _("What the company decided, who said it, and how it reached us.")
        case _other:
            return _("It is kept with the request.")


def task_of(db: Session, reference: str, number: int, task_id: int) -> int:
    """The task, if it belongs to this part: an id of another request opens nothing here."""
    part = load.part_of(db, reference, number)
    task = db.get(Task, task_id)
    if task is None or task.part_id != part.id:
        raise NotFound()
    return task.id
