"""Forms of the desk. Invariant: a password never comes back."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from wtforms import PasswordField, StringField, TextAreaField

from dsr.web.form import AtMost, Form, filled

_LONGEST = 4000


class SignInForm(Form):
    email = StringField(validators=[filled, AtMost(254)])
    password = PasswordField(validators=[filled, AtMost(1000)])


class ReasonForm(Form):
    """Why a move is made."""

    reason = TextAreaField(validators=[filled, AtMost(_LONGEST)])


class RefusalForm(ReasonForm):
    """Why, and on which ground of the list."""

    ground = StringField(validators=[filled])


class ProofForm(Form):
    """How somebody was recognised before a new code is told."""

    proof = TextAreaField(validators=[filled, AtMost(1000)])


class NoteForm(Form):
    note = TextAreaField(validators=[filled, AtMost(_LONGEST)])
