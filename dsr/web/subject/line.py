"""A code to a line: type the number, choose how the code comes, type the code.

Invariants: whichever number is typed, the page and what it does are the same; the number is typed and never offered, because a list of the numbers
on file would tell them to whoever holds reference and code (N24).
"""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response
from wtforms import Field, StringField, ValidationError

from dsr.domain.errors import DsrError, InvalidInput, NotAllowed, NotFound
from dsr.jobs import Queue
from dsr.models import Transport
from dsr.services import line_codes as verbs
from dsr.services.read import proving as read
from dsr.text.labels import sentence
from dsr.web import security
from dsr.web.access import public
from dsr.web.form import Form, filled
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _, _l
from dsr.web.subject import bp
from dsr.web.subject.status import TOKEN

Page = str | Response | tuple[str, int]
WAYS = {"sms": Transport.SMS, "call": Transport.CALL}


def _chosen(_form: Form, field: Field) -> None:
    if field.data not in WAYS:
        raise ValidationError(_("Choose one."))


class LineForm(Form):
    """The number, and how the code comes."""

    number = StringField(_l("Your telephone number"), validators=[filled])
    way = StringField(_l("How the code comes"), default="sms", validators=[_chosen])


class LineCodeForm(Form):
    """The code that came."""

    code = StringField(_l("Code"), validators=[filled])


@dataclass(frozen=True, slots=True)
class Asking:
    """What the first page shows."""

    form: LineForm
    can_call: bool
    hours: int


@dataclass(frozen=True, slots=True)
class Typing:
    """What the second page shows. `until` is None where no code waits."""

    form: LineCodeForm
    until: datetime | None
    is_call: bool


@bp.get("/prove/line")
@public
def line() -> Page:
    return _ask_page(LineForm(is_empty=True)) if _opened() is not None else _to_status()


@bp.post("/prove/line")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def ask_line() -> Page:
    request_id, form = _opened(), LineForm()
    if request_id is None:
        return _to_status()
    if not form.is_right():
        return _ask_page(form, 422)
    try:
        if (phone := kit().phone) is None or (WAYS[form.text("way")] is Transport.CALL and not phone.can_call):
            raise NotAllowed(reason="phone_off")
        with changing(Queue.MAIL) as db:
            verbs.ask(db, request_id, form.text("number"), WAYS[form.text("way")], network=security.who(), now=kit().now(), vault=kit().vault,
                      settings=kit().settings)
    except (InvalidInput, NotAllowed) as error:
        form.refuse("number", sentence(error, language()))
        return _ask_page(form, 422 if isinstance(error, InvalidInput) else 403)
    return redirect(url_for("subject.line_code"), 303)


@bp.get("/prove/line/code")
@public
def line_code() -> Page:
    request_id = _opened()
    return _code_page(request_id, LineCodeForm(is_empty=True)) if request_id is not None else _to_status()


@bp.post("/prove/line/code")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def enter_line_code() -> Page:
    request_id, form = _opened(), LineCodeForm()
    if request_id is None:
        return _to_status()
    if not form.is_right():
        return _code_page(request_id, form, 422)
    refused: DsrError | None = None
    with kit().database.transaction() as db:
        try:
            verbs.enter(db, request_id, form.text("code"), now=kit().now(), vault=kit().vault, settings=kit().settings)
        except NotAllowed as error:  # caught in here: the count of wrong codes is kept
            refused = error
    if refused is None:
        flash(_("Thank you. That code fits, and we noted that the line is in your hand."), "good")
        return redirect(url_for("subject.prove"), 303)
    is_over = refused.facts.get("reason") == "locked"
    form.refuse("code", _("That code is too old, was used, or was tried too often. Have a new one sent, or call us.") if is_over else
                _("That code does not fit. Check it and try again; only the newest one opens."), is_emptied=True)
    return _code_page(request_id, form, 403)


def _opened() -> int | None:
    """The request of this browser, if its session is open."""
    try:
        with kit().database.reading() as db:
            return read.opened(db, session.get(TOKEN) or "", now=kit().now(), vault=kit().vault)
    except NotFound:
        return None


def _to_status() -> Response:
    return redirect(url_for("subject.status"), 303)


def _ask_page(form: LineForm, status: int = 200) -> Page:
    phone = kit().phone
    if phone is None:
        return redirect(url_for("subject.prove"), 303)
    return render_template("subject/line.html", page=Asking(form, phone.can_call, kit().settings.line_code_hours)), status


def _code_page(request_id: int, form: LineCodeForm, status: int = 200) -> Page:
    with kit().database.reading() as db:
        asked = verbs.waiting(db, request_id, now=kit().now())
    page = Typing(form, asked.until if asked else None, asked is not None and asked.way is Transport.CALL)
    return render_template("subject/line_code.html", page=page), status
