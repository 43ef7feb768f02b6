"""What staff say of a line. A day "until" is the last one, and both days are those of the entity."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wtforms import StringField, TextAreaField

from dsr.domain.tenancy import LINE_KINDS, Holder
from dsr.domain.window import Window
from dsr.web.form import AtMost, Form, filled
from dsr.web.say import _, _l


class LineForm(Form):
    kind = StringField(_l("What it is"))
    value = StringField(_l("Number or name"), validators=[filled, AtMost(200)])
    tenant = StringField(_l("Company, as systems name it"), validators=[AtMost(200)])
    holder = StringField(_l("Who held it"))
    since = StringField(_l("From (first day)"))
    until = StringField(_l("Until (last day)"))
    reason = TextAreaField(_l("Reason"), validators=[filled, AtMost(3000)])

    def is_right(self) -> bool:
        is_right = super().is_right()
        for name, known in (("kind", LINE_KINDS), ("holder", set(Holder))):
            if self.text(name) not in known:
                self.refuse(name, _("Choose one."))
                is_right = False
        for name in ("since", "until"):
            if self.text(name) and _day(self.text(name)) is None:
                self.refuse(name, _("Write the day as 2026-03-31."))
                is_right = False
        first, last = _day(self.text("since")), _day(self.text("until"))
        if first and last and last < first:
            self.refuse("until", _("The last day is before the first."))
            is_right = False
        return is_right

    def window(self, zone: ZoneInfo) -> Window:
        """Of a form that is right."""
        first, last = _day(self.text("since")), _day(self.text("until"))
        return Window(datetime.combine(first, time.min, zone) if first else None,
                      datetime.combine(last + timedelta(days=1), time.min, zone) if last else None)


class ClaimForm(Form):
    claim_kind = StringField(_l("What it is"))
    claim_value = StringField(_l("Number or name"), validators=[filled, AtMost(200)])

    def is_right(self) -> bool:
        is_right = super().is_right()
        if self.text("claim_kind") not in LINE_KINDS:
            self.refuse("claim_kind", _("Choose one."))
            return False
        return is_right


class RevokeForm(Form):
    """Only its token."""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
