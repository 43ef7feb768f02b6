"""Files of every format and packing owe what every source owes."""

from pathlib import Path

import pytest

from tests.connectors.conformance import Conformance, Lists, Streams
from tests.connectors.shelves import CsvShelf, FilesShelf, JsonlShelf, ParquetShelf

PACKINGS = ("", ".gz", ".zst")


class TestParquet(Conformance, Lists):
    @pytest.fixture
    def shelf(self, tmp_path: Path) -> FilesShelf:
        return ParquetShelf(tmp_path)


class TestCsv(Conformance):
    @pytest.fixture(params=PACKINGS)
    def shelf(self, request: pytest.FixtureRequest, tmp_path: Path) -> FilesShelf:
        return CsvShelf(tmp_path, request.param)


class TestJsonLines(Conformance, Lists):
    @pytest.fixture(params=PACKINGS)
    def shelf(self, request: pytest.FixtureRequest, tmp_path: Path) -> FilesShelf:
        return JsonlShelf(tmp_path, request.param)


class TestLarge(Streams):
    """One of each way in which files are read: by columns, by lines, and through a pipe."""

    @pytest.fixture(params=[(ParquetShelf, ""), (CsvShelf, ".zst"), (JsonlShelf, ""), (JsonlShelf, ".gz")], ids=lambda way: way[0].suffix + way[1])
    def shelf(self, request: pytest.FixtureRequest, tmp_path: Path) -> FilesShelf:
        made: FilesShelf = request.param[0](tmp_path, request.param[1])
        return made
