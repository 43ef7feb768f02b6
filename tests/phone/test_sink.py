"""The list that stands for a gateway in tests."""

from __future__ import annotations

import pytest

from dsr.domain.line_checks import LineFacts
from dsr.phone.base import TextMessage
from dsr.phone.sink import ListPhone
from tests.phone.conformance import Arrived, Conformance


class Stand:
    def __init__(self) -> None:
        self.lines: dict[str, LineFacts] = {}
        self.phone = ListPhone(lines=self.lines)

    def arrived(self) -> list[Arrived]:
        return [Arrived(one.message_id, one.to, one.text, one.locale) if isinstance(one, TextMessage) else
                Arrived(one.message_id, one.to, one.greeting, one.locale, one.callback_url) for one in self.phone.sent]

    def knows(self, number: str, facts: LineFacts) -> None:
        self.lines[number] = facts


class TestSink(Conformance):
    @pytest.fixture
    def stand(self) -> Stand:
        return Stand()
