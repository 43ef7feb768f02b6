"""A provider of identities on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.eid.provider import Running
from tests.fakes import FrozenNow


@pytest.fixture
def running(now: FrozenNow) -> Iterator[Running]:
    made = Running(now)
    yield made
    made.stop()
