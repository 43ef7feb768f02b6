"""The privacy manager signs off what the letter says about each collection: purpose, ground, storage, recipients and so on.

Invariant: a signature is for exactly the words that were there; whoever changes one in any language needs a new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.documents.wording_terms import said
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.dataset import Collection, Source
from dsr.domain.terms import Transfer, Words
from dsr.domain.words import Role
from dsr.models import LegalEntity, TermsSignature
from dsr.services import audit
from dsr.services.wording import in_words, why, without_terms
from dsr.text import FALLBACK


@dataclass(frozen=True, slots=True)
class Signed:
    """When the words that stand there now were signed, and by whom."""

    staff_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the letter says about one collection, and how it stands with the signature."""

    address: str
    label: str
    source: str
    told: tuple[tuple[str, str], ...]   # heading and words, as the letter has them
    owed: tuple[str, ...]          # purpose, retention, recipients that nobody has said
    signed: Signed | None
    has_changed: bool              # was signed once, with other words


def owes_a_letter(collection: Collection) -> bool:
    """Whether rows of it can be in an answer of ours: only then is there anything to say and to sign."""
    return (collection.role is Role.CONTROLLER and not collection.skip_processing and not collection.is_restricted
            and not collection.only_leads and bool(collection.columns_in(("user",))))


def digest(collection: Collection) -> str:
    """Of all that the letter says about a collection, in every language."""
    terms = collection.terms
    retention = [terms.retention.ground, terms.retention.period] if terms.retention else None
    told = [_sorted(terms.purpose), _sorted(terms.legal_basis), retention, *(list(map(_sorted, words)) for words in (
        terms.recipients, terms.recipient_kinds)), list(map(_transfer, terms.transfers)), *map(_sorted, (
            terms.names_unknown, terms.origin, terms.automated))]
    return hashlib.sha256(orjson.dumps(told)).hexdigest()


def sheets(session: Session, sources: Iterable[Source], locale: str, fallback: str = FALLBACK) -> list[Sheet]:
    """All collections of which something must be said, by source."""
    latest = _latest(session)
    return [_sheet(source, collection, latest.get(str(collection.address)), locale, fallback)
            for source in sources for collection in source.collections() if owes_a_letter(collection)]


def unsigned(session: Session, collections: Iterable[Collection]) -> list[str]:
    """Addresses of those whose words nobody has signed as they are."""
    latest = _latest(session)
    return [name for one in collections if (row := latest.get(name := str(one.address))) is None or row.digest != digest(one)]


def sign(session: Session, collections: Iterable[Collection], *, by: Actor, now: datetime, fallback: str = FALLBACK) -> int:
    """Sign the words of these that are complete and not signed yet; returns how many. Raises NotAllowed."""
    by.must(Capability.APPROVE)
    wanted = [one for one in collections if owes_a_letter(one) and not without_terms(one, FALLBACK, fallback)]
    session.execute(select(LegalEntity.id).with_for_update())  # two who sign at once would take the same place in the chain of events
    todo = set(unsigned(session, wanted))
    signing = [one for one in wanted if str(one.address) in todo]
    session.add_all(TermsSignature(address=str(one.address), digest=digest(one), staff_id=by.id, signed_at=now) for one in signing)
    for one in signing:
        audit.record(session, None, "terms_signed", {"address": str(one.address), "digest": digest(one)}, by=by, now=now)
    return len(signing)


def _sheet(source: Source, collection: Collection, row: TermsSignature | None, locale: str, fallback: str) -> Sheet:
    is_valid = row is not None and row.digest == digest(collection)
    kinds = dict.fromkeys(name for field in collection.columns_in(("user",)) for name in (field.categories or collection.categories)[:1])
    owed = tuple(name.rpartition("(")[2].rstrip(")") for name in without_terms(collection, locale, fallback))
    return Sheet(
        address=str(collection.address), label=in_words(collection.label, collection.address.collection, locale, fallback),
        source=in_words(source.label, source.key, locale, fallback), told=tuple(said(why(collection, locale, fallback), kinds, locale)), owed=owed,
        signed=Signed(row.staff_id, row.signed_at) if row is not None and is_valid else None, has_changed=row is not None and not is_valid)


def _latest(session: Session) -> Mapping[str, TermsSignature]:
    newest = select(func.max(TermsSignature.id)).group_by(TermsSignature.address)
    return {row.address: row for row in session.execute(select(TermsSignature).where(TermsSignature.id.in_(newest))).scalars()}


def _transfer(one: Words | Transfer) -> object:
    return [one.country, one.safeguard, _sorted(one.recipient), _sorted(one.reason)] if isinstance(one, Transfer) else _sorted(one)


def _sorted(words: Words | None) -> list[tuple[str, str]] | None:
    return sorted(words.items()) if words is not None else None
