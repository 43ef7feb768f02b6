"""The rules of a mapping by which rows were searched and hidden: no answer goes out under others.

Invariant: whatever is no mere word of a source is in the digest; so an answer never shows what a mapping that was mended since would have hidden,
or would not have found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import orjson

from dsr.domain.dataset import Collection, Source
from dsr.domain.draft import digest
from dsr.domain.errors import Outdated
from dsr.domain.graph import Plan
from dsr.domain.terms import Terms
from dsr.models import Part
from dsr.services import planning


def of(plan: Plan, sources: Iterable[Source]) -> str:
    """SHA-256 of the rules of the sources that a plan names."""
    named = {stage.source_key for stage in plan.stages} | {gap.source_key for gap in plan.gaps}
    return digest([_rules(source) for source in sources if source.key in named])


def check(part: Part, sources: Iterable[Source]) -> None:
    """Raises Outdated(reason=mapping) if the rules are not those that the rows of the part were searched by."""
    text = part.search_plan or "{}"
    if part.search_plan is None or orjson.loads(text).get("rules") != of(planning.load(text), sources):
        raise Outdated(reason="mapping")


def _rules(source: Source) -> Source:
    """Without its words, and without how it is reached."""
    datasets = tuple(replace(one, collections=tuple(map(_collection, one.collections))) for one in source.datasets)
    return replace(source, label={}, connector="", config={}, revision="", datasets=datasets)


def _collection(one: Collection) -> Collection:
    fields = tuple(replace(field, label={}, legend={}, unit=None, erasure=None) for field in one.fields)
    return replace(one, label={}, fields=fields, terms=Terms(content=one.terms.content))
