"""Postgres through psycopg: rows by its fast loaders, and by patient ones where a cell is something that Python has no form for.

Invariant: a cell that cannot be converted arrives as its text, whatever the others of its batch are; nothing is asked of the server twice.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, ServerCursor
from psycopg.adapt import Transformer
from psycopg.types import datetime as loaders

_FAST: dict[str, Any] = {"date": loaders.DateLoader, "timestamp": loaders.TimestampLoader, "timestamptz": loaders.TimestamptzLoader,
                         "time": loaders.TimeLoader, "timetz": loaders.TimetzLoader}


def _patient(loader: Any) -> Any:
    class Patient(loader):  # type: ignore[misc]  # the base is psycopg's own, and no longer the fast one in C
        def load(self, data: Any) -> Any:
            try:
                return super().load(data)
            except Exception:  # psycopg.DataError and what its parsers raise; the text itself is the safe form
                return bytes(data).decode()

    return Patient


_PATIENT = {name: _patient(loader) for name, loader in (*_FAST.items(), ("interval", loaders.IntervalLoader))}  # its fast one overflows unsaid


class Stream(ServerCursor[Any]):
    """A cursor on the server. What fails in a fast loader fails for all rows that came together: those are converted again."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, loader in _FAST.items():
            self.adapters.register_loader(name, loader)

    def fetchmany(self, size: int = 0) -> list[Any]:
        before = self.pgresult
        try:
            return super().fetchmany(size)
        except Exception:
            answer = self.pgresult
            if answer is None or answer is before:  # the server itself has failed
                raise
            patient = Transformer(self.connection)
            patient.set_pgresult(answer)
            return patient.load_rows(0, answer.ntuples, tuple)


def prepare(connection: Connection[Any]) -> None:
    """Everything that this connection reads is read patiently, and what streams is tried fast first."""
    for name, loader in _PATIENT.items():
        connection.adapters.register_loader(name, loader)
    connection.server_cursor_factory = Stream
