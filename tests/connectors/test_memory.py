"""Rows in memory, with which mappings are tried, owe what every source owes."""

import pytest

from tests.connectors.conformance import Conformance, Lists
from tests.connectors.shelves import MemoryShelf


class TestMemory(Conformance, Lists):
    @pytest.fixture
    def shelf(self) -> MemoryShelf:
        return MemoryShelf()
