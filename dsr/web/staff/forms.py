"""Forms of the desk. Invariant: a password never comes back."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from wtforms import BooleanField, HiddenField, PasswordField, StringField, TextAreaField

from dsr.web.form import AtMost, Form, a_day, filled
from dsr.web.say import _l

_LONGEST = 4000


class SignInForm(Form):
    email = StringField(_l("Work email"), validators=[filled, AtMost(254)])
    password = PasswordField(_l("Password"), validators=[filled, AtMost(1000)])


class ReasonForm(Form):
    """Why a move is made."""

    reason = TextAreaField(_l("Reason"), validators=[filled, AtMost(_LONGEST)])
    act = StringField()  # look: only show the letter that goes out with it


class RefusalForm(ReasonForm):
    """Why, and on which ground of the list."""

    ground = StringField(_l("Ground"), validators=[filled])


class UnreachedForm(Form):
    """What is done about a letter that did not arrive; the verb checks it."""

    way = StringField(_l("What is to be done about it?"))
    said = StringField(_l("How they were told, or why they need not be"))


class LetterForm(Form):
    """A letter to the person. `seen` stands for the words that were looked at; which fields are shown, the letter decides."""

    why = StringField(_l("Reason of the list"))
    said = TextAreaField(_l("To the person"), validators=[AtMost(1000)])
    company = StringField(_l("Company that decides"), validators=[AtMost(200)])
    is_large = BooleanField(_l("A large quantity of data about this person is processed, and the question is needed to find what they ask for"))
    large = TextAreaField(_l("Why"), validators=[AtMost(1000)])
    seen = HiddenField()
    act = StringField()  # look: show the letter whatever was seen before


class RouteForm(ReasonForm):
    """Who decides about a part instead, and why."""

    to = StringField(_l("Company that decides"), validators=[AtMost(300)])


class InstructionForm(ReasonForm):
    """Why, and who at the company said it. The decisions stand beside it, one for each kind of data."""

    source = TextAreaField(_l("Who decided, and how it reached us"), validators=[filled, AtMost(1000)])


class AbsenceForm(Form):
    """Who is away when, and who stands in."""

    who = StringField(_l("Who"), validators=[filled])
    starts_on = StringField(_l("First day"), validators=[filled, a_day])
    ends_on = StringField(_l("Last day"), validators=[filled, a_day])
    stand_in = StringField(_l("Stands in"))


class ProofForm(Form):
    """How somebody was recognised before a new code is told."""

    proof = TextAreaField(_l("How was the identity proven?"), validators=[filled, AtMost(1000)])


class PrintForm(Form):
    rows = StringField(_l("Printed rows"))


class LanguageForm(Form):
    language = StringField(_l("Language of the answer"), validators=[filled])


class NoteForm(Form):
    note = TextAreaField(_l("Note for colleagues"), validators=[filled, AtMost(_LONGEST)])
