"""The web application and people in front of it, as the tests of the pages have them; and the house of an employer that attacks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dsr.kit import Kit
from tests.fakes import FrozenNow
from tests.never.employer_house import House, a_house
from tests.web.conftest import alice, app, asked, bob, make_app, make_kit

__all__ = ["alice", "app", "asked", "bob", "make_app", "make_kit"]


@pytest.fixture
def house(make_kit: Callable[..., Kit], now: FrozenNow) -> Iterator[House]:
    with a_house(make_kit, now) as made:
        yield made
