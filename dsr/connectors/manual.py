"""A source that only a person can search: a paper archive, a subcontractor without an interface.

Invariant: it gives no row, leads nowhere and touches nothing; whoever reads it learns whom to ask for what.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from dsr.connectors.base import Query
from dsr.domain.asking import AwaitsPerson
from dsr.domain.dataset import Source
from dsr.domain.keys import Batch


class ManualConnector:
    """config: owner_email, owner_name, language, days, remind_after_days, question, show_name; the mapping has checked it."""

    kind: ClassVar[str] = "manual"
    keys_a_scan: ClassVar[int] = 0

    def __init__(self, source: Source) -> None:
        self._source = source

    def probe(self) -> None:
        """There is nothing to try: nobody is written to for a check."""

    def collect(self, query: Query) -> Iterator[Batch]:
        """Nothing for nobody. Raises AwaitsPerson where there is something to look up."""
        if any(lookup.keys for lookup in query.lookups):
            raise AwaitsPerson(query.lookups)
        return iter(())

    def close(self) -> None:
        """Nothing was opened."""
