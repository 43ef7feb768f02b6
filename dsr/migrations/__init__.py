"""The steps by which a database becomes what `dsr.models` says, and back.

Invariant: one call is one transaction on both databases, and of several processes that upgrade at once one does it while the others wait.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from dsr.db import make_engine
from dsr.domain.errors import Misconfigured

_VERSIONS = Path(__file__).parent / "versions"
_LOCK = 0x44535221  # any number that no other program takes on the same Postgres database


def upgrade(database_url: str, revision: str = "head") -> None:
    """Make the database what this version needs. Doing it twice is fine."""
    with _connected(database_url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(database_url: str, revision: str) -> None:
    """Back to an earlier revision; `base` leaves an empty database."""
    with _connected(database_url) as connection:
        command.downgrade(_config(connection), revision)


def head() -> str:
    """The newest revision of this version."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None, "there is at least the first revision"
    return found


def current(database_url: str) -> str | None:
    """The revision the database is at; None: no tables yet."""
    with _connected(database_url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def must_be_ready(database_url: str) -> None:
    """Raises Misconfigured where the tables are not there, or older than this version. Of a database that does not answer nothing can be said yet,
    and one that is newer serves an older version while machines are changed one by one."""
    try:
        found = current(database_url)
    except SQLAlchemyError:
        return
    known = {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is None or (found in known and found != head()):
        raise Misconfigured("The database has not the tables of this version: run 'dsr db upgrade', then start again.")


def draft(database_url: str, message: str, folder: Path = _VERSIONS) -> None:
    """Write the next revision from the difference between the models and an upgraded database, to be finished by hand."""
    number = len(list(ScriptDirectory.from_config(_config()).walk_revisions())) + 1
    with _connected(database_url) as connection:
        command.revision(_config(connection, folder), message, autogenerate=True, rev_id=f"r{number:04d}", version_path=str(folder))


def _config(connection: Connection | None = None, also: Path = _VERSIONS) -> Config:
    config = Config()
    config.set_main_option("script_location", _escaped(_VERSIONS.parent))
    config.set_main_option("version_locations", os.pathsep.join(_escaped(path) for path in dict.fromkeys((_VERSIONS, also))))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    engine = make_engine(database_url)
    try:
        with engine.connect().execution_options(dsr_immediate=True) as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            if is_sqlite:  # a table that is built anew must not take its children along; only outside a transaction can this be said
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if is_sqlite:
                    yield connection
                    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                    if broken:
                        raise RuntimeError(f"rows without the row they refer to in: {', '.join(sorted({row[0] for row in broken}))}")
                else:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                    yield connection
    finally:
        engine.dispose()
