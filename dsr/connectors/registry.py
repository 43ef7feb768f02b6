"""The kinds of source, each loaded on first use, so that a run imports only the drivers it needs."""

from __future__ import annotations

from importlib import import_module

from dsr.connectors.base import Catalogue, Connector
from dsr.domain.dataset import Source
from dsr.domain.errors import SourceMisconfigured

KINDS = {
    "sql": "dsr.connectors.sql:SqlConnector",
    "files": "dsr.connectors.files:FilesConnector",
    "ldap": "dsr.connectors.ldap:LdapConnector",
    "rest": "dsr.connectors.rest:RestConnector",
    "manual": "dsr.connectors.manual:ManualConnector",
    "memory": "dsr.connectors.memory:MemoryConnector",
}
BY_HAND = frozenset({"manual"})  # kinds that a person searches
CATALOGUES = {"sql": "dsr.connectors.sql_catalogue:SqlCatalogue"}  # kinds that can tell about themselves


def connect(source: Source) -> Connector:
    """A connector for the source, not yet opened. Raises SourceMisconfigured for a kind that is not in the table."""
    return _kind(source)(source)


def keys_a_scan(source: Source) -> int:
    """How many keys one look through the source answers; 0 where there is an index, or no connector. See `Connector.keys_a_scan`."""
    try:
        return _kind(source).keys_a_scan
    except SourceMisconfigured:  # whoever opens it is told
        return 0


def _kind(source: Source) -> type[Connector]:
    target = KINDS.get(source.connector)
    if target is None:
        raise SourceMisconfigured(source=source.key, address="", detail=f"no connector '{source.connector}'; known: {', '.join(KINDS)}")
    module, _, name = target.partition(":")
    try:
        kind: type[Connector] = getattr(import_module(module), name)
    except ModuleNotFoundError as error:  # an extra that is not installed
        detail = f"connector '{source.connector}' needs the library '{error.name}'; install the extra of its name"
        raise SourceMisconfigured(source=source.key, address="", detail=detail) from None
    return kind


def catalogue(source: Source) -> Catalogue | None:
    """The source telling about itself, not yet opened; None for a kind that cannot."""
    target = CATALOGUES.get(source.connector)
    if target is None:
        return None
    module, _, name = target.partition(":")
    told: Catalogue = getattr(import_module(module), name)(source)
    return told
