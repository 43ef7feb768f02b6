"""Who asks: what staff add to what the person has proven, what they take back, and what they doubt.

Invariant: each of these has a reason, and is a POST that redirects; only the privacy manager overrides.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, NotFound
from dsr.domain.proof import Control, Doubt, Method
from dsr.jobs import Queue
from dsr.models import DoubtRow, Proof, Request
from dsr.services import doubts, load, notice_proof, proof_letters, proofs, verify
from dsr.services.read import identity as read
from dsr.services.shown import Look
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import Lazy, _, _l
from dsr.web.staff import bp, showing
from dsr.web.staff.identity_forms import ProofOfStaffForm
from dsr.web.staff.identity_words import CONTROLS, DOUBTS
from dsr.web.staff.request import to_page

Page = str | Response | tuple[str, int]
_PROVEN = _l("Kept. What it is enough for stands below.")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that staff may do about who asks: what its page is called and says, and which fields beside the reason it has."""

    title: Lazy
    lede: Lazy
    button: Lazy
    done: Lazy
    needs: Capability = Capability.TRIAGE
    method: Method | None = None
    fields: tuple[str, ...] = ()


ACTS: dict[str, Act] = {
    "call_back": Act(_l("Call back"), _l(
        "Call a number that our own records already held for this person, never one that they gave with the request. They are recognised if they "
        "know the pick-up code that we showed them; let them read it out, and do not write it down."),
        _l("Keep as proof"), _PROVEN, method=Method.CALL_BACK, fields=("where", "control", "knew", "of")),
    "accept": Act(_l("Accept another proof"), _l(
        "Something else that convinces you. Never a copy of a passport or another document, and never what anybody may know: a name, a birth date, "
        "a customer number."), _l("Keep as proof"), _PROVEN, method=Method.OTHER, fields=("control", "of")),
    "override": Act(_l("Decide that it is this person"), _l(
        "The privacy manager’s own decision, where no other way is open to the person. It is enough for everything, so the reason must convince "
        "whoever reads it later."), _l("Decide"), _PROVEN, needs=Capability.APPROVE, method=Method.OVERRIDE, fields=("of",)),
    "doubt": Act(_l("Doubt who asks"), _l(
        "Only for a reason that lies in this request. While it stands nothing is given out; the person may be asked for more."),
        _l("Keep the doubt"), _l("The doubt is kept; nothing is given out while it stands."), fields=("ground",)),
    "revoke": Act(_l("Take the proof back"), _l("What was collected by it is not given out any more and has to be collected again."),
                  _l("Take the proof back"), _l("The proof does not count any more.")),
    "settle": Act(_l("Settle the doubt"), _l("What has convinced you."), _l("Settle the doubt"), _l("The doubt is settled.")),
}


@bp.get("/requests/<reference>/identity/<name>")
@needs(Capability.TRIAGE)
def look_at_identity(reference: str, name: str) -> Page:
    return _page(reference, name, _act(name), ProofOfStaffForm(is_empty=True))


@bp.post("/requests/<reference>/identity/<name>")
@needs(Capability.TRIAGE)
def act_on_identity(reference: str, name: str) -> Page:
    act, form = _act(name), ProofOfStaffForm()
    form.concerns(act.fields)
    if not form.is_right():
        return _page(reference, name, act, form, 422)
    try:
        with changing(Queue.MAIL) as db:
            _do(db, load.request(db, reference), name, act, form)
    except InvalidInput as error:
        form.refuse("reason", sentence(error, language()))
        return _page(reference, name, act, form, 422)
    flash(str(act.done), "good")
    return to_page(reference)


@bp.post("/requests/<reference>/identity/ask")
@needs(Capability.TRIAGE)
def ask_for_proof(reference: str) -> Page:
    """The letter that asks for more; a doubt must say why."""
    form = ProofOfStaffForm()
    with changing(Queue.MAIL) as db:
        doubt_id = _own(db.get(DoubtRow, _id(form)), load.request(db, reference))
        is_paused = showing.sent(db, reference, lambda: proof_letters.ask(
            db, doubt_id, by=actor(), now=kit().now(), vault=kit().vault, settings=kit().settings))
    if isinstance(is_paused, Look):
        return showing.page(is_paused, reference)
    flash(_("The letter is on its way; the clock stands until something is proven.") if is_paused
          else _("The letter is on its way. The clock runs on: we asked too late, or it stood before."), "good")
    return to_page(reference)


@bp.post("/requests/<reference>/identity/notice")
@needs(Capability.TRIAGE)
def tell_other_channels(reference: str) -> Page:
    """Every other channel on file is told; a worker finds them."""
    with changing(Queue.WORK) as db:
        is_begun = notice_proof.begin(db, load.request(db, reference).id, by=actor(), now=kit().now()) is not None
    flash(_("The other channels on file are told; what it proves shows when the waiting time is over.") if is_begun
          else _("They were told before."), "good")
    return to_page(reference)


def _do(db: Session, asked: Request, name: str, act: Act, form: ProofOfStaffForm) -> None:
    said, by, now, vault = form.text("reason"), actor(), kit().now(), kit().vault
    match name:
        case "doubt":
            doubts.raise_doubt(db, asked.id, Doubt(form.text("ground")), words=said, by=by, now=now, vault=vault)
        case "revoke":
            proofs.revoke(db, _own(db.get(Proof, _id(form)), asked), reason=said, by=by, now=now, vault=vault)
        case "settle":
            doubts.settle(db, _own(db.get(DoubtRow, _id(form)), asked), reason=said, by=by, now=now, vault=vault)
        case _:
            assert act.method is not None
            control = Control.US if act.method is Method.OVERRIDE else Control(form.text("control"))
            words = "\n".join(filter(None, (form.text("where"), said)))
            verify.vouch(db, asked.id, act.method, control, reason=words, by=by, now=now, vault=vault, settings=kit().settings,
                         identity_id=int(form.text("of")) if form.text("of").isdecimal() else None)


def _id(form: ProofOfStaffForm) -> int:
    row = form.text("row")
    return int(row) if row.isdecimal() and len(row) < 10 else 0


def _own(found: Proof | DoubtRow | None, asked: Request) -> int:
    """The row, if it belongs to this request: an id of another one changes nothing here."""
    if found is None or found.request_id != asked.id:
        raise NotFound()
    return found.id


def _act(name: str) -> Act:
    act = ACTS.get(name)
    if act is None:
        raise NotFound()
    actor().must(act.needs)
    return act


def _page(reference: str, name: str, act: Act, form: ProofOfStaffForm, status: int = 200) -> Page:
    form.row.data = form.row.data or request.args.get("row", "")
    with kit().database.reading() as db:
        claims = read.claims(db, reference, vault=kit().vault)
        proof = read.proof_of(db, reference, _id(form), vault=kit().vault) if name == "revoke" else None
    return render_template("staff/identity_act.html", reference=reference, act=act, name=name, form=form, claims=claims, proof=proof,
                           controls=[(one.value, str(CONTROLS[one])) for one in (Control.EMPLOYER, Control.PERSON)],
                           grounds=[(one.value, str(words)) for one, words in DOUBTS.items()]), status
