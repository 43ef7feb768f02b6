"""Tests stay on this machine: a call to anywhere else fails the test that made it."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_CONNECT, _CONNECT_EX, _SEND_TO, _ASK = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto, socket.getaddrinfo


class WentOutside(AssertionError):
    """No OSError: nobody may take it for a server that is down."""


def stay_inside() -> None:
    """From now on, in this process. Servers written in other languages, and libraries that bring their own sockets, are not seen."""

    def connect(self: socket.socket, address: Any) -> None:
        _check(self.family, address)
        _CONNECT(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _check(self.family, address)
        return _CONNECT_EX(self, address)

    def sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        _check(self.family, rest[-1])
        return _SEND_TO(self, data, *rest)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        _check(socket.AF_INET, (host,))
        return _ASK(host, *args, **kwargs)

    for place, ours in ((socket.socket, connect), (socket.socket, connect_ex), (socket.socket, sendto), (socket, getaddrinfo)):
        setattr(place, ours.__name__, ours)


def _check(family: int, address: Any) -> None:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = address[0].decode() if isinstance(address[0], bytes) else address[0]
    if host in (None, "", "localhost"):
        return
    try:
        is_inside = ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        is_inside = False
    if not is_inside:
        raise WentOutside(f"a test called {host}")
