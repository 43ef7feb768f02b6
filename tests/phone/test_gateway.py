"""A gateway over HTTP, against a real server: how it is spoken to, and what happens when it does not answer well."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from config import Settings
from dsr.domain.errors import DsrError, Misconfigured
from dsr.domain.line_checks import LineFacts
from dsr.phone import templates
from dsr.phone.base import PhoneRefused, PhoneUnavailable
from dsr.phone.gateway import GatewayPhone
from tests.guards.tree import ROOT
from tests.phone.conformance import CALL, FACTS, TEXT, Arrived, Conformance
from tests.servers.http import Asked, HttpServer, Reply


def config(url: str, **changed: object) -> dict[str, Any]:
    return {
        "message": {"url": f"{url}/messages", "body": {"to": "{to}", "parts": [{"say": "{text}", "n": 1}], "lang": "{locale}", "id": "{message_id}"}},
        "call": {"url": f"{url}/calls", "body": {
            "to": "{to}", "say": "{greeting}", "then": "{callback_url}", "lang": "{locale}", "id": "{message_id}"}},
        "lookup": {"method": "GET", "url": f"{url}/lines/{{to}}", "headers": {"X-Why": "code"}, "facts": {
            "ported_at": "line.ported", "swapped_at": "sim.since", "reassigned_at": None, "forwarded": "line.forwarded", "shared": None}},
        **changed}


class Stand:
    """Takes messages once for each key, as a gateway does."""

    def __init__(self) -> None:
        self.taken: dict[str, Arrived] = {}
        self.lines: dict[str, LineFacts] = {}
        self.reply: Callable[[Asked], Reply] = self.answer
        self.server = HttpServer(lambda asked: self.reply(asked))
        self.phone = GatewayPhone(templates.parse(config(self.server.url)), "s3cret")

    def answer(self, asked: Asked) -> Reply:
        assert asked.headers["Authorization"] == "Bearer s3cret"
        if asked.method == "GET":
            facts = self.lines.get(asked.path.removeprefix("/lines/").replace("%2B", "+"), LineFacts())
            ported = facts.ported_at.isoformat() if facts.ported_at else None
            return Reply(json.dumps({"line": {"ported": ported, "forwarded": facts.is_forwarded}, "sim": {"since": None}}).encode())
        body = json.loads(asked.body)
        words = body["say"] if asked.path == "/calls" else body["parts"][0]["say"]
        assert asked.headers["Idempotency-Key"] == body["id"]
        self.taken.setdefault(body["id"], Arrived(body["id"], body["to"], words, body["lang"], body.get("then", "")))
        return Reply(status=202)

    def arrived(self) -> list[Arrived]:
        return list(self.taken.values())

    def knows(self, number: str, facts: LineFacts) -> None:
        self.lines[number] = facts


@pytest.fixture
def stand() -> Iterator[Stand]:
    made = Stand()
    yield made
    made.server.stop()


class TestGateway(Conformance):
    @pytest.fixture
    def stand(self, stand: Stand) -> Stand:
        return stand


@pytest.mark.parametrize(("status", "error"), [
    (400, PhoneRefused), (404, PhoneRefused), (422, PhoneRefused), (301, PhoneUnavailable), (401, PhoneUnavailable), (403, PhoneUnavailable),
    (429, PhoneUnavailable), (500, PhoneUnavailable), (503, PhoneUnavailable)])
def test_what_it_does_not_take_is_tried_again_or_never(stand: Stand, status: int, error: type[DsrError]) -> None:
    stand.reply = lambda asked: Reply(b'{"error": "+4531000417 is not allowed"}', status, {"Location": "http://127.0.0.1:1/"})
    with pytest.raises(error) as caught:
        stand.phone.send(TEXT)
    assert "4531" not in str(caught.value)


def test_a_gateway_that_is_not_there_is_tried_again(stand: Stand) -> None:
    gone = GatewayPhone(templates.parse(config("http://127.0.0.1:9")), "s3cret")
    for act in (lambda: gone.send(TEXT), lambda: gone.look_up(TEXT.to)):
        with pytest.raises(PhoneUnavailable, match="no answer"):
            act()


@pytest.mark.parametrize("body", [
    b"", b"nothing", b"[]", b'{"line": {"ported": null}, "sim": {"since": null}}', b'{"line": null, "sim": {"since": null}}',
    b'{"line": {"ported": "soon", "forwarded": false}, "sim": {"since": null}}',
    b'{"line": {"ported": null, "forwarded": "no"}, "sim": {"since": null}}', b'"' + b"x" * 70_000 + b'"'])
def test_what_is_not_told_of_a_line_is_not_taken_for_good(stand: Stand, body: bytes) -> None:
    stand.reply = lambda asked: Reply(body)
    with pytest.raises(PhoneUnavailable):
        stand.phone.look_up(TEXT.to)


@pytest.mark.parametrize("status", [204, 302, 404, 500])
def test_a_look_up_without_an_answer_tells_nothing(stand: Stand, status: int) -> None:
    stand.reply = lambda asked: Reply(b"", status)
    with pytest.raises(PhoneUnavailable):
        stand.phone.look_up(TEXT.to)


def test_a_day_counts_to_its_end(stand: Stand) -> None:
    stand.reply = lambda asked: Reply(b'{"line": {"ported": "2026-11-03", "forwarded": false}, "sim": {"since": "2026-11-03T10:00:00+01:00"}}')
    facts = stand.phone.look_up(TEXT.to)
    assert facts.ported_at is not None
    assert facts.swapped_at is not None
    assert (facts.ported_at.isoformat(), facts.swapped_at.isoformat()) == ("2026-11-03T23:59:59+00:00", "2026-11-03T10:00:00+01:00")


def test_where_nothing_can_be_looked_up_the_file_says_so(stand: Stand) -> None:
    stand.knows(TEXT.to, FACTS)
    assert GatewayPhone(templates.parse(config(stand.server.url, lookup="unavailable")), "s").look_up(TEXT.to) == LineFacts()
    assert stand.server.asked == []


def test_without_a_template_for_calls_there_are_none(stand: Stand) -> None:
    given = config(stand.server.url)
    del given["call"]
    phone = GatewayPhone(templates.parse(given), "s")
    assert not phone.can_call
    with pytest.raises(PhoneRefused):
        phone.send(CALL)


def test_a_user_and_a_password_go_as_basic(stand: Stand) -> None:
    stand.reply = lambda asked: Reply()
    GatewayPhone(templates.parse(config(stand.server.url, auth="basic")), "user:pass").send(TEXT)
    GatewayPhone(templates.parse(config(stand.server.url, auth="none")), "user:pass").send(TEXT)
    assert [asked.headers.get("Authorization") for asked in stand.server.asked] == ["Basic dXNlcjpwYXNz", None]


def _with(block: str, **changed: object) -> dict[str, Any]:
    given = config("https://gateway.example")
    return {**given, block: {**given[block], **changed}}


@pytest.mark.parametrize(("given", "says"), [
    ([], "block"), ({}, "lookup is missing"), ({**config("https://g.example"), "sms": {}}, "'sms' is not known"),
    (config("http://gateway.example"), "not https"), (config("https://u:p@g.example"), "password"), (config("https://{to}.example"), "host"),
    (config("https://g.example", auth="digest"), "auth is one of"), (config("https://g.example", timeout_s=0), "timeout_s"),
    (config("https://g.example", lookup=None), "lookup is missing"), (config("https://g.example", message=None), "message must be a block"),
    (_with("message", body={"to": "{to}"}), "{text} stands nowhere"), (_with("message", body={"to": "{to}", "x": "{text} {name}"}), "no {name}"),
    (_with("call", body={"to": "{to}", "say": "{greeting}"}), "{callback_url} stands nowhere"), (_with("message", method="DELETE"), "method"),
    (_with("message", headers={"X": "a\r\nb"}), "header"), (_with("lookup", facts={"ported_at": "x"}), "missing or not known"),
    (_with("lookup", facts={**dict.fromkeys(templates.FACTS), "shared": 1}), "a path is a text")])
def test_a_file_that_is_wrong_says_what(given: object, says: str) -> None:
    with pytest.raises(Misconfigured, match=re.escape(says)):
        templates.parse(given)


def test_the_settings_go_with_the_file(tmp_path: Any) -> None:
    assert GatewayPhone.from_settings(Settings()) is None
    path = tmp_path / "phone.yml"
    path.write_text(json.dumps(config("https://gateway.example")), encoding="utf-8")
    for given, says in (({}, "DSR_PHONE_SECRET"), ({"phone_secret": "x"}, "DSR_PHONE_CALLBACK_SECRET")):
        with pytest.raises(Misconfigured, match=says):
            GatewayPhone.from_settings(Settings(phone_file=str(path), **given))  # type: ignore[arg-type]
    made = GatewayPhone.from_settings(Settings(phone_file=str(path), phone_secret="x", phone_callback_secret="y" * 16))  # type: ignore[arg-type]
    assert made is not None
    assert made.can_call
    with pytest.raises(Misconfigured, match="cannot be read"):
        GatewayPhone.from_settings(Settings(phone_file=str(tmp_path / "none.yml")))


def test_the_example_of_the_page_for_operators_is_right() -> None:
    text = (ROOT / "docs/phone.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert blocks
    for block in blocks:
        templates.parse(templates.yaml.safe_load(block))
