"""In which language the person is answered. Invariant: it does not change once an answer is approved, so that a second try writes the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, InvalidMove
from dsr.domain.lifecycle import may_change_language
from dsr.models import Request
from dsr.services import audit, drafts, load
from dsr.text import ANSWERS


def change(session: Session, reference: str, locale: str, *, by: Actor, now: datetime) -> Request:
    """Answer and write to the person in another language from now on (GDPR Art. 12(1): in a form that they understand); a draft is written anew.

    Raises NotFound, NotAllowed, InvalidInput for a language that has no words, InvalidMove while an answer is on its way or all is closed.
    """
    by.must(Capability.TRIAGE)
    if locale not in ANSWERS:
        raise InvalidInput(field="language", problem="required")
    request = load.request(session, reference)
    states = [part.state for part in request.parts]
    if not may_change_language(states):
        raise InvalidMove(move="language", state=states[0].value)
    if request.locale != locale:
        audit.record(session, request.id, "language_changed", {"before": request.locale, "language": locale}, by=by, now=now)
        request.locale = locale
        session.flush()
        for part in request.parts:
            drafts.discard(session, part.id, now=now)  # it was written in the other language
            drafts.ensure(session, part.id, now=now)
    return request
