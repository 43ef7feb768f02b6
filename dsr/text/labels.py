"""Words for every enum member, every error code and every data category."""

from __future__ import annotations

from enum import StrEnum

from dsr.domain.errors import DsrError
from dsr.text import translator


def word(member: StrEnum, locale: str) -> str:
    """What a person reads for an enum member."""
    return translator(locale)(f"words.{type(member).__name__.lower()}.{member.value}")


def sentence(error: DsrError, locale: str) -> str:
    """What happened and what to do, for an error of ours. Facts are free of personal data."""
    say = translator(locale)
    facts = {"address": "", "source": "", "detail": "", "count": "", "move": "", "state": "", "field": "", "writer": "", **error.facts}
    problem = f"errors.{error.code}.{error.facts.get('field', '')}.{error.facts.get('problem', '')}"
    for key in (problem, f"errors.{error.code}.any.{error.facts.get('problem', '')}", f"errors.{error.code}.{error.facts.get('reason', '')}"):
        if say.has(key):
            return say(key, **facts)
    return say(f"errors.{error.code}.text", **facts)


def identity(kind: str, locale: str) -> str:
    """Words for an identity kind; a kind of a mapping's own is its name made readable."""
    say = translator(locale)
    return say(f"identity.{kind}") if say.has(f"identity.{kind}") else kind.replace("_", " ")


def category(name: str, locale: str) -> str:
    """Words for a dotted data category; the nearest parent's where it has none of its own."""
    say = translator(locale)
    while name:
        if say.has(f"category.{name}.text"):
            return say(f"category.{name}.text")
        name = name.rpartition(".")[0]
    return say("category.user.text")
