"""The demo: the whole system on this machine, one request carried through it, and then the doors stay open.

Invariant: everything that was started is stopped by its own id, whatever happened; status 0 means that the files are there and whole.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dsr.demo import world
from dsr.demo.broker import Broker
from dsr.demo.eid import LEVEL
from dsr.demo.handset import gateway_file
from dsr.demo.journey import Journey
from dsr.demo.people import World
from dsr.demo.processes import DemoFailed, Process, below, run
from dsr.demo.show import Show

HOST = "127.0.0.1"
STAFF = "ida.holm@fjordtel.example"
READY_S = 60.0


@dataclass(slots=True)
class Demo:
    """What runs. `stop` may be called at any moment."""

    state: Path
    port: int
    show: Show
    broker: Broker | None = None
    sink: Process | None = None
    eid: Process | None = None
    web: Process | None = None
    worker: Process | None = None
    url: str = ""
    sink_url: str = ""
    password: str = ""

    def start(self, records: int) -> World:
        """Everything up, the world made, the first member of staff there. Raises DemoFailed."""
        door = _door(self.port, self.show)
        self.url = f"http://{HOST}:{door.getsockname()[1]}"
        self.show.doing("starting the queue and the mailbox, making the world")
        self.broker = Broker(self.state / "valkey.log")
        ready = self.state / "sink.json"
        self.sink = Process("mail sink", [
            sys.executable, "-m", "dsr.demo.sink", "--folder", str(self.state / "mails"), "--ready", str(ready),
            "--phone-secret", str(self.state / "phone.secret")], log=self.state / "sink.log")
        made, variables = world.build(self.state / "world", records=records, today=datetime.now(UTC).date())
        mailbox = json.loads(self.sink.wait_for(ready, READY_S))
        self.sink_url = f"http://{HOST}:{mailbox['http_port']}"
        (self.state / "phone.secret").write_text(secrets.token_urlsafe(24), encoding="utf-8")
        gateway_file(self.state / "phone.yml", self.sink_url)
        environ = self._environ(mailbox["smtp_port"], {**variables, **self._provider(made)})
        run("dsr db upgrade", [sys.executable, "-m", "dsr", "db", "upgrade"], environ)
        self.broker.wait()
        self._serve(door, environ)
        self.show.step(f"web, workers, queue and mailbox are up; {records:,} call records of {made.sample.name} in the archive")
        return made

    def check(self) -> None:
        """Raises DemoFailed if one has ended."""
        for process in self._all():
            process.check()

    def stop(self) -> None:
        for process in (self.web, self.worker, self.sink, self.eid):
            if process is not None:
                process.stop()
        if self.broker is not None:
            self.broker.stop()

    def trail(self) -> dict[str, dict[str, object]]:
        """Each process with its id and those below it."""
        return {process.name: {"pid": process.pid, "below": below(process.pid)} for process in self._all()}

    def _all(self) -> list[Process]:
        broker = [self.broker.process] if self.broker is not None else []
        return [process for process in (self.web, self.worker, self.sink, self.eid, *broker) if process is not None]

    def _provider(self, made: World) -> dict[str, str]:
        """The provider of electronic identities, and the settings by which the web knows it."""
        people, ready = self.state / "people.json", self.state / "eid.json"
        people.write_text(json.dumps([person.name for person in made.people]), encoding="utf-8")
        self.eid = Process("e-ID", [
            sys.executable, "-m", "dsr.demo.eid", "--people", str(people), "--back-to", f"{self.url}/prove/eid/back", "--ready", str(ready)],
            log=self.state / "eid.log")
        told = json.loads(self.eid.wait_for(ready, READY_S))
        return {**{f"DSR_EID_{name.upper()}": value for name, value in told.items()}, "DSR_EID_ACR": LEVEL, "DSR_EID_LABEL": "Demo e-ID"}

    def _serve(self, door: socket.socket, environ: Mapping[str, str]) -> None:
        """Web and workers start while the first member of staff is entered."""
        ready = self.state / "web.pid"
        self.web = Process("web", [
            sys.executable, "-m", "dsr", "serve", "--bind", f"fd://{door.fileno()}", "--processes", "1", "--ready", str(ready)],
            log=self.state / "web.log", environ=environ, pass_fds=(door.fileno(),))
        self.worker = Process("worker", [sys.executable, "-m", "dsr", "worker", "--processes", "2"], log=self.state / "worker.log", environ=environ)
        self.password = secrets.token_urlsafe(12)
        run("dsr staff add", [sys.executable, "-m", "dsr", "staff", "add", STAFF, "--role", "manager"], environ, input_text=f"{self.password}\n")
        run("dsr companies import", [sys.executable, "-m", "dsr", "companies", "import", str(world.COMPANIES), "--staff", STAFF, "--apply"], environ)
        self.web.wait_for(ready, READY_S)
        door.close()

    def _environ(self, smtp_port: int, variables: Mapping[str, str]) -> dict[str, str]:
        """Settings of the demo, with secrets made this minute. Settings of the house do not leak in."""
        if self.broker is None:
            raise DemoFailed("there is no queue")
        ours = {name: value for name, value in os.environ.items() if not name.startswith("DSR_")}
        return {**ours, **variables, **{f"DSR_{name}": value for name, value in {
            "MODE": "demo", "DATABASE_URL": f"sqlite:///{self.state / 'dsr.sqlite'}", "REDIS_URL": self.broker.url,
            "SECRET_KEY": secrets.token_urlsafe(48), "MASTER_KEY": _key(), "SEARCH_KEY": _key(), "STORE_DIR": str(self.state / "store"),
            "SOURCES_DIR": str(world.SOURCES), "PUBLIC_URL": self.url, "SMTP_HOST": HOST, "SMTP_PORT": str(smtp_port), "SMTP_TLS": "none",
            "SWEEP_S": "1", "SINK_URL": self.sink_url, "PHONE_FILE": str(self.state / "phone.yml"), "PHONE_SECRET": secrets.token_urlsafe(24),
            "PHONE_CALLBACK_SECRET_FILE": str(self.state / "phone.secret")}.items()}}


def main(*, once: bool, out: Path | None, port: int, records: int) -> int:
    """Exit status 0 only if the answer is there, complete, and the letters were sent."""
    out = out or Path(tempfile.mkdtemp(prefix="dsr-answer-"))
    out.mkdir(parents=True, exist_ok=True)
    state = Path(tempfile.mkdtemp(prefix="dsr-demo-"))
    with Show() as show:
        demo = Demo(state, port, show)
        try:
            made = demo.start(records)
            journey = Journey(demo.url, demo.sink_url, made.sample, STAFF, demo.password, show, demo.check)
            journey.run(out)
            letters = journey.mails(out / "mails")
            _write_trail(out, demo, journey)
            _prove(out, letters, records)
            show.step(f"answer checked: {out / 'response.pdf'}, {letters} letters in {out / 'mails'}")
            if not once:
                _serve_on(demo, out)
        except DemoFailed as failure:
            show.quiet()
            sys.stderr.write(f"dsr demo: {failure}\n" + _last_words(demo))
            return 1
        except KeyboardInterrupt:
            show.say("stopping")
        finally:
            show.quiet()
            demo.stop()
            shutil.rmtree(state, ignore_errors=True)
    return 0


def _serve_on(demo: Demo, out: Path) -> None:
    """Until Ctrl-C."""
    demo.show.quiet()
    for line in ("", f"  Form for people      {demo.url}/", f"  Desk of the staff    {demo.url}/desk/",
                 f"    sign in with       {STAFF}  {demo.password}", f"  Mails that were sent {demo.sink_url}/",
                 f"  Messages and calls   {demo.sink_url}/phone", f"  Files of the answer  {out}", "",
                 "Ctrl-C stops everything."):
        demo.show.say(line)
    while True:
        time.sleep(1)
        demo.check()


def _prove(out: Path, letters: int, records: int) -> None:
    """What the contract asks of a run. Raises DemoFailed."""
    answer = json.loads((out / "response.json").read_bytes())
    counts = {one["address"]: one for one in answer["collections"]}
    calls = counts.get("archive.calls", {"found": 0, "shown": 0})
    for held, sentence in (
        ((out / "response.pdf").read_bytes()[:5] == b"%PDF-", "response.pdf is no PDF"),
        (answer["status"] == "complete", f"the answer is {answer['status']}: {answer.get('unreached')}"),
        (sum(one["shown"] for one in answer["collections"]) > 0, "the answer shows no rows"),
        (calls["shown"] == records, f"{calls['shown']} call records instead of {records} are in the answer"),
        (letters >= 3, f"only {letters} letters were sent"),
    ):
        if not held:
            raise DemoFailed(sentence)


def _write_trail(out: Path, demo: Demo, journey: Journey) -> None:
    trail = {"reference": journey.reference, "addresses": {"form": f"{demo.url}/", "desk": f"{demo.url}/desk/", "mails": f"{demo.sink_url}/"},
             "processes": demo.trail(), "steps": demo.show.steps}
    (out / "trail.json").write_text(json.dumps(trail, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _door(port: int, show: Show) -> socket.socket:
    """The socket of the web; bound here, so that its number is ours before anybody is told. A taken default gives way to a free one."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError:
        door.bind((HOST, 0))
        show.say(f"port {port} is taken; using {door.getsockname()[1]} instead")
    door.listen(64)
    os.set_inheritable(door.fileno(), True)
    return door


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _last_words(demo: Demo) -> str:
    """The ends of the logs; they hold ids and names of classes only."""
    parts = [(path.stem, path.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]) for path in sorted(demo.state.glob("*.log"))]
    return "".join(f"--- {name}\n" + "\n".join(lines) + "\n" for name, lines in parts if lines)
