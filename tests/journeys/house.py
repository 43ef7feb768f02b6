"""The whole system as separate processes, for one test: Valkey, mail sink, web, workers. What is killed here was started here.

A source may be slow: a view that reckons for about a second before its first row, so that a collection has a middle to be killed in.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from dsr.db import Database, open_database
from dsr.demo.broker import Broker
from dsr.demo.journey import Journey
from dsr.demo.people import HAVBLIK, Held, Person
from dsr.demo.processes import Process, below, run
from dsr.demo.show import Show
from dsr.domain.work import TaskState
from dsr.models import Chunk, Document, Message, Part, Response, Task

HOST = "127.0.0.1"
STAFF = "ida.holm@fjordtel.example"
CAROL = Person(1, HAVBLIK, "Carol Ærø", "Carol@havblik.example", "Skipper", "201", (Held("+4531110417", date(2024, 1, 1)),))
ROWS = 300
_SLOW = """
create table people (id integer primary key, email varchar(200), full_name varchar(200));
create table calls (id integer primary key, person_id integer, other varchar(40), started_at varchar(40));
create view slow_calls as
  select c.* from calls c where (with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500000) select count(*) from n) > 0;
insert into people values (1, 'carol@havblik.example', 'Carol Ærø'), (2, 'bob@havblik.example', 'Bob Å');
"""
_SOURCE = """
source:
  key: shop
  label: {{en: Shop, da: Butik}}
  connector: sql
  config: {{url: "sqlite:///{path}"}}
  role: controller
  terms: {{purpose: {{en: Selling, da: Salg}}, retention: {{ground: contract, period: P1Y}}, recipients: [Nobody A/S]}}
  timezone: Europe/Copenhagen
  dataset:
    - fides_key: shop
      collections:
        - name: people
          dsr_meta: {{label: {{en: You, da: Dig}}}}
          fields:
            - {{name: id, fides_meta: {{primary_key: true}}, data_categories: [user.unique_id], dsr_meta: {{label: {{en: Number, da: Nummer}}}}}}
            - {{name: email, fides_meta: {{identity: email}}, data_categories: [user.contact.email], dsr_meta: {{label: {{en: Email, da: E-mail}}}}}}
            - {{name: full_name, data_categories: [user.name], dsr_meta: {{label: {{en: Name, da: Navn}}}}}}
        - name: slow_calls
          dsr_meta: {{label: {{en: Calls, da: Opkald}}}}
          fields:
            - {{name: id, fides_meta: {{primary_key: true}}, data_categories: [user.unique_id], dsr_meta: {{label: {{en: Number, da: Nummer}}}}}}
            - name: person_id
              fides_meta: {{references: [{{dataset: shop, field: people.id, direction: from}}]}}
              data_categories: [user.unique_id]
              dsr_meta: {{label: {{en: Person, da: Person}}}}
            - {{name: other, data_categories: [user.contact.phone_number], dsr_meta: {{label: {{en: With, da: Med}}}}}}
            - {{name: started_at, data_categories: [user.behavior], dsr_meta: {{label: {{en: When, da: Hvornår}}}}}}
"""


@dataclass(slots=True)
class House:
    """A running system. `url` and `sink_url` are its doors."""

    folder: Path
    database_url: str
    database: Database
    environ: dict[str, str] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    killed: list[Process] = field(default_factory=list)
    broker: Broker | None = None
    port: int = 0
    sink_url: str = ""
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start_web(self) -> None:
        ready = self.folder / f"web-{time.monotonic_ns()}.pid"
        self.processes["web"] = Process("web", [sys.executable, "-m", "dsr", "serve", "--bind", f"{HOST}:{self.port}", "--processes", "1",
                                                "--ready", str(ready)], log=self.folder / "web.log", environ=self.environ)
        self.processes["web"].wait_for(ready, 60)

    def start_worker(self) -> None:
        self.processes["worker"] = Process("worker", [sys.executable, "-m", "dsr", "worker", "--processes", "2"], log=self.folder / "worker.log",
                                           environ=self.environ)

    def kill(self, pid: int) -> None:
        """kill -9 of one process below this house."""
        assert pid in {one for process in self.processes.values() for one in (process.pid, *below(process.pid))}
        os.kill(pid, signal.SIGKILL)

    def kill_whole(self, name: str) -> None:
        """kill -9 of the first process of one kind, nothing else: what it had started is left to itself."""
        self.killed.append(self.processes.pop(name))
        os.kill(self.killed[-1].pid, signal.SIGKILL)

    def horses(self) -> list[int]:
        """Forked children of the worker processes: those that carry out a job."""
        return [horse for worker in below(self.processes["worker"].pid, is_deep=False) for horse in below(worker)]

    def journey(self) -> Journey:
        return Journey(self.url, self.sink_url, CAROL, STAFF, self.password, Show(), lambda: None)

    def running_task(self, seconds: float = 30.0) -> int:
        """The collecting task that has just been claimed."""
        return self.until(lambda: self._one(select(Task.id).where(Task.state == TaskState.RUNNING)), seconds)

    def counts(self) -> dict[str, int]:
        """What must be one of, at the end of a request."""
        with self.database.reading() as session:
            def count(what: type[object], *where: object) -> int:
                return session.execute(select(func.count()).select_from(what).where(*where)).scalar_one()  # type: ignore[arg-type]

            return {
                "responses": count(Response), "pdfs": count(Document, Document.name == "response.pdf"),
                "letters": count(Message, Message.kind == "answer_ready"), "open tasks": count(Task, Task.state.not_in(["done"])),
                "rows": session.execute(select(func.sum(Chunk.rows))).scalar() or 0, "parts": count(Part)}

    def leaks(self, *secrets_: str) -> list[str]:
        """Files in which one of these stands in plain: logs, the database, the store, what Valkey keeps. Not the mailbox nor the source."""
        assert self.broker is not None
        theirs = {self.folder / "shop.sqlite", self.folder / "mails", self.folder / "out"}
        places = [path for root in (self.folder, self.broker.folder) for path in root.rglob("*")
                  if path.is_file() and not theirs & {path, *path.parents}]
        assert {"dsr.sqlite", "web.log", "worker.log"} <= {path.name for path in places}
        words = [form for one in secrets_ for form in (one.encode(), one.lower().encode(), one.encode().hex().encode())]
        return [f"{path.name}: {word!r}" for path in places for word in words if word in path.read_bytes()]

    def until(self, look: Callable[[], int | None], seconds: float = 60.0) -> int:
        """What `look` gives once it gives something."""
        end = time.monotonic() + seconds
        while (found := look()) is None:
            assert time.monotonic() < end, self.last_words()
            time.sleep(0.02)
        return found

    def last_words(self) -> str:
        logs = {path.name: path.read_text(encoding="utf-8", errors="replace")[-2000:] for path in sorted(self.folder.glob("*.log"))}
        return "\n".join(f"--- {name}\n{text}" for name, text in logs.items())

    def _one(self, wanted: object) -> int | None:
        with self.database.reading() as session:
            found: int | None = session.execute(wanted).scalars().first()  # type: ignore[call-overload]
            return found

    def stop(self) -> None:
        for process in (*self.processes.values(), *self.killed):
            process.stop(3)
        if self.broker is not None:
            self.broker.stop()
        self.database.engine.dispose()


@contextmanager
def a_house(folder: Path, fill: Callable[[Path], None] | None = None, *, database_url: str = "") -> Iterator[House]:
    """A system with short leases, on SQLite unless said otherwise. `fill` writes the folder `sources`; by default one slow source."""
    (fill or _fill)(folder)
    url = database_url or f"sqlite:///{folder / 'dsr.sqlite'}"
    house = House(folder, url, open_database(url))
    try:
        _start(house)
        yield house
    finally:
        house.stop()


def _start(house: House) -> None:
    folder = house.folder
    house.broker = Broker(folder / "valkey.log")
    ready = folder / "sink.json"
    sink = house.processes["sink"] = Process("sink", [
        sys.executable, "-m", "dsr.demo.sink", "--folder", str(folder / "mails"), "--ready", str(ready)], log=folder / "sink.log")
    with closing(socket.socket()) as door:
        door.bind((HOST, 0))
        house.port = door.getsockname()[1]
    mailbox = json.loads(sink.wait_for(ready, 60))
    house.sink_url = f"http://{HOST}:{mailbox['http_port']}"
    bare = {name: value for name, value in os.environ.items() if not name.startswith("DSR_")}
    house.environ = {**bare, **{f"DSR_{name}": value for name, value in {
        "MODE": "demo", "DATABASE_URL": house.database_url, "REDIS_URL": house.broker.url, "SECRET_KEY": secrets.token_urlsafe(48),
        "MASTER_KEY": _key(), "SEARCH_KEY": _key(), "STORE_DIR": str(folder / "store"), "SOURCES_DIR": str(folder / "sources"),
        "PUBLIC_URL": house.url, "SMTP_HOST": HOST, "SMTP_PORT": str(mailbox["smtp_port"]), "SMTP_TLS": "none", "SWEEP_S": "1", "JOB_LEASE_S": "5",
        "SINK_URL": house.sink_url}.items()}}
    run("dsr db upgrade", [sys.executable, "-m", "dsr", "db", "upgrade"], house.environ)
    run("dsr staff add", [sys.executable, "-m", "dsr", "staff", "add", STAFF, "--role", "manager"], house.environ, input_text=f"{house.password}\n")
    house.broker.wait()
    house.start_worker()
    house.start_web()


def _fill(folder: Path) -> None:
    (folder / "sources").mkdir(parents=True)
    path = folder / "shop.sqlite"
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(_SLOW)
        db.executemany("insert into calls values (?,?,?,?)", [
            (number, 1 if number <= ROWS else 2, f"+4520{number:06d}", "2026-03-01 10:00:00") for number in range(1, ROWS + 51)])
    (folder / "sources" / "shop.yml").write_text(_SOURCE.format(path=path), encoding="utf-8")


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
