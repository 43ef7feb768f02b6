"""Forms about staff. Invariant: neither a password nor a code ever comes back."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from wtforms import PasswordField, StringField

from dsr.web.form import AtMost, Form, filled
from dsr.web.say import _l


class CodeForm(Form):
    """A code of the second factor, or a recovery code."""

    code = StringField(_l("Code"), validators=[filled, AtMost(60)])


class PasswordForm(Form):
    old = PasswordField(_l("Password until now"), validators=[filled, AtMost(1000)])
    password = PasswordField(_l("New password"), validators=[filled, AtMost(1000)])


class FirstPasswordForm(Form):
    """Set by whoever administers."""

    password = PasswordField(_l("New password"), validators=[filled, AtMost(1000)])


class MemberForm(Form):
    email = StringField(_l("Work email"), validators=[filled, AtMost(254)])
    role = StringField(_l("Role"), validators=[filled])
    password = PasswordField(_l("First password"), validators=[filled, AtMost(1000)])


class RoleForm(Form):
    role = StringField(_l("Role"), validators=[filled])
