"""Which letters there are, and what each is made of. The words stand in one catalogue file per language, `mail.LL.toml`.

Invariant: a letter has at most one link, and the letter that holds a code has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How a part looks."""

    SAY = "say"        # a paragraph
    BUTTON = "button"  # the link of the letter, under words that say what it does
    CODE = "code"      # a code to be typed, alone on its line


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter; its words are `mail.LETTER.KEY`."""

    key: str
    shape: Shape = Shape.SAY


@dataclass(frozen=True, slots=True)
class Plan:
    """What a letter is made of; subject and heading every letter has. `link` is a path below the public address, empty for none."""

    link: str
    parts: tuple[Part, ...]
    is_for_owner: bool = False  # to the owner of a source: it says nothing of the person, and the complaint is not theirs


def _plan(link: str, *keys: str, is_for_owner: bool = False) -> Plan:
    return Plan(link, tuple(Part(key, Shape.BUTTON if key == "button" else Shape.SAY) for key in keys), is_for_owner)


PLANS: Mapping[str, Plan] = {
    "confirm": _plan("/confirm/{token}", "why", "button", "when", "code", "not_you"),
    "reminder_confirm": _plan("/confirm/{token}", "why", "button", "when", "not_you"),
    "received": _plan("/status", "what", "when", "button", "next"),
    "answer_ready": _plan("/answer/{token}", "what", "button", "code", "files", "wrong"),
    # GDPR Art. 12(4): a refusal gives its reason and names the authority and the court
    "refused": _plan("/status", "what", "button", "ground", "remedy"),
    "withdrawn": _plan("/status", "what", "button", "again"),
    "question": _plan("/question/{token}", "why", "button", "how", "late", is_for_owner=True),
    "question_reminder": _plan("/question/{token}", "why", "button", "late", is_for_owner=True),
    "question_code": Plan("", (Part("what"), Part("code", Shape.CODE), Part("how"), Part("not_you")), is_for_owner=True),
}
