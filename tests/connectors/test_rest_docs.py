"""docs/rest.md is the reference of what is read: its examples load and find what they say, and it names every key there is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from dsr.connectors import rest_config
from dsr.domain.dataset import Source
from dsr.domain.window import Window
from dsr.mapping import schema_rest
from dsr.mapping.book import SourceBook, load_folder
from dsr.services.sources import check
from tests.connectors.asking import by, collected
from tests.connectors.rest_scene import Scene, scene
from tests.connectors.test_rest_asking import DAY
from tests.servers.http import Asked, Reply

PAGE = (Path(__file__).parents[2] / "docs/rest.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
MODELS = [one for one in vars(schema_rest).values() if isinstance(one, type) and issubclass(one, BaseModel) and one is not BaseModel]
ENVIRON = {"GRAPH_TENANT": "t", "GRAPH_CLIENT": "c", "GRAPH_SECRET": "s", "CALLLOG_KEY": "k"}


@pytest.fixture
def crm() -> Iterator[Scene]:
    with scene() as made:
        yield made


def loaded(folder: Path, number: int, crm: Scene) -> Source:
    """The example as it stands, but for the address."""
    (folder / "example.yml").write_text(EXAMPLES[number])
    book = load_folder(folder, ENVIRON)
    assert book.warnings == ()
    auth = {**json.loads(json.dumps(book.sources[0].config["auth"]))}
    if "token_url" in auth:
        auth["token_url"] = crm.server.url + "/token"
    return replace(book.sources[0], config={**book.sources[0].config, "base_url": crm.server.url, "auth": auth})


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_of_a_mapping_is_on_the_page(model: type[BaseModel]) -> None:
    assert {name for field, info in model.model_fields.items() if f"`{(name := info.alias or field)}`" not in PAGE} == set()


def test_every_key_of_a_config_is_on_the_page() -> None:
    keys = {*rest_config._KEYS, *(key for table in (rest_config._KINDS, rest_config._MORE) for names in table.values() for key in names)}
    assert {key for key in keys if f"`{key}`" not in PAGE} == set()


@pytest.mark.parametrize("word", [*get_args(schema_rest.Place), *get_args(schema_rest.Sent), "cursor", "link", "page", "offset", "iso", "date",
                                  "epoch_s", "epoch_ms"])
def test_every_word_is_on_the_page(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_the_example_of_graph_finds_users_and_calls(tmp_path: Path, crm: Scene) -> None:
    now = datetime.now(UTC)

    def graph(asked: Asked) -> Reply:
        if asked.path == "/token":
            return Reply(b'{"access_token": "t", "expires_in": 3599}')
        if asked.path == "/users":
            value: list[object] = [{"id": "u1", "displayName": "Carol", "mail": "Carol@x.example", "businessPhones": ["+45 78770202"]}]
        elif asked.path == "/":
            return Reply(status=401)  # its clock is asked for, whoever asks
        else:
            found = re.fullmatch(r"/communications/callRecords/getPstnCalls\(fromDateTime=([0-9-]{10}),toDateTime=([0-9-]{10})\)", asked.path)
            assert found, asked.path
            at = (now - timedelta(days=100)).isoformat()
            value = [{"userId": "u1", "callerNumber": "+4578770202", "startDateTime": at, "duration": 3, "charge": 0.10},
                     {"userId": "u2", "callerNumber": "+4578770203", "startDateTime": at, "duration": 9, "charge": 0}]
        return Reply(json.dumps({"value": value}).encode())

    crm.answers(graph)
    source = loaded(tmp_path, 0, crm)
    users, calls = source.collections()
    assert collected(source, users, ["id", "businessPhones"], by("mail", "carol@x.example", kind="email")) == [("u1", ["+45 78770202"])]
    assert [asked.get("$filter") for asked in crm.asked if asked.path == "/users"] == ["mail eq 'carol@x.example'"]
    window = Window(now - timedelta(days=210), now - timedelta(days=10))
    assert collected(source, calls, ["duration", "charge"], by("userId", "u1", window=window)) == [(3, Decimal("0.1"))], "once, from three spans"


def test_the_example_of_a_call_log_finds_calls(tmp_path: Path, crm: Scene) -> None:
    def calllog(asked: Asked) -> Reply:
        assert asked.headers["X-Api-Key"] == "k"
        body = json.loads(asked.body)
        assert (asked.path, body["order"], body["limit"]) == ("/calls/search", "started", 500)
        if body["filter"]["numbers"] != ["78770202"]:
            return Reply(b'{"error": "unknown_number"}', status=404)
        assert body["filter"] == {"numbers": ["78770202"], "from": "2026-02-28T00:00:00Z"}
        at = 1 + int(body.get("cursor", "0"))
        call = {"times": {"start": f"2026-03-0{at} 12:00"}, "caller": {"number": 78770202}}
        return Reply(json.dumps({"data": {"calls": [call], "next": str(at) if at < 3 else None}}).encode())

    crm.answers(calllog)
    source = loaded(tmp_path, 1, crm)
    lookup = by("number", "+4578770202", kind="phone_number", window=Window(DAY, None))
    assert collected(source, next(source.collections()), ["started", "cost"], lookup) == [(f"2026-03-0{day} 12:00", None) for day in (1, 2, 3)]


def test_a_check_asks_the_call_log_for_nobody_and_finds_no_fault(tmp_path: Path, crm: Scene) -> None:
    crm.answers(lambda asked: Reply(b'{"error": "unknown_number"}', status=404))
    assert check(SourceBook((loaded(tmp_path, 1, crm),))).faults == ()
    assert {asked.path for asked in crm.asked} == {"/", "/calls/search"}
