"""Questions to owners of sources, from the desk. To go on without an answer is `steps.acknowledge`, as with any source that gave none."""

from __future__ import annotations

from flask import flash
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.jobs import Queue
from dsr.services import questions
from dsr.web.access import actor, needs
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.request import to_page
from dsr.web.staff.steps import task_of


@bp.post("/requests/<reference>/parts/<int:number>/tasks/<int:task_id>/remind")
@needs(Capability.TRIAGE)
def remind(reference: str, number: int, task_id: int) -> Response:
    with changing(Queue.MAIL) as db:
        question = questions.of_task(db, task_of(db, reference, number, task_id))
        questions.remind(db, question.id, by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings)
    flash(_("A reminder is on its way."), "good")
    return to_page(reference)
