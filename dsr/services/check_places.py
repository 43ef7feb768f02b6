"""Where each part of a mapping stands in the files of a folder, so that a finding can be gone to.

Invariant: a part that cannot be placed has no place; no finding depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dsr.domain.errors import Misconfigured
from dsr.mapping.yaml_lines import At, Document, read


def places(folder: Path) -> Mapping[str, str]:
    """`file:line` of every dataset, collection and field, by dotted name."""
    found: dict[str, str] = {}
    for file in sorted(folder.glob("*.yml")):
        try:
            document = read(file)
        except Misconfigured:
            continue
        for name, at in _parts(document):
            found.setdefault(name, document.where(at))
    return found


def place_of(name: str, known: Mapping[str, str]) -> str:
    """The place of a part, or of the nearest part above that has one; empty where none has."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return known.get(name, "")


def _parts(document: Document) -> Iterator[tuple[str, At]]:
    data = document.data
    block = _block(data).get("source")
    for at, datasets in ((("dataset",), _block(data).get("dataset")), (("source", "dataset"), _block(block).get("dataset"))):
        for number, dataset in enumerate(_list(datasets)):
            key = str(_block(dataset).get("fides_key", ""))
            yield key, (*at, number)
            for place, collection in enumerate(_list(_block(dataset).get("collections"))):
                name, here = f"{key}.{_block(collection).get('name')}", (*at, number, "collections", place)
                yield name, here
                yield from _fields(_block(collection).get("fields"), name, (*here, "fields"))


def _fields(fields: Any, above: str, at: At) -> Iterator[tuple[str, At]]:
    for number, field in enumerate(_list(fields)):
        name = f"{above}.{_block(field).get('name')}"
        yield name, (*at, number)
        yield from _fields(_block(field).get("fields"), name, (*at, number, "fields"))


def _block(data: Any) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}


def _list(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []
