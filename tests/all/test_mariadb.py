"""A real MariaDB owes what every source owes. Needs the Debian package mariadb-server."""

from collections.abc import Iterator

import pytest

from tests.connectors.conformance import Conformance, Streams
from tests.connectors.shelves import MariaShelf
from tests.servers.mariadb import MariaDb


@pytest.fixture(scope="module")
def mariadb() -> Iterator[MariaDb]:
    server = MariaDb()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def shelf(mariadb: MariaDb) -> MariaShelf:
    return MariaShelf(mariadb, "shelf")


class TestMariaDb(Conformance, Streams):
    pass
