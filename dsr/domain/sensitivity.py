"""How much harm it does to give the rows of a collection to the wrong person: what the mapping says, else what can be told from it.

Invariant: what is not known to be harmless is not taken for it.
"""

from __future__ import annotations

from dataclasses import replace

from dsr.domain.dataset import Collection, Field, Source, is_within
from dsr.domain.parties import Party
from dsr.domain.proof import Sensitivity

# What stands on a card, or names a person to a system. All else tells what somebody does, owns, owes or is.
_CARD = ("user.name", "user.contact", "user.unique_id", "user.id", "user.org_id", "user.account", "user.workplace", "user.job_title",
         "user.authorizations", "user.demographic.language", "user.privacy_preferences")


def of(collection: Collection) -> Sensitivity:
    """Content where files are enclosed or cells hold what another person said; contact where nothing but a card's data is told; else usage."""
    if collection.sensitivity is not None:
        return collection.sensitivity
    told = collection.columns_in(("user",))
    if collection.terms.content is not None or any(_may_be(one, Party.CONTENT) for one in told):
        return Sensitivity.CONTENT
    named = {name for one in told for name in (*one.categories, *collection.categories) if is_within(name, ("user",))}
    return Sensitivity.CONTACT if all(is_within(name, _CARD) for name in named) else Sensitivity.USAGE


def _may_be(field: Field, party: Party) -> bool:
    return field.about == "content" or (field.party is not None and party in (field.party.then, field.party.otherwise))


def cards(source: Source) -> Source:
    """The source with those of its collections only that tell no more than who somebody is and how to reach them."""
    return replace(source, datasets=tuple(
        replace(dataset, collections=tuple(one for one in dataset.collections if of(one) is Sensitivity.CONTACT)) for dataset in source.datasets))
