"""How long a whole exchange may take: httpx limits each reading from the socket, and a source may send a byte now and then for ever.

Invariant: once a patience is at its end, no reading and no writing begins, and none that has begun goes on.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx


class Patience:
    """Seconds that are left, by a clock that nobody sets back."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.begin()

    def begin(self) -> None:
        self._end = time.monotonic() + self._seconds

    def left(self) -> float:
        return self._end - time.monotonic()


class Transport(httpx.HTTPTransport):
    """httpx's own, over sockets that know their patience. No proxy and no file of the environment is used."""

    def __init__(self, tls: ssl.SSLContext, patience: Patience) -> None:
        super().__init__(verify=tls, trust_env=False)
        # httpx takes no network backend; its pool is where httpcore does
        self._pool = httpcore.ConnectionPool(ssl_context=tls, max_connections=2, keepalive_expiry=5.0, network_backend=_Backend(patience))


class _Backend(httpcore.NetworkBackend):
    def __init__(self, patience: Patience) -> None:
        self._patience, self._own = patience, httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                    socket_options: Iterable[Any] | None = None) -> httpcore.NetworkStream:
        left = _within(self._patience, timeout, httpcore.ConnectTimeout)
        return _Stream(self._own.connect_tcp(host, port, left, local_address, socket_options), self._patience)


class _Stream(httpcore.NetworkStream):
    def __init__(self, own: httpcore.NetworkStream, patience: Patience) -> None:
        self._own, self._patience = own, patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._own.read(max_bytes, _within(self._patience, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._own.write(buffer, _within(self._patience, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._own.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        left = _within(self._patience, timeout, httpcore.ConnectTimeout)
        return _Stream(self._own.start_tls(ssl_context, server_hostname, left), self._patience)

    def get_extra_info(self, info: str) -> Any:
        return self._own.get_extra_info(info)


def _within(patience: Patience, timeout: float | None, over: type[Exception]) -> float:
    left = patience.left()
    if left <= 0:
        raise over()
    return left if timeout is None else min(left, timeout)
