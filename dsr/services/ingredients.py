"""What an answer is made of, as digests: two answers of the same ingredients and the same date are the same, byte for byte.

Invariant: whatever the writers are given is in one of the digests, but for the moment that the answer is dated with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache

import dsr
from dsr.domain.dataset import Source
from dsr.domain.draft import Ingredient, MadeOf, digest
from dsr.domain.graph import Plan
from dsr.domain.keys import Identity
from dsr.services.answer import Haul, Occasion
from dsr.text import FALLBACK, catalogue

_SETTINGS = ("entity", "print_rows", "tag_rows", "categories")
_FILES = ("kept", "not_there")


def of(occasion: Occasion, plan: Plan, haul: Haul, sources: Sequence[Source], *, signature: str = "", proven: Sequence[Identity] = ()) -> MadeOf:
    """The digest of each ingredient; `signature` names what signs the PDF; what is `proven` since the search is not in the answer, and staff decide
    whether to search again. A new field of an occasion or a haul is in one of them without being
    named here."""
    told, found = _fields(occasion), _fields(haul)
    found["sealed"] = sorted(haul.sealed, key=lambda one: (str(one.address), one.seq))
    del told["generated_at"]
    return {
        Ingredient.SETTINGS.value: digest([told.pop(name) for name in _SETTINGS], signature),
        Ingredient.LANGUAGE.value: digest(told.pop("locale")),
        Ingredient.PERSON.value: digest(told, proven),
        Ingredient.FILES.value: digest([found.pop(name) for name in _FILES]),
        Ingredient.SEARCH.value: digest(plan, found),
        Ingredient.MAPPING.value: digest(*_mapping(plan, sources)),
        Ingredient.PROGRAM.value: digest(dsr.__version__, _words(occasion.locale)),
    }


def _fields(of: Occasion | Haul) -> dict[str, object]:
    return {field.name: getattr(of, field.name) for field in fields(of)}


def _mapping(plan: Plan, sources: Sequence[Source]) -> list[object]:
    """Of the sources that the plan names all but how they are reached; of the others whether one holds what nobody is told of."""
    named = {stage.source_key for stage in plan.stages} | {gap.source_key for gap in plan.gaps}
    told = [replace(source, connector="", config={}, revision="") for source in sources if source.key in named]
    return [told, any(one.is_restricted for source in sources for one in source.collections())]


@cache
def _words(locale: str) -> str:
    return digest(catalogue(locale), catalogue(FALLBACK))
