"""docs/letters.md tells the truth, and what the law wants in a letter stands in it, in every language."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from dsr import text
from dsr.domain.outcome import AnswerLetter
from dsr.mail.letters import COURT, PLANS, Plan

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/letters.md").read_text(encoding="utf-8")
LANGUAGES = sorted(path.name.split(".")[1] for path in (ROOT / "dsr/text/catalogue").glob("mail.*.toml"))
_ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|([^|]*)\|([^|]*)\|$", re.MULTILINE)
COURTS = {"da": "domstol", "en": "court", "sv": "domstol", "nb": "domstol", "fi": "tuomioistui", "nl": "rechter", "fr": "justice", "de": "Gericht",
          "pl": "sąd"}
OWED = [(name, what, part) for name, plan in PLANS.items() for what, part in plan.owes.items()]


def of_plan(plan: Plan) -> tuple[str, str]:
    return plan.law, "; ".join(f"{what} → {part}" for what, part in plan.owes.items())


def words_of(name: str, key: str, locale: str) -> str:
    """The words of a part, borrowed ones too."""
    part = next(one for one in PLANS[name].parts if one.key == key)
    return text.catalogue(locale).get(f"mail.{part.of or name}.{key}", "")


def test_the_page_has_a_row_for_each_plan_and_says_what_it_says() -> None:
    said = {name: (law.strip(), owed.strip()) for name, _, law, owed in _ROW.findall(PAGE)}
    assert said == {name: of_plan(plan) for name, plan in PLANS.items()}


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize(("name", "what", "key"), OWED)
def test_what_is_owed_stands_where_the_plan_says(name: str, what: str, key: str, locale: str) -> None:
    plan = PLANS[name]
    if what == COURT:
        assert COURTS[locale] in words_of(name, key, locale)
    elif what == "token":
        assert "{token}" in plan.link
    elif what == key:  # staff's own words, printed as they are
        assert key in [part.key for part in plan.parts]
        assert what not in words_of(name, key, locale) or "{" + what + "}" in words_of(name, key, locale)
    else:
        assert what in {field for _, field, _, _ in Formatter().parse(words_of(name, key, locale))}


def test_every_letter_that_announces_an_answer_has_a_plan_and_is_handed_over_by_the_link() -> None:
    for letter in AnswerLetter:
        assert PLANS[letter].link == "/answer/{token}"
        assert {"token", "expires_on"} <= PLANS[letter].owes.keys()
