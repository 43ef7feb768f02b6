"""Sources of which everything is said that a letter needs, made of ones that do not say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dsr.domain.dataset import Collection, Source
from dsr.domain.terms import Retention

PURPOSE, RECIPIENTS, RETENTION = {"en": "to run the service"}, ({"en": "Drift A/S"},), Retention("contract", "P1Y")


def told(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The same sources with words for every name, and purpose, storage and recipients."""
    return tuple(replace(source, datasets=tuple(replace(one, collections=tuple(map(_told, one.collections))) for one in source.datasets))
                 for source in sources)


def _told(one: Collection) -> Collection:
    fields = tuple(replace(field, label={"en": field.name, **field.label}) for field in one.fields)
    terms = replace(one.terms, purpose=PURPOSE, recipients=RECIPIENTS, retention=RETENTION)
    return replace(one, label={"en": one.address.collection, **one.label}, fields=fields, terms=terms)
