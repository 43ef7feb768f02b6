"""An answer is called back: nobody opens, fetches or prints it any more, whoever it went to; the incident is opened, and whoever has it is told.

Invariant: one transaction blocks every way to the files, moves the part, opens the incident and writes the letters; nothing of it waits for a job.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict
from dsr.domain.outcome import AnswerLetter
from dsr.domain.recall import move_after
from dsr.domain.words import State
from dsr.models import Delivery, Incident, Part, Response, SubjectSession
from dsr.services import audit, deliver, drafts, endings, entities, incidents, lifecycle, load, mandates, notify, on_paper, outbox
from dsr.services.replaced import answered_on
from dsr.vault import Vault

_TO_REPRESENTATIVE, _TO_COMPANY = "answer_representative", "company_package"
_ANNOUNCING = (*AnswerLetter, *on_paper.PRINTED, deliver.REMINDER, endings.UNFETCHED, _TO_REPRESENTATIVE, _TO_COMPANY)


def recall(session: Session, part_id: int, what: str, *, incident_id: int | None = None, by: Actor, now: datetime, vault: Vault,
           settings: Settings) -> Incident:
    """Call back all that went out for a part. `what` happened opens an incident, unless it belongs to one that is open.

    Raises NotFound, NotAllowed, InvalidInput; Conflict where nothing is out, or another was faster.
    """
    by.must(Capability.INCIDENT)
    part = load.part(session, part_id)
    answers = out(session, part.id)
    if not answers:
        raise Conflict()
    incident = incidents.join(session, incident_id, part, by=by) if incident_id is not None else incidents.begin(
        session, part.request, part.role, part.company_id, what, aware_at=now, by=by, now=now, settings=settings)
    opened = _block(session, answers, incident, now=now)
    stopped = outbox.withheld(session, part.id, _ANNOUNCING, code=outbox.RECALLED, now=now)
    told: dict[str, object] = {"part": part.number, "responses": [one.number for one in answers], "incident": incident.id}
    audit.record(session, part.request_id, "answer_recalled", {**told, "letters": stopped}, by=by, now=now)
    was_refused = part.refusal_ground is not None and part.state is State.DELIVERING
    if move := move_after(part.state, part.outcome, part.role, is_refused=was_refused):
        lifecycle.move(session, part, move, by=SYSTEM, now=now)
    if part.state is State.REVIEWING:
        drafts.renew(session, part.id, now=now)  # one that was written before does not know of it
    _tell(session, part, answers, opened, now=now, vault=vault, settings=settings)
    incidents.tell_company(session, incident, part, by=by, now=now, vault=vault, settings=settings)
    return incident


def out(session: Session, part_id: int) -> list[Response]:
    """The answers to a part that went out and were not called back."""
    wanted = select(Response).where(Response.part_id == part_id, Response.approved_at.is_not(None), Response.recalled_at.is_(None))
    return list(session.execute(wanted.order_by(Response.number), execution_options={"populate_existing": True}).scalars())


def _block(session: Session, answers: Sequence[Response], incident: Incident, *, now: datetime) -> list[Delivery]:
    """Links and open pages of all who have them. What was printed, and a company's package, ask for the mark on the answer."""
    for response in answers:
        response.recalled_at, response.incident_id = now, incident.id
    session.flush()
    of_answers = Delivery.response_id.in_([one.id for one in answers])
    links = list(session.execute(select(Delivery).where(of_answers).order_by(Delivery.id)).scalars())
    session.execute(update(Delivery).where(of_answers, Delivery.superseded_at.is_(None)).values(superseded_at=now))
    session.execute(delete(SubjectSession).where(SubjectSession.delivery_id.in_([one.id for one in links])))
    return links


def _tell(session: Session, part: Part, answers: Sequence[Response], links: Sequence[Delivery], *, now: datetime, vault: Vault,
          settings: Settings) -> None:
    """Whoever was given the answer hears plainly that it is not to be used; the person also that a right one follows."""
    said = {"answered_on": answered_on(answers[-1], entities.zone(settings)).isoformat()}
    if links:  # a company's package has none: the person was given nothing of it
        notify.tell(session, part, "answer_recalled", said, now=now, vault=vault, settings=settings)
    given = {one.representative_id for one in links}
    for line in mandates.of(session, part.request_id, vault=vault):
        if line.id in given:
            notify.write(session, part.request, "answer_recalled_acting", occasion=f"answer_recalled_acting:{line.id}:{answers[-1].id}",
                         context={"owner_name": line.acting.name, **said}, now=now, vault=vault, domain=entities.mail_domain(settings),
                         part_id=part.id, to=line.acting.email)
