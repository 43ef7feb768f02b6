"""Customer companies by name: people say `nordlys.example`, many tables hold a key instead.

Invariant: keys that travel between collections carry names; a name that a dataset does not know finds nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dsr.connectors.base import Connector, Query
from dsr.domain.dataset import Address, Collection, Source
from dsr.domain.keys import Identity, Key, Lookup
from dsr.services.keyring import Keyring


class Directory:
    """What one dataset calls its companies. Reads no more than is asked for, and nothing twice."""

    def __init__(self, collection: Collection, key: str, name: str) -> None:
        self._collection, self._key, self._name = collection, key, name
        self._keys: dict[str, frozenset[str]] = {}   # name -> keys
        self._names: dict[str, str | None] = {}      # key -> name

    def scoped(self, wanted: tuple[Lookup, ...], connector: Connector) -> tuple[Lookup, ...]:
        """The look-ups with the tenants' keys in the place of their names."""
        self._learn_keys({key.tenant for lookup in wanted for key in lookup.keys if key.tenant is not None}, connector)
        return tuple(found for lookup in wanted if (found := replace(lookup, keys=frozenset(self._scoped(lookup.keys)))).keys)

    def named(self, found: Keyring, connector: Connector) -> Keyring:
        """What was found, with the tenants' names in the place of their keys. What belongs to a company without a name stays behind."""
        everything, ring = list(found.own()), Keyring()
        self._learn_names({key.tenant for _, keys in everything for key in keys if key.tenant is not None}, connector)
        for spot, keys in everything:
            ring.add(spot, (key if key.tenant is None else replace(key, tenant=name) for key in keys
                            if key.tenant is None or (name := self._names[key.tenant]) is not None))
        return ring

    def known_as(self, names: set[str], connector: Connector) -> dict[str, frozenset[str]]:
        """What the companies of these names are called in the dataset; one without a key is not known."""
        self._learn_keys(names, connector)
        return {name: self._keys[name] for name in names}

    def names(self, keys: set[str], connector: Connector) -> dict[str, str | None]:
        """The companies' names by their keys."""
        self._learn_names(keys, connector)
        return {key: self._names[key] for key in keys}

    def _scoped(self, keys: Iterable[Key]) -> Iterable[Key]:
        for key in keys:
            if key.tenant is None:
                yield key
            else:
                yield from (replace(key, tenant=own) for own in self._keys[key.tenant])

    def _learn_keys(self, names: set[str], connector: Connector) -> None:
        missing = names - self._keys.keys()
        pairs = self._read(self._name, missing, connector)
        for name in missing:
            self._keys[name] = frozenset(key for key, own in pairs if own == name)
        self._names.update(pairs)

    def _learn_names(self, keys: set[str], connector: Connector) -> None:
        missing = keys - self._names.keys()
        known = dict(self._read(self._key, missing, connector))
        self._names.update({key: known.get(key) for key in missing})

    def _read(self, column: str, values: set[str], connector: Connector) -> list[tuple[str, str]]:
        """(key, name) of the companies for which `column` holds one of the values."""
        if not values:
            return []
        wanted = Lookup((column,), frozenset(Key(value) for value in values))
        batches = connector.collect(Query(self._collection, (self._key, self._name), (wanted,)))
        return [(str(key), str(name)) for batch in batches for key, name in batch.rows if key is not None and name is not None]


def directories(source: Source) -> dict[str, Directory]:
    """Of each dataset of the source that has one."""
    by_address = {collection.address: collection for collection in source.collections()}
    return {dataset.key: Directory(by_address[Address(dataset.key, own.collection)], own.key, own.name)
            for dataset in source.datasets if (own := dataset.tenants) is not None}


def spread(identities: Iterable[Identity]) -> tuple[Identity, ...]:
    """An identity without a tenant beside others that have one is looked for in their companies only: what another company holds of the same
    number is that company's to answer."""
    given = tuple(identities)
    named = sorted({one.tenant for one in given if one.tenant is not None})
    return tuple(own for one in given for own in ([replace(one, tenant=name) for name in named] if one.tenant is None and named else [one]))


def only(wanted: tuple[Lookup, ...], tenant: str | None) -> tuple[Lookup, ...]:
    """The look-ups for one company's part of a request: what is known of no company is looked for in that one, what is another's nowhere."""
    if tenant is None:
        return wanted
    own = (replace(lookup, keys=frozenset(replace(key, tenant=tenant) for key in lookup.keys if key.tenant in (None, tenant))) for lookup in wanted)
    return tuple(lookup for lookup in own if lookup.keys)


def within(wanted: tuple[Lookup, ...], tenant: str | None) -> tuple[Lookup, ...]:
    """The look-ups in a source that is one company's, without what is another's."""
    if tenant is None:
        return wanted
    own = (replace(lookup, keys=frozenset(key for key in lookup.keys if key.tenant in (None, tenant))) for lookup in wanted)
    return tuple(lookup for lookup in own if lookup.keys)


def belonging(found: Keyring, tenant: str | None) -> Keyring:
    """What was found in a source that is one company's, as that company's."""
    if tenant is None:
        return found
    result = Keyring()
    for spot, keys in found.own():
        result.add(spot, (replace(key, tenant=tenant) for key in keys))
    return result
