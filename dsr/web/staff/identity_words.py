"""Words of the desk about who asks: proofs, in whose hands they are, what they are enough for, doubts, pauses."""

from __future__ import annotations

from flask import Flask

from dsr.domain.proof import Control, Doubt, Need, PauseKind, ProofState, Sensitivity
from dsr.web.say import Lazy, _l
from dsr.web.words import known

PROOFS: dict[str, Lazy] = {
    "email_link": _l("link in the mail"), "line_sms": _l("code by text message"), "line_call": _l("code in a call"),
    "eid": _l("electronic identity"), "employer": _l("word of the company"), "call_back": _l("call-back to a number on file"),
    "posted_code": _l("posted code"), "notice": _l("notice to other channels, and nobody objected"), "other": _l("accepted instead by staff"),
    "override": _l("decision of the privacy manager"), "source": _l("tied to the email by a source"), "code": _l("code to the line"),
    "staff": _l("set by staff"),
}
CONTROLS: dict[Control, Lazy] = {
    Control.EMPLOYER: _l("in the employer’s hands"), Control.PERSON: _l("in the person’s own hands"), Control.US: _l("ours to answer for"),
}
STATES: dict[ProofState, tuple[Lazy, str]] = {
    ProofState.OPEN: (_l("asked for"), "wait"), ProofState.PROVEN: (_l("counts"), "good"), ProofState.FAILED: (_l("not given"), "idle"),
    ProofState.EXPIRED: (_l("ended without an answer"), "idle"), ProofState.OBJECTED: (_l("somebody objected"), "stop"),
    ProofState.REVOKED: (_l("taken back"), "stop"),
}
SENSITIVITIES: dict[Sensitivity, Lazy] = {
    Sensitivity.CONTACT: _l("Contact data"), Sensitivity.USAGE: _l("Calls, bills, what was written to support"),
    Sensitivity.CONTENT: _l("Recordings, voicemail, messages"),
}
NEEDS: dict[Need, Lazy] = {
    Need.TIE: _l("something that our records know the person by: their mailbox or line"),
    Need.OWN: _l("something that the employer does not control"), Need.SECOND: _l("a second thing of another kind"),
    Need.STRONG: _l("an electronic identity, a call-back, a posted code, or the privacy manager’s decision"),
}
DOUBTS: dict[Doubt, Lazy] = {
    Doubt.ADDRESS_UNKNOWN: _l("no system of ours knows the address"), Doubt.ADDRESS_SHARED: _l("several people read the mailbox"),
    Doubt.NAME_DIFFERS: _l("the record has another name"),
    Doubt.NUMBER_MOVED: _l("the number is newly ported, swapped, forwarded or somebody else’s"),
    Doubt.EMPLOYER_MAY_POSE: _l("all that was proven is in the employer’s hands"), Doubt.OBJECTION: _l("somebody who was told says it was not them"),
    Doubt.LOOKALIKE: _l("the domain only looks like a customer’s"), Doubt.OTHER: _l("another reason"),
}
PAUSES: dict[PauseKind, Lazy] = {
    PauseKind.IDENTITY: _l("until the person proves who they are"), PauseKind.CLARIFICATION: _l("until the person says what they mean"),
}


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        proof=lambda name: known(PROOFS, str(name)), control=lambda one: str(CONTROLS[one]), proof_state=lambda one: str(STATES[one][0]),
        proof_tone=lambda one: STATES[one][1], sensitivity=lambda one: str(SENSITIVITIES[one]), need=lambda one: str(NEEDS[one]),
        doubt=lambda one: str(DOUBTS[one]), pause=lambda one: str(PAUSES[one]))
