"""What every test may ask for: a fresh database on SQLite or Postgres, a clock that stands, keys, a store, and all of it as a Kit.

Invariants: no test reads the settings of the machine it runs on, and none reaches beyond it.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import hypothesis
import psycopg
import pytest
from argon2 import PasswordHasher

import config
from dsr.db import Database, open_database
from dsr.jobs import RecordingDispatcher
from dsr.kit import Kit
from dsr.mail.sink import ListMailer
from dsr.mapping import SourceBook
from dsr.migrations import upgrade
from dsr.services import staff
from dsr.store import Store
from dsr.vault import Vault
from tests import compiled
from tests.fakes import FrozenNow
from tests.loopback import stay_inside
from tests.servers.postgres import Postgres

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DATABASES = ("sqlite", "postgres")
Opener = Callable[[str], AbstractContextManager[Database]]
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=DATABASES, default="sqlite", help="what the fixture `database` is (default: sqlite)")


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.startswith(config.PREFIX)]:
        del os.environ[name]
    stay_inside()
    compiled.once()
    staff.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # argon2 is slow on purpose; the tests need its rules, not its cost
    hypothesis.settings.register_profile("quick", deadline=None, derandomize=True, max_examples=100)
    hypothesis.settings.register_profile("long", deadline=None, max_examples=10_000, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A Postgres of one's own, started when the first test wants it."""
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def open_fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opener:
    """A database with all tables and nothing in them, by the name of its kind; copied from one that was upgraded once."""
    made: dict[str, str] = {}
    folder = tmp_path_factory.mktemp("databases")

    @contextmanager
    def fresh(kind: str) -> Iterator[Database]:
        name = f"fresh_{next(_numbers)}"
        if kind == "postgres":
            server = cast(Postgres, request.getfixturevalue("postgres"))
            if kind not in made:
                made[kind] = server.create_database("all_tables")
                upgrade(made[kind])
            url = server.create_database(name, template="all_tables")
        else:
            if kind not in made:
                made[kind] = f"sqlite:///{folder / 'all_tables.sqlite'}"
                upgrade(made[kind])
            url = f"sqlite:///{shutil.copyfile(folder / 'all_tables.sqlite', folder / f'{name}.sqlite')}"
        database = open_database(url)
        compiled.statements(database.engine)
        try:
            yield database
        finally:
            database.engine.dispose()
            if kind == "postgres":
                with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
                    connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    return fresh


@pytest.fixture
def database(pytestconfig: pytest.Config, open_fresh: Opener) -> Iterator[Database]:
    """A fresh database of the kind that `--db` names."""
    with open_fresh(pytestconfig.getoption("--db")) as made:
        yield made


@pytest.fixture(params=DATABASES)
def each_database(request: pytest.FixtureRequest, open_fresh: Opener) -> Iterator[Database]:
    """A fresh database; the test runs on both kinds, whatever `--db` says."""
    with open_fresh(request.param) as made:
        yield made


@pytest.fixture
def now() -> FrozenNow:
    return FrozenNow(NOW)


@pytest.fixture
def vault() -> Vault:
    return Vault({"m1": bytes(range(32))}, "m1", bytes(range(32, 64)))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def settings(tmp_path: Path) -> config.Settings:
    return config.load({"DSR_SECRET_KEY": "s" * 40, "DSR_EVEN_MS": "0", "DSR_STORE_DIR": str(tmp_path / "store"),
                        "DSR_SOURCES_DIR": str(tmp_path / "sources")})


@pytest.fixture
def kit(settings: config.Settings, now: FrozenNow, database: Database, store: Store, vault: Vault) -> Kit:
    """The outside world of a test: nothing is rung, letters are kept in `kit.mailer`, no source is connected."""
    return Kit(settings=settings, now=now, database=database, dispatcher=RecordingDispatcher(), mailer=ListMailer(), store=store, vault=vault,
               sources=SourceBook())
