"""An interface over HTTP owes what every source owes, read whole and asked for by value.

Of the obligations all apply but one that the suite does not state: an interface gives no snapshot, so two pages of one reading may
be of two moments. What is asked for by value passes through little memory in the same pages, and is not measured again.
"""

from collections.abc import Iterator

import pytest

from tests.connectors.conformance import Conformance, Lists, Streams
from tests.connectors.shelf_rest import AskedShelf, RestShelf, serving


class TestReadWhole(Conformance, Lists):
    @pytest.fixture(params=["link", "offset"])
    def shelf(self, request: pytest.FixtureRequest) -> Iterator[RestShelf]:
        with serving(RestShelf(request.param)) as shelf:
            yield shelf


class TestAskedByValue(Conformance, Lists):
    @pytest.fixture
    def shelf(self) -> Iterator[RestShelf]:
        with serving(AskedShelf()) as shelf:
            yield shelf


class TestLarge(Streams):
    @pytest.fixture
    def shelf(self) -> Iterator[RestShelf]:
        with serving(RestShelf("cursor")) as shelf:
            yield shelf
