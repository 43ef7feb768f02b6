"""The public forms. Invariant: text comes back as it was typed, but for a field that may hold a national number: that one comes back empty."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField, ValidationError

from dsr.domain import national_ids
from dsr.domain.errors import InvalidInput
from dsr.domain.words import Right
from dsr.services.intake import normal_address
from dsr.services.mandates import Acting
from dsr.text import ANSWERS
from dsr.text.labels import sentence
from dsr.web.form import AtMost, Form, filled
from dsr.web.locale import code as language
from dsr.web.locale import of_answer
from dsr.web.say import _, _l

UNSURE = "unsure"
LONGEST_CARRIED = 2000  # characters that another site may send along
TYPED = ("name", "email", "employer", "numbers", "message", "acting_name", "acting_organisation", "acting_email")
OWN_PLACE = (*TYPED, "language")  # a fault is shown beside it
_NONCE = re.compile(r"[A-Za-z0-9_-]{20,64}\Z")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the plain choices of the form."""

    value: str
    words: str
    hint: str


def choices() -> tuple[Choice, ...]:
    """In the order of the form."""
    return (
        Choice(Right.ACCESS.value, _("See my data"), _("A readable document with your calls, bills and messages, and what we use them for.")),
        Choice(Right.RECTIFICATION.value, _("Correct something"), _("A wrong name, address or number. Tell us below what is right.")),
        Choice(Right.ERASURE.value, _("Delete something"), _("What the law lets us delete goes. What must stay, you get with the reason.")),
        Choice(UNSURE, _("I am not sure"), _("Tell us in your own words below; a person reads it.")),
    )


def _chosen(_form: FlaskForm, field: Field) -> None:
    if field.data not in {*Right, UNSURE}:
        raise ValidationError(_("Choose one."))


def _spoken(_form: FlaskForm, field: Field) -> None:
    if field.data not in ANSWERS:
        raise ValidationError(_("Choose one."))


def _no_national_number(_form: FlaskForm, field: Field) -> None:
    if national_ids.blocks(field.data or ""):
        raise ValidationError(sentence(InvalidInput(field=field.name, problem="national_number"), language()))


def _address(_form: FlaskForm, field: Field) -> None:
    """The same rule as the verb's, so that everything that is wrong is said at once."""
    try:
        normal_address(str(field.data or "").strip())
    except InvalidInput as error:
        raise ValidationError(sentence(error, language())) from None


class IntakeForm(Form):
    """The request. What is sufficient is decided by `intake.receive`; here only what can be said of all fields at once."""

    nonce = HiddenField()
    right = StringField(default=Right.ACCESS.value, validators=[_chosen])
    name = StringField(_l("Your name"), validators=[filled, _no_national_number])
    email = StringField(_l("Email"), validators=[filled, _no_national_number, _address])
    employer = StringField(_l("Company whose phone you use or used"), validators=[_no_national_number])
    numbers = TextAreaField(_l("Phone numbers"), validators=[_no_national_number])
    message = TextAreaField(_l("Anything else"), validators=[_no_national_number])
    language = StringField(_l("Language of the answer"), default=of_answer, validators=[_spoken])
    acting_name = StringField(_l("Name of whoever asks"), validators=[_no_national_number])
    acting_organisation = StringField(_l("Organisation"), validators=[_no_national_number])
    acting_email = StringField(_l("Email of whoever asks"), validators=[_no_national_number])
    keep = BooleanField(_l("Do not pass my request on to my employer"))
    bare = BooleanField(_l("Leave the data files out of the PDF"))
    website = StringField()  # hidden from people; what fills it is a machine

    @property
    def is_from_machine(self) -> bool:
        return bool(self.website.data)

    @property
    def acting(self) -> Acting | None:
        """Who asks for somebody else, if anybody does."""
        given = Acting(self.text("acting_name"), self.text("acting_email"), self.text("acting_organisation"))
        return given if any((given.name, given.email, given.organisation)) else None

    def refused(self, error: InvalidInput) -> None:
        """Show what the verb refused beside its field."""
        name = str(error.facts.get("field", ""))
        self.refuse(name if name in OWN_PLACE else "message", sentence(error, language()))

    def shown(self) -> IntakeForm:
        """With a nonce, and without anything that may be a national number."""
        if not _NONCE.match(self.nonce.data or ""):
            self.nonce.data = secrets.token_urlsafe(24)
        for name in TYPED:
            if national_ids.blocks(self[name].data or ""):
                self[name].data = ""
        return self


class CodeForm(Form):
    """The pick-up code of an answer."""

    code = StringField(_l("Pick-up code"), validators=[filled])


class ClarificationForm(Form):
    """The answer to a question of ours."""

    clarification = HiddenField()
    answer = TextAreaField(_l("Your answer"), validators=[filled, _no_national_number])


class StatusForm(Form):
    """Reference and pick-up code."""

    reference = StringField(_l("Reference"), validators=[filled])
    code = StringField(_l("Pick-up code"), validators=[filled])


class EidBackForm(Form):
    """What the provider of an electronic identity sent along; nothing that a person types."""

    state = HiddenField(validators=[AtMost(LONGEST_CARRIED)])
    code = HiddenField(validators=[AtMost(LONGEST_CARRIED)])
    iss = HiddenField(validators=[AtMost(LONGEST_CARRIED)])
