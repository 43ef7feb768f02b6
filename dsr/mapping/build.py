"""From the models of a file to the values of the domain.

Invariant: nothing is guessed here; what a file leaves out has the documented default.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

import orjson

from dsr.domain.company_list import CompanyList
from dsr.domain.data_kind import DataKind
from dsr.domain.dataset import Address, Also, Collection, Dataset, Field, Inside, Reference, Source, Tenants, TimeColumn
from dsr.domain.proof import Sensitivity
from dsr.domain.stored import path
from dsr.domain.terms import Erasure
from dsr.domain.words import Role
from dsr.mapping.build_rules import company, condition, conditions, holders, party, side, terms, withheld
from dsr.mapping.schema import (
    CollectionMeta,
    DatasetMeta,
    FidesCollection,
    FidesCollectionMeta,
    FidesDataset,
    FidesDatasetMeta,
    FidesField,
    FidesFieldMeta,
    FieldMeta,
    SourceBlock,
    SourceTerms,
)
from dsr.mapping.schema_profile import LeftOut


def source_of(block: SourceBlock, datasets: list[FidesDataset]) -> Source:
    """The source with its datasets, and the revision of its mapping (which holds no config, hence no secrets). Of a profile everything is optional
    that does not say otherwise."""
    role = block.role or Role.CONTROLLER
    given = _Given(role, block.data_kind, block.sensitivity, block.terms or SourceTerms(), is_optional=bool(block.profile))
    mapping = [block.model_dump(mode="json", exclude={"config", "dataset"}), [one.model_dump(mode="json") for one in datasets]]
    content = orjson.dumps(mapping, option=orjson.OPT_SORT_KEYS)
    return Source(
        key=block.key, connector=block.connector, config=MappingProxyType(dict(block.config)), label=block.label, role=role,
        timezone=block.timezone, country=block.country, tenant=block.tenant, datasets=tuple(_dataset(one, given) for one in datasets),
        revision=sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class _Given:
    """What holds where a dataset says nothing."""

    role: Role
    data_kind: DataKind | None
    sensitivity: Sensitivity | None
    terms: SourceTerms
    is_optional: bool


def _dataset(given: FidesDataset, above: _Given) -> Dataset:
    fides = given.fides_meta or given.fidesops_meta or FidesDatasetMeta()
    ours = given.dsr_meta or DatasetMeta()
    namespace = {name: str(value) for name, value in (fides.namespace or {}).items() if name in ("schema", "database", "database_name")}
    collections = tuple(_collection(one, given.fides_key, ours, above, namespace) for one in given.collections)
    tenants = Tenants(ours.tenants.collection, ours.tenants.key, ours.tenants.name) if ours.tenants else None
    named = ours.companies.model_dump(exclude_none=True) if ours.companies else {}
    companies = CompanyList(named.pop("collection"), tuple(named.items())) if named else None
    return Dataset(key=given.fides_key, collections=collections, after=tuple(fides.after or ()), name=given.name or given.fides_key, tenants=tenants,
                   companies=companies, left_out=_listed(ours.left_out), company_networks=tuple(ours.company_networks))


def _collection(given: FidesCollection, dataset: str, above: DatasetMeta, top: _Given, namespace: dict[str, str]) -> Collection:
    fides = given.fides_meta or given.fidesops_meta or FidesCollectionMeta()
    ours = given.dsr_meta or CollectionMeta()
    if ours.schema_name:
        namespace = {**namespace, "schema": ours.schema_name}
    return Collection(
        address=Address(dataset, given.name), fields=tuple(_field(name, field, top) for one in given.fields for name, field in names(one)),
        categories=tuple(given.data_categories or ()), after=tuple(address(one) for one in fides.after or ()),
        erase_after=tuple(address(one) for one in fides.erase_after or ()), skip_processing=bool(fides.skip_processing),
        namespace=namespace, label=ours.label, role=ours.role or above.role or top.role, tenant=ours.tenant,
        time=TimeColumn(ours.time.column, ours.time.written) if ours.time else None,
        valid=(ours.valid.start, ours.valid.end) if ours.valid else None,
        composite=tuple(tuple(names) for names in ours.composite),
        table=ours.table, where=conditions(ours.where), holds=ours.holds,
        holders=holders(ours.holders),
        is_restricted=bool(ours.restricted or above.restricted), terms=terms(ours, above, top.terms),
        is_optional=top.is_optional if ours.optional is None else ours.optional, left_out=_listed(ours.left_out), forgets=ours.forgets,
        only_leads=ours.only_leads, data_kind=ours.data_kind or above.data_kind or top.data_kind,
        sensitivity=ours.sensitivity or above.sensitivity or top.sensitivity,
        location=place.model_dump(exclude_none=True) if (place := ours.files or ours.ldap or ours.rest) else {})


def _listed(left_out: LeftOut) -> tuple[str, ...]:
    return tuple(name for names in left_out.values() for name in names)


def _field(name: str, given: FidesField, above: _Given) -> Field:
    fides = given.fides_meta or given.fidesops_meta or FidesFieldMeta()
    ours = given.dsr_meta or FieldMeta()
    data_type = fides.data_type or ""
    return Field(
        name=name, categories=tuple(given.data_categories or ()), identity=fides.identity, kind=ours.kind or fides.identity,
        references=tuple(Reference(Address(one.dataset, one.field.split(".", 1)[0]), one.field.split(".", 1)[-1], one.direction)
                         for one in fides.references or ()),
        primary_key=bool(fides.primary_key), data_type=data_type.removesuffix("[]") or None, is_array=data_type.endswith("[]"),
        return_all_elements=bool(fides.return_all_elements), length=fides.length, read_only=bool(fides.read_only),
        masking_override=fides.masking_strategy_override, label=ours.label, legend=ours.legend, unit=ours.unit, told=ours.told,
        written=tuple(ours.written),
        also=tuple(Also(one.identity, one.kind or one.identity, tuple(one.written)) for one in ours.also), parts=tuple(ours.parts or ()),
        inside=Inside(ours.inside.column, path(ours.inside.path)) if ours.inside else None,
        only_when=conditions(ours.only_when), secret=ours.secret,
        secret_when=condition(ours.secret_when) if ours.secret_when else None, redact_keys=tuple(ours.redact_keys),
        party=party(ours.party), side=side(ours.side), about=ours.about, withheld=withheld(ours.withheld), again=ours.again, narrows=ours.narrows,
        shared=condition(ours.shared) if ours.shared else None, company=company(ours),
        erasure=Erasure(ours.erasure.action, ours.erasure.ground) if ours.erasure else None, is_rectifiable=ours.rectifiable,
        is_optional=above.is_optional if ours.optional is None else ours.optional)


def names(given: FidesField, prefix: str = "") -> Iterator[tuple[str, FidesField]]:
    """The field, or those below it, by dotted name."""
    name = prefix + given.name
    if not given.fields:
        yield name, given
    for below in given.fields or ():
        yield from names(below, name + ".")


def address(text: str) -> Address:
    """`dataset.collection`; the dataset is what stands before the first point."""
    dataset, _, collection = text.partition(".")
    return Address(dataset, collection)
