"""Postgres holds dates that Python has not: before year 1, after 9999, infinity. Invariant: such a cell arrives as its text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event


def tolerate(engine: Engine) -> None:
    """Make a psycopg engine hand over what it cannot convert as text; does nothing for other drivers."""
    if engine.dialect.driver != "psycopg":
        return
    from psycopg.types import datetime as loaders  # loaded only where a Postgres source is opened

    tolerant = {name: _tolerant(loader) for name, loader in (
        ("date", loaders.DateLoader), ("timestamp", loaders.TimestampLoader), ("timestamptz", loaders.TimestamptzLoader))}

    @event.listens_for(engine, "connect")
    def register(connection: Any, _record: Any) -> None:
        for name, loader in tolerant.items():
            connection.adapters.register_loader(name, loader)


def _tolerant(loader: Any) -> Any:
    class Tolerant(loader):  # type: ignore[misc]  # the base is psycopg's own
        def load(self, data: Any) -> Any:
            try:
                return super().load(data)
            except Exception:  # psycopg.DataError and what its parsers raise; the text itself is the safe form
                return bytes(data).decode()

    return Tolerant
