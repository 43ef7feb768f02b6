"""Throw-away IMAP servers with one account: what each of them is asked, and pymap, in a process of its own. Stops only what it started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from imapclient import IMAPClient

USER, PASSWORD = "privacy@fjordtel.example", "sesame"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """What the tests ask of any IMAP server. Each starts its process and sets `port`."""

    port: int
    process: subprocess.Popen[bytes]

    def _start(self, command: list[str], log: Path) -> None:
        with log.open("ab") as told:
            self.process = subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT, start_new_session=True,
                                            env={name: value for name, value in os.environ.items() if not name.startswith("DSR_")})
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(log.read_text()[-2000:]) from None
                time.sleep(0.05)

    @contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=60) as client:
            client.login(USER, PASSWORD)
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.select_folder(folder)
            yield client

    def add(self, *mails: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        with self.client(folder) as client:
            for raw in mails:
                client.append(folder, raw, msg_time=at)

    def lying(self, folder: str = "INBOX") -> int:
        with self.client(folder) as client:
            return len(client.search("ALL"))

    def mailboxes(self, port: int | None = None, **more: Any) -> str:
        """The setting that reads it."""
        return orjson.dumps([{"name": "privacy", "host": "127.0.0.1", "port": port or self.port, "tls": "none", "user": USER, "password": PASSWORD,
                              "address": USER, **more}]).decode()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


class Imap(Server):
    """Pymap. Started by making one."""

    def __init__(self, *options: str) -> None:
        self.port = free_port()
        self._log = Path(tempfile.mkstemp(prefix="imap-", suffix=".log")[1])
        self._start([str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(self.port), *(options or ("--no-tls",)),
                     "dict", "--demo-user", USER, "--demo-password", PASSWORD], self._log)

    def stop(self) -> None:
        super().stop()
        self._log.unlink(missing_ok=True)
