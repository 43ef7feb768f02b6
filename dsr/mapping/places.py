"""Where each part of a dataset stands, so that a fault found later can still name its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dsr.mapping.schema import FidesDataset, FidesField
from dsr.mapping.yaml_lines import At, Document


@dataclass(frozen=True, slots=True)
class Placed:
    """A dataset, and where in which file it was read."""

    dataset: FidesDataset
    document: Document
    at: At


def places(placed: Iterable[Placed]) -> dict[str, str]:
    """`file:line` of every dataset, collection and field, by dotted name."""
    return {name: one.document.where(at) for one in placed for name, at, _ in _parts(one)}


def unread(placed: Placed) -> Iterator[str]:
    """What stands at a field with sub-fields and is meant for these: it would be passed over in silence."""
    for name, at, field in _parts(placed):
        if field is not None and field.fields:
            for key in ("data_categories", "dsr_meta"):
                if getattr(field, key):
                    yield f"{placed.document.where((*at, key))}: {name} has sub-fields; {key} belongs to each of them."


def _parts(placed: Placed) -> Iterator[tuple[str, At, FidesField | None]]:
    dataset = placed.dataset
    yield dataset.fides_key, placed.at, None
    for number, collection in enumerate(dataset.collections):
        name, at = f"{dataset.fides_key}.{collection.name}", (*placed.at, "collections", number)
        yield name, at, None
        yield from _fields(collection.fields, name, (*at, "fields"))


def _fields(fields: list[FidesField], above: str, at: At) -> Iterator[tuple[str, At, FidesField]]:
    for number, field in enumerate(fields):
        name = f"{above}.{field.name}"
        yield name, (*at, number), field
        yield from _fields(field.fields or [], name, (*at, number, "fields"))
