"""What a person changes about their own request, behind reference and pick-up code; and the two links of a new address.

Invariant: a GET changes nothing; a link is used by a press of a button and dead after it; what was refused stays in its form as it was typed.
"""

# mypy: allow-untyped-calls
# (WTForms carries no types)

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import flash, redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField

from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.routing import DataKind
from dsr.jobs import Queue
from dsr.services import new_address, person
from dsr.services.read import person as read
from dsr.text.labels import sentence
from dsr.web import security
from dsr.web.access import public
from dsr.web.form import AtMost, Form, filled
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import Lazy, _, _l
from dsr.web.subject import bp
from dsr.web.subject.status import TOKEN

Page = str | Response | tuple[str, int]
WHATS = ("kinds", "days", "company", "share", "address", "number", "withdraw")

NO_ADDRESS = "none"

KINDS: dict[DataKind, Lazy] = {
    DataKind.CONTACT_PERSON: _l("You as your company’s contact: name, address, numbers, what you wrote to our support, newsletters"),
    DataKind.WEBSITE: _l("Our website and customer pages: sign-in, cookies, marketing, job applications"),
    DataKind.DIRECTORY_ENTRY: _l("Your entry in the telephone system: name, number, extension, whether you are free"),
    DataKind.CONTENT: _l("What was said or written: recordings, voicemail, chat, faxes"),
    DataKind.STATISTICS: _l("Figures about your work on the telephone: queues, reports, your devices"),
    DataKind.PORTAL_CALLS: _l("Lists of your calls that your company can look at"),
    DataKind.CALL_RECORDS: _l("Your calls as we keep them ourselves, for bills and against fraud"),
    DataKind.RETAINED: _l("What the law makes us keep for the authorities"),
    DataKind.PUBLIC_DIRECTORY: _l("Your entry in the public telephone directory"),
    DataKind.RESOLD: _l("What we keep where another company sells our service to yours"),
}


class AddressForm(Form):
    email = StringField(_l("New email"), validators=[filled, AtMost(254)])


class NumberForm(Form):
    number = StringField(_l("Telephone number"), validators=[filled, AtMost(40)])


class DaysForm(Form):
    first = StringField(_l("From"), validators=[AtMost(10)])
    last = StringField(_l("Up to and including"), validators=[AtMost(10)])

    def day(self, name: str) -> date | None:
        """Raises InvalidInput(bad_day)."""
        typed = self.text(name)
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            raise InvalidInput(field=name, problem="bad_day") from None


@dataclass(frozen=True, slots=True)
class Forms:
    address: AddressForm
    number: NumberForm
    days: DaysForm
    kinds_problem: str = ""


@bp.get("/status/change")
@public
def change() -> Page:
    return _page(_empty())


@bp.post("/status/change/<what>")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def change_one(what: str) -> Page:
    """One of the forms of the page."""
    if what not in WHATS:
        raise NotFound()
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return redirect(url_for("subject.status"), 303)
    forms = Forms(AddressForm(is_empty=what != "address"), NumberForm(is_empty=what != "number"), DaysForm(is_empty=what != "days"))
    sent = {"address": forms.address, "number": forms.number, "days": forms.days}.get(what)
    if sent is not None and not sent.is_right():
        return _page(forms, 422)
    try:
        with changing(Queue.MAIL) as db:
            words = _done(db, token, what, forms)
    except InvalidInput as error:
        return _page(_refused(forms, what, str(error.facts.get("field", "")), sentence(error, language())), 422)
    except Conflict:
        flash(_("That is not possible any more. The page shows how things stand."), "late")
        return redirect(url_for("subject.change"), 303)
    except (NotAllowed, NotFound):
        session.pop(TOKEN, None)
        return redirect(url_for("subject.status"), 303)
    flash(words, "good")
    return redirect(url_for("subject.change"), 303)


@bp.get("/address/<token>")
@public
def address_link(token: str) -> Page:
    with kit().database.reading() as db:
        link = new_address.peek(db, token, now=kit().now(), vault=kit().vault)
    if link is None:
        return render_template("subject/closed_link.html"), 404
    return render_template("subject/address.html", is_old=link.is_old)


@bp.post("/address/<token>")
@public
@security.limiter.limit(security.sign_in_limit)
@security.even
def decide_address(token: str) -> Page:
    with changing() as db:
        if request.form.get("say") == "no":
            new_address.refuse(db, token, now=kit().now(), vault=kit().vault)
            return render_template("subject/address_said.html", is_refused=True, is_done=False)
        is_done = new_address.press(db, token, now=kit().now(), vault=kit().vault, settings=kit().settings)
    return render_template("subject/address_said.html", is_refused=False, is_done=is_done)


def _done(db: Session, token: str, what: str, forms: Forms) -> str:
    """Carry one wish out; the words that say so."""
    now, vault, settings = kit().now(), kit().vault, kit().settings
    match what:
        case "kinds":
            person.narrow(db, token, [kind for kind in DataKind if kind.value in request.form.getlist("kinds")], now=now, vault=vault)
            return _("Noted: we look for these kinds of data only.")
        case "days":
            person.narrow_to_days(db, token, forms.days.day("first"), forms.days.day("last"), now=now, vault=vault)
            return _("Noted: our answer tells only what is of these days.") if forms.days.text("first") or forms.days.text("last") else _(
                "Noted: our answer tells of all days.")
        case "company":
            person.keep_from_company(db, token, now=now, vault=vault, settings=settings)
            return _("Nothing is passed on to your employer from now on.")
        case "share":
            person.share_address(db, token, *_shared(), now=now, vault=vault)
            is_told = request.form["address"] != NO_ADDRESS
            return _("Noted. The company is told this address.") if is_told else _("Noted. The company is told no address.")
        case "address":
            new_address.propose(db, token, forms.address.text("email"), now=now, vault=vault, settings=settings)
            return _("We have written to both addresses. Our letters go to the new one once both have agreed.")
        case "number":
            person.add_number(db, token, forms.number.text("number"), now=now, vault=vault, settings=settings)
            return _("Noted. We search with it once it is clear that it was yours, and since when.")
        case _withdraw:
            if request.form.get("sure") != "yes":
                raise InvalidInput(field="sure", problem="required")
            person.withdraw(db, token, now=now, vault=vault, settings=settings)
            return _("Your request is withdrawn. What we had found is deleted, and a letter confirms it.")


def _shared() -> tuple[int, str]:
    """Which referral, and the name of the address; raises InvalidInput where neither an address nor none was chosen."""
    referral, chosen = request.form.get("referral", ""), request.form.get("address", "")
    if not chosen:
        raise InvalidInput(field="address", problem="required")
    return int(referral) if referral.isdecimal() and len(referral) < 10 else 0, "" if chosen == NO_ADDRESS else chosen


def _refused(forms: Forms, what: str, field: str, words: str) -> Forms:
    match what:
        case "address":
            forms.address.refuse("email", words)
        case "number":
            forms.number.refuse("number", words)
        case "days":
            forms.days.refuse(field, words)
        case "kinds":
            return replace(forms, kinds_problem=words)
        case "share":
            flash(_("Choose one of the addresses, or none."), "late")
        case _other:
            flash(_("Tick the box first: a request that is withdrawn does not come back."), "late")
    return forms


def _empty() -> Forms:
    return Forms(AddressForm(is_empty=True), NumberForm(is_empty=True), DaysForm(is_empty=True))


def _page(forms: Forms, status: int = 200) -> Page:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return redirect(url_for("subject.status"), 303)
    try:
        with kit().database.reading() as db:
            page = read.page(db, token, locale=language(), now=kit().now(), vault=kit().vault)
    except (NotAllowed, NotFound):
        session.pop(TOKEN, None)
        return redirect(url_for("subject.status"), 303)
    if forms.days.first.data is None and forms.days.last.data is None:  # nothing of it was sent
        forms.days.first.data, forms.days.last.data = (day.isoformat() if day else "" for day in (page.first, page.last))
    return render_template("subject/change.html", page=page, forms=forms, kinds=tuple(KINDS.items())), status
