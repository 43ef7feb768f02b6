"""What is wrong with a source that a person searches: what it cannot give, and what nobody may be asked by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsr.domain.dataset import Address, Collection, Source

MANUAL = "manual"


def manual_faults(sources: Iterable[Source]) -> Iterator[tuple[str, str]]:
    """(dotted name, what is wrong), without the place."""
    given = list(sources)
    by_hand = {one.address for source in given if source.connector == MANUAL for one in source.collections()}
    for source in given:
        for collection in source.collections():
            yield from _leading_on(collection, by_hand)
        if source.connector == MANUAL:
            yield from _of_source(source)


def _of_source(source: Source) -> Iterator[tuple[str, str]]:
    for dataset in source.datasets:
        if dataset.tenants is not None:
            yield dataset.key, f"the dataset '{dataset.key}' is searched by a person and cannot tell the names of companies; remove tenants."
        for collection in dataset.collections:
            if not collection.columns_in(("user",)) and not collection.skip_processing and not collection.is_restricted:
                yield str(collection.address), f"{collection.address} has no data category below user: nobody would be asked for it."
            if collection.lines:
                yield str(collection.address), f"{collection.address} is searched by a person and cannot tell who holds a line; remove the mark."
            for field in collection.fields:
                if any(kind == "name" for kind, _ in field.seeds):
                    yield (f"{collection.address}.{field.name}", f"{collection.address}.{field.name}: a name identifies nobody. Say show_name: true "
                           "in the config, and the person who is asked sees the name beside what identifies.")


def _leading_on(collection: Collection, by_hand: set[Address]) -> Iterator[tuple[str, str]]:
    """A person types no identifiers: what waits for some of theirs would be searched with none, and seem to hold nothing."""
    is_manual = collection.address in by_hand
    for field in collection.fields:
        for reference in field.references:
            here = f"{collection.address}.{field.name}"
            if is_manual and reference.direction != "from":
                yield here, f"{here} is searched by a person and leads nowhere; its reference needs direction: from."
            if reference.to in by_hand and (is_manual or reference.direction != "to"):
                yield here, f"{here} refers to {reference.to}, which is searched by a person: no values come from there."
