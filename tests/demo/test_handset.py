"""The telephones of the demo keep what any gateway keeps; and a key can be pressed on their screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsr.demo.browser import Browser
from dsr.demo.handset import Handset, gateway_file
from dsr.domain.line_checks import LineFacts
from dsr.phone import templates
from dsr.phone.gateway import GatewayPhone
from tests.demo.test_sink import Running, sink
from tests.phone.conformance import CALL, TEXT, Arrived, Conformance
from tests.servers.http import Asked, HttpServer, Reply

__all__ = ["sink"]


class Stand:
    """The client of a gateway, and the telephones behind it, in one process."""

    def __init__(self, folder: Path) -> None:
        self.handset = Handset()
        self.server = HttpServer(self.answer)
        gateway_file(folder / "phone.yml", self.server.url)
        self.phone = GatewayPhone(templates.load(folder / "phone.yml"), "s3cret")

    def answer(self, asked: Asked) -> Reply:
        status, body = self.handset.take(asked.path, asked.body)
        return Reply(body, status)

    def arrived(self) -> list[Arrived]:
        return [Arrived(one["id"], one["to"], one["words"], "da", one["callback"]) for one in self.handset.facts()]

    def knows(self, number: str, facts: LineFacts) -> None:
        assert facts.ported_at is not None
        self.handset.lines[number] = {"ported_at": facts.ported_at.isoformat(), "forwarded": facts.is_forwarded}


class TestHandset(Conformance):
    @pytest.fixture
    def stand(self, tmp_path: Path) -> Iterator[Stand]:
        made = Stand(tmp_path)
        yield made
        made.server.stop()


@pytest.mark.parametrize("body", [b"", b"[]", b'{"to": "1"}', b'{"id": 1}'])
def test_what_is_no_message_is_refused(body: bytes) -> None:
    handset = Handset()
    assert handset.take("/phone/messages", body)[0] == 400
    assert handset.facts() == []


def test_the_screen_shows_what_went_out_and_a_key_fetches_the_words(sink: Running, tmp_path: Path) -> None:
    (tmp_path / "phone.secret").write_text("shown when a key was pressed", encoding="utf-8")
    web = HttpServer(lambda asked: Reply(b'{"say": "Your code is: 4."}') if asked.headers["Authorization"] == "Bearer shown when a key was pressed"
                     else Reply(b"", 404))
    gateway_file(tmp_path / "phone.yml", sink.url)
    phone = GatewayPhone(templates.load(tmp_path / "phone.yml"), "s")
    phone.send(TEXT)
    phone.send(type(CALL)(CALL.message_id, CALL.to, CALL.greeting, f"{web.url}/phone/pressed/t0k", "da"))
    browser = Browser()
    page = browser.get(sink.url + "/phone")
    assert "Message to +4531000417" in page.text
    assert "Press 1" in page.text
    assert "Your code is" not in page.text
    browser.submit(page, page.forms[0], {})
    assert "Your code is: 4." in browser.get(sink.url + "/phone").text
    assert [json.loads(asked.body) for asked in web.asked] == [{"key": "1"}]
    web.stop()


def test_nothing_is_fetched_from_another_machine() -> None:
    handset = Handset()
    handset.take("/phone/calls", b'{"id": "1", "to": "+45", "greeting": "x", "callback": "http://192.0.2.1/x"}')
    for number in (0, 1, -1):
        handset.press(number)
    assert handset.facts()[0]["said"] == ""
