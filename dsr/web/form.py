"""What all forms share. Invariant: a form is checked as a whole, and what a verb refuses is shown beside its field like any other fault."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from dsr.web.say import _


class Form(FlaskForm):
    """A form of ours, filled from the HTTP request unless it is to be empty."""

    def __init__(self, *, is_empty: bool = False, is_checked: bool = True) -> None:
        """`is_checked` False: shown again after its CSRF token was refused, so that nothing typed is lost."""
        options: dict[str, Any] = {"formdata": None} if is_empty else {}
        super().__init__(**options, **({} if is_checked else {"meta": {"csrf": False}}))

    def is_right(self) -> bool:
        """Whether nothing is to be said against it."""
        return bool(self.validate())

    def text(self, name: str) -> str:
        """What was typed into a field, without blanks around it."""
        return str(self[name].data or "").strip()

    def problem(self, name: str) -> str:
        """The first fault of a field."""
        return str(self[name].errors[0])

    def refuse(self, name: str, words: str, *, is_emptied: bool = False) -> None:
        """Show a fault beside the field."""
        field = self[name]
        field.errors = [words]
        if is_emptied:
            field.data = ""


def filled(_form: FlaskForm, field: Field) -> None:
    """Validator: not empty, and not blanks only."""
    if not str(field.data or "").strip():
        raise ValidationError(_("Please fill this in."))


def a_day(_form: FlaskForm, field: Field) -> None:
    """Validator: a day."""
    try:
        date.fromisoformat(str(field.data or "").strip())
    except ValueError:
        raise ValidationError(_("Write the day as year, month, day, for example 2026-05-04.")) from None


class AtMost:
    """Validator: a limit of length."""

    def __init__(self, most: int) -> None:
        self._most = most

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if len(str(field.data or "")) > self._most:
            raise ValidationError(_("This is too long. Shorten it."))
