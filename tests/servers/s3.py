"""A throw-away store that speaks S3, on loopback: moto's server as a real process. Stops only what it started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

SIGNED = "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"  # looked at, and not checked


class Store:
    """Started by making one. After `kill`, what it held is gone."""

    def __init__(self) -> None:
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            port = door.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log = Path(tempfile.mkstemp(prefix="s3-", dir="/tmp")[1])
        with self._log.open("ab") as log:
            command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                                            env={**os.environ, "MOTO_S3_DEFAULT_KEY_BUFFER_SIZE": "999999999"})
        deadline = time.monotonic() + 60
        self._client = httpx.Client(base_url=self.url, timeout=60, trust_env=False, headers={"Authorization": SIGNED})
        while not self._listens(port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self._log.read_text()[-2000:])
            time.sleep(0.05)

    def _listens(self, port: int) -> bool:
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", port)) == 0

    def config(self, root: str, **more: Any) -> dict[str, object]:
        return {"root": root, "endpoint": self.url, "access_key_id": "key", "secret_access_key": "hidden-key", **more}

    def bucket(self, name: str) -> None:
        self._client.put(f"/{name}").raise_for_status()

    def put(self, bucket: str, key: str, data: bytes) -> None:
        self._client.put(f"/{bucket}/{quote(key)}", content=data).raise_for_status()

    def take(self, bucket: str, key: str) -> None:
        self._client.delete(f"/{bucket}/{quote(key)}").raise_for_status()

    def trust(self, *, anybody: bool) -> None:
        """Whether requests are answered without asking whose they are."""
        self._client.post("/moto-api/reset-auth", content="inf" if anybody else "0").raise_for_status()

    def log(self) -> str:
        """Every request so far, a line each."""
        return self._log.read_text()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> None:
        self._client.close()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        self._log.unlink(missing_ok=True)
