"""A company's requests: the list, one request, and a decision about one or several.

Invariant: whose request it is the session says, never the form; a decision and what it says about lines are kept together or not at all.
"""

from __future__ import annotations

import re

from flask import redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session

from dsr.domain.errors import Conflict, InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.instruction import Decision
from dsr.jobs import Queue
from dsr.services import company_desk, company_door, hops, packages
from dsr.services.read import company as read
from dsr.text.labels import sentence
from dsr.web import door
from dsr.web.access import public
from dsr.web.attachment import headers, streamed
from dsr.web.company import bp
from dsr.web.company.forms import Entered, choices
from dsr.web.company.link import TOKEN
from dsr.web.door import Page
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _

MOST = 100  # requests that are answered at once
_NUMBER = re.compile("[0-9]{1,18}")


@bp.get("/company")
@public
def home() -> Page:
    try:
        return _home_page(Entered({}))
    except NotFound:
        return door.closed(TOKEN)


@bp.post("/company")
@public
def several() -> Page:
    """The same decision about several requests: about all of them, or about none."""
    entered = Entered.of(request.form)
    chosen = [int(one) for one in request.form.getlist("request")[:MOST] if _NUMBER.fullmatch(one)]
    given = entered.given(())
    if not chosen:
        entered.errors["request"] = _("Choose at least one request.")
    try:
        if entered.errors:
            return _home_page(entered, chosen, 422)
        with changing(Queue.MAIL) as db:
            visit = company_door.current(db, door.token(TOKEN), now=kit().now(), vault=kit().vault, settings=kit().settings)
            for referral_id in chosen:
                company_desk.instruct(db, visit, referral_id, given, now=kit().now(), vault=kit().vault, settings=kit().settings)
    except NotFound:
        return door.closed(TOKEN)
    except (InvalidInput, InvalidMove) as error:
        entered.errors[str(error.facts.get("field", "request"))] = sentence(error, language())
        return _home_page(entered, chosen, 422)
    return redirect(url_for("company.home"), 303)


@bp.get("/company/request/<int:referral_id>")
@public
def one(referral_id: int) -> Page:
    try:
        page = _read(referral_id)
    except NotFound:
        return door.closed(TOKEN)
    return _page(page, Entered(page.chosen))


@bp.post("/company/request/<int:referral_id>")
@public
def give(referral_id: int) -> Page:
    entered = Entered.of(request.form)
    try:
        page = _read(referral_id)
        if request.form.get("do") == "save":
            with kit().database.transaction() as db:
                company_desk.save(db, _visit(db), referral_id, entered.fields, now=kit().now(), vault=kit().vault)
            return redirect(url_for("company.one", referral_id=referral_id, _anchor="saved"), 303)
        said, given = entered.confirmed(page.lines), entered.given(page.kinds)
        if entered.errors:
            return _page(page, entered, 422)
        with changing(Queue.MAIL) as db:
            visit = _visit(db)
            company_desk.confirm(db, visit, referral_id, said, now=kit().now(), vault=kit().vault, settings=kit().settings)
            company_desk.instruct(db, visit, referral_id, given, now=kit().now(), vault=kit().vault, settings=kit().settings)
    except NotFound:
        return door.closed(TOKEN)
    except InvalidMove:  # in the meantime the answer was approved, or nothing is needed any more
        return redirect(url_for("company.one", referral_id=referral_id), 303)
    except InvalidInput as error:
        name = str(error.facts.get("field", "decision"))
        entered.errors[f"{name}-{error.facts['line']}" if "line" in error.facts else name] = sentence(error, language())
        return _page(_read(referral_id), entered, 422)
    return redirect(url_for("company.one", referral_id=referral_id), 303)


@bp.post("/company/request/<int:referral_id>/passed-on")
@public
def pass_on(referral_id: int) -> Page:
    """A reseller passed the request on to its customer."""
    try:
        page = _read(referral_id)
        entered = Entered({**page.chosen, "passed_on": request.form.get("passed_on", "")})
        if (day := entered.passed_on()) is None:
            return _page(page, entered, 422)
        with kit().database.transaction() as db:
            hops.tell(db, _visit(db), referral_id, day, now=kit().now(), settings=kit().settings)
    except NotFound:
        return door.closed(TOKEN)
    except InvalidInput as error:
        entered.errors["passed_on"] = sentence(error, language())
        return _page(page, entered, 422)
    except (Conflict, NotAllowed):  # it is said already, or somebody else is asked by now: the page shows what stands
        pass
    return redirect(url_for("company.one", referral_id=referral_id, _anchor="onward"), 303)


@bp.get("/company/request/<int:referral_id>/file/<int:document_id>")
@public
def fetch(referral_id: int, document_id: int) -> Page:
    """A file that the company asked for; a look at its head only records nothing."""
    try:
        file = next((one for one in _read(referral_id).files if one.id == document_id), None)
        if file is None:
            return door.closed(TOKEN)
        of = headers(file.name, file.media_type, file.size)
        if request.method == "HEAD":
            return streamed(iter(()), of)
        with kit().database.transaction() as db:
            sealed = packages.fetch(db, _visit(db), referral_id, document_id, now=kit().now(), vault=kit().vault)
    except NotFound:
        return door.closed(TOKEN)
    return streamed(kit().store.read(sealed.path, sealed.handle, sealed.context), of)


@bp.post("/company/leave")
@public
def leave() -> Page:
    with kit().database.transaction() as db:
        company_door.leave(db, str(session.pop(TOKEN, "")), vault=kit().vault)
    return render_template("door/closed.html")


def _home_page(entered: Entered, chosen: list[int] | None = None, status: int = 200) -> Page:
    with kit().database.reading() as db:
        page = read.home(db, door.token(TOKEN), now=kit().now(), vault=kit().vault, settings=kit().settings)
    return render_template("company/home.html", page=page, entered=entered, chosen=chosen or [], choices=choices(Decision)), status


def _page(page: read.Page, entered: Entered, status: int = 200) -> Page:
    return render_template("company/request.html", page=page, entered=entered, choices=choices(page.decisions)), status


def _read(referral_id: int) -> read.Page:
    with kit().database.reading() as db:
        return read.page(db, door.token(TOKEN), referral_id, now=kit().now(), vault=kit().vault, settings=kit().settings)


def _visit(db: Session) -> company_door.Visit:
    return company_door.current(db, door.token(TOKEN), now=kit().now(), vault=kit().vault, settings=kit().settings)
