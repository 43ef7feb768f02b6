"""Files of every format and packing owe what every source owes."""

from pathlib import Path

import pytest

from tests.connectors.conformance import Conformance, Lists, Streams
from tests.connectors.shelves import CsvShelf, FilesShelf, JsonlShelf, ParquetShelf


class TestParquet(Conformance, Lists, Streams):
    @pytest.fixture
    def shelf(self, tmp_path: Path) -> FilesShelf:
        return ParquetShelf(tmp_path)


class TestCsv(Conformance, Streams):
    @pytest.fixture(params=["", ".gz", ".zst"], ids=["plain", "gz", "zst"])
    def shelf(self, request: pytest.FixtureRequest, tmp_path: Path) -> FilesShelf:
        return CsvShelf(tmp_path, request.param)


class TestJsonLines(Conformance, Lists, Streams):
    @pytest.fixture(params=["", ".gz", ".zst"], ids=["plain", "gz", "zst"])
    def shelf(self, request: pytest.FixtureRequest, tmp_path: Path) -> FilesShelf:
        return JsonlShelf(tmp_path, request.param)
