"""SQLite owes what every source owes."""

from pathlib import Path

import pytest

from tests.connectors.conformance import Conformance, Streams
from tests.connectors.shelves import SqliteShelf


class TestSqlite(Conformance, Streams):
    @pytest.fixture
    def shelf(self, tmp_path: Path) -> SqliteShelf:
        return SqliteShelf(tmp_path)
