"""Forms of mails that staff sort. Invariant: what was typed comes back as it was, but for what may hold a national number."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from wtforms import StringField, TextAreaField

from dsr.domain.errors import InvalidInput
from dsr.domain.words import Right
from dsr.services.mail_read import Sheet
from dsr.text import ANSWERS
from dsr.text.labels import sentence
from dsr.web.form import AtMost, Form, filled
from dsr.web.locale import code as language
from dsr.web.say import _l
from dsr.web.staff.intake_forms import one_of
from dsr.web.subject.forms import UNSURE


class AssignForm(Form):
    reference = StringField(_l("Reference of the request"), validators=[filled, AtMost(60)])


class DismissForm(Form):
    reason = TextAreaField(_l("Why is it no request?"), validators=[filled, AtMost(4000)])

    def refused(self, error: InvalidInput) -> None:
        self.refuse("reason", sentence(error, language()), is_emptied=error.facts.get("problem") == "national_number")


class EnterMailForm(Form):
    """A request by mail, filled in with what was read of it."""

    right = StringField(default=Right.ACCESS.value, validators=[one_of(*Right, UNSURE)])
    name = StringField(_l("Name"), validators=[filled])
    email = StringField(_l("Email"), validators=[filled])
    numbers = TextAreaField(_l("Phone numbers"))
    employer = StringField(_l("Company whose phone they use or used"))
    language = StringField(_l("Language of the answer"), validators=[one_of(*ANSWERS)])

    def begin(self, sheet: Sheet, fallback: str) -> None:
        """What the mail says."""
        given = dict(sheet.given)
        told = {"right": sheet.claims[0].value if sheet.claims else UNSURE, "name": sheet.sender_name or given.get("name", ""),
                "email": sheet.sender, "numbers": sheet.numbers, "language": sheet.language if sheet.language in ANSWERS else fallback}
        for name, value in told.items():
            self[name].data = value

    def refused(self, error: InvalidInput) -> None:
        """Show what the verb refused beside its field."""
        name = str(error.facts.get("field", ""))
        self.refuse(name if name in self else "name", sentence(error, language()), is_emptied=error.facts.get("problem") == "national_number")
