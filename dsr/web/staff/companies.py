"""Customer companies: everybody at the desk sees them, who does triage enters them, who approves changes instructions and state.

Invariant: one page holds all of a company, and what was refused stands in its form as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dsr.domain.capability import Capability
from dsr.domain.customer import CompanyState, ContactRole, Standing
from dsr.domain.errors import InvalidInput, NotFound
from dsr.domain.routing import DataKind
from dsr.domain.words import Right
from dsr.services import company_register as register
from dsr.services import company_terms as terms
from dsr.services import own_entity
from dsr.services.company_register import Facts
from dsr.services.company_terms import Wish
from dsr.services.read import companies as read
from dsr.text.labels import sentence
from dsr.web.access import actor, needs
from dsr.web.form import Form
from dsr.web.locale import code as language
from dsr.web.ports import changing, kit
from dsr.web.say import _
from dsr.web.staff import bp
from dsr.web.staff.company_forms import AgreementForm, ContactForm, DomainForm, FactsForm, NewForm, StandingForm, StateForm

Answer = str | Response | tuple[str, int]
Member = TypeVar("Member", bound=StrEnum)
_FORMS: dict[str, type[Form]] = {
    "facts": FactsForm, "domain": DomainForm, "contact": ContactForm, "agreement": AgreementForm, "standing": StandingForm, "state": StateForm}
_SHOWN_AS = {  # where a verb's field has another name on the page
    "facts": {"email": "owner_email"}, "contact": {"email": "contact_email", "language": "contact_language", "phone": "contact_phone"}}


@dataclass(frozen=True, slots=True)
class May:
    """What this member of staff may do on the page; the verbs check it again."""

    enter: bool
    decide: bool


@bp.get("/companies")
@needs(Capability.READ)
def companies() -> str:
    words, state = request.args.get("q", ""), _word(CompanyState, request.args.get("state", ""))
    with kit().database.reading() as db:
        found = read.listing(db, words=words, state=state, number=request.args.get("page", 1, type=int))

    def link(to: int) -> str:
        return url_for("desk.companies", q=words or None, state=state, page=to)

    return render_template("staff/companies.html", page=found, words=words, state=state, link=link, may=_may())


@bp.get("/companies/new")
@needs(Capability.TRIAGE)
def new_company() -> Answer:
    form = NewForm(is_empty=True)
    form["country"].data, form["answer_days"].data = kit().settings.entity_country, "10"
    return _new(form)


@bp.post("/companies/new")
@needs(Capability.TRIAGE)
def enter_company() -> Answer:
    form = NewForm()
    if not form.is_right():
        return _new(form, 422)
    try:
        with changing() as db:
            made = register.enter(db, form.text("key"), _facts(form), entity_id=own_entity.own(db, kit().settings).id, by=actor(), now=kit().now()).id
    except InvalidInput as error:
        _refuse(form, "facts", error)
        return _new(form, 422)
    flash(_("Entered. Now its domains, and who speaks for it."), "good")
    return _to(made)


@bp.get("/companies/<int:company_id>")
@needs(Capability.READ)
def company(company_id: int) -> Answer:
    return _page(company_id)


@bp.post("/companies/<int:company_id>/<what>")
@needs(Capability.TRIAGE)
def change_company(company_id: int, what: str) -> Answer:
    """One of the forms of the page. Each verb asks for what it needs beyond triage."""
    if what not in _FORMS:
        raise NotFound()
    form = _FORMS[what]()
    if not form.is_right():
        return _page(company_id, {what: form}, 422)
    try:
        with changing() as db:
            _DEEDS[what](db, company_id, form)
    except InvalidInput as error:
        _refuse(form, what, error)
        return _page(company_id, {what: form}, 422)
    flash(_("Kept."), "good")
    return _to(company_id)


@bp.post("/companies/<int:company_id>/<what>/<int:row_id>/end")
@needs(Capability.TRIAGE)
def end_of_company(company_id: int, what: str, row_id: int) -> Answer:
    """A domain lapsed or is theirs again, somebody speaks for them no more, an agreement or an instruction ended."""
    with changing() as db:
        match what:
            case "domain":
                on = None if request.form.get("back") else _day(request.form.get("on", ""), "domain")
                register.lapse(db, company_id, row_id, on, by=actor(), now=kit().now())
            case "contact":
                register.end_contact(db, company_id, row_id, by=actor(), now=kit().now())
            case "agreement":
                terms.end_agreement(db, company_id, row_id, _today(), by=actor(), now=kit().now())
            case "standing":
                terms.take_back(db, company_id, row_id, by=actor(), now=kit().now())
            case _other:
                raise NotFound()
    flash(_("Kept."), "good")
    return _to(company_id)


@bp.post("/companies/<int:company_id>/contact/<int:contact_id>/check")
@needs(Capability.TRIAGE)
def check_contact(company_id: int, contact_id: int) -> Answer:
    with changing() as db:
        register.check_liquidator(db, company_id, contact_id, by=actor(), now=kit().now())
    flash(_("Noted that you have checked who the liquidator is."), "good")
    return _to(company_id)


def _change_facts(db: Session, company_id: int, form: Form) -> None:
    register.describe(db, company_id, _facts(form), by=actor(), now=kit().now())


def _add_domain(db: Session, company_id: int, form: Form) -> None:
    register.add_domain(db, company_id, form.text("domain"), by=actor(), now=kit().now())


def _add_contact(db: Session, company_id: int, form: Form) -> None:
    register.add_contact(db, company_id, _must(ContactRole, form, "contact_role"), name=form.text("contact_name"), email=form.text("contact_email"),
                         phone=form.text("contact_phone"), locale=form.text("contact_language"), by=actor(), now=kit().now())


def _add_agreement(db: Session, company_id: int, form: Form) -> None:
    terms.add_agreement(db, company_id, reference=form.text("reference"), version=form.text("version"), clause=form.text("clause"),
                        signed_on=_day(form.text("signed_on"), "signed_on"), today=_today(), by=actor(), now=kit().now())


def _give(db: Session, company_id: int, form: Form) -> None:
    wish = Wish(_word(Right, form.text("of_right")), _word(DataKind, form.text("of_kind")), _must(Standing, form, "standing"),
                _id(form.text("agreement")), _id(form.text("given_by")))
    terms.give(db, company_id, wish, by=actor(), now=kit().now())


def _move(db: Session, company_id: int, form: Form) -> None:
    terms.move(db, company_id, _must(CompanyState, form, "state"), on=_day(form.text("state_on"), "state_on"), reason=form.text("reason"), by=actor(),
               now=kit().now())


_DEEDS: dict[str, Callable[[Session, int, Form], None]] = {
    "facts": _change_facts, "domain": _add_domain, "contact": _add_contact, "agreement": _add_agreement, "standing": _give, "state": _move}


def _page(company_id: int, given: dict[str, Form] | None = None, status: int = 200) -> Answer:
    forms = {name: kind(is_empty=True) for name, kind in _FORMS.items()} | (given or {})
    with kit().database.reading() as db:
        page = read.page(db, company_id, today=_today())
        if "facts" not in (given or {}):
            _fill(forms["facts"], page.facts)
        return render_template("staff/company.html", page=page, forms=forms, refused=given or {}, may=_may(), rights=tuple(Right),
                               kinds=tuple(DataKind), standings=tuple(Standing), roles=tuple(ContactRole), today=_today()), status


def _new(form: NewForm, status: int = 200) -> Answer:
    return render_template("staff/company_new.html", form=form, may=_may()), status


def _fill(form: Form, facts: Facts) -> None:
    told = {"name": facts.name, "registration": facts.registration, "country": facts.country, "reseller": facts.reseller_key,
            "owner_email": facts.owner_email, "answer_days": str(facts.answer_days), "is_sole_trader": "yes" if facts.is_sole_trader else ""}
    for name, value in told.items():
        form[name].data = value


def _facts(form: Form) -> Facts:
    days = form.text("answer_days")
    return Facts(name=form.text("name"), country=form.text("country").upper(), registration=form.text("registration"),
                 is_sole_trader=form.text("is_sole_trader") == "yes", owner_email=form.text("owner_email"),
                 answer_days=int(days) if days.isascii() and days.isdecimal() else 0, reseller_key=form.text("reseller"))


def _refuse(form: Form, what: str, error: InvalidInput) -> None:
    field = str(error.facts["field"])
    shown = _SHOWN_AS.get(what, {}).get(field, field)
    form.refuse(shown if shown in form else next(iter(form)).name, sentence(error, language()))


def _day(text: str, field: str) -> date:
    """Raises InvalidInput(bad_day)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(field=field, problem="bad_day") from None


def _word(of: type[Member], text: str) -> Member | None:
    """The member, None for nothing chosen. Raises NotFound for what no page offers."""
    try:
        return of(text) if text else None
    except ValueError:
        raise NotFound() from None


def _must(of: type[Member], form: Form, name: str) -> Member:
    found = _word(of, form.text(name))
    if found is None:
        raise InvalidInput(field=name, problem="required")
    return found


def _id(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise NotFound()
    return int(text)


def _may() -> May:
    return May(enter=Capability.TRIAGE in actor().capabilities, decide=Capability.APPROVE in actor().capabilities)


def _today() -> date:
    return kit().now().astimezone(ZoneInfo(kit().settings.entity_timezone)).date()


def _to(company_id: int) -> Response:
    return redirect(url_for("desk.company", company_id=company_id), 303)
