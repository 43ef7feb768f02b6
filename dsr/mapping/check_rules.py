"""What is wrong with the rules of one collection, each of which reads well by itself: columns that are not there, secrets that lead somewhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from dsr.domain.dataset import Collection, Dataset, Field
from dsr.domain.networks import KIND


def rule_faults(collection: Collection) -> Iterator[tuple[str, str]]:
    """(field or "", what is wrong), without the place."""
    names = [field.name for field in collection.fields if field.inside is None]
    for field in collection.fields:
        here = f"{collection.address}.{field.name}"
        yield from ((field.name, fault) for fault in _of_field(field, here, names))
    for field in collection.fields:
        if field.name in collection.left_out and field.categories:
            yield field.name, f"{collection.address}.{field.name} is left out and has data_categories; take one of them away."
    yield from (("", fault) for fault in _of_holders(collection, names))
    if collection.only_leads and collection.columns_in(("user",)):
        yield "", f"{collection.address} only leads on and has data_categories; take one of them away, or what it finds is told nowhere."
    yield from _of_content(collection, names)
    leading = {name for field in collection.fields for name in field.columns if field.seeds or field.references}
    for field in collection.fields:
        if field.secret and field.name in leading:
            yield field.name, f"{collection.address}.{field.name} is secret and cannot be searched by; remove the mark, or what is looked up here."


def _of_holders(collection: Collection, names: list[str]) -> Iterator[str]:
    own = collection.holders
    if own is None:
        return
    here = f"{collection.address} tells who holds a line"
    for name in (own.line, own.person):
        known = {field.name for field in collection.fields}
        if name not in known:
            yield f"{here} by '{name}', and there is no such field{nearest(name, names)}"
        elif collection.field(name).secret:
            yield f"{here} by '{name}', which is secret; remove the mark, or name another field."
    if own.line == own.person:
        yield f"{here}, and names '{own.line}' as both the line and the person."
    if collection.is_restricted:
        yield f"{here} and is restricted: it may not be asked."
    if collection.skip_processing:
        yield f"{here} and is marked skip_processing: it would not be asked; remove one of the two."


def _of_content(collection: Collection, names: list[str]) -> Iterator[tuple[str, str]]:
    content, here = collection.terms.content, f"the content of {collection.address}"
    if content is None:
        return
    for name in content.columns:
        if name not in names:
            yield "", f"{here} is told by '{name}', and there is no such field{nearest(name, names)}"
        elif collection.field(name).secret:
            yield name, f"{here} is told by '{name}', which is secret and never read."
    if not collection.skip_processing and not collection.columns_in(("user",)):
        yield "", f"{here} belongs to rows of which nothing else is shown; give its time or its key a data category."


def _of_field(field: Field, here: str, names: list[str]) -> Iterator[str]:
    for name in field.parts:
        if name not in names:
            yield f"{here} is made of '{name}', and there is no such field{nearest(name, names)}"
    if field.parts and field.name not in field.parts:
        yield f"{here} is not among its own parts."
    if len(field.parts) > 2 and field.kind == "sip_uri":
        yield f"{here} is made of {len(field.parts)} parts; a SIP address has two: user and host."
    if field.inside is not None:
        if field.inside.column not in names:
            yield f"{here} lies in '{field.inside.column}', and there is no such field{nearest(field.inside.column, names)}"
        if field.categories:
            yield f"{here} lies in '{field.inside.column}' and is shown with it; data_categories belongs there."
    if field.again and not any(f"{reference.to}.{field.name}" == here for reference in field.references):
        yield f"{here} is marked again and does not refer to its own collection."
    if field.narrows and not field.references:
        yield f"{here} narrows what is found, and refers to nothing that says to what."
    if field.narrows and (field.seeds or field.again or any(one.direction != "from" for one in field.references)):
        yield f"{here} narrows what is found and cannot lead to rows as well: it is no identity, and its references have the direction 'from'."
    if field.about is not None and field.side is None:
        yield f"{here} says what it is about, and not of which side."
    if field.company and field.company.networks and KIND not in (field.kind or KIND, *(one.kind for one in field.also)):
        yield f"{here} names networks and holds no addresses: its kind is {field.kind}."
    if field.secret and field.redact_keys:
        yield f"{here} is secret as a whole; redact_keys has nothing to do there."


def tenant_faults(dataset: Dataset) -> Iterator[str]:
    """Of the directory of customer companies, without the place."""
    if dataset.tenants is None:
        return
    own = {collection.address.collection: collection for collection in dataset.collections}
    where = dataset.tenants.collection
    if where not in own:
        yield f"the tenants of '{dataset.key}' are in '{where}', and there is no such collection{nearest(where, own)}"
        return
    names = [field.name for field in own[where].fields]
    for name in (dataset.tenants.key, dataset.tenants.name):
        if name not in names:
            yield f"the tenants of '{dataset.key}' are told by '{name}', and {where} has no such field{nearest(name, names)}"


def company_faults(dataset: Dataset) -> Iterator[str]:
    """Of the list of customer companies, without the place. Its columns need not be fields: they tell nothing about a person."""
    if dataset.companies is None:
        return
    own = {collection.address.collection: collection for collection in dataset.collections}
    where = dataset.companies.collection
    if where not in own:
        yield f"the companies of '{dataset.key}' are in '{where}', and there is no such collection{nearest(where, own)}"
    elif own[where].where:
        yield f"the companies of '{dataset.key}' are in '{where}', which has conditions (where); name a view that has only these rows."


def same_faults(dataset: Dataset) -> Iterator[str]:
    """Of collections that say which holders of a line are one person, without the place."""
    own = {collection.address.collection: collection for collection in dataset.collections}
    for collection in dataset.collections:
        same = collection.holders.same if collection.holders else None
        if same is None:
            continue
        here = f"{collection.address} tells by '{same.collection}' which of the holders are one person"
        if same.collection not in own:
            yield f"{here}, and there is no such collection{nearest(same.collection, own)}"
            continue
        names = [field.name for field in own[same.collection].fields]
        yield from (f"{here}, which has no field '{name}'{nearest(name, names)}" for name in (same.key, same.person) if name not in names)


def nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else "."
