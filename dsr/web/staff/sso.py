"""Single sign-on: the way out to the provider of staff, and the way back.

Invariants: opening the way back changes nothing. It comes from elsewhere, so the browser sends no cookie of the desk with it; the page there sets
none either, and leads on to ours, with which the cookie comes. Whatever went wrong gets the same page.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

import structlog
from flask import make_response, render_template, request, session, url_for
from werkzeug.wrappers import Response

from dsr.domain.capability import StaffRole
from dsr.domain.errors import NotAllowed, NotFound
from dsr.eid.base import EidRefused, EidUnreachable
from dsr.eid.staff import Colleague, Directory
from dsr.services import single_sign_on as verbs
from dsr.services.staff import Ticket
from dsr.text.labels import sentence
from dsr.web import security
from dsr.web.access import public
from dsr.web.locale import code as language
from dsr.web.ports import kit
from dsr.web.staff import bp
from dsr.web.staff.account import arrive
from dsr.web.subject.forms import LONGEST_CARRIED, EidBackForm

Page = str | Response | tuple[str, int]
BROWSER = "sso"
_CARRIED = ("state", "code", "iss")
_log = structlog.get_logger("web")


@bp.post("/sign-in/sso")
@public
@security.limiter.limit(security.sign_in_limit)
def begin_sso() -> Page:
    """Out. The page leads on by itself: a redirect after a form would be held back by our own content policy."""
    directory = _directory()
    session[BROWSER] = secrets.token_urlsafe(32)
    try:
        with kit().database.transaction() as db:
            attempt = verbs.begin(db, session[BROWSER], public_url=kit().settings.public_url, now=kit().now(), vault=kit().vault)
        address = directory.address(attempt, locale=language(), now=kit().now())
    except (EidRefused, EidUnreachable) as error:
        return _dead_end(directory, error)
    return _leads_on(directory, address)


@bp.get("/sign-in/sso/back")
@public
def sso_back() -> Page:
    directory = _directory()
    given = {name: request.args.get(name, "")[:LONGEST_CARRIED] for name in _CARRIED}
    return _leads_on(directory, f"{url_for('desk.sso_in')}?{urlencode(given)}")


@bp.get("/sign-in/sso/in")
@public
def sso_in() -> Page:
    directory, form = _directory(), EidBackForm(is_empty=True)
    for name in _CARRIED:
        form[name].data = request.args.get(name, "")[:LONGEST_CARRIED]
    if not isinstance(session.get(BROWSER), str) or not form["state"].data or not form["code"].data:
        return _dead_end(directory)
    return render_template("staff/sso_in.html", label=directory.label, form=form)


@bp.post("/sign-in/sso/in")
@public
@security.limiter.limit(security.sign_in_limit)
def finish_sso() -> Page:
    """In: the attempt is taken, the provider asked, the member found."""
    directory, form, browser = _directory(), EidBackForm(), session.get(BROWSER)
    if not form.is_right() or not isinstance(browser, str):
        return _dead_end(directory)
    ticket: Ticket | None = None
    try:
        said = _said(directory, browser, form)
        with kit().database.transaction() as db:
            try:
                ticket = verbs.settle(db, said, _roles(), now=kit().now(), vault=kit().vault)
            except NotAllowed:  # caught in here: the attempt that the verb wrote down is kept
                ticket = None
    except (NotFound, EidRefused, EidUnreachable) as error:
        return _dead_end(directory, error)
    return arrive(ticket) if ticket is not None else _dead_end(directory)


def _said(directory: Directory, browser: str, form: EidBackForm) -> Colleague:
    """What the provider says, asked outside of any transaction."""
    with kit().database.transaction() as db:
        attempt = verbs.claim(db, browser, form.text("state"), public_url=kit().settings.public_url, now=kit().now(), vault=kit().vault)
    directory.check_sender(form.text("iss") or None, now=kit().now())
    return directory.come_in(form.text("code"), attempt, now=kit().now())


def _roles() -> dict[str, StaffRole]:
    given = kit().settings.read_sso()
    return {value: StaffRole(role) for value, role in given.roles.items()} if given is not None else {}


def _directory() -> Directory:
    """Raises NotFound where none is configured."""
    directory = kit().sso
    if directory is None:
        raise NotFound()
    return directory


def _leads_on(directory: Directory, address: str) -> Response:
    answer = make_response(render_template("staff/sso_out.html", label=directory.label, address=address))
    answer.headers["Refresh"] = f"0; url={address}"
    return answer


def _dead_end(directory: Directory, error: Exception | None = None) -> Page:
    if error is not None:
        _log.warning("sso_refused", error=type(error).__name__, reason=getattr(error, "reason", ""))
    words = sentence(NotAllowed(reason="sso"), language())
    return render_template("staff/sso_dead_end.html", label=directory.label, words=words), 403
