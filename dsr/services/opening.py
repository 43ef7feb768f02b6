"""Connectors opened when they are first needed, so that what is not asked is not touched. Invariant: whoever opens the holder closes it."""

from __future__ import annotations

from dsr.connectors.base import Connector
from dsr.connectors.registry import connect
from dsr.domain.dataset import Source


class Lazy:
    """The connector of one source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._connector: Connector | None = None

    def get(self) -> Connector:
        if self._connector is None:
            self._connector = connect(self._source)
        return self._connector

    def close(self) -> None:
        if self._connector is not None:
            self._connector.close()
            self._connector = None
