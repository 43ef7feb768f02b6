"""Names and codes that nobody has put into words yet: made readable for the person, and told to who keeps the mapping.

Invariant: a name is never left raw where a person reads it, and what was made readable is told.
"""

from __future__ import annotations

from dsr.domain.answer import Why
from dsr.domain.dataset import Collection, Field
from dsr.domain.terms import Retention, Words
from dsr.domain.words import Role
from dsr.text import translator
from dsr.text.periods import period

FALLBACK = "en"


def has_words(words: Words, locale: str) -> bool:
    """Whether there are words in this language, or at least in English."""
    return locale in words or FALLBACK in words


def in_words(words: Words, name: str, locale: str) -> str:
    """The reader's language, else English, else the name made readable."""
    return words.get(locale) or words.get(FALLBACK) or name.replace("_", " ").replace(".", ": ").strip().capitalize() or name


def without_words(collection: Collection, fields: tuple[Field, ...], locale: str) -> list[str]:
    """The collection, these fields of it and codes in their legends, as `dataset.collection.field=code`."""
    names = [] if has_words(collection.label, locale) else [str(collection.address)]
    for field in fields:
        name = f"{collection.address}.{field.name}"
        names += [] if has_words(field.label, locale) else [name]
        names += [f"{name}={code}" for code, words in field.legend.items() if not has_words(words, locale)]
    return names


def without_terms(collection: Collection, locale: str) -> list[str]:
    """What the letter owes for data that we decide about and the mapping does not say: `dataset.collection (purpose)` and so on.

    GDPR Art. 15(1)(a), (c), (d): purposes, recipients, how long. What a customer company decides about is that company's to say.
    """
    if collection.role is not Role.CONTROLLER or collection.skip_processing or collection.is_restricted or not collection.columns_in(("user",)):
        return []
    terms = collection.terms
    receivers = (*terms.recipients, *terms.recipient_kinds)
    said = {"purpose": terms.purpose is not None and has_words(terms.purpose, locale),
            "retention": terms.retention is not None and translator(locale).has(f"retention.{terms.retention.ground}"),
            "recipients": bool(receivers) and all(has_words(one, locale) for one in receivers)}
    return [f"{collection.address} ({name})" for name, is_said in said.items() if not is_said]


def why(collection: Collection, locale: str) -> Why:
    """What the letter says about why the data of a collection is held (GDPR Art. 15(1), (2)), in this language or the best there is."""

    def said(words: Words | None) -> str:
        return in_words(words, "", locale) if words else ""

    terms = collection.terms
    receivers = tuple(map(said, (*terms.recipients, *terms.recipient_kinds)))
    return Why(purpose=said(terms.purpose), legal_basis=said(terms.legal_basis), recipients=receivers,
               names_unknown=said(terms.names_unknown), retention=_kept(terms.retention, locale), origin=said(terms.origin),
               transfers=tuple(map(said, terms.transfers)), automated=said(terms.automated))


def _kept(retention: Retention | None, locale: str) -> str:
    """How long and on which ground: a period in words, then why."""
    if retention is None:
        return ""
    say = translator(locale)
    ground = say(f"retention.{retention.ground}") if say.has(f"retention.{retention.ground}") else in_words({}, retention.ground, locale)
    return say("letter.kept_for", period=period(retention.period, locale), ground=ground) if retention.period else say("letter.kept", ground=ground)
