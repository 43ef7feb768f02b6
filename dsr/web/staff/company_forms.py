"""Forms of a company's page. No two share a name of a field, because they stand on one page."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from wtforms import StringField, TextAreaField

from dsr.web.form import AtMost, Form, filled
from dsr.web.say import _l


class FactsForm(Form):
    name = StringField(_l("Name of the legal entity"), validators=[filled, AtMost(300)])
    registration = StringField(_l("Number in the register of companies"), validators=[AtMost(40)])
    country = StringField(_l("Country, two letters"), validators=[filled, AtMost(2)])
    reseller = StringField(_l("Key of the reseller"), validators=[AtMost(80)])
    owner_email = StringField(_l("Email of our account owner"), validators=[AtMost(254)])
    answer_days = StringField(_l("Days to instruct us, at most 30"), validators=[filled, AtMost(2)])
    is_sole_trader = StringField(_l("One person is the company"))


class NewForm(FactsForm):
    key = StringField(_l("Key: what sources call it"), validators=[filled, AtMost(80)])


class DomainForm(Form):
    domain = StringField(_l("Domain"), validators=[filled, AtMost(253)])


class ContactForm(Form):
    contact_role = StringField(_l("What they do"), validators=[filled])
    contact_name = StringField(_l("Name"), validators=[filled, AtMost(200)])
    contact_email = StringField(_l("Email"), validators=[filled, AtMost(254)])
    contact_phone = StringField(_l("Telephone"), validators=[AtMost(40)])
    contact_language = StringField(_l("Language of our letters"), validators=[filled])


class AgreementForm(Form):
    reference = StringField(_l("Reference"), validators=[filled, AtMost(80)])
    version = StringField(_l("Version"), validators=[filled, AtMost(20)])
    clause = StringField(_l("Clause about requests"), validators=[AtMost(40)])
    signed_on = StringField(_l("Signed on"), validators=[filled])


class StandingForm(Form):
    of_right = StringField(_l("Of which right"))
    of_kind = StringField(_l("Of which data"))
    standing = StringField(_l("What the company wants"), validators=[filled])
    agreement = StringField(_l("Agreement that says so"))
    given_by = StringField(_l("Who said so"))


class StateForm(Form):
    state = StringField(_l("State"), validators=[filled])
    state_on = StringField(_l("Since"), validators=[filled])
    reason = TextAreaField(_l("Reason"), validators=[filled, AtMost(1000)])
