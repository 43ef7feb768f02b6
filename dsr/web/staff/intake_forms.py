"""Forms of what comes on paper or by telephone. Invariant: what was typed comes back as it was, but for what may hold a national number."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField, ValidationError

from dsr.domain.arrival import BY_HAND
from dsr.domain.errors import InvalidInput
from dsr.domain.postal import Known
from dsr.domain.words import Right
from dsr.services.mandates import Acting
from dsr.text import ANSWERS
from dsr.text.labels import sentence
from dsr.web.form import AtMost, Form, a_day, filled
from dsr.web.locale import code as language
from dsr.web.locale import of_answer
from dsr.web.say import _, _l
from dsr.web.subject.forms import UNSURE


def one_of(*words: str) -> object:
    def check(_form: FlaskForm, field: Field) -> None:
        if field.data not in words:
            raise ValidationError(_("Choose one."))
    return check


class EnterForm(Form):
    """A request that staff enter; what is sufficient is decided by `desk_intake.enter`."""

    nonce = HiddenField()
    channel = StringField(_l("How did it come?"), validators=[one_of(*BY_HAND)])
    arrived_on = StringField(_l("Day on which it reached us"), validators=[filled, a_day])
    is_sure = BooleanField(_l("Yes, it reached us on that day"))
    right = StringField(default=Right.ACCESS.value, validators=[one_of(*Right, UNSURE)])
    name = StringField(_l("Name"), validators=[filled])
    address = TextAreaField(_l("Postal address"), validators=[AtMost(600)])
    email = StringField(_l("Email"))
    numbers = TextAreaField(_l("Phone numbers"))
    employer = StringField(_l("Company whose phone they use or used"))
    message = TextAreaField(_l("Their words"))
    language = StringField(_l("Language of the answer"), default=of_answer, validators=[one_of(*ANSWERS)])
    by_post = BooleanField(_l("They want the answer printed and posted"))

    def refused(self, error: InvalidInput) -> None:
        """Show what the verb refused beside its field."""
        name = str(error.facts.get("field", ""))
        self.refuse(name if name in self else "message", sentence(error, language()), is_emptied=error.facts.get("problem") == "national_number")


class SeveralForm(Form):
    """One letter for many people."""

    nonce = HiddenField()
    arrived_on = StringField(_l("Day on which it reached us"), validators=[filled, a_day])
    right = StringField(default=Right.ACCESS.value, validators=[one_of(*Right, UNSURE)])
    people = TextAreaField(_l("Who"), validators=[filled])
    language = StringField(_l("Language of the answer"), default=of_answer, validators=[one_of(*ANSWERS)])
    acting_name = StringField(_l("Name of whoever asks"))
    acting_organisation = StringField(_l("Organisation"))
    acting_email = StringField(_l("Email of whoever asks"))

    @property
    def acting(self) -> Acting | None:
        given = Acting(self.text("acting_name"), self.text("acting_email"), self.text("acting_organisation"))
        return given if any((given.name, given.email, given.organisation)) else None


def _day_if_any(form: FlaskForm, field: Field) -> None:
    if str(field.data or "").strip():
        a_day(form, field)


class MandateForm(Form):
    """What staff read in a mandate; its scope is a list of boxes beside."""

    representative = StringField()
    name = StringField(_l("Name"), validators=[filled])
    email = StringField(_l("Email"), validators=[filled])
    organisation = StringField(_l("Organisation"))
    may_receive = BooleanField(_l("It says that the answer may go to them"))
    starts_on = StringField(_l("From"), validators=[filled, a_day])
    ends_on = StringField(_l("Until"), validators=[_day_if_any])

    def refused(self, error: InvalidInput) -> None:
        """Show what the verb refused beside its field."""
        name = str(error.facts.get("field", "")).removeprefix("acting_")
        self.refuse(name if name in self else "name", sentence(error, language()))


class AddressForm(Form):
    address = TextAreaField(_l("Postal address"), validators=[filled, AtMost(600)])


class PostCodeForm(Form):
    """Where a code is posted, and how we know that the address is the person's."""

    known = StringField(_l("How do we know the address?"), validators=[one_of(*Known)])
    where = TextAreaField(_l("Where it stands, or how they confirmed it"), validators=[filled, AtMost(1000)])


class ReadOutForm(Form):
    code = StringField(_l("The code that they read out"), validators=[filled])


class ByPostForm(Form):
    by_post = HiddenField()
    said = TextAreaField(_l("What they asked for, and how"), validators=[filled, AtMost(1000)])


class OralForm(Form):
    said = TextAreaField(_l("What you told them"), validators=[filled, AtMost(4000)])
