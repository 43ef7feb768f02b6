"""kill -9 in the middle of a collection: the request still ends in one answer with every row, and in one letter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.journeys.house import ROWS, House, a_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as made:
        yield made


def _horse(house: House) -> None:
    house.kill(house.horses()[0])


def _worker(house: House) -> None:
    """The worker process above the horse; its supervisor starts another."""
    horse = house.horses()[0]
    parent = int(Path(f"/proc/{horse}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[1])
    house.kill(parent)


def _supervisor(house: House) -> None:
    house.kill_whole("worker")
    house.start_worker()


def _web(house: House) -> None:
    house.kill_whole("web")
    house.start_web()


def _valkey(house: House) -> None:
    """Killed, and started anew on the same socket by whoever looks after it."""
    assert house.broker is not None
    house.broker.kill()
    house.broker.start_again()


def _flushed(house: House) -> None:
    assert house.broker is not None
    with Redis.from_url(house.broker.url) as client:
        client.flushall()


@pytest.mark.parametrize("blow", [_horse, _worker, _supervisor, _web, _valkey, _flushed], ids=lambda blow: blow.__name__.strip("_"))
def test_a_blow_in_the_middle_of_a_collection_costs_nothing(house: House, tmp_path: Path, blow: Callable[[House], None]) -> None:
    journey = house.journey()
    journey.ask()
    journey.confirm()
    journey.vouch()
    journey.begin()
    house.running_task()
    blow(house)
    journey.approve()
    journey.fetch(tmp_path / "out")
    answer = json.loads((tmp_path / "out" / "response.json").read_bytes())
    assert answer["status"] == "complete"
    assert {one["address"]: one["shown"] for one in answer["collections"]} == {"shop.people": 1, "shop.slow_calls": ROWS}
    lines = (tmp_path / "out" / "data" / "shop.slow_calls.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == list(range(1, ROWS + 1))
    counts = house.counts()
    assert counts == {"responses": 1, "pdfs": 1, "letters": 1, "open tasks": 0, "rows": ROWS + 1, "parts": 1}
    ready = [mail for mail in journey.all_mails() if "/answer/" in mail["text"]]
    assert len(ready) == 1
    assert house.leaks(journey.reference) != []  # it looks where things stand
    assert house.leaks("Carol", "Ærø", "carol@havblik.example", "Havblik", "Jeg vil gerne", "31110417", journey.code,
                       "+4520000007") == []
