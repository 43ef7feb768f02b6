"""What a company's contact typed, read as a whole. Invariant: what was typed comes back as it was, whatever was wrong beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dsr.domain.confirming import Answer, Confirmed
from dsr.domain.instruction import Decision, Given
from dsr.domain.routing import DataKind
from dsr.services.company_desk import Line
from dsr.web.say import _

_KEPT = ("decision", "reason", "line-", "first-", "last-", "still-")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the decisions."""

    value: str
    words: str
    hint: str


@dataclass(slots=True)
class Entered:
    """The fields, and what is wrong with them, by name."""

    fields: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Entered:
        """Only what belongs to this form."""
        return cls({name: value for name, value in form.items() if name.startswith(_KEPT)})

    def confirmed(self, lines: Iterable[Line]) -> dict[str, Confirmed]:
        """What is said about each line; one that nothing is said about is left as it is. Dates that cannot be read are told."""
        found = {}
        for line in lines:
            answer = next((one for one in Answer if one.value == self.fields.get(f"line-{line.name}")), None)
            if answer is not None:
                found[line.name] = Confirmed(answer, self._day(f"first-{line.name}"), self._day(f"last-{line.name}"),
                                             is_still=f"still-{line.name}" in self.fields)
        return found

    def given(self, kinds: Iterable[DataKind]) -> dict[DataKind | None, Given]:
        """The decisions; a kind without one of its own goes with the rest."""
        found: dict[DataKind | None, Given] = {}
        names: list[DataKind | None] = [None, *kinds]
        for kind in names:
            value = self.fields.get("decision" if kind is None else f"decision-{kind.value}", "")
            decision = next((one for one in Decision if one.value == value), None)
            if decision is not None:
                found[kind] = Given(decision, self.fields.get("reason", "") if decision is Decision.REFUSE else "")
        if None not in found:
            self.errors["decision"] = _("Choose one.")
        return found

    def passed_on(self) -> date | None:
        """The day on which the request was passed on; one that is missing or cannot be read is told."""
        day = self._day("passed_on")
        if day is None and "passed_on" not in self.errors:
            self.errors["passed_on"] = _("Give a date, for example 2026-03-14.")
        return day

    def _day(self, name: str) -> date | None:
        typed = self.fields.get(name, "").strip()
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            self.errors[name] = _("Give a date, for example 2026-03-14.")
            return None


def choices(decisions: Iterable[Decision]) -> tuple[Choice, ...]:
    """In the order of the form."""
    words = {
        Decision.ANSWER: (_("Answer the person for us"),
                          _("We send your part to the person, named as yours. What others said in it is looked at first.")),
        Decision.HAND_OVER: (_("Give the data to us"),
                             _("You fetch it here with a code, and answer the person. Our own part goes to them, not to you.")),
        Decision.REFUSE: (_("Refuse"), _("You give the reason and the law. The person is told both, and where to complain.")),
        Decision.NOTHING_HELD: (_("Nothing is held on our behalf"), _("We look at that, and tell you if we find something.")),
    }
    return tuple(Choice(one.value, *words[one]) for one in decisions)
