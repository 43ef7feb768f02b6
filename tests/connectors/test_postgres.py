"""A real Postgres owes what every source owes."""

from uuid import uuid4

import pytest

from tests.connectors.conformance import Conformance, Lists, Streams
from tests.connectors.shelves import PostgresShelf
from tests.servers.postgres import Postgres


@pytest.fixture(scope="module")
def shelf(postgres: Postgres) -> PostgresShelf:
    return PostgresShelf(postgres, f"shelf_{uuid4().hex}")


class TestPostgres(Conformance, Lists, Streams):
    pass
