"""From the name of a letter and its facts to the letter, in the reader's language.

Invariants: a letter holds the first name, the reference, dates, one link and what staff wrote for it: nothing else about the person, and never a
pick-up code. One to the owner of a source or to a company holds not even the name. No place that a letter names stays empty.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from dsr import text
from dsr.mail.letters import PLANS, Shape
from dsr.text.dates import long_date
from dsr.text.forms import form

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "letters"
LETTERS = tuple(PLANS)
_DAYS = ("due_on", "expires_on", "last_day", "was_due_on", "passed_on", "replaced_on", "done_on", "ends_on", "received_on", "decided_on",
         "asked_on", "closes_on", "stands_on", "answered_on", "ready_on")
_GIVEN = (Shape.CODE, Shape.QUOTE)  # parts that are a fact, without words around it
_WIDTH = 74
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019-]){0,29}\Z")
_SPACES = re.compile(r"\n{3,}")


def compose(name: str, locale: str, facts: Mapping[str, Any], *, public_url: str) -> tuple[str, str, str]:
    """Subject, text and HTML of the letter `name`.

    `facts` are those the row was written with and those of the entity (entity_name, dpo_contact, authority_name, authority_site);
    one that the letter names or owes by law and that is missing or empty raises KeyError, and so does an unknown letter.
    """
    plan = PLANS[name]
    say = text.translator(locale)
    given = {key: value for key, value in facts.items() if value not in ("", None)}
    if owed := next((fact for fact in plan.facts_owed if fact not in given), ""):  # GDPR Art. 12(4): no refusal without its ground, and so on
        raise KeyError(owed)
    given |= {key: _day(given[key], say.locale) for key in _DAYS if key in given}
    given |= {"site": _bare(public_url)}
    given |= {"authority_site": _bare(str(given["authority_site"]))} if "authority_site" in given else {}
    called = first_name(str(facts.get("first_name") or facts.get("name") or ""))
    greeting = "greeting_owner" if plan.is_for_owner else "greeting" if called else "greeting_nameless"
    said = {
        "locale": say.locale, "colon": f"{form(say.locale).gap}:", "reference": given["reference"], "entity_name": given["entity_name"],
        "heading": say(f"mail.{name}.heading", **given), "greeting": say(f"mail.frame.{greeting}", **{**given, "first_name": called}),
        "farewell": say("mail.frame.farewell", **given),
        "footer": say("mail.frame.footer_owner" if plan.is_for_owner else "mail.frame.footer", **given),
        "link": public_url.rstrip("/") + plan.link.format(**given) if plan.link else "",
        "parts": [(part.shape.value, str(given[part.key]) if part.shape in _GIVEN else say(f"mail.{part.of or name}.{part.key}", **given))
                  for part in plan.parts],
    }
    plain, html = (_templates().get_template(frame).render(said) for frame in ("frame.txt", "frame.html"))
    return " ".join(say(f"mail.{plan.subject_of or name}.subject", **given).split()), _SPACES.sub("\n\n", plain).strip() + "\n", html


def first_name(name: str) -> str:
    """The first word of a typed name if it can be a name. A form is open to strangers: what they type must not become a message."""
    word = (name.split() or [""])[0]
    return word if _NAME.match(word) else ""


@cache
def _templates() -> Environment:
    environment = Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=select_autoescape(("html",)),
                              trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters["fold"] = _fold
    environment.filters["indent_all"] = lambda words: "\n".join(_fold(line, "  ") for line in words.splitlines())
    return environment


def _fold(words: str, indent: str = "") -> str:
    return textwrap.fill(words, _WIDTH, break_long_words=False, break_on_hyphens=False, initial_indent=indent, subsequent_indent=indent)


def _day(day: object, locale: str) -> str:
    return long_date(day if isinstance(day, date) else date.fromisoformat(str(day)[:10]), locale)


def _bare(address: str) -> str:
    """An address to be typed by hand: not a second link."""
    return re.sub(r"^https?://", "", address).rstrip("/")
