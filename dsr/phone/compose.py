"""What is said to a line, in the reader's language. The words stand in the catalogues under phone.KIND.

Invariant: a message holds the company's name and what it is sent for; a call says nothing of that before a key was pressed.
"""

from __future__ import annotations

from collections.abc import Mapping

from dsr.text import translator


def message(kind: str, locale: str, facts: Mapping[str, object]) -> str:
    """The text of an SMS. Raises KeyError for a fact that is missing."""
    return translator(locale)(f"phone.{kind}.message", **facts)


def greeting(kind: str, locale: str, facts: Mapping[str, object]) -> str:
    """What a call begins with. Raises KeyError."""
    return translator(locale)(f"phone.{kind}.greeting", **facts)


def spoken(kind: str, locale: str, code: str) -> str:
    """What is said after the key: each digit by itself, a pause between the groups, and all of it twice."""
    return translator(locale)(f"phone.{kind}.say", digits=" … ".join(" ".join(f"{digit}." for digit in group) for group in code.split()))
