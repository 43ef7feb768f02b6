"""The forms of an owner. Invariant: what was typed comes back as it was, whatever was wrong beside it."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from dataclasses import dataclass

from wtforms import StringField, TextAreaField

from dsr.domain.asking import Cannot, Reply
from dsr.web.form import Form
from dsr.web.say import _, _l


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers, or of the reasons."""

    value: str
    words: str
    hint: str = ""


def replies() -> tuple[Choice, ...]:
    """In the order of the form."""
    return (
        Choice(Reply.FILES.value, _("Here is all we hold"), _("You have searched everywhere, and the files above are everything.")),
        Choice(Reply.NOTHING.value, _("We hold nothing"), _("You have searched everywhere and found nothing about this person.")),
        Choice(Reply.CANNOT.value, _("We cannot answer, or only in part"), _("Our answer says that yours is missing. Files above go along.")),
    )


def reasons() -> tuple[Choice, ...]:
    """Why somebody cannot answer."""
    return (
        Choice(Cannot.NOT_FINDABLE.value, _("Nobody can be found by what is given here")),
        Choice(Cannot.NO_ACCESS.value, _("We do not have it any more, or cannot get at it")),
        Choice(Cannot.NOT_ALLOWED.value, _("We may not hand it out")),
        Choice(Cannot.OTHER.value, _("Another reason, which we write below")),
    )


class AnswerForm(Form):
    """The answer. What is sufficient is decided by `owners.answer`; the files are read apart."""

    reply = StringField(_l("Your reply"))
    reason = StringField(_l("Why not"))
    note = TextAreaField(_l("Note to us"))

    @property
    def chosen(self) -> Reply | None:
        return next((one for one in Reply if one.value == self.reply.data), None)

    @property
    def why(self) -> Cannot | None:
        return next((one for one in Cannot if one.value == self.reason.data), None)
