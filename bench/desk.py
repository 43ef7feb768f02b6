"""How quick the desk is: server time and number of statements of the queue, of its views, of 50 searches from the rarest word to the commonest, and
of the page of a request, with very many requests in a Postgres of its own, and with 10,000 in SQLite.

Server time is from the first byte of the WSGI call to the last, in one process, the database in another; p50 and p95 over all calls. "Cold" is the
first call of each after the database was started anew. Then the table is doubled, and all is measured again. Ends with 1 if a goal is missed.

    python bench/desk.py [--requests 20000] [--sqlite 10000] [--calls 40]        (the full size: --requests 200000)
"""

from __future__ import annotations

import argparse
import base64
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import desk_people  # noqa: E402  # bench has no package
from flask import Flask  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402
from sqlalchemy import Engine, event, text  # noqa: E402

from config import Settings  # noqa: E402
from dsr.app import create_app  # noqa: E402
from dsr.db import Base, Database, open_database  # noqa: E402
from dsr.domain.capability import StaffRole  # noqa: E402
from dsr.jobs import RecordingDispatcher  # noqa: E402
from dsr.kit import Kit, make_vault  # noqa: E402
from dsr.mail.sink import ListMailer  # noqa: E402
from dsr.mapping import SourceBook  # noqa: E402
from dsr.models import Company, LegalEntity  # noqa: E402
from dsr.services import staff  # noqa: E402
from dsr.store import Store  # noqa: E402
from tests.servers.postgres import Postgres  # noqa: E402

GOAL_MS = 60.0
PASSWORD = "a long sentence of the bench"  # of nobody
_BATCH = 5_000
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
Call = Callable[[], None]


class Desk:
    """The application, and a member of staff in front of it."""

    def __init__(self, database: Database, folder: Path) -> None:
        key = base64.b64encode(bytes(32)).decode()
        settings = Settings(secret_key="s" * 40, master_key=key, search_key=key, sign_in_limit="1000 per minute")  # type: ignore[arg-type]
        self.database, self.vault = database, make_vault(settings)
        self.people = desk_people.People(self.vault)
        self.size = 0
        self.kit = Kit(settings, lambda: desk_people.NOW, database, RecordingDispatcher(), ListMailer(), Store(folder / "store"), self.vault,
                       SourceBook())
        self.app: Flask = create_app(self.kit)
        self.client: FlaskClient = self.app.test_client()

    def found(self) -> None:
        """The house: tables, entity, companies, staff, and one signed in."""
        Base.metadata.create_all(self.database.engine)
        with self.database.transaction() as session:
            session.add(LegalEntity(key="bench", name="Fjordtel A/S", address="-", country="DK", timezone="Europe/Copenhagen", dpo_contact="-",
                                    authority_name="-", authority_site="-", languages="da,en", mailbox="privacy@fjordtel.example"))
            session.flush()
            session.add_all(Company(entity_id=1, key=f"company{number}", name=f"Company {number} A/S", country="DK", created_at=desk_people.NOW)
                            for number in range(1, desk_people.COMPANIES + 1))
            for number in range(3):
                staff.add(session, f"staff{number}@fjordtel.example", StaffRole.MANAGER, PASSWORD, now=desk_people.NOW)
        page = self.client.get("/desk/sign-in").get_data(as_text=True)
        self.client.post("/desk/sign-in", data={"csrf_token": _token(page), "email": "staff0@fjordtel.example", "password": PASSWORD})

    def grow(self, requests: int) -> None:
        last = self.size + requests
        for first in range(self.size + 1, last + 1, _BATCH):
            desk_people.write(self.database.engine, self.people.batch(first, min(first + _BATCH, last + 1), last))
        self.size = last
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE" if self.database.engine.dialect.name == "postgresql" else "ANALYZE"))

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return answer.get_data(as_text=True)

    def search(self, words: str, token: str) -> None:
        answer = self.client.post("/desk/search", data={"q": words, "csrf_token": token})
        if answer.status_code not in (200, 303):
            raise RuntimeError(f"search: {answer.status_code}")


def _token(page: str) -> str:
    found = _TOKEN.search(page)
    if found is None:
        raise RuntimeError("a page without its token")
    return found.group(1)


def calls(desk: Desk, count: int) -> dict[str, list[Call]]:
    """What is measured: each a list of calls that differ as those of a day do."""
    token = _token(desk.get("/desk/search"))
    words = desk_people.search_words(50)
    second = re.search(r'rel="next" href="([^"]+)"', desk.get("/desk/"))
    step = max(1, len(desk.people.references) // count)
    return {
        "queue": [lambda: _see(desk, "/desk/")] * count,
        "queue, next page": [lambda: _see(desk, second.group(1).replace("&amp;", "&") if second else "/desk/")] * count,
        "views": [lambda view=view: _see(desk, f"/desk/?f={view}")  # type: ignore[misc]
                  for view in ("overdue", "soon", "waiting_us", "waiting_them", "mine", "unconfirmed", "closed")] * max(1, count // 7),
        "narrowed": [lambda number=number: _see(desk, f"/desk/?f=open&company={number % 200 + 1}&right=erasure")  # type: ignore[misc]
                     for number in range(count)],
        "search, one word": [lambda word=word: desk.search(word, token) for word in words],  # type: ignore[misc]
        "search, two words": [lambda word=word: desk.search(f"{word} word1", token) for word in words],  # type: ignore[misc]
        "request": [lambda reference=reference: _see(desk, f"/desk/requests/{reference}")  # type: ignore[misc]
                    for reference in desk.people.references[::step][:count]],
    }


def _see(desk: Desk, path: str) -> None:
    desk.get(path)


@contextmanager
def counted(engine: Engine) -> Iterator[list[int]]:
    """The statements that are sent meanwhile; one number for each call."""
    sent = [0]

    def heard(*_rest: object) -> None:
        sent[-1] += 1

    event.listen(engine, "before_cursor_execute", heard)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", heard)


def measure(desk: Desk, count: int, cold: dict[str, float] | None = None) -> list[tuple[str, float, float, set[int]]]:
    """Name, p50 and p95 in milliseconds, and the numbers of statements that were seen."""
    figures = []
    for name, every in calls(desk, count).items():
        for one in every[:8]:
            one()
        took = []
        with counted(desk.database.engine) as sent:
            for one in every:
                sent.append(0)
                began = time.perf_counter()
                one()
                took.append((time.perf_counter() - began) * 1000)
        figures.append((name, statistics.median(took), statistics.quantiles(took, n=20)[-1], set(sent[1:])))
        line = f"  {name:18} p50 {figures[-1][1]:6.1f}  p95 {figures[-1][2]:6.1f} ms  statements {sorted(figures[-1][3])}"
        print(line + (f"  cold {cold[name]:7.1f} ms" if cold and name in cold else ""), flush=True)
    return figures


def cold_calls(desk: Desk, server: Postgres) -> dict[str, float]:
    """The first call of each after a restart, each on connections of its own."""
    every, took = {name: some[0] for name, some in calls(desk, 2).items()}, {}
    desk.database.engine.dispose()
    server.kill()
    server.start()
    for name, one in every.items():
        began = time.perf_counter()
        one()
        took[name] = (time.perf_counter() - began) * 1000
    return took


def on_postgres(requests: int, count: int, folder: Path) -> bool:
    server = Postgres()
    try:
        desk = Desk(open_database(server.create_database("bench")), folder)
        desk.found()
        is_met = True
        for _ in range(2):
            desk.grow(requests)
            print(f"Postgres, {desk.size:,} requests, {desk.size * desk_people.EVENTS:,} events", flush=True)
            is_met &= _meets(measure(desk, count, cold_calls(desk, server)))
        desk.database.engine.dispose()
        return is_met
    finally:
        server.stop()


def on_sqlite(requests: int, count: int, folder: Path) -> bool:
    desk = Desk(open_database(f"sqlite:///{folder / 'bench.sqlite'}"), folder)
    desk.found()
    desk.grow(requests)
    print(f"SQLite, {desk.size:,} requests", flush=True)
    return _meets(measure(desk, count))


def _meets(figures: list[tuple[str, float, float, set[int]]]) -> bool:
    return all(p95 <= GOAL_MS for _, _, p95, _ in figures)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--sqlite", type=int, default=10_000)
    parser.add_argument("--calls", type=int, default=40)
    asked = parser.parse_args()
    is_met = True
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder:
        if asked.requests:
            is_met &= on_postgres(asked.requests, asked.calls, Path(folder))
        if asked.sqlite:
            is_met &= on_sqlite(asked.sqlite, asked.calls, Path(folder))
    print(f"goal of {GOAL_MS:.0f} ms at the 95th percentile: {'met' if is_met else 'missed'}")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
