"""The form of what staff say about who asks. Which of its fields count, the act decides."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from dsr.domain.proof import Control, Doubt
from dsr.web.form import AtMost, Form, filled
from dsr.web.say import _, _l


class ProofOfStaffForm(Form):
    reason = TextAreaField(_l("Reason"), validators=[filled, AtMost(3000)])
    where = StringField(_l("Where the number stands"), validators=[AtMost(300)])
    control = StringField(_l("In whose hands it is"))
    of = StringField(_l("What it proves"))
    ground = StringField(_l("Ground"))
    knew = BooleanField(_l("I called that number myself, and whoever answered knew the pick-up code."))
    row = HiddenField()

    _wanted: frozenset[str] = frozenset()

    def concerns(self, fields: Iterable[str]) -> None:
        """The act has these fields."""
        self._wanted = frozenset(fields)

    def is_right(self) -> bool:
        is_right = super().is_right()
        for name, fault in self._faults():
            self.refuse(name, fault)
            is_right = False
        return is_right

    def _faults(self) -> Iterable[tuple[str, str]]:
        if "where" in self._wanted and not self.text("where"):
            yield "where", _("Please fill this in.")
        if "knew" in self._wanted and not self.knew.data:
            yield "knew", _("Only a call of yours in which they knew the code is a proof.")
        if "control" in self._wanted and self.text("control") not in (Control.EMPLOYER, Control.PERSON):
            yield "control", _("Choose one.")
        if "ground" in self._wanted and self.text("ground") not in set(Doubt):
            yield "ground", _("Choose one.")
