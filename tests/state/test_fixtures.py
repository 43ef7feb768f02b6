"""What every test may ask for holds what it promises."""

from __future__ import annotations

import os
import socket

import pytest

from dsr.kit import Kit
from tests.factories import a_part
from tests.fakes import FrozenNow
from tests.loopback import WentOutside


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "www.example.com", b"www.example.com"])
def test_a_call_beyond_this_machine_fails_the_test(host: str) -> None:
    with pytest.raises(WentOutside):
        socket.create_connection((host, 80), timeout=1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, pytest.raises(WentOutside):
        udp.sendto(b"x", (host, 53))
    with socket.socket() as tcp, pytest.raises(WentOutside):
        tcp.connect_ex((host, 80))


def test_a_call_on_this_machine_goes_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as client:
        assert client.getpeername()[1] == server.getsockname()[1]


def test_the_settings_of_this_machine_are_not_read() -> None:
    assert not [name for name in os.environ if name.startswith("DSR_")]


def test_a_clock_stands_until_it_is_moved(now: FrozenNow) -> None:
    before = now()
    assert now() == before
    assert (now.forward(days=1) - before).days == 1


def test_a_kit_is_whole(kit: Kit) -> None:
    with kit.database.transaction() as session:
        part_id = a_part(session).id
    assert part_id == 1
    assert kit.now().utcoffset() is not None
    assert kit.sources.sources == ()
