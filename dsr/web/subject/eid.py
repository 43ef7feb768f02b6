"""An electronic identity: the way out to its provider and the way back, each with a button of ours.

Invariants: opening the way back changes nothing, so that what reads ahead in browsers and mails uses no code up; whatever went wrong, and a name
that differs too, gets the same page, and that page names a human. Where no provider is configured there is nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.errors import NotAllowed, NotFound
from dsr.eid import EidRefused, EidUnreachable, Party
from dsr.eid.base import Asserted
from dsr.jobs import Queue
from dsr.services import eid as verbs
from dsr.services import sessions
from dsr.services.eid import Order
from dsr.web import security
from dsr.web.access import public
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.subject import bp
from dsr.web.subject.forms import LONGEST_CARRIED, EidBackForm
from dsr.web.subject.status import TOKEN

Page = str | Response | tuple[str, int]
_CARRIED = ("state", "code", "iss")


@dataclass(frozen=True, slots=True)
class EidPage:
    """What the identity is called; and where it is shown, once that is known."""

    label: str
    address: str = ""


@bp.get("/prove/eid")
@public
def eid() -> Page:
    party = _party()
    return render_template("subject/eid.html", page=EidPage(party.label)) if _is_open() else _to_status()


@bp.post("/prove/eid")
@public
@security.limiter.limit(security.sign_in_limit)
def begin_eid() -> Page:
    """Out. The page leads on by itself: a redirect after a form would be held back by our own content policy."""
    party = _party()
    if not _is_open():
        return _to_status()
    try:
        with kit().database.transaction() as db:
            attempt = verbs.begin(db, session[TOKEN], public_url=kit().settings.public_url, now=kit().now(), vault=kit().vault)
        address = party.address(attempt, locale=language(), now=kit().now())
    except (NotAllowed, EidRefused, EidUnreachable):
        return _dead_end(party)
    answer = make_response(render_template("subject/eid_out.html", page=EidPage(party.label, address)))
    answer.headers["Refresh"] = f"0; url={address}"
    return answer


@bp.get("/prove/eid/back")
@public
def eid_back() -> Page:
    party = _party()
    given = {name: request.args.get(name, "")[:LONGEST_CARRIED] for name in _CARRIED}
    if not _is_open() or not given["state"] or not given["code"]:
        return _dead_end(party)
    form = EidBackForm(is_empty=True)
    for name, value in given.items():
        form[name].data = value
    return render_template("subject/eid_back.html", page=EidPage(party.label), form=form)


@bp.post("/prove/eid/back")
@public
@security.limiter.limit(security.sign_in_limit)
def finish_eid() -> Page:
    """In: the attempt is claimed, the provider asked, the outcome written down."""
    party, form = _party(), EidBackForm()
    if not form.is_right() or not _is_open():
        return _dead_end(party)
    try:
        with kit().database.transaction() as db:
            order = verbs.claim(db, session[TOKEN], form.text("state"), public_url=kit().settings.public_url, now=kit().now(), vault=kit().vault)
    except NotFound:
        return _dead_end(party)
    said = _redeemed(party, order, form)
    if said is None:
        return _dead_end(party)
    with changing(Queue.WORK) as db:
        is_proven = verbs.settle(db, order, said, now=kit().now(), vault=kit().vault)
    if not is_proven:
        return _dead_end(party)
    flash(_("Thank you. We have your name from there and compare it with what we hold."), "good")
    return redirect(url_for("subject.prove"), 303)


def _redeemed(party: Party, order: Order, form: EidBackForm) -> Asserted | None:
    """What the provider says, asked outside of any transaction; None, and on record, where it says nothing that holds."""
    try:
        party.check_sender(form.text("iss") or None, now=kit().now())
        return party.redeem(form.text("code"), order.attempt, now=kit().now())
    except EidRefused as refused:
        reason = refused.reason
    except EidUnreachable:
        reason = "unreachable"
    with kit().database.transaction() as db:
        verbs.refuse(db, order, reason=reason, now=kit().now())
    return None


def _party() -> Party:
    """Raises NotFound where none is configured."""
    party = kit().eid
    if party is None:
        raise NotFound()
    return party


def _is_open() -> bool:
    """Whether this browser has its status page open."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return False
    try:
        with kit().database.reading() as db:
            sessions.current(db, token, now=kit().now(), vault=kit().vault, is_answer=False)
    except NotFound:
        return False
    return True


def _to_status() -> Response:
    return redirect(url_for("subject.show_status"), 303)


def _dead_end(party: Party) -> Page:
    return render_template("subject/eid_dead_end.html", page=EidPage(party.label)), 409
