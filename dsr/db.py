"""The database: one declarative base, and the two ways to use a session.

`reading()` is a deferred transaction, closed before any verb; `transaction()` is a new session that commits at its end and
rings the bells it was given after that. Invariant: nothing here is nested, and nothing rings for what was rolled back.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, DateTime, Dialect, Engine, MetaData, String, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

_NAMES = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
          "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
_ENGINES: weakref.WeakSet[Engine] = weakref.WeakSet()
_in_use = threading.local()
_log = structlog.get_logger("db")


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=_NAMES)


db = SQLAlchemy(model_class=Base)  # engine and metadata for the app and its migrations; sessions are ours


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware UTC out, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        stamp = value.astimezone(UTC)
        return stamp.replace(tzinfo=None) if dialect.name == "sqlite" else stamp

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[Any]):
    """An enum as its word; the table's CHECK names the words, so that one can be added without a change of type."""

    impl = String(40)
    cache_ok = True

    def __init__(self, of: type[Any]) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else self.of(value).value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else self.of(value)


class Database:
    """An engine and the sessions on it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.lost_bells = 0

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look, do not touch; never waits for a writer. Rows that were loaded may be used afterwards; what was changed is lost."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One short write. Nothing slow belongs in it. Nesting is refused."""
        if getattr(_in_use, "is_open", False):
            raise RuntimeError("a transaction is open already")
        _in_use.is_open = True
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                session.info["is_writing"] = True
                if self.engine.dialect.name == "sqlite":
                    session.connection(execution_options={"dsr_immediate": True})
                yield session
                session.commit()
                bells: list[Callable[[], None]] = session.info.get("bells", [])
        finally:
            _in_use.is_open = False
        for ring in dict.fromkeys(bells):
            try:
                ring()
            except Exception as error:  # the change is durable: its caller has succeeded, and the sweeper rings again
                self.lost_bells += 1
                _log.warning("bell_lost", lost=self.lost_bells, why=type(error).__name__)


def after_commit(session: Session, ring: Callable[[], None]) -> None:
    """Call `ring` when the session's changes are durable; forgotten on rollback. A function given twice is called once.

    A ring that fails is counted and swallowed.
    """
    session.info.setdefault("bells", []).append(ring)


def hold(session: Session, name: str) -> None:
    """Wait until nobody else holds this name; ours until the end of the transaction. A file of SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def open_database(url: str) -> Database:
    """A database by its URL, for workers and commands; the web app uses the same."""
    return Database(make_engine(url))


def with_driver(url: str) -> URL:
    """The URL as everybody here needs it: Postgres is reached by psycopg 3, a file of SQLite by its whole path.

    Flask-SQLAlchemy would look for a relative path in a folder of its own.
    """
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite" and parsed.database and not parsed.database.startswith((":", "file:")):
        return parsed.set(database=str(Path(parsed.database).absolute()))
    return parsed


def make_engine(url: str) -> Engine:
    """An engine with what each database needs to behave alike."""
    parsed = with_driver(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    _ENGINES.add(engine)
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: readers deferred, writers at once
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        is_immediate = connection.get_execution_options().get("dsr_immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_immediate else "BEGIN")


def _drop_in_child() -> None:
    """A connection must not be used by two processes: a forked child starts with none."""
    for engine in list(_ENGINES):
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_drop_in_child)
