"""Words of a mapping in the reader's language or the best there is; names and codes that nobody has put into words are made readable.

Invariant: a name is never left raw where a person reads it; what was made readable is told to who keeps the mapping, and a language that is not
the reader's to the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dsr.documents.wording_terms import is_none
from dsr.domain.answer import Why
from dsr.domain.dataset import Collection, Field, Source
from dsr.domain.terms import Retention, Transfer, Words
from dsr.domain.words import Role
from dsr.text import FALLBACK, labels, translator
from dsr.text.languages import country
from dsr.text.periods import period

Home = tuple[Source, Collection]


def language_of(words: Words, locale: str, fallback: str = FALLBACK) -> str:
    """The language that a reader of `locale` gets these in: their own, else the entity's `fallback`, else English; empty if in none of them."""
    return next((one for one in (locale, fallback, FALLBACK) if words.get(one)), "")


def has_words(words: Words, locale: str, fallback: str = FALLBACK) -> bool:
    """Whether there are words that this reader can be given."""
    return bool(language_of(words, locale, fallback))


def in_words(words: Words, name: str, locale: str, fallback: str = FALLBACK) -> str:
    """The best words there are for the reader, else the name made readable."""
    language = language_of(words, locale, fallback)
    return words[language] if language else name.replace("_", " ").replace(".", ": ").strip().capitalize() or name


def borrowed(told: Iterable[Home], categories: tuple[str, ...], locale: str, fallback: str = FALLBACK, *,
             named: Iterable[Home] = ()) -> tuple[str, ...]:
    """The languages, other than the reader's, in which an answer says something of these collections, or just names them."""
    said = (*(words for home in told for words in _said(*home, categories)), *(one.label for home in named for one in home))
    used = {language_of(words, locale, fallback) for words in said}
    return tuple(sorted(one for one in used if one and one != locale))


def _said(source: Source, collection: Collection, categories: tuple[str, ...]) -> Iterator[Words]:
    """All that an answer says of a collection, but for names, which are the same in every language."""
    yield from (source.label, collection.label)
    if collection.role is Role.PROCESSOR:
        return
    for field in collection.columns_in(categories):
        yield field.label
        yield from field.legend.values()
    terms = collection.terms
    abroad = [words for one in terms.transfers for words in ((one.recipient, one.reason) if isinstance(one, Transfer) else (one,))]
    named = (words for words in (*terms.recipients, *filter(None, abroad)) if len(words) > 1)
    told = (terms.purpose, terms.legal_basis, terms.origin, terms.names_unknown, terms.automated, *terms.recipient_kinds, *named)
    yield from (words for words in told if words and not all(map(is_none, words.values())))


def without_words(collection: Collection, fields: tuple[Field, ...], locale: str, fallback: str = FALLBACK) -> list[str]:
    """The collection, these fields of it and codes in their legends, as `dataset.collection.field=code`."""
    names = [] if has_words(collection.label, locale, fallback) else [str(collection.address)]
    for field in fields:
        name = f"{collection.address}.{field.name}"
        names += [] if has_words(field.label, locale, fallback) else [name]
        names += [f"{name}={code}" for code, words in field.legend.items() if not has_words(words, locale, fallback)]
    return names


def without_terms(collection: Collection, locale: str, fallback: str = FALLBACK) -> list[str]:
    """What the letter owes for data that we decide about and the mapping does not say: `dataset.collection (purpose)` and so on.

    GDPR Art. 15(1)(a), (c), (d): purposes, recipients, how long. What a customer company decides about is that company's to say.
    """
    if collection.role is not Role.CONTROLLER or collection.skip_processing or collection.is_restricted or not collection.columns_in(("user",)):
        return []
    terms = collection.terms
    receivers = (*terms.recipients, *terms.recipient_kinds)
    said = {"purpose": terms.purpose is not None and has_words(terms.purpose, locale, fallback),
            "retention": terms.retention is not None and translator(locale).has(f"retention.{terms.retention.ground}"),
            "recipients": bool(receivers) and all(has_words(one, locale, fallback) for one in receivers)}
    return [f"{collection.address} ({name})" for name, is_said in said.items() if not is_said]


def why(collection: Collection, locale: str, fallback: str = FALLBACK) -> Why:
    """What the letter says about why the data of a collection is held (GDPR Art. 15(1), (2)), in this language or the best there is."""

    def said(words: Words | None) -> str:
        return in_words(words, "", locale, fallback) if words else ""

    terms = collection.terms
    receivers = tuple(map(said, (*terms.recipients, *terms.recipient_kinds)))
    transfers = tuple(_abroad(one, locale, said) if isinstance(one, Transfer) else said(one) for one in terms.transfers)
    return Why(purpose=said(terms.purpose), legal_basis=said(terms.legal_basis), recipients=receivers,
               names_unknown=said(terms.names_unknown), retention=_kept(terms.retention, locale), origin=said(terms.origin),
               transfers=transfers, automated=said(terms.automated))


def _abroad(one: Transfer, locale: str, said: Callable[[Words | None], str]) -> str:
    """To whom and where, and what protects it there."""
    say = translator(locale)
    where = ", ".join(filter(None, (said(one.recipient), country(one.country, locale))))
    why_lawful = "; ".join(filter(None, (labels.word(one.safeguard, locale), said(one.reason))))
    return say("letter.transfer", where=where, safeguard=why_lawful)


def _kept(retention: Retention | None, locale: str) -> str:
    """How long and on which ground: a period in words, then why."""
    if retention is None:
        return ""
    say = translator(locale)
    ground = say(f"retention.{retention.ground}") if say.has(f"retention.{retention.ground}") else in_words({}, retention.ground, locale)
    return say("letter.kept_for", period=period(retention.period, locale), ground=ground) if retention.period else say("letter.kept", ground=ground)
