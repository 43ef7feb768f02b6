"""A wire between a client and a server on loopback that breaks or falls silent after so many bytes from the server."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread


class BrokenWire:
    """Started by making one. `after` counts the server's bytes of each connection; `is_silent`: nothing more comes, and nothing ends."""

    def __init__(self, port: int, *, after: int, is_silent: bool = False) -> None:
        self._to, self._after, self._is_silent = port, after, is_silent
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._open: list[socket.socket] = []
        Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        for one in [self._listening, *self._open]:
            one.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._to))
            self._open += [client, server]
            Thread(target=self._pass_on, args=(client, server, None), daemon=True).start()
            Thread(target=self._pass_on, args=(server, client, self._after), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, after: int | None) -> None:
        seen = 0
        with suppress(OSError):
            while data := source.recv(4096):
                seen += len(data)
                if after is not None and seen > after:
                    if self._is_silent:
                        continue
                    break
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
