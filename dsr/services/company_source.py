"""Customer companies out of the source that lists them: its rows become the lines of an import.

Invariants: only what the mapping names is read; a list that is too long is refused, never cut.
"""

from __future__ import annotations

from contextlib import closing

from dsr.connectors.registry import catalogue
from dsr.domain.company_list import CompanyList
from dsr.domain.dataset import Address, Collection, Source
from dsr.domain.errors import InvalidInput, SourceMisconfigured
from dsr.services import company_import
from dsr.services.company_import import Given


def read(source: Source) -> list[Given]:
    """The companies that a source lists; where a row names no country, it is in the source's.

    Raises InvalidInput (file: too_many_lines), SourceError.
    """
    listed = [(dataset.key, dataset.companies) for dataset in source.datasets if dataset.companies is not None]
    if not listed:
        raise SourceMisconfigured(source=source.key, address="", detail=f"{source.key} does not say which collection lists companies (companies)")
    by_address, found = {one.address: one for one in source.collections()}, list[dict[str, str]]()
    for dataset, own in listed:
        for row in _rows(source, by_address[Address(dataset, own.collection)], own):
            values = {what: "" if cell is None else str(cell) for (what, _), cell in zip(own.columns, row, strict=True)}
            found.append(values if values.get("country") else {**values, "country": source.country or ""})
    if len(found) > company_import.MOST_LINES:
        raise InvalidInput(field="file", problem="too_many_lines")
    return [Given(number, values) for number, values in enumerate(sorted(found, key=_order), 1)]


def _order(values: dict[str, str]) -> tuple[object, ...]:
    """By key, and of one key first what names the company: a source has no order of its own."""
    return values["key"], not values["name"].strip(), *values.values()


def _rows(source: Source, collection: Collection, own: CompanyList) -> list[tuple[object, ...]]:
    told = catalogue(source)
    if told is None:
        raise SourceMisconfigured(source=source.key, address="", detail=f"{source.key} cannot list its companies: only a database (sql) can")
    with closing(told):
        return told.listed(collection, tuple(column for _, column in own.columns), company_import.MOST_LINES + 1)
