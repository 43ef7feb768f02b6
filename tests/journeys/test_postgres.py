"""The same way on Postgres, with several people at once: everyone gets their own answer, and the evidence holds."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from dsr.demo.journey import Journey
from dsr.services import audit
from tests.journeys.house import ROWS, a_house
from tests.servers.postgres import Postgres

PEOPLE = 3


def test_several_requests_at_once_on_postgres(postgres: Postgres, tmp_path: Path) -> None:
    with a_house(tmp_path, database_url=postgres.create_database("journey")) as house:
        journeys = [house.journey() for _ in range(PEOPLE)]
        for journey in journeys:
            journey.ask()
            journey.confirm()
            journey.vouch()
            journey.begin()
        failed: list[BaseException] = []

        def finish(number: int, journey: Journey) -> None:
            try:
                journey.approve()
                journey.fetch(tmp_path / f"out-{number}")
            except BaseException as error:  # told to the test by the list
                failed.append(error)

        threads = [threading.Thread(target=finish, args=pair) for pair in enumerate(journeys)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == [], house.last_words()
        for number, journey in enumerate(journeys):
            answer = json.loads((tmp_path / f"out-{number}" / "response.json").read_bytes())
            assert (answer["status"], answer["request"]) == ("complete", journey.reference)
            assert {one["address"]: one["shown"] for one in answer["collections"]} == {"shop.people": 1, "shop.slow_calls": ROWS}
        assert {name: count for name, count in house.counts().items() if name != "rows"} == {
            "responses": PEOPLE, "pdfs": PEOPLE, "letters": PEOPLE, "open tasks": 0, "parts": PEOPLE}
        with house.database.reading() as session:
            assert audit.verify(session) == []
