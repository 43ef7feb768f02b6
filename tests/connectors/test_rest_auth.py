"""Who we are for an interface is told to that interface and nobody else; and a config that would tell it to others is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import time_machine

from dsr.connectors import rest_auth
from dsr.connectors.registry import connect
from dsr.domain.dataset import Source
from dsr.domain.errors import SourceMisconfigured, SourceRefused, SourceUnavailable
from tests.connectors.asking import by, opened, read
from tests.connectors.rest_scene import CARD, CAROL, Scene, is_silent, rows, scene
from tests.servers.http import Asked, Reply

NEXT = {"paging": {"kind": "link", "next": "next"}}


@pytest.fixture
def crm() -> Iterator[Scene]:
    with scene() as made:
        yield made


@pytest.mark.parametrize(("auth", "header", "query"), [
    ({"kind": "bearer", "token": "t"}, ("Authorization", "Bearer t"), None),
    ({"kind": "basic", "user": "u", "password": "på:"}, ("Authorization", "Basic " + base64.b64encode("u:på:".encode()).decode()), None),
    ({"kind": "api_key", "name": "X-Key", "value": "k"}, ("X-Key", "k"), None),
    ({"kind": "api_key", "name": "key", "value": "k&k", "in": "query"}, None, ("key", "k&k")),
    (None, None, None),
])
def test_each_request_bears_the_credentials(crm: Scene, auth: object, header: tuple[str, str] | None, query: tuple[str, str] | None) -> None:
    crm.answers(lambda asked: rows(CARD, next=None if asked.get("p") else "/rows?p=2&key=old"))
    assert crm.collect(NEXT, config={"auth": auth, "headers": {"X-Tenant": "7"}}) == [(1,), (1,)]
    assert len(crm.asked) == 2
    for asked in crm.asked:
        assert asked.headers["X-Tenant"] == "7"
        assert ("Authorization" in asked.headers) is (header is not None and header[0] == "Authorization")
        assert header is None or asked.headers[header[0]] == header[1]
        assert query is None or [pair for pair in asked.query if pair[0] == "key"] == [query]


class Tokens:
    """A source that hands out tokens and takes only the last of them."""

    def __init__(self, crm: Scene, **more: object) -> None:
        self.forms: list[dict[str, list[str]]] = []
        self.more = {"expires_in": 3600, **more}
        self.config: dict[str, object] = {"auth": {"kind": "oauth2", "token_url": f"{crm.server.url}/token", "client_id": "me",
                                                   "client_secret": "s&=", "scope": "read"}, "headers": {"X-Tenant": "7"}}
        self.good = ""
        crm.answers(self.answer)

    def answer(self, asked: Asked) -> Reply:
        if asked.path != "/token":
            return rows(CARD) if asked.headers.get("Authorization") == self.good else Reply(status=401)
        assert "X-Tenant" not in asked.headers, "what is meant for the source is not sent to where tokens come from"
        self.forms.append(parse_qs(asked.body.decode()))
        self.good = f"Bearer t{len(self.forms)}"
        return Reply(json.dumps({"access_token": f"t{len(self.forms)}", **self.more}).encode())

    def read(self, crm: Scene, times: int) -> None:
        collection = crm.collection()
        with opened(crm.source(collection, **self.config)) as connector:
            for _ in range(times):
                assert read(connector, collection, ("id",), by("email", CAROL, kind="email")) == [(1,)]


def test_a_token_is_asked_for_once(crm: Scene) -> None:
    tokens = Tokens(crm)
    tokens.read(crm, 3)
    assert tokens.forms == [{"grant_type": ["client_credentials"], "client_id": ["me"], "client_secret": ["s&="], "scope": ["read"]}]


def test_a_token_that_is_no_longer_taken_is_renewed_once(crm: Scene) -> None:
    tokens = Tokens(crm)
    collection = crm.collection()
    with opened(crm.source(collection, **tokens.config)) as connector:
        lookup = by("email", CAROL, kind="email")
        assert read(connector, collection, ("id",), lookup) == [(1,)]
        tokens.good = "Bearer another"
        assert read(connector, collection, ("id",), lookup) == [(1,)]
        assert len(tokens.forms) == 2
        crm.answers(lambda asked: tokens.answer(asked) if asked.path == "/token" else Reply(status=401))
        with pytest.raises(SourceRefused, match="401"):
            read(connector, collection, ("id",), lookup)
        assert len(tokens.forms) == 3


def test_a_token_that_ends_soon_is_renewed(crm: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(rest_auth, "time", type("Clock", (), {"monotonic": staticmethod(lambda: clock[0])}))
    tokens = Tokens(crm, expires_in="90")
    collection = crm.collection()
    with opened(crm.source(collection, **tokens.config)) as connector:
        for passed, asked in ((0, 1), (59, 1), (2, 2)):
            clock[0] += passed
            read(connector, collection, ("id",), by("email", CAROL, kind="email"))
            assert len(tokens.forms) == asked


def test_a_clock_that_is_set_back_keeps_no_token_alive_and_ends_none(crm: Scene) -> None:
    tokens = Tokens(crm)
    collection = crm.collection()
    with opened(crm.source(collection, **tokens.config)) as connector:
        lookup = by("email", CAROL, kind="email")
        read(connector, collection, ("id",), lookup)
        for year in (2001, 2090):
            with time_machine.travel(datetime(year, 1, 1, tzinfo=UTC)):
                read(connector, collection, ("id",), lookup)
    assert len(tokens.forms) == 1


@pytest.mark.parametrize(("reply", "error", "match"), [
    (Reply(b'{"error": "secret"}', status=400), SourceRefused, "does not take our"),
    (Reply(status=401), SourceRefused, "does not take our"),
    (Reply(b"[]"), SourceMisconfigured, "no access_token"),
    (Reply(b'{"access_token": "a\\nb"}'), SourceMisconfigured, "no access_token"),
    (Reply(status=307, headers={"Location": "https://evil.example/"}), SourceRefused, "not followed"),
    (Reply(status=307, headers={"Location": "/token2"}), SourceRefused, "not followed"),
    (Reply(status=429, headers={"Retry-After": "900"}), SourceUnavailable, "429"),
])
def test_a_token_that_cannot_be_had_is_told(crm: Scene, reply: Reply, error: type[Exception], match: str) -> None:
    config = Tokens(crm).config
    crm.answers(reply)
    with pytest.raises(error, match=match) as caught:
        crm.collect(config=config)
    assert is_silent(str(caught.value))


@pytest.mark.parametrize(("config", "match"), [
    ({"base_url": None}, "no base_url"),
    ({"base_url": "crm.example"}, "https://"),
    ({"base_url": "ftp://crm.example"}, "https://"),
    ({"base_url": "http://crm.example"}, "could be read on the way"),
    ({"base_url": "http://10.0.0.7"}, "could be read on the way"),
    ({"base_url": "https://u:p@crm.example"}, "user or password"),
    ({"base_url": "https://crm.example/?a=b"}, "query"),
    ({"base_url": "https://[::"}, "no URL"),
    ({"base_ulr": "x"}, "did you mean 'base_url'"),
    ({"auth": "bearer"}, "block with a kind"),
    ({"auth": {"kind": "digest"}}, "no kind"),
    ({"auth": {"kind": "bearer"}}, "no token"),
    ({"auth": {"kind": "bearer", "token": "a\nb"}}, "line end"),
    ({"auth": {"kind": "bearer", "token": "a", "tokn": "b"}}, "did you mean 'token'"),
    ({"auth": {"kind": "api_key", "name": "k", "value": "v", "in": "body"}}, "header or query"),
    ({"auth": {"kind": "oauth2", "token_url": "http://id.example", "client_id": "c", "client_secret": "s"}}, "could be read on the way"),
    ({"base_url": "https://crm.example", "auth": {"kind": "oauth2", "token_url": "https://169.254.169.254/t", "client_id": "c",
                                                  "client_secret": "s"}}, "inside the network"),
    ({"verify": False}, "always checked"),
    ({"verify": "/nowhere.pem"}, "no file with certificates"),
    ({"max_pages": 0}, "max_pages"),
    ({"max_bytes": "many"}, "max_bytes"),
    ({"timeout_s": "soon"}, "timeout_s"),
    ({"headers": {"X": "a\r\nb: c"}}, "headers cannot hold"),
    ({"probe": "https://evil.example"}, "no path"),
])
def test_a_config_that_cannot_be_right_is_told(config: dict[str, object], match: str) -> None:
    with pytest.raises(SourceMisconfigured, match=match) as caught:
        connect(Source("crm", "rest", {"base_url": "https://crm.example", **config}, ()))
    assert "evil" not in str(caught.value)


def test_a_line_that_others_can_read_is_allowed_in_so_many_words() -> None:
    for url in ("http://crm.example", "http://10.0.0.7"):
        connect(Source("crm", "rest", {"base_url": url, "allow_http": True}, ())).close()


@pytest.mark.parametrize(("probe", "status", "error"), [
    (None, 404, None), (None, 401, SourceRefused), (None, 403, SourceRefused), (None, 500, SourceUnavailable),
    ("/me", 200, None), ("/me", 404, SourceMisconfigured), ("/me", 401, SourceRefused),
])
def test_probing_asks_whether_the_source_is_there_and_knows_us(crm: Scene, probe: str | None, status: int, error: type[Exception] | None,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsr.connectors.rest_wire.FIRST_WAIT_S", 0.01)
    crm.answers(Reply(status=status))
    with opened(crm.source(crm.collection(), **({"probe": probe} if probe else {}))) as connector:
        if error is None:
            connector.probe()
        else:
            with pytest.raises(error):
                connector.probe()
    assert {asked.path for asked in crm.asked} == {probe or "/"}


def test_a_secret_is_in_no_picture_of_the_settings(tmp_path: Path) -> None:
    connector = connect(Source("crm", "rest", {"base_url": "https://crm.example", "auth": {"kind": "bearer", "token": "s3cret"}}, ()))
    assert "s3cret" not in repr(vars(connector)["_settings"])
