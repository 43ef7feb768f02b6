"""Forms of recalls, incidents and complaints."""

# mypy: allow-untyped-calls
# (WTForms and Flask-WTF carry no types)

from __future__ import annotations

from wtforms import HiddenField, StringField, TextAreaField

from dsr.models.incident import LONGEST_TEXT
from dsr.web.form import AtMost, Form, filled
from dsr.web.say import _l


class RecallForm(Form):
    """What was wrong, unless an open incident says it already."""

    what = TextAreaField(_l("What happened"), validators=[AtMost(LONGEST_TEXT)])
    incident = StringField(_l("Belongs to"))


class OpenForm(Form):
    """An incident that no recall opened."""

    part = StringField(_l("About which part"), validators=[filled])
    what = TextAreaField(_l("What happened"), validators=[filled, AtMost(LONGEST_TEXT)])
    aware_on = StringField(_l("Day on which we became aware"), validators=[filled])
    aware_time = StringField(_l("Time, as 14:30"), validators=[filled])


class FactsForm(Form):
    what = TextAreaField(_l("What happened"), validators=[filled, AtMost(LONGEST_TEXT)])
    happened_on = StringField(_l("Day on which it happened"))
    categories = TextAreaField(_l("Which people and which data"), validators=[AtMost(LONGEST_TEXT)])
    people = StringField(_l("About how many people"), validators=[AtMost(9)])
    records = StringField(_l("About how many records"), validators=[AtMost(12)])
    consequences = TextAreaField(_l("What may follow for them"), validators=[AtMost(LONGEST_TEXT)])
    measures = TextAreaField(_l("What we have done, and will do"), validators=[AtMost(LONGEST_TEXT)])
    risk = StringField(_l("Risk for the people"), validators=[filled])
    risk_reason = TextAreaField(_l("Why that risk"), validators=[AtMost(LONGEST_TEXT)])


class MarkForm(Form):
    """Somebody was told, or need not be."""

    duty = StringField(_l("Who"), validators=[filled])
    act = StringField(_l("What"), validators=[filled])
    done_on = StringField(_l("Day"), validators=[filled])
    done_time = StringField(_l("Time, as 14:30"), validators=[filled])
    number = StringField(_l("Number that the authority gave it"), validators=[AtMost(80)])
    note = TextAreaField(_l("Remark"), validators=[AtMost(LONGEST_TEXT)])


class PersonForm(Form):
    """The letter to somebody whose data it was. `seen` stands for the words that were looked at."""

    to = StringField(_l("Email"), validators=[AtMost(254)])
    name = StringField(_l("Name"), validators=[AtMost(200)])
    language = StringField(_l("Language of the letter"), validators=[filled])
    nature = TextAreaField(_l("What happened"), validators=[filled, AtMost(1000)])
    effects = TextAreaField(_l("What may follow for them"), validators=[filled, AtMost(1000)])
    done = TextAreaField(_l("What we have done, and what they can do"), validators=[filled, AtMost(1000)])
    seen = HiddenField()
    look = StringField()


class ComplaintForm(Form):
    authority = StringField(_l("Authority"), validators=[filled])
    other = StringField(_l("Its name, if it is not in the list"), validators=[AtMost(200)])
    number = StringField(_l("Its number of the case"), validators=[AtMost(80)])
    received_on = StringField(_l("Day on which it reached us"), validators=[filled])
    answer_by = StringField(_l("Day by which it wants an answer"))
