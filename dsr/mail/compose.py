"""From the name of a letter and its facts to the letter, in the reader's language.

Invariants: a letter holds the first name, the reference, dates and one link: nothing else about the person, and never a pick-up code. One to
the owner of a source holds not even the name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from dsr import text
from dsr.text.dates import long_date

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "letters"
LINKS: Mapping[str, str] = {
    "confirm": "/confirm/{token}",
    "reminder_confirm": "/confirm/{token}",
    "received": "/status",
    "answer_ready": "/answer/{token}",
    "refused": "/status",
    "withdrawn": "/status",
    "question": "/question/{token}",
    "question_reminder": "/question/{token}",
    "question_code": "",
}
LETTERS = tuple(LINKS)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019-]){0,29}\Z")
_SPACES = re.compile(r"\n{3,}")


def compose(name: str, locale: str, facts: Mapping[str, Any], *, public_url: str) -> tuple[str, str, str]:
    """Subject, text and HTML of the letter `name`.

    `facts` are those the row was written with and those of the entity (entity_name, dpo_contact, authority_name, authority_site);
    a missing one raises jinja2.UndefinedError, an unknown letter KeyError.
    """
    path = LINKS[name]
    locale = text.translator(locale).locale
    given = {**facts, "first_name": first_name(str(facts.get("first_name") or facts.get("name") or "")),
             "link": public_url.rstrip("/") + path.format(token=facts.get("token", "")), "site": _bare(public_url),
             "authority_site": _bare(str(facts.get("authority_site", "")))}
    subject, plain, html = (_templates(locale).get_template(f"{name}/{part}").render(given)
                            for part in (f"subject.{locale}.txt", f"body.{locale}.txt", f"body.{locale}.html"))
    return " ".join(subject.split()), _SPACES.sub("\n\n", plain).strip() + "\n", html


def first_name(name: str) -> str:
    """The first word of a typed name if it can be a name. A form is open to strangers: what they type must not become a message."""
    word = (name.split() or [""])[0]
    return word if _NAME.match(word) else ""


@cache
def _templates(locale: str) -> Environment:
    environment = Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=select_autoescape(("html",)),
                              trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters["day"] = lambda day: long_date(day if isinstance(day, date) else date.fromisoformat(str(day)[:10]), locale)
    environment.globals["locale"] = locale
    return environment


def _bare(address: str) -> str:
    """An address to be typed by hand: not a second link."""
    return re.sub(r"^https?://", "", address).rstrip("/")
